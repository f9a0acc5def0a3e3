"""The command that writes a newsletter: digest."""

import os
from pathlib import Path

import click

import kb
from kb.cli.clock import today
from kb.cli.printing import message, show_text
from kb.errors import WrongUseError
from kb.io.whole import write_whole

_BY_ENDING = {".html": "html", ".htm": "html"}


@click.command("digest")
@click.argument("origin")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to FILE.", metavar="FILE"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "html", "email"]),
    help="Form of the newsletter.  [default: by FILE's ending, else markdown]",
)
def digest_command(origin: str, output: Path | None, form: str | None) -> None:
    """Print the notes of one ORIGIN as a newsletter: by theme, each with its strongest signal, and what is new.

    ORIGIN is an origin's label, its date, or latest. The vault's own templates/digest.md, .html or .email.html are used
    where they are.
    """
    vault = kb.open_vault()
    chosen = form or (_BY_ENDING.get(output.suffix.casefold(), "markdown") if output else "markdown")
    text = vault.digest(origin, chosen, today())
    if output is None:
        show_text(text)
        return
    if any(os.path.realpath(vault.folder / one.path) == os.path.realpath(output) for one in vault.notes):
        raise WrongUseError(f"{output} is a note.", "Choose another file; kb digest never writes over a note.")
    write_whole(output, text.encode())
    message(f"Written to {output}: {len(text.encode()):,} bytes.")
