"""Sources on disk into the new notes of a vault, and a vault's notes into one file for other programs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb import vault
from kb.errors import KbError
from kb.importing import Imported, Kind, Load, Remark, settle, take_file, take_folder
from kb.io import edit, incoming
from kb.io.forms import Row, write_rows
from kb.io.forms.shape import NOTES, SIGNALS
from kb.model import Collection, Note, ResolvedLink, Vault
from kb.options import DedupeOptions
from kb.pipeline import Reading

NO_FETCH = "kb did not fetch it: save the feed as a file and import that"


def load(name: str, kind: Kind | None = None) -> Iterator[Load]:
    """What a source holds, `-` for standard input; a list of feeds is followed by those that lie beside it.

    Raises `WrongUseError` for what is no source of any kind, or not of the kind named.
    """
    path = Path(name)
    if name != incoming.STDIN and path.is_dir():
        yield _folder(path, obsidian=kind == "obsidian" or (kind is None and incoming.is_obsidian(path)))
        return
    taken = take_file(incoming.read_file(name), kind)
    yield taken
    for place, title, address in taken.feeds:
        yield from _listed(name, place, title, address)


def bring(sources: Iterable[str], kind: Kind | None, reading: Reading | None, options: DedupeOptions) -> Imported:
    """What importing these does to a vault as it was read, None for one without a folder yet; nothing is written."""
    loads = [one for name in sources for one in load(name, kind)]
    if reading is None:
        return settle(loads, Vault(notes=(), names=()), {}, options)
    return settle(loads, reading.vault, reading.digests, options)


def save(folder: Path, files: Sequence[tuple[str, str]]) -> None:
    """Write new notes below a folder, all or none, never over a file (`VaultError`)."""
    if files:
        edit.create_all([(folder / path, text) for path, text in files])


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote."""

    rows: int
    """Notes or signals in the file."""
    written: bool
    """False when the file held just this already."""


def export(
    file: Path, collection: Collection, notes: Sequence[Note], *, signals: bool = False, force: bool = False
) -> Exported:
    """Write these notes, or the rows of their signal tables, as `kb.io.forms.write_rows` does."""
    rows = [row for one in notes for row in vault.signal_rows(one)] if signals else list(_records(collection, notes))
    written = write_rows(file, rows, SIGNALS if signals else NOTES, force=force)
    return Exported(rows=len(rows), written=written)


def _records(collection: Collection, notes: Sequence[Note]) -> Iterator[Row]:
    links: dict[str, list[ResolvedLink]] = {}
    for link in collection.links:
        links.setdefault(link.source, []).append(link)
    for one in notes:
        yield vault.record(one, vault.cleaned_closest(links.get(one.id, ()), one.id))


def _folder(path: Path, *, obsidian: bool) -> Load:
    files, others, trouble = incoming.read_folder(path)
    load = take_folder(files, others, obsidian=obsidian)
    unread = tuple(Remark(place=one.span.path, why=one.message.removesuffix(".")) for one in trouble)
    return Load(kind=load.kind, arrivals=load.arrivals, remarks=(*load.remarks, *unread))


def _listed(listing: str, place: str, title: str, address: str) -> Iterator[Load]:
    """A feed of a list, or why it does not come."""
    named = f"{title or 'a feed'} ({address})"
    if path := incoming.beside(listing, address):
        try:
            yield take_file(incoming.read_file(str(path)), "feed")
        except KbError as error:
            yield Load(kind="feed", remarks=(Remark(place=place, why=f"{named}: {error.message}"),))
    else:
        yield Load(kind="feed", remarks=(Remark(place=place, why=f"{named}: {NO_FETCH}"),))
