"""A link between the notes of a source into the note that it reaches there, as that source's own program has it."""

from collections.abc import Iterable

from kb.importing.names import key
from kb.model import Found, Link, Name, Note
from kb.vault import Resolver


class Reach:
    """Answers which note of a source a link reaches, by the id that the note has in the vault."""

    def __init__(self, notes: Iterable[tuple[Note, str]], *, obsidian: bool) -> None:
        """Know the notes of a source, each with its id to be.

        In an Obsidian vault a link is looked for in the folder of its note and those above it, then by the end of a
        path, nearest to the top first; otherwise, and where that finds nothing, as in a vault of kb.
        """
        self._ids: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._tails: dict[str, list[str]] = {}
        names = []
        for note, id_ in sorted(notes, key=lambda pair: (pair[0].path.count("/"), pair[0].path)):
            # The first by this order keeps its id, as `kb.vault.collect` has it; any later one is known by its path.
            own = note.id if note.id not in self._ids else _stem(note.path).replace("/", "-")
            self._ids.setdefault(own, id_)
            names.append(Name(id=own, path=note.path, title=note.title, aliases=note.aliases))
            if obsidian:
                path = key(_stem(note.path))
                self._paths.setdefault(path, id_)
                self._tails.setdefault(path.rpartition("/")[2], []).append(path)
        self._resolver = Resolver(names)

    def find(self, link: Link, holder: str) -> str:
        """Id of the note that a link in the note at the path `holder` reaches; empty when it reaches not just one."""
        if self._paths and (found := self._by_path(key(link.target), key(holder))):
            return found
        match self._resolver.resolve(link):
            case Found(id=id_):
                return self._ids[id_]
            case _:
                return ""

    def _by_path(self, target: str, holder: str) -> str:
        folder = holder
        while folder:
            folder = folder.rpartition("/")[0]
            if found := self._paths.get(f"{folder}/{target}" if folder else target):
                return found
        for path in self._tails.get(target.rpartition("/")[2], ()):
            if path.endswith(f"/{target}"):
                return self._paths[path]
        return ""


def _stem(path: str) -> str:
    return path[:-3] if path[-3:].casefold() == ".md" else path
