"""The command that searches: search."""

import click

import kb
from kb.cli.printing import format_option, message, show_rows
from kb.search import Hit
from kb.text import count

_LOOSENED = {
    "prefix": "No note holds exactly that; these hold words that begin with the last one.",
    "some": "No note holds all of that; these hold some of the words.",
}


@click.command("search")
@click.argument("query")
@click.option("-k", "most", type=click.IntRange(1), default=10, show_default=True, help="How many at most.")
@format_option()
def search_command(query: str, most: int, form: str) -> None:
    """List the notes that answer QUERY, best first.

    All words must be found. QUERY may hold "a phrase" and the start of a word, regul*; theme:, keyword:, category:,
    source: and origin: with a value, has:signals; and - before anything that must not be found. Put it in quotes for
    your shell, and -- before one that begins with a minus.
    """
    answer = kb.open_vault().search(query, most)
    show_rows(
        ({"id": hit.id, "title": hit.title, "score": hit.score, "snippet": _marked(hit)} for hit in answer.hits),
        form,
        ("score", "id", "title", "snippet"),
    )
    if not answer.total:
        message("No note answers that.")
    if answer.reading in _LOOSENED:
        message(_LOOSENED[answer.reading])
    if answer.total > len(answer.hits):
        message(f"{count(len(answer.hits), 'note')} of {answer.total:,}; -k shows more.")


def _marked(hit: Hit) -> str:
    """The passage with what was looked for between two asterisks each."""
    return "".join(f"**{text}**" if found else text for text, found in hit.snippet)
