"""Commands that explore: list, show, closest, signals, dedupe, graph."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

import kb
from kb import graph
from kb.cli.printing import Command, Row, format_option, message, show_json, show_rows
from kb.model import EdgeKind, Note

_DAY = click.DateTime(["%Y-%m-%d"])
_FILTERS: tuple[Callable[[Any], Any], ...] = (
    click.option("--theme", default="", help="Only notes with this theme."),
    click.option("--keyword", default="", help="Only notes with this keyword."),
    click.option("--origin", default="", help="Only notes of this origin; 2024 means all of that year."),
    click.option("--since", type=_DAY, help="Only notes of this day or later."),
    click.option("--until", type=_DAY, help="Only notes of this day or earlier."),
    click.option("--category", default="", help="Only notes of this category."),
    click.option("--links-to", default="", metavar="NOTE", help="Only notes that link to NOTE."),
    click.option("--linked-by", default="", metavar="NOTE", help="Only notes that NOTE links to."),
    click.option("--orphan", is_flag=True, help="Only notes without a written link in or out."),
    click.option("--match", default="", metavar="WORDS", help="Only notes that hold all these words."),
)
_KINDS = click.Choice(["closest", "similar", "mention"])


def _filters(command: Command) -> Command:
    """Add the options that say which notes a command is about."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def _wanted(vault: "kb.OpenVault", options: dict[str, Any]) -> "kb.Filter":
    for end in ("since", "until"):
        options[end] = options[end] and options[end].date()
    for end in ("links_to", "linked_by"):
        options[end] = options[end] and vault.note(options[end]).id
    return kb.Filter(**options)


@click.command("list")
@_filters
@format_option()
def list_command(form: str, **options: Any) -> None:  # noqa: ANN401  # the filters above
    """List notes, newest first."""
    vault = kb.open_vault()
    rows = (_listed(note) for note in vault.select(_wanted(vault, options)))
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
        click.echo(_text(vault, one), nl=False)


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
    lines += ["", "Cited by:", *(f"  {vault.note(id_).title}  {id_}" for id_ in cited)] if cited else []
    return "\n".join(lines) + "\n"


@click.command("closest")
@click.argument("note")
@click.option("-k", "count", type=click.IntRange(1), help="How many at most.")
@click.option("--why", is_flag=True, help="Also show the terms that both share, and how near they are in meaning.")
@format_option()
def closest_command(note: str, count: int | None, *, why: bool, form: str) -> None:
    """List the written and computed neighbours of NOTE, best first."""
    vault = kb.open_vault()
    near = vault.closest(vault.note(note), count)
    model = vault.collection.model
    keys = ("id", "title", "written", "similar", "mutual", "why", "meaning")
    rows = ({key: getattr(one, key) for key in keys} for one in near)
    reasons = (["meaning"] if model else []) + ["why"] if why else []
    show_rows(rows, form, ("written", "similar", "mutual", "id", "title", *reasons))
    if why and model:
        message(f"similar joins shared terms (why) with meaning, by {model}.")


@click.command("signals")
@_filters
@format_option()
def signals_command(form: str, **options: Any) -> None:  # noqa: ANN401  # the filters above
    """List the rows of the signal tables."""
    vault = kb.open_vault()
    rows = vault.signals(_wanted(vault, options))
    show_rows(rows, form, ("origin", "name", "change", "driving_force"))


@click.command("dedupe")
@format_option()
def dedupe_command(form: str) -> None:
    """List the items that several notes tell of, and why they are one."""
    vault = kb.open_vault()
    rows = ({**asdict(item), "members": list(item.members), "merged": True} for item in vault.items)
    show_rows(rows, form, ("canonical", "members", "rule", "evidence"))


@click.group("graph")
def graph_command() -> None:
    """Ask the link graph."""


@graph_command.command("stats")
@format_option("table", "json", default="table")
def stats_command(form: str) -> None:
    """Count nodes, links, components, orphans."""
    figures = asdict(graph.stats(kb.open_vault().graph))
    if form == "json":
        show_json(figures)
    else:
        show_rows(
            [{"what": key.replace("_", " "), "figure": value} for key, value in figures.items()],
            form,
            ("what", "figure"),
        )


@graph_command.command("neighbours")
@click.argument("note")
@click.option("--kind", "kinds", type=_KINDS, multiple=True, help="Only links of this kind; may be repeated.")
@format_option()
def neighbours_command(note: str, kinds: tuple[EdgeKind, ...], form: str) -> None:
    """List the links into and out of NOTE."""
    vault = kb.open_vault()
    rows = (asdict(one) for one in graph.neighbours(vault.graph, vault.node(vault.note(note)), kinds or None))
    show_rows(rows, form, ("direction", "kind", "rank", "weight", "id", "title"))


@graph_command.command("path")
@click.argument("start")
@click.argument("end")
@click.option("--kind", "kinds", type=_KINDS, multiple=True, help="Only over links of this kind; may be repeated.")
@format_option()
def path_command(start: str, end: str, kinds: tuple[EdgeKind, ...], form: str) -> None:
    """Show the shortest path between two notes, in either direction of the links."""
    vault = kb.open_vault()
    ids = graph.path(vault.graph, vault.node(vault.note(start)), vault.node(vault.note(end)), kinds or None)
    titles = {node.id: node.title for node in vault.graph.nodes}
    if form == "json":
        show_json(ids)
    else:
        show_rows(({"id": id_, "title": titles[id_]} for id_ in ids), form, ("id", "title"))
    if not ids:
        message("There is no path between these notes.")
        sys.exit(1)


@graph_command.command("orphans")
@format_option()
def orphans_command(form: str) -> None:
    """List notes without a written link in or out."""
    rows = ({"id": node.id, "title": node.title} for node in graph.orphans(kb.open_vault().graph))
    show_rows(rows, form, ("id", "title"))


@graph_command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_command(file: Path) -> None:
    """Write the graph to FILE: .json (node-link), .graphml, .gexf, .dot or .csv by its ending."""
    form = file.suffix.removeprefix(".").lower()
    if form not in graph.FORMATS:
        raise click.BadParameter(f"{file.name} ends in none of {', '.join('.' + one for one in graph.FORMATS)}.")
    kb.open_vault().export_graph(file, form)
