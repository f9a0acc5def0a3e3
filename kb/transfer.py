"""Sources on disk into the new notes of a vault, and a vault's notes into one file for other programs."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin

from msgspec import Struct

from kb import vault
from kb.errors import KbError
from kb.importing import Imported, Kind, Load, Remark, settle, take_file, take_folder
from kb.io import edit, incoming
from kb.io.forms import Row, write_rows
from kb.io.forms.shape import NOTES, SIGNALS
from kb.model import Collection, Note, ResolvedLink, Vault
from kb.options import DedupeOptions
from kb.pipeline import Reading

_AT_ONCE = 8  # feeds that are fetched at the same time


def load(name: str, kind: Kind | None = None, *, allow_private: bool = False) -> Iterator[Load]:
    """What a source holds, `-` for standard input; a list of feeds is followed by its feeds.

    Raises `WrongUseError` for what is no source of any kind, or not of the kind named, and `KbError` for what can't be
    read or fetched; a feed of a list that can't is told instead.
    """
    path = Path(name)
    if name != incoming.STDIN and path.is_dir():
        yield _folder(path, obsidian=kind == "obsidian" or (kind is None and incoming.is_obsidian(path)))
        return
    taken = take_file(incoming.read_file(name, allow_private=allow_private), kind)
    yield taken
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda feed: _listed(name, feed, allow_private=allow_private), taken.feeds)


def bring(loads: Sequence[Load], reading: Reading | None, options: DedupeOptions) -> Imported:
    """What importing these does to a vault as it was read, None for one without a folder yet; nothing is written."""
    if reading is None:
        return settle(loads, Vault(notes=(), names=()), {}, options)
    return settle(loads, reading.vault, reading.digests, options)


def save(folder: Path, files: Sequence[tuple[str, str]]) -> None:
    """Write new notes below a folder, all or none, never over a file (`VaultError`)."""
    if files:
        edit.create_all([(folder / path, text) for path, text in files])


class Exported(Struct, frozen=True, kw_only=True):
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


def _listed(listing: str, feed: tuple[str, str, str], *, allow_private: bool) -> Load:
    """A feed of a list, or why it does not come: no file but one beside the list is read for it."""
    place, title, address = feed
    named = f"{title or 'a feed'} ({address})"
    source = incoming.beside(listing, address)
    page = urljoin(listing, address) if incoming.is_address(listing) else address
    if not source and not incoming.is_address(page):
        return _refused(place, f"{named} is no page of the web, and no file beside the list")
    try:
        return take_file(incoming.read_file(str(source or page), allow_private=allow_private), "feed")
    except KbError as error:
        return _refused(place, f"{named}: {error.message}")


def _refused(place: str, why: str) -> Load:
    return Load(kind="feed", remarks=(Remark(place=place, why=why),))
