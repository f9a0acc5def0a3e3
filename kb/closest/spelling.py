"""A note and folded terms into how the note spells them, and the spellings of two notes into the one to show.

A keyword or theme counts before a word of the text, and of several spellings that of small letters.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from kb.closest.features import text
from kb.model import Note
from kb.text import fold, words

Spelling = tuple[bool, str]
"""How a note spells a term, empty where it does not, and before it whether as one of its keywords or themes."""


def spellings(note: Note, folded: Iterable[str], terms: Sequence[str]) -> list[Spelling]:
    """How a note spells each of some folded terms; `folded` are its keywords and themes, as `fold_term` folds them.

    >>> note = Note(id="a", path="a.md", title="", summary="A Quay's QUAY.", keywords=("Shore  power",))
    >>> spellings(note, ["shore power"], ["quay", "shore power", "dune"])
    [(False, 'QUAY'), (True, 'Shore  power'), (False, '')]
    """
    said = *note.keywords, *note.themes
    phrases = dict(zip(folded, said, strict=True))
    if len(phrases) < len(said):
        for key, phrase in zip(folded, said, strict=True):
            phrases[key] = _better(key, phrase, phrases[key])
    written: _Written | None = None
    found: list[Spelling] = []
    for term in terms:
        if term not in phrases:
            written = written or _Written(text(note))
            found.append((False, written.spelled(term)))
        else:
            found.append((True, phrases[term]))
    return found


def shown(term: str, one: Spelling, other: Spelling) -> str:
    """The spelling to show of a term that two notes spell, the term itself where neither does."""
    if one[0] != other[0]:
        return max(one, other)[1]
    return _better(term, one[1], other[1]) or term


def _better(term: str, one: str, other: str) -> str:
    return term if term in {one, other} else max(one, other)


class _Written:
    """The words of a text as they are written."""

    def __init__(self, said: str) -> None:
        self._said = f" {said} "

    def spelled(self, term: str) -> str:
        """The word that is folded to a term: the term itself, else the last in the order of code points, else none."""
        if term.isascii() and f" {term} " in self._said:
            return term
        best = ""
        for word in self._words(term):
            if word == term:
                return term
            if word > best and fold(word) == term:
                best = word
        return best

    def _words(self, term: str) -> Iterator[str]:
        """Words among which all are that are folded to a term."""
        line, folded, others = self._chunks
        place = folded.find(term)
        while place >= 0:
            end = line.index(" ", place)
            yield from words(line[line.rindex(" ", 0, place) : end])
            place = folded.find(term, end)
        for chunk in others:
            yield from words(chunk)

    @cached_property
    def _chunks(self) -> tuple[str, str, list[str]]:
        """Pieces without white space: those of ASCII in a line, in small letters too, and the others."""
        chunks = () if self._said.isascii() else self._said.split()
        line = f" {' '.join(filter(str.isascii, chunks))} " if chunks else self._said
        return line, line.lower(), [chunk for chunk in chunks if not chunk.isascii()]
