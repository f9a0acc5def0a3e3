"""The search index as it is kept: brought up to the notes as they are now, and asked, with few of its rows read."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import TYPE_CHECKING, TypeVar

from kb import search
from kb.codec import decode, digest, encode
from kb.io.cache import Cache
from kb.model import Collection, Note
from kb.options import Options
from kb.pipeline.files import Files

if TYPE_CHECKING:
    from kb.pipeline.ahead import Ahead

T = TypeVar("T")

PUBLISHED, WITH_DRAFTS = "search", "search with drafts"
"""The spaces of two indexes: that of the site, and that of a vault with drafts."""


def contents_of(notes: Iterable[Note], known: Mapping[str, bytes]) -> dict[str, bytes]:
    """By note's id a digest of all that was read of it; `known` has it by path."""
    return {one.id: known[one.path] for one in notes}


def inputs_of(files: Files, options: Options) -> bytes:
    """What tells the index of a vault's notes from that of others."""
    return digest((files.digest, options.dedupe, options.terms))


def remembered(
    space: str,
    contents: Mapping[str, bytes],
    cache: Cache,
    aside: MutableMapping[str, bytes | None] | None = None,
    ahead: "Ahead | None" = None,
) -> search.Memory:
    """What is kept of an index, and where what is to be kept of the next one goes, if not into memory.

    Nothing is read later where nothing is kept, but for what was begun `ahead`, which has words of notes, too.
    """
    cuts = ahead.cuts if ahead else None
    if ahead and ahead.begun is not None:
        return search.Memory(ahead.begun.get, contents, aside, cuts, is_of_now=True)
    if not cache.usable or cache.get(space, "") is None:
        return search.Memory(contents=contents, aside=aside, cuts=cuts)
    return search.Memory(lambda key: cache.get(space, key), contents, aside, cuts)


def expect(space: str, cache: Cache, *, more: bool = False) -> None:
    """Keep all rows that an index is about to lay aside, as `remember` would, or `more` that its publisher does."""
    if not more and cache.get(space, "") is None:
        cache.empty(space)
    cache.adopt(space, search.LISTS if more else "")


def remember(space: str, rows: Iterable[tuple[str, bytes | None]] | None, cache: Cache, inputs: bytes = b"") -> None:
    """Keep what an index left, or has laid aside (None), and whose index it is, where that is the whole vault's.

    An index puts the row without a key behind those that it tells of: where that is missing, others are, and no index
    is kept.
    """
    whole = rows is None
    if rows is not None and cache.get(space, "") is None:
        cache.empty(space)
    for key, row in rows or ():
        whole = whole or not key
        if row is None:
            cache.drop(space, key)
        else:
            cache.put(space, key, row)
    if not whole:
        cache.empty(space)
    if inputs and whole:
        cache.put("searched", "", encode((inputs, space)))
    else:
        cache.drop("searched", "")


def ask(inputs: bytes, cache: Cache, question: Callable[[search.Index], T]) -> T | None:
    """What the index that is kept answers, None when it is not that of these notes."""
    row = cache.get("searched", "")
    known, space = decode(row, tuple[bytes, str]) if row else (b"", "")
    kept = remembered(space, {}, cache).index() if known == inputs else None
    return None if kept is None else question(kept)


def index(collection: Collection, known: Mapping[str, bytes], inputs: bytes, cache: Cache) -> search.Index:
    """The index of a vault's notes, drafts too, made of what is kept of it and of what changed since; and kept.

    `known` is as for `contents_of`.
    """
    space = WITH_DRAFTS if any(one.draft for one in collection.vault.notes) else PUBLISHED
    memory = remembered(space, contents_of(collection.vault.notes, known), cache)
    made = search.build_index(collection, memory)
    remember(space, memory.changes.items(), cache, inputs)
    cache.commit()
    return made
