"""The commands `kb graph …`: each asks the link graph, or a part of it, one question."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from msgspec.structs import asdict

import kb
from kb import graph
from kb.cli.clock import DAY
from kb.cli.printing import Command, Row, format_option, message, show_json, show_rows
from kb.model import Graph

_KINDS = click.Choice(["closest", "similar", "mention"])
_PART: tuple[Callable[[Any], Any], ...] = (
    click.option("--since", type=DAY, help="Only among notes of this day or later."),
    click.option("--until", type=DAY, help="Only among notes of this day or earlier."),
    click.option("--theme", default="", help="Only among notes with this theme."),
    click.option("--kind", "kinds", type=_KINDS, multiple=True, help="Only by links of this kind; may be repeated."),
    click.option("--mutual/--one-way", default=None, help="Only by links that are, or are not, answered."),
)


def _part(command: Command) -> Command:
    """Add the options that say which part of the graph a command is about."""
    for option in reversed(_PART):
        command = option(command)
    return command


def _count(default: int) -> Callable[[Command], Command]:
    return click.option(
        "-n", "count", type=click.IntRange(1), default=default, show_default=True, help="How many at most."
    )


def _graph(vault: "kb.OpenVault", options: dict[str, Any], named: Sequence[str] = ()) -> Graph:
    """The part of the graph that the options of `_part` ask for."""
    days = {end: options[end] and options[end].date() for end in ("since", "until")}
    wanted = kb.Filter(theme=options["theme"], **days)
    return vault.part(wanted, options["kinds"] or None, mutual=options["mutual"], named=named)


@click.group("graph")
def graph_command() -> None:
    """Ask the link graph, or the part of it that lies among some notes."""


@graph_command.command("stats")
@_part
@format_option("table", "json", default="table")
def stats_command(form: str, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """Count nodes, links, components, orphans."""
    figures = asdict(graph.stats(_graph(kb.open_vault(), options)))
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
@_part
@format_option()
def neighbours_command(note: str, form: str, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """List the links into and out of NOTE."""
    vault = kb.open_vault()
    one = vault.note(note)
    id_ = vault.node(one)
    if any(options[name] for name in ("since", "until", "theme")):
        part = _graph(vault, options, [id_])
    else:
        part = vault.links_of(one, options["kinds"] or None, mutual=options["mutual"])
    rows = (asdict(step) for step in graph.neighbours(part, id_))
    show_rows(rows, form, ("direction", "kind", "rank", "weight", "mutual", "id", "title"))


@graph_command.command("path")
@click.argument("start")
@click.argument("end")
@click.option("--strongest", is_flag=True, help="The way of the strongest ties instead of the fewest steps.")
@_part
@format_option()
def path_command(start: str, end: str, *, strongest: bool, form: str, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """Show the shortest path between two notes, in either direction of the links."""
    vault = kb.open_vault()
    one, other = (vault.node(vault.note(note)) for note in (start, end))
    part = _graph(vault, options, [one, other])
    ids = (graph.strongest_path if strongest else graph.path)(part, one, other)
    titles = {node.id: node.title for node in part.nodes}
    if form == "json":
        show_json(ids)
    else:
        show_rows(({"id": id_, "title": titles[id_]} for id_ in ids), form, ("id", "title"))
    if not ids:
        message("There is no path between these notes.")
        sys.exit(1)


@graph_command.command("hubs")
@_count(20)
@_part
@format_option()
def hubs_command(count: int, form: str, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """List the notes that most lead to, each compared with those of its year.

    Only written links count unless --kind says otherwise.
    """
    found = graph.hubs(_graph(kb.open_vault(), options), options["kinds"] or graph.WRITTEN)
    if not found and not options["kinds"]:
        message("Nobody wrote a link here; --kind similar goes by computed ones.")
    show_rows(map(asdict, found[:count]), form, ("percentile", "year", "cited", "id", "title"))


@graph_command.command("bridges")
@_count(20)
@_part
@format_option()
def bridges_command(count: int, form: str, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """List the notes whose links lead into several communities, with the two that each joins."""
    vault = kb.open_vault()
    part = _graph(vault, options)
    found = graph.bridges(part, vault.communities(part), count)
    rows = ({**asdict(one), "between": " ↔ ".join(one.names)} for one in found)
    show_rows(rows, form, ("score", "id", "title", "between"))


@graph_command.command("communities")
@click.option("--keep", is_flag=True, help="Write them to communities.json, so that names and addresses stay.")
@_part
@format_option()
def communities_command(*, keep: bool, form: str, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """List the communities: notes that written and computed links hold together."""
    vault = kb.open_vault()
    part = _graph(vault, options)
    if keep and part != vault.graph:
        raise click.UsageError("--keep is for the communities of all notes, without other options.")
    rows: list[Row] = [{"notes": len(one.members), **asdict(one)} for one in vault.communities(part)]
    show_rows(rows, form, ("notes", "cohesion", "address", "name"))
    if keep:
        message(f"Kept in {vault.keep_communities()}")


@graph_command.command("orphans")
@_part
@format_option()
def orphans_command(form: str, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """List notes without a written link in or out."""
    found = graph.orphans(_graph(kb.open_vault(), options), options["kinds"] or graph.WRITTEN)
    show_rows(({"id": node.id, "title": node.title} for node in found), form, ("id", "title"))


@graph_command.command("suggest")
@click.argument("note", required=False)
@_count(20)
@_part
@format_option()
def suggest_command(note: str | None, count: int, form: str, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """List pairs that nobody linked but might want to, or those of NOTE, likeliest first."""
    vault = kb.open_vault()
    id_ = vault.node(vault.note(note)) if note else None
    part = _graph(vault, options, [id_] if id_ else [])
    found = [one for one in graph.suggest(part) if id_ is None or id_ in {one.source, one.target}]
    rows = map(asdict, found[:count])
    show_rows(rows, form, ("score", "similar", "source", "source_title", "target", "target_title"))


@graph_command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_part
def export_command(file: Path, **options: Any) -> None:  # noqa: ANN401  # the options of _part
    """Write the graph to FILE: .json (node-link), .graphml, .gexf, .dot, .csv or .cypher by its ending."""
    form = file.suffix.removeprefix(".").lower()
    if form not in graph.FORMATS:
        raise click.BadParameter(f"{file.name} ends in none of {', '.join('.' + one for one in graph.FORMATS)}.")
    vault = kb.open_vault()
    vault.export_graph(file, form, _graph(vault, options))
