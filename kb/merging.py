"""Items into the changes of files that make one note of each, and two notes into the refusal to do so."""

import codecs
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from kb import dedupe, pipeline
from kb.changes import Change, originals
from kb.errors import KbError, WrongUseError
from kb.io.refusals import add_refusal
from kb.model import Collection, Found, Item, Note


def merged(
    folder: Path, collection: Collection, digests: Mapping[str, str], items: Sequence[Item]
) -> tuple[Change, ...]:
    """The changes of a notes folder that make one file of each item; `digests` are those of the files as read.

    Raises `KbError` for a file that is not UTF-8 and `VaultError` for one that changed since it was read.
    """
    by_id = {one.id: one for one in collection.vault.notes}
    members = {id_ for item in items for id_ in item.members}
    links = collection.links
    linking = {one.source for one in links if isinstance(one.resolution, Found) and one.resolution.id in members}
    paths = sorted(by_id[id_].path for id_ in members | linking)
    files = {one.source.path: one for one in originals(folder, paths, digests)}
    for id_ in members:
        if by_id[id_].path not in files:
            raise KbError(f"{by_id[id_].path} can't be read as UTF-8, so it can't be merged.")
    united = dict(pipeline.unite(collection, items, {path: file.source for path, file in files.items()}))
    return tuple(change for path in sorted(united) for change in files[path].changed(united[path]))


def accepted(
    only: Sequence[Note], items: Sequence[Item], suggestions: Sequence[Item], node: Callable[[Note], str]
) -> Item:
    """The item that these notes make: all of the item of one note, or just these of an item or a suggestion.

    `node` gives the id of a note's item. Raises `WrongUseError` for notes that kb neither merges nor suggests as one.
    """
    if len({one.draft for one in only}) > 1:
        raise WrongUseError("Some of these notes are drafts and some are not.", "Publish the drafts first.")
    named = {one.id for one in only}
    for item in items:
        if named <= set(item.members):
            return item if len(named) == 1 else _part(item, only)
    nodes = {node(one) for one in only}
    for item in suggestions:
        if nodes <= set(item.members):
            return _part(item, only)
    ids = " and ".join(sorted(named))
    raise WrongUseError(f"kb has no reason to take {ids} for one item.", "kb dedupe lists what it has reason for.")


def _part(item: Item, only: Sequence[Note]) -> Item:
    """An item of just these notes."""
    members = tuple(dict.fromkeys(one.id for one in sorted(only, key=dedupe.place)))
    return replace(item, canonical=members[0], members=members)


def refusal(file: Path | None, one: Note, other: Note) -> Change | None:
    """The change of a `kb.toml` that keeps two notes apart for good; None when it does so already."""
    if one.id == other.id:
        raise WrongUseError("These are the same note.")
    if not file:
        raise WrongUseError("There is no kb.toml to remember it in.", "Make one beside the notes folder first.")
    data = file.read_bytes()
    before = data.decode("utf-8-sig")
    after = add_refusal(before, (one.id, other.id))
    if after == before:
        return None
    mark = "\ufeff" if data.startswith(codecs.BOM_UTF8) else ""
    digest = hashlib.sha256(data).hexdigest()
    return Change(path=file, name=file.name, before=mark + before, after=mark + after, digest=digest)
