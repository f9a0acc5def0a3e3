"""The command that searches: search."""

import click

import kb
from kb.cli.printing import format_option, message, show_rows
from kb.search import Answer, Hit, Sort
from kb.text import count


@click.command("search")
@click.argument("query")
@click.option("-k", "most", type=click.IntRange(1), default=10, show_default=True, help="How many at most.")
@click.option(
    "--sort", type=click.Choice(("best", "newest")), default="best", show_default=True, help="Which notes come first."
)
@click.option(
    "--facets", is_flag=True, help="Count the themes, years, categories and signals of what is found instead."
)
@format_option()
def search_command(query: str, most: int, sort: Sort, form: str, *, facets: bool) -> None:
    """List the notes that answer QUERY, best first.

    All words must be found. QUERY may hold "a phrase" and the start of a word, regul*; theme:, keyword:, category:,
    source: and origin: with a value, has:signals; and - before anything that must not be found. Put it in quotes for
    your shell, and -- before one that begins with a minus. When nothing is found, the last word may be the start of
    one, then one letter may be wrong in a word, then some of the words are enough.
    """
    opened = kb.open_vault()
    if facets:
        narrowings = opened.narrowings(query)
        rows = ({"field": one.field, "value": one.label, "notes": one.notes, "ask": one.ask} for one in narrowings)
        show_rows(rows, form, ("notes", "field", "value", "ask"))
        if not narrowings:
            message("No note answers that, or none has a theme, year, category or signal.")
        return
    answer = opened.search(query, most, sort)
    show_rows(
        ({"id": hit.id, "title": hit.title, "score": hit.score, "snippet": _marked(hit)} for hit in answer.hits),
        form,
        ("score", "id", "title", "snippet"),
    )
    if loosened := _loosened(answer):
        message(loosened)
    if answer.total > len(answer.hits):
        message(f"{count(len(answer.hits), 'note')} of {answer.total:,}; -k shows more.")


def _loosened(answer: Answer) -> str:
    """How a question had to be read, unless as it is."""
    wrong = ", ".join(f"\u201c{word}\u201d" for word, _ in answer.mended)
    right = ", ".join(f"\u201c{word}\u201d" for _, word in answer.mended)
    match answer.reading:
        case "prefix":
            return "No note holds exactly that; these hold words that begin with the last one."
        case "corrected":
            return f"No note holds {wrong}; these hold {right}."
        case "some":
            return (
                f"No note holds all of that; these hold some of the words{f', {right} for {wrong}' if wrong else ''}."
            )
    return "" if answer.total else "No note answers that."


def _marked(hit: Hit) -> str:
    """The passage with what was looked for between two asterisks each."""
    return "".join(f"**{text}**" if found else text for text, found in hit.snippet)
