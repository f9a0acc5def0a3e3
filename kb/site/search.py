"""The search index into scripts that a browser loads one by one, and the directory by which it finds them.

Each script calls `kbSearch.load` with what it holds, so that it works from a folder too, and is named after its bytes.
`index.js` alone keeps its name: it holds how many notes there are and, for each shelf, its depth, the first key of each
script and the scripts' names. Where that would be long, the list is cut in turn: the depth is then 2, and the scripts
named hold such lists.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise

from kb.model import Output
from kb.search import LISTS, Memory, build_index, cuts, script, script_digest
from kb.site.lasting import Lasting
from kb.site.plan import Plan

FOLDER = "data/search"
"""Where all of it lies."""

_VERSION = 1
_LARGEST_LIST = 8_000  # bytes of a list of scripts; a digest hardly shrinks when it is gzipped
_DIGITS = 8

_ASKED = "addresses", "items", "keywords", "themes", "united", "vault"
"""Parts of the collection that an index is made of, whoever makes it."""
_Script = tuple[str, int, Callable[[], bytes]]
"""Digest and bytes of a script, and what gives it."""
_Lists = dict[str, list[str]]
"""Digests of the scripts that hold the lists of each shelf."""


def files(plan: Plan, memory: Memory) -> Iterator[Output | Lasting]:
    """Every script of the index; `memory` has what an earlier one left, or the index that another process has made."""
    for part in _ASKED:
        plan.looks.at(f"all {part}")
    before, lists_before = memory.tops(), memory.value(LISTS, _Lists) or {}
    index = memory.now() or build_index(plan.collection, memory)
    shelves: dict[str, tuple[int, Sequence[str | int], Sequence[str]]] = {}
    lists: _Lists = {}
    for name, (firsts, digests) in memory.tops().items():
        stood = _named([*before.get(name, ([], []))[1], *lists_before.get(name, ())])
        names = _named(digests)
        scripts: Iterable[_Script] = (
            (one, size, partial(memory.script, one)) for one, size in zip(digests, memory.sizes(name), strict=True)
        )
        given = [*map(names.__getitem__, digests)]
        shelves[name] = 1, firsts, given
        starts = cuts(given, [len(str(first)) + _DIGITS + 6 for first in firsts], _LARGEST_LIST)
        if len(starts) > 1:
            pages = {script_digest(one): one for one in _pages(firsts, given, starts)}
            lists[name] = [*pages]
            names = _named([*digests, *pages])
            scripts = chain(scripts, ((one, len(page), partial(bytes, page)) for one, page in pages.items()))
            shelves[name] = 2, [firsts[start] for start in starts], [*map(names.__getitem__, pages)]
        for digest, size, content in scripts:
            path = f"{FOLDER}/{name}/{names[digest]}.js"
            stands = stood.get(digest) == names[digest]
            yield Lasting(path=path, size=size, content=content) if stands else Output(path=path, content=content())
    memory.put(LISTS, lists)
    root = {"version": _VERSION, "notes": index.notes, "language": plan.options.language, "shelves": shelves}
    yield Output(path=f"{FOLDER}/index.js", content=script(root))


def _pages(firsts: Sequence[str | int], names: Sequence[str], starts: Sequence[int]) -> Iterator[bytes]:
    """The scripts that hold the parts of a list which begin at these places."""
    for start, end in pairwise([*starts, len(names)]):
        yield script((firsts[start:end], names[start:end]))


def _named(digests: Iterable[str]) -> dict[str, str]:
    """The names of scripts by their digests: as many digits of each as tell it from those before."""
    found = {digest: digest[:_DIGITS] for digest in digests}
    if len({*found.values()}) == len(found):
        return found
    taken: set[str] = set()
    for digest in found:
        name = digest[:_DIGITS]
        while name in taken:
            name = digest[: len(name) + 1]
        taken.add(name)
        found[digest] = name
    return found
