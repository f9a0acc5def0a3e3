"""The command that makes a vault: init. And the one that tells editors of its front matter: schema."""

from pathlib import Path

import click

import kb
from kb.cli.printing import message, one_line, show_json
from kb.io.starter import Editor
from kb.text import count


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option(
    "--editor",
    "editors",
    multiple=True,
    type=click.Choice(["vscode"]),
    help="Also write snippets and tasks for this editor.",
)
def init_command(folder: Path, editors: tuple[Editor, ...]) -> None:
    """Make a vault to start from in DIR, or here.

    It gets settings, an example note, a .gitignore and a workflow that publishes it on GitHub Pages. What is there
    already stays as it is, and a folder with notes gets no example.
    """
    begun = kb.begin_vault(folder, editors)
    for name in begun.made:
        click.echo(one_line(f"made   {(folder / name).as_posix()}"))
    for name in begun.there:
        click.echo(one_line(f"there  {(folder / name).as_posix()}"))
    if begun.outside:
        notes = count(begun.outside, "Markdown file")
        message(f"kb does not read the {notes} beside kb.toml: move them to notes, or set [notes] folder.")
    if ".github/workflows/pages.yml" in begun.made and not begun.source_known:
        message("Before you push: pages.yml says what to set, so that GitHub can install kb.")
    place = "" if folder == Path() else f" -C {folder.as_posix()}"
    message(one_line(f"Next: kb{place} build"))


@click.command("schema")
def schema_command() -> None:
    """Print the JSON schema of the front matter, for editors and other programs."""
    show_json(kb.front_matter_schema())
