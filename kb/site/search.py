"""The search index into scripts that a browser loads one by one, and the directory by which it finds them.

Each script calls `kbSearch.load` with what it holds, so that it works from a folder too, and is named after its bytes.
`index.js` alone keeps its name: it holds how many notes there are and, for each shelf, its depth, the first key of each
script and the scripts' names. Where that would be long, the list is cut in turn: the depth is then 2, and the scripts
named hold such lists.
"""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from kb.model import Output
from kb.search import Index, Shelf, build_index, cuts
from kb.site.plan import Plan

FOLDER = "data/search"
"""Where all of it lies."""

_VERSION = 1
_LARGEST_LIST = 8_000  # bytes of a list of scripts; a digest hardly shrinks when it is gzipped
_DIGITS = 8

_Made = tuple[int, Sequence[str | int], Sequence[str]]


def files(plan: Plan) -> Iterator[Output]:
    """Every script of the index."""
    index = build_index(plan.collection)
    shelves = {}
    for name, shelf in _shelves(index).items():
        names = _Names(f"{FOLDER}/{name}")
        shelves[name] = yield from _listed(names, shelf.firsts, (yield from _written(names, shelf.shards)))
    root = {"version": _VERSION, "notes": index.notes, "language": plan.options.language, "shelves": shelves}
    yield Output(path=f"{FOLDER}/index.js", content=_script(root))


def _shelves(index: Index) -> dict[str, Shelf[Any, Any]]:
    return {
        "known": index.known,
        "words": index.words,
        "places": index.places,
        "facets": index.facets,
        "choices": index.choices,
        "documents": index.documents,
    }


def _written(names: "_Names", values: Sequence[object]) -> Generator[Output, None, list[str]]:
    """A script for each value; gives their names."""
    given = []
    for value in values:
        content = _script(value)
        name, new = names.name(content)
        given.append(name)
        if new:
            yield Output(path=f"{names.folder}/{name}.js", content=content)
    return given


def _listed(names: "_Names", firsts: Sequence[str | int], given: Sequence[str]) -> Generator[Output, None, _Made]:
    """The list of a shelf's scripts, or of the scripts that hold its parts."""
    sizes = [len(str(first)) + _DIGITS + 6 for first in firsts]
    starts = cuts(given, sizes, _LARGEST_LIST)
    if len(starts) <= 1:
        return 1, firsts, given
    pages = [(firsts[start:end], given[start:end]) for start, end in pairwise([*starts, len(firsts)])]
    return 2, [firsts[start] for start in starts], (yield from _written(names, pages))


class _Names:
    """The names of the scripts in one folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._taken: dict[str, bytes] = {}

    def name(self, content: bytes) -> tuple[str, bool]:
        """Digits of the digest, as many as tell it from others, and whether nothing was called so yet."""
        digest = hashlib.sha256(content).hexdigest()
        digits = _DIGITS
        while self._taken.get(digest[:digits], content) != content:
            digits += 1
        new = digest[:digits] not in self._taken
        self._taken[digest[:digits]] = content
        return digest[:digits], new


def _script(value: object) -> bytes:
    return b"kbSearch.load(" + msgspec.json.encode(value) + b");\n"
