"""Texts of ASCII into the numbers of their words, many texts at once: each word is looked up once, not as it recurs."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kb.text import END, in_words

if TYPE_CHECKING:
    from kb.note.cuts import Words

_EIGHT = 8  # letters that are looked at together, as one number
_LONGEST = 24  # letters; a longer word is looked up wherever it stands
_MASKS = np.array([(1 << 8 * letters) - 1 for letters in range(_EIGHT + 1)], dtype="<u8")
_SPREADS = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio in 64 bits, after Knuth's multiplicative hashing
_BITS = 18  # of the places among which words are spread

_Whole = npt.NDArray[np.int64]


def numbered(texts: Sequence[str], pieces: Sequence[int], words: "Words") -> list[bytes]:
    """What `Words.cut` makes of each of some texts of ASCII, each of so many pieces with `END` behind each."""
    text = in_words("".join(texts)).encode()
    data = np.frombuffer(b" %b%b" % (text, bytes(_LONGEST)), dtype=np.uint8)
    inside = data > ord(" ")
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    same = _first(data, starts, ends - starts)
    first = np.flatnonzero(same == np.arange(len(same)))
    found = np.zeros(len(same), dtype=np.int32)
    spans = zip((starts[first] - 1).tolist(), (ends[first] - 1).tolist(), strict=True)  # a space stands before the text
    found[first] = [words[text[start:end].decode()] for start, end in spans]
    before = np.searchsorted(starts, np.flatnonzero(data == ord(END)))  # words before each end of a piece
    found = np.insert(found[same], before, words.END)
    bounds = np.append(0, before + np.arange(1, len(before) + 1))[np.cumsum([0, *pieces])]
    return [found[start:end].tobytes() for start, end in pairwise(bounds.tolist())]


def _first(data: npt.NDArray[np.uint8], starts: _Whole, lengths: _Whole) -> _Whole:
    """Of each word the place of the first one that is the same; sometimes its own instead.

    Words are spread over places by a hash of their letters, and compared with the first that came to their place.
    """
    eights = np.ndarray(len(data) - _EIGHT + 1, dtype="<u8", buffer=data, strides=(1,))  # from each letter on
    every = np.arange(len(starts))
    letters = eights[starts] & _MASKS[np.minimum(lengths, _EIGHT)]
    mixed = letters * _SPREADS
    longer = []
    for start in range(_EIGHT, _LONGEST, _EIGHT):
        long = np.flatnonzero(lengths > start)
        more = eights[starts[long] + start] & _MASKS[np.minimum(lengths[long] - start, _EIGHT)]
        mixed[long] = (mixed[long] ^ (mixed[long] >> np.uint64(32)) ^ more) * _SPREADS
        longer.append((long, more))
    place = (mixed >> np.uint64(64 - _BITS)).astype(np.intp)
    came = np.zeros(1 << _BITS, dtype=np.int64)
    came[place[::-1]] = every[::-1]  # the last one that is put there stays, which is the first
    first = came[place]
    other = (letters != letters[first]) | (lengths != lengths[first]) | (lengths > _LONGEST)
    for long, more in longer:
        rest = np.zeros(len(starts), dtype="<u8")
        rest[long] = more
        other[long] |= more != rest[first[long]]
    return np.where(other, every, first)
