"""Labels into the headings of lists from A to Z, whatever script they are written in."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import TypeVar

from kb.text import fold

T = TypeVar("T")

_OTHER = "…"
_HAN = "漢"
_SYLLABLES = 588  # Hangul syllables that begin with one consonant
_CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_BEFORE_CONSONANTS = frozenset("เแโใไເແໂໃໄ")  # Thai and Lao vowels, which dictionaries pass over
_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = 0x60


def letter(label: str) -> str:
    """The heading under which a label stands: its first letter, `0–9`, `漢` for Han characters, or `…` for signs.

    Kana stand under hiragana, Hangul under its first consonant, letters with marks under those without, Thai and Lao
    words under their first consonant where a vowel is written before it.

    >>> [letter(label) for label in ("Élan", "3D print", "“quoted”", "C++", "+")]
    ['E', '0–9', 'Q', 'C', '…']
    >>> [letter(label) for label in ("أخبار", "日本", "ガラス", "신호")]
    ['ا', '漢', 'か', 'ㅅ']
    """
    return _heading(fold(label))


def _heading(folded: str) -> str:
    first = folded[:1]
    if not first.isalnum() or first in _BEFORE_CONSONANTS:
        first = next((char for char in folded if char.isalnum() and char not in _BEFORE_CONSONANTS), "")
    return _under(first) if first else _OTHER


@cache
def _under(first: str) -> str:
    """The heading of what begins with a letter or a digit."""
    if first.isdigit() or (first.isnumeric() and not _is_han(first)):
        return "0–9"
    if _is_han(first):
        return _HAN
    if "가" <= first <= "힣":
        return _CONSONANTS[(ord(first) - ord("가")) // _SYLLABLES]
    base = unicodedata.normalize("NFD", first)[0]
    if ord(base) in _KATAKANA:
        base = chr(ord(base) - _TO_HIRAGANA)
    return base.upper()[0]


def letter_id(heading: str) -> str:
    """The anchor of a letter's entries: its code point, so that any script gives a plain one.

    >>> letter_id("A"), letter_id("…")
    ('letter-41', 'letter-2026')
    """
    return f"letter-{ord(heading[0]):x}"


def by_letter(entries: Iterable[T], label: Callable[[T], str], path: Callable[[T], str]) -> list[tuple[str, T]]:
    """Entries with their letters: digits, letters, then signs; within a letter by folded label, then by path."""
    found = [(fold(label(entry)), path(entry), entry) for entry in entries]
    lettered = [((heading := _heading(folded)) == _OTHER, heading, folded, at, one) for folded, at, one in found]
    lettered.sort(key=itemgetter(0, 1, 2, 3))
    return [(heading, entry) for _, heading, _, _, entry in lettered]


def _is_han(char: str) -> bool:
    return unicodedata.name(char, "").startswith("CJK ")
