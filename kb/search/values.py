"""The search index as values: sorted entries cut into shards, each small enough to be loaded when a question needs it.

What a shard holds are named tuples, which JSON writes as arrays, and all of the index is of numbers, strings and
tuples: the site can write it as it is, and a browser can answer from it what `kb.search.find` answers.

A note is known by its number. Numbers ascend by date, notes without a date first, ties by the digests that ids are, or
have, from the last to the first: the newest note has the highest. More numbers are free than taken
(`kb.search.numbering`).
"""

from collections.abc import Sequence
from operator import sub
from typing import Generic, Literal, NamedTuple, TypeVar

from msgspec import Struct

Entry = TypeVar("Entry")
Key = TypeVar("Key", str, int)

Reading = Literal["exact", "prefix", "corrected", "some"]
"""How a question was read: as it is, its last word as the start of one, a letter corrected in words that no note holds,
or some of its words only."""
Sort = Literal["best", "newest"]
"""Which hits come first."""


class Posting(NamedTuple):
    """Which notes hold a term. What would be too long for one shard is several of the same term, each in its own."""

    term: str
    """The folded term; in `Index.facets` the name of a field, a colon, and a folded value."""
    gaps: tuple[int, ...]
    """Numbers of the notes, ascending, each as the distance from the one before; the first of each posting from 0."""
    impacts: tuple[int, ...]
    """What the term weighs in each of them, in hundredths: the BM25 part that does not depend on other notes. Empty
    in `Index.facets`."""


class Places(NamedTuple):
    """Where a term stands, for phrases."""

    term: str
    """The folded term."""
    places: tuple[tuple[int, ...], ...]
    """For each note of the term's posting, the places of the term in its words, each as the distance from the one
    before. Words that stand side by side have places side by side; between fields, rows or entries some are free."""


class Known(NamedTuple):
    """A term, and how common it is: enough to choose among the words that begin alike or are written alike."""

    term: str
    """The folded term."""
    notes: int
    """How many notes hold it."""


class Choice(NamedTuple):
    """A value by which an answer can be narrowed."""

    term: str
    """As a question names it, folded: `theme:ports`, `origin:2024`."""
    label: str
    """As it is shown."""
    gaps: tuple[int, ...]
    """The notes that have it, as a posting has them."""


class Document(NamedTuple):
    """What is shown of a note that was found."""

    number: int
    """Its number."""
    id: str
    """Its id."""
    address: str
    """The folder of its page."""
    title: str
    """Its title."""
    date: str
    """Its date as YYYY-MM-DD, empty when it has none."""
    lang: str
    """Its language, empty when it is the vault's."""
    texts: tuple[str, ...]
    """What was read of it besides the title, as plain text, in the order in which a snippet is looked for."""


class Shelf(Struct, Generic[Key, Entry], frozen=True, kw_only=True):
    """Entries sorted by key, in shards."""

    firsts: tuple[Key, ...]
    """The first key of each shard: by them alone, the shards that can hold a key are known. Strings are compared by
    code point. Two shards begin with the same key only when one key's entries fill more than one."""
    shards: Sequence[tuple[Entry, ...]]
    """The entries of each."""


class Index(Struct, frozen=True, kw_only=True):
    """All that a search reads."""

    notes: int
    """How many notes there are."""
    known: Shelf[str, Known]
    """The terms of all texts, and how many notes hold each."""
    words: Shelf[str, Posting]
    """Which notes hold each."""
    places: Shelf[str, Places]
    """Where they stand; read only for phrases."""
    facets: Shelf[str, Posting]
    """The values that a question can ask for by name, as `theme:ports`."""
    choices: Shelf[str, Choice]
    """The themes, years of origins and categories, and what has signals; read only to narrow an answer."""
    documents: Shelf[int, Document]
    """The notes by number."""


class Hit(Struct, frozen=True, kw_only=True):
    """A note that was found."""

    id: str
    """Its id."""
    address: str
    """The folder of its page."""
    title: str
    """Its title."""
    date: str
    """Its date as YYYY-MM-DD, empty when it has none."""
    score: float
    """BM25, rounded to 3 places; 0 when the question held no words."""
    snippet: tuple[tuple[str, bool], ...]
    """A passage in pieces, each with whether it is what was looked for."""


class Answer(Struct, frozen=True, kw_only=True):
    """What a question found."""

    hits: tuple[Hit, ...]
    """The first ones: the best, ties from the newest, or the newest, as asked."""
    total: int
    """How many notes were found in all."""
    reading: Reading
    """How the question had to be read to find any."""
    mended: tuple[tuple[str, str], ...] = ()
    """Words of the question that no note holds, each with the one that was looked for instead."""


class Narrowing(Struct, frozen=True, kw_only=True):
    """A value that some of the notes found have, so that asking for it as well narrows the answer."""

    field: str
    """What it is a value of: theme, origin, category or has."""
    label: str
    """The value as it is shown."""
    ask: str
    """What to add to the question."""
    notes: int
    """How many of the notes found have it."""


def gaps(ascending: Sequence[int]) -> tuple[int, ...]:
    """Numbers as distances from the one before, the first from 0.

    >>> gaps([3, 4, 9])
    (3, 1, 5)
    """
    return tuple(map(sub, ascending, (0, *ascending)))
