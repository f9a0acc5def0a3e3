"""The search index into scripts that a browser loads one by one, and the directory by which it finds them.

Each script calls `kbSearch.load` with what it holds, so that it works from a folder too, and is named after its bytes.
`index.js` alone keeps its name: it holds how many notes there are and, for each shelf, its depth, the first key of each
script and the scripts' names. Where that would be long, the list is cut in turn: the depth is then 2, and the scripts
named hold such lists.
"""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import pairwise

from kb.model import Output
from kb.search import Memory, build_index, cuts, script
from kb.site.lasting import Lasting
from kb.site.plan import Plan

FOLDER = "data/search"
"""Where all of it lies."""

_VERSION = 1
_LARGEST_LIST = 8_000  # bytes of a list of scripts; a digest hardly shrinks when it is gzipped
_DIGITS = 8

_Made = tuple[int, Sequence[str | int], Sequence[str]]
_Files = dict[str, tuple[str, int]]
"""Digest and bytes of each script, by its path."""
_FILES = "files"  # the row of these


def files(plan: Plan, memory: Memory) -> Iterator[Output | Lasting]:
    """Every script of the index; `memory` has what an earlier one left."""
    index = build_index(plan.collection, memory)
    before: _Files = memory.value(_FILES, _Files) or {}
    now: _Files = {}
    shelves = {}
    for name, (firsts, digests) in memory.tops().items():
        names = _Names(f"{FOLDER}/{name}", before)
        given = [(one, partial(memory.script, one)) for one in digests]
        shelves[name] = yield from _listed(names, firsts, (yield from _written(names, given)))
        now |= names.files
    memory.put(_FILES, now)
    root = {"version": _VERSION, "notes": index.notes, "language": plan.options.language, "shelves": shelves}
    yield Output(path=f"{FOLDER}/index.js", content=script(root))


def _written(
    names: "_Names", scripts: Sequence[tuple[str, Callable[[], bytes]]]
) -> Generator[Output | Lasting, None, list[str]]:
    """Scripts that are given with their digests; gives their names."""
    given = []
    for digest, content in scripts:
        name, file = names.name(digest, content)
        given.append(name)
        if file:
            yield file
    return given


def _listed(
    names: "_Names", firsts: Sequence[str | int], given: Sequence[str]
) -> Generator[Output | Lasting, None, _Made]:
    """The list of a shelf's scripts, or of the scripts that hold its parts."""
    sizes = [len(str(first)) + _DIGITS + 6 for first in firsts]
    starts = cuts(given, sizes, _LARGEST_LIST)
    if len(starts) <= 1:
        return 1, firsts, given
    pages = [script((firsts[start:end], given[start:end])) for start, end in pairwise([*starts, len(firsts)])]
    listed = [(hashlib.sha256(page).hexdigest(), partial(bytes, page)) for page in pages]
    return 2, [firsts[start] for start in starts], (yield from _written(names, listed))


class _Names:
    """The names of the scripts in one folder."""

    def __init__(self, folder: str, before: _Files) -> None:
        self._folder = folder
        self._before = before
        self._taken: dict[str, str] = {}
        self.files: _Files = {}
        """What is named now."""

    def name(self, digest: str, content: Callable[[], bytes]) -> tuple[str, Output | Lasting | None]:
        """Digits of the digest, as many as tell it from others, and the file, unless it has come already."""
        digits = _DIGITS
        while self._taken.get(digest[:digits], digest) != digest:
            digits += 1
        name = digest[:digits]
        path = f"{self._folder}/{name}.js"
        if name in self._taken:
            return name, None
        self._taken[name] = digest
        known, size = self._before.get(path, ("", 0))
        if known == digest:
            self.files[path] = digest, size
            return name, Lasting(path=path, size=size, content=content)
        file = Output(path=path, content=content())
        self.files[path] = digest, len(file.content)
        return name, file
