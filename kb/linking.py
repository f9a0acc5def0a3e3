"""Computed neighbours into the changes of files that add them to the notes' Closest lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from kb import note
from kb.changes import Change, originals
from kb.model import Collection, Found, Link, Note


class Linking(Struct, frozen=True, kw_only=True):
    """What adding neighbours to notes would change."""

    changes: tuple[Change, ...]
    """A change for each note that gets a link, by path."""
    links: int
    """How many links they add."""
    left: tuple[str, ...]
    """Paths of notes that lack links and can't be given them: no UTF-8, or a Closest section that can't be added to."""


def link_up(
    folder: Path, notes: Iterable[tuple[Collection, Sequence[Note]]], k: int, digests: Mapping[str, str]
) -> Linking:
    """Fill the Closest lists of notes, given with the collection that they may link into, up to k neighbours.

    What an author wrote stays, in its order. As many computed neighbours as the list lacks of k different ones that it
    reaches are added, best first, those left out that it reaches already; so a list of k or more stays as it is.
    `digests` are those of the files as read; raises `VaultError` for a file that changed since.
    """
    wanted: dict[str, list[Link]] = {}
    for collection, some in notes:
        chosen = _Chosen(collection)
        wanted |= {one.path: links for one in some if (links := chosen.links(one, k))}
    files = {file.source.path: file for file in originals(folder, sorted(wanted), digests)}
    changes: list[Change] = []
    left: list[str] = []
    added = 0
    for path in sorted(wanted):
        file = files.get(path)
        text = note.append_closest(file.source, wanted[path]) if file else None
        if file and text and text != file.source.text:
            changes.extend(file.changed(text))
            added += len(wanted[path])
        else:
            left.append(path)
    return Linking(changes=tuple(changes), links=added, left=tuple(left))


class _Chosen:
    """Answers which neighbours a note's list lacks."""

    def __init__(self, collection: Collection) -> None:
        self._titles = {name.id: name.title for name in collection.vault.names}
        self._shown = {member: item.canonical for item in collection.items for member in item.members}
        self._reached: defaultdict[str, set[str]] = defaultdict(set)
        for one in collection.links:
            if one.link.kind == "closest" and isinstance(one.resolution, Found):
                self._reached[one.source].add(self._item(one.resolution.id))
        self._similar: defaultdict[str, list[str]] = defaultdict(list)
        for near in collection.similar:
            self._similar[near.source].append(near.target)

    def links(self, one: Note, k: int) -> list[Link]:
        """The links to add, best first."""
        own = self._item(one.id)
        reached = self._reached[one.id] - {own}
        links = (
            Link(kind="closest", target=id_, label=self._titles[id_])
            for id_ in self._similar[own]
            if id_ not in reached
        )
        return [link for link in links if note.can_link(one.path, link)][: max(0, k - len(reached))]

    def _item(self, id_: str) -> str:
        """Id of the note that stands for an item."""
        return self._shown.get(id_, id_)
