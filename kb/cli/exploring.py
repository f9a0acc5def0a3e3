"""Commands that explore: list, show, closest, signals."""

from collections.abc import Callable
from typing import Any

import click

import kb
from kb.cli.clock import DAY
from kb.cli.printing import Command, Row, format_option, message, show_json, show_rows, show_text
from kb.model import Note

_FILTERS: tuple[Callable[[Any], Any], ...] = (
    click.option("--theme", default="", help="Only notes with this theme."),
    click.option("--keyword", default="", help="Only notes with this keyword."),
    click.option("--origin", default="", help="Only notes of this origin; 2024 means all of that year."),
    click.option("--since", type=DAY, help="Only notes of this day or later."),
    click.option("--until", type=DAY, help="Only notes of this day or earlier."),
    click.option("--category", default="", help="Only notes of this category."),
    click.option("--links-to", default="", metavar="NOTE", help="Only notes that link to NOTE."),
    click.option("--linked-by", default="", metavar="NOTE", help="Only notes that NOTE links to."),
    click.option("--orphan", is_flag=True, help="Only notes without a written link in or out."),
    click.option("--match", default="", metavar="WORDS", help="Only notes that hold all these words."),
)


def filters(command: Command) -> Command:
    """Add the options that say which notes a command is about."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def wanted_notes(vault: "kb.OpenVault", options: dict[str, Any]) -> "kb.Filter":
    """The filter that those options mean."""
    for end in ("since", "until"):
        options[end] = options[end] and options[end].date()
    for end in ("links_to", "linked_by"):
        options[end] = options[end] and vault.note(options[end]).id
    return kb.Filter(**options)


@click.command("list")
@filters
@format_option()
def list_command(form: str, **options: Any) -> None:  # noqa: ANN401  # the filters above
    """List notes, newest first."""
    vault = kb.open_vault()
    rows = (_listed(note) for note in vault.select(wanted_notes(vault, options)))
    show_rows(rows, form, ("id", "date", "title"))


def _listed(note: Note) -> Row:
    return {
        "id": note.id,
        "date": note.date and str(note.date),
        "origin": note.origin and note.origin.label,
        "title": note.title,
        "link": note.link,
        "themes": list(note.themes),
        "keywords": list(note.keywords),
        "signals": len(note.signals),
        "draft": note.draft,
    }


@click.command("show")
@click.argument("note")
@format_option("text", "json", default="text")
def show_command(note: str, form: str) -> None:
    """Show one NOTE with its neighbourhood.

    NOTE is an id, the start of one (four characters or more), a path, or a title.
    """
    vault = kb.open_vault()
    one = vault.note(note)
    if form == "json":
        show_json(vault.record(one))
    else:
        show_text(_text(vault, one))


def _text(vault: "kb.OpenVault", note: Note) -> str:
    lines = [note.title, f"{note.id}  {note.path}" + ("  draft" if note.draft else "")]
    if note.origin:
        lines.append(f"from {note.origin.label}" + (f" ({note.date})" if note.date else ""))
    lines += [note.link] if note.link else []
    lines += ["", note.summary] if note.summary else []
    for signal in note.signals:
        lines += ["", f"* {signal.name}"]
        cells = (("change", signal.change), ("in ten years", signal.horizon), ("driven by", signal.driving_force))
        lines += [f"    {label}: {cell}" for label, cell in cells if cell]
    lines += ["", f"Themes: {', '.join(note.themes)}"] if note.themes else []
    lines += [f"Keywords: {', '.join(note.keywords)}"] if note.keywords else []
    near = vault.closest(note)
    lines += ["", "Closest:"] if near else []
    for one in near:
        place = f"{one.written}." if one.written else "≈" if one.found else "?"
        lines.append(f"  {place:3} {one.title}  {one.id}" + ("" if one.found else "  (not in the vault)"))
    cited = vault.cited_by(note)
    lines += ["", "Cited by:", *(f"  {vault.title(id_)}  {id_}" for id_ in cited)] if cited else []
    return "\n".join(lines) + "\n"


@click.command("closest")
@click.argument("note")
@click.option("-k", "count", type=click.IntRange(1), help="How many at most.")
@click.option("--why", is_flag=True, help="Also show the terms that both share, and how near they are in meaning.")
@format_option()
def closest_command(note: str, count: int | None, *, why: bool, form: str) -> None:
    """List the written and computed neighbours of NOTE, best first."""
    vault = kb.open_vault()
    one = vault.note(note)
    near, model = vault.closest(one, count), vault.model_of(one)
    keys = ("id", "title", "written", "similar", "mutual", "why", "meaning")
    rows = ({key: getattr(other, key) for key in keys} for other in near)
    reasons = (["meaning"] if model else []) + ["why"] if why else []
    show_rows(rows, form, ("written", "similar", "mutual", "id", "title", *reasons))
    if why and model:
        message(f"similar joins shared terms (why) with meaning, by {model}.")


@click.command("signals")
@filters
@format_option()
def signals_command(form: str, **options: Any) -> None:  # noqa: ANN401  # the filters above
    """List the rows of the signal tables."""
    vault = kb.open_vault()
    rows = vault.signals(wanted_notes(vault, options))
    show_rows(rows, form, ("origin", "name", "change", "driving_force"))
