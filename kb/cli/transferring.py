"""Commands that bring notes in and give them out: import, export."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import click
from msgspec.structs import asdict

import kb
from kb.cli.exploring import filters, wanted_notes
from kb.cli.printing import Row, format_option, message, show_rows, show_text
from kb.cli.saving import held
from kb.importing import KINDS, Imported, Kind
from kb.io.edit import difference
from kb.text import count


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--from", "kind", type=click.Choice(KINDS), help="What the SOURCE is, where its content does not tell.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and private networks too, and by proxies.")
@format_option()
def import_command(
    sources: tuple[str, ...], kind: str | None, *, dry_run: bool, allow_private: bool, form: str
) -> None:
    """Bring notes in from elsewhere; say what came, what is there already, what was left out, and why.

    SOURCE is a folder of Markdown, in digest form, of Obsidian or plain; CSV, JSON or JSON Lines with the columns of kb
    export or kb list; bookmarks that a browser exported; a feed (RSS, Atom, JSON Feed); a list of feeds (OPML); an
    address where such a file stands; or - for standard input. No note that is there is ever changed.
    """
    vault = kb.open_vault()
    with held(vault, write=not dry_run):
        imported = vault.importing(sources, cast("Kind | None", kind), allow_private=allow_private)
        if not dry_run:
            vault.save_new(imported)
        elif form == "table":
            for path, text in imported.files:
                show_text(difference(path, "", text).replace(f"--- a/{path}", "--- /dev/null", 1))
        show_rows(_outcomes(imported, texts=dry_run), form, ("fate", "id", "place", "why"), whole=True)
    message(_summary(imported, dry_run=dry_run))


def _outcomes(imported: Imported, *, texts: bool) -> Iterator[Row]:
    """A row for each outcome, with what would be written when asked for."""
    written = {path.rpartition("/")[2].removesuffix(".md"): (path, text) for path, text in imported.files}
    for one in imported.outcomes:
        row = asdict(one)
        if texts:
            row["path"], row["markdown"] = written[one.id] if one.fate == "new" else ("", "")
        yield row


def _summary(imported: Imported, *, dry_run: bool) -> str:
    fates = Counter(one.fate for one in imported.outcomes)
    parts = [f"{count(fates['new'], 'note')} {'would come' if dry_run else 'came'}"]
    parts += [f"{fates['here']:,} already here"] if fates["here"] else []
    parts += [f"{fates['left']:,} left out"] if fates["left"] else []
    reached = (
        f" {imported.reached:,} of {count(imported.links, 'link')} in them reach a note." if imported.links else ""
    )
    return f"{', '.join(parts)}.{reached}"


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--signals", is_flag=True, help="The rows of the signal tables instead of notes.")
@click.option("--force", is_flag=True, help="Replace a file that holds something else.")
@filters
def export_command(file: Path, *, signals: bool, force: bool, **options: Any) -> None:  # noqa: ANN401  # the filters above
    """Write notes as data to FILE, in the form of its ending.

    .json, .jsonl, .csv, .sqlite or .parquet; a note is the same object as in kb show --format json.
    """
    vault = kb.open_vault()
    done = vault.export(file, wanted_notes(vault, options), signals=signals, force=force)
    rows = (
        count(done.rows, "row of the signal tables", "rows of the signal tables")
        if signals
        else count(done.rows, "note")
    )
    message(f"{file} holds {rows}{'' if done.written else ', as it did before'}.")
