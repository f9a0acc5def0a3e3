"""A note into what can be searched of it besides its words: what snippets are cut from, and what fields are worth."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice

from msgspec import Struct

from kb.model import Note
from kb.note.markdown import is_markup
from kb.note.pieces import card_cells, cells, plain_text
from kb.text import END, fold_term

LONGEST_TERM = 64
"""Characters beyond which a term is cut, in notes as in questions."""

_LONGEST = 12_000  # characters of a note from which snippets can be cut
_MOST = 4 * _LONGEST  # characters of Markdown that are read for these
_TOGETHER = 16  # notes whose white space is looked at together
# White space but for the space itself.
_UNEVEN = (
    *"\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000",
    *map(chr, range(0x2000, 0x200B)),
)
_TABLES = ("signals", "concerns", "behaviors", "technologies", "issues")


class Field(Struct, frozen=True, kw_only=True):
    """What a word in one field is worth, in the terms of BM25F."""

    name: str
    """The field."""
    weight: float
    """How many occurrences in the summary one here is worth."""
    normalised: float
    """b: 0 when the field's length does not matter, 1 when twice as long a field halves what a word is worth."""


FIELDS = (
    Field(name="title", weight=3, normalised=0.5),
    Field(name="keywords", weight=2, normalised=0.5),
    Field(name="themes", weight=1.5, normalised=0.5),
    Field(name="summary", weight=1, normalised=0.75),
    Field(name="signals", weight=1, normalised=0.75),
    Field(name="text", weight=1, normalised=0.75),
)
"""The fields in the order of `kb.note.pieces.FIELDS`."""


def shown(notes: Iterable[Note]) -> Iterator[tuple[str, ...]]:
    """What snippets of each note are cut from: summary, rows of tables, other sections, keywords and themes.

    All white space in it is single spaces, and it is cut off at some length.
    """
    every = iter(notes)
    while some := [*map(_pieces, islice(every, _TOGETHER))]:
        if not _is_even(END.join(["", *chain.from_iterable(some), ""])):  # as hardly any note is
            some = [[" ".join(piece.split()) for piece in pieces] for pieces in some]
        yield from [tuple(one if sum(map(len, one)) <= _LONGEST else _until(_LONGEST, one)) for one in some]


def _is_even(text: str) -> bool:
    """Whether all white space in pieces that `END` stands around is single spaces between words."""
    import numpy as np  # noqa: PLC0415  # it loads when it is needed

    if any(map(text.__contains__, _UNEVEN)):
        return False
    data = np.frombuffer(text.encode("latin-1", "replace"), dtype=np.uint8)
    between = (data == ord(" ")) | (data == ord(END))
    return not (between[1:] & between[:-1]).any()


def facets(note: Note) -> Iterator[str]:
    """What can be asked of one note by a field's name, but for themes and keywords, whose spellings the vault knows."""
    category = note.category and fold_term(note.category)
    if category:
        yield f"category:{category}"
    for table in _TABLES:
        if getattr(note, table):
            yield f"has:{table}"
    for name in ("link", "date", "archive", "ratings"):
        if getattr(note, name):
            yield f"has:{name}"


def host(link: str) -> str:
    """The host of a link or a bare host, without `www.` and the like; empty when there is none.

    >>> host("https://www.example.org/a"), host("m.example.org"), host("no host")
    ('example.org', 'example.org', '')
    """
    if "://" not in link:
        link = f"https://{link}"
    # The host ends before the first slash behind those of the scheme; many links have the same one.
    return _site(link[: link.find("/", 8) + 1] or link if link.startswith(("https://", "http://")) else link)


@lru_cache(maxsize=4096)
def _site(link: str) -> str:
    from kb.dedupe import site_of  # noqa: PLC0415  # most questions need none of it

    return site_of(link)


def _pieces(note: Note) -> list[str]:
    """The pieces as plain text."""
    pieces = _shown(note)
    return _shown(note, plain_text) if is_markup(END.join(pieces)) else pieces


def _shown(note: Note, plain: Callable[[str], str] | None = None) -> list[str]:
    """The pieces; of a huge one so much Markdown as can be shown: it is read once, for its words, and not again."""
    pieces = [note.summary[:_MOST]]
    rows: Iterable[Iterable[str]] = map(cells, note.signals)
    sections = [section.markdown[:_MOST] for section in note.sections]
    cards: Iterable[Iterable[str]] = map(
        card_cells, (*note.concerns, *note.behaviors, *note.technologies, *note.issues)
    )
    if plain:
        pieces, sections = [*map(plain, pieces)], [*map(plain, sections)]
        rows, cards = ([map(plain, one) for one in some] for some in (rows, cards))
    pieces += map(" · ".join, rows)
    pieces += sections
    pieces += map(" · ".join, cards)
    pieces += ", ".join(note.keywords), ", ".join(note.themes)
    return list(filter(None, pieces))


def _until(longest: int, pieces: Iterable[str]) -> Iterator[str]:
    left = longest
    for piece in pieces:
        if left <= 0:
            return
        yield piece[:left]
        left -= len(piece)
