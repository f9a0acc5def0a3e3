"""Texts of ASCII into the numbers of their words, many texts at once: each word is looked up once, not as it recurs."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kb.text import END

if TYPE_CHECKING:
    from kb.note.cuts import Words

_EIGHT = 8  # letters that are looked at together, as one number
_COLUMNS = 3  # times as many
_LONGEST = _EIGHT * _COLUMNS  # letters; a word of so many or more is looked up wherever it stands
_ALPHABET, _DIGITS = 26, 10
_LOW, _HIGH = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x8080808080808080)  # of each byte, what ASCII has, and the rest
_SPREADS = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio in 64 bits, after Knuth's multiplicative hashing
_BITS = 18  # of the places among which words are spread

_Letters = npt.NDArray[np.uint8]
_Eights = npt.NDArray[np.uint64]
_Whole = npt.NDArray[np.int64]


def numbered(texts: Sequence[str], pieces: Sequence[int], words: "Words") -> list[bytes]:
    """What `Words.cut` makes of each of some texts of ASCII, each of so many pieces with `END` behind each."""
    text = "".join(texts).encode()
    data = np.zeros(_EIGHT * (len(text) // _EIGHT + _COLUMNS + 3), dtype=np.uint8)  # with some room on both sides
    data[_EIGHT : _EIGHT + len(text)] = np.frombuffer(text, dtype=np.uint8)
    starts = _cut(data)
    same, columns = _first(data.view("<u8"), starts)
    first = np.flatnonzero(same == np.arange(len(same)))
    names = np.column_stack([column.take(first) for column in columns]).astype("<u8")
    said = [name.decode() for name in names.view(f"S{_LONGEST}").ravel().tolist()]
    letters = data.tobytes()
    found = np.zeros(len(same), dtype=np.int32)
    found[first] = [
        words[name or END] if len(name) < _LONGEST else words[letters[start : letters.index(b"\0", start)].decode()]
        for name, start in zip(said, starts.take(first).tolist(), strict=True)
    ]
    found = found.take(same)
    bounds = np.append(0, np.flatnonzero(found == words.END) + 1).take(np.cumsum([0, *pieces])).tolist()
    return [found[start:end].tobytes() for start, end in pairwise(bounds)]


def _cut(data: _Letters) -> _Whole:
    """Where each word begins, and what ends a piece, which has no letters; `data` keeps those of words alone, folded.

    They are the words that `kb.text.in_words` leaves.
    """
    ends = data == ord(END)
    data += (data - ord("A") < _ALPHABET).view(np.uint8) * np.uint8(ord("a") - ord("A"))
    inside = (data - ord("a") < _ALPHABET) | (data - ord("0") < _DIGITS)
    quote = np.flatnonzero(data == ord("'"))
    before, after, second, third = (inside.take(quote + behind) for behind in (-1, 1, 2, 3))
    possessive = before & (data.take(quote + 1) == ord("s")) & ~second
    possessive &= (data.take(quote + 2) != ord("'")) | ~third
    inside[quote] = before & after & ~possessive
    inside[quote[possessive] + 1] = False
    data *= inside.view(np.uint8)
    begins = inside[1:] & ~inside[:-1]
    begins |= ends[1:]
    return np.flatnonzero(begins) + 1


def _first(eights: _Eights, starts: _Whole) -> tuple[_Whole, list[_Eights]]:
    """Of each word the place of the first one that is the same, or sometimes its own; and the letters of all.

    Words are spread over places by a hash of their letters, and compared with the first that came to their place.
    """
    letters, long = _letters(eights, starts)
    mixed = letters * _SPREADS
    columns, longer = [letters], []
    for place in range(_EIGHT, _LONGEST, _EIGHT):
        more, rest = _letters(eights, starts.take(long) + place)
        column = np.zeros(len(starts), dtype=np.uint64)
        column[long] = more
        columns.append(column)
        longer.append((long, more))
        mixed ^= mixed >> np.uint64(32)
        mixed ^= column
        mixed *= _SPREADS
        long = long.take(rest)
    mixed >>= np.uint64(64 - _BITS)
    places = mixed.view(np.int64)
    came = np.zeros(1 << _BITS, dtype=np.int64)
    came[places[::-1]] = np.arange(len(starts))[::-1]  # the last one that is put there stays, which is the first
    first = came.take(places)
    other = letters != letters.take(first)
    for (some, more), column in zip(longer, columns[1:], strict=True):
        other[some] |= more != column.take(first.take(some))
    other[long] = True
    own = np.flatnonzero(other)
    first[own] = own
    return first, columns


def _letters(eights: _Eights, starts: _Whole) -> tuple[_Eights, _Whole]:
    """From each place on up to eight letters of the word there, in one number; and which of them may have more."""
    at = starts >> 3
    low = (starts & (_EIGHT - 1)).astype(np.uint64) << np.uint64(3)
    letters = eights.take(at) >> low
    letters |= (eights.take(at + 1) << np.uint64(1)) << (low ^ np.uint64(63))  # since a shift by 64 is none
    # The highest bits of the bytes that are no letters; what is below the lowest of them is of the word.
    none = ((letters + _LOW) & _HIGH) ^ _HIGH
    more = np.flatnonzero(none == 0)
    none -= np.uint64(1)
    letters &= none
    return letters, more
