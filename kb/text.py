"""Text folded, cut into terms and turned into addresses and cells: one specification, which browser code follows too.

Fold: compatibility forms replaced, case folded, the combining marks U+0300 to U+036F and the signs ™ and ℠ dropped, the
rest recomposed. So `Zürich` and `ZURICH` are one, while the marks of Arabic, Hebrew, Indic and Japanese writing, which
change a word, stay.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from kb.pattern import pattern

_MARKS = pattern("[\u0300-\u036f]+")
_ASCII_WORD = pattern(r"[0-9a-z]+(?:'[0-9a-z]+)*")
_ASCII_WRITTEN = pattern(r"[0-9A-Za-z]+(?:['\u2019][0-9A-Za-z]+)*")
# What each byte of a text of ASCII is in its folded words: itself, its small letter, or what stands between words.
_IN_WORDS = bytes(byte if chr(byte).isalnum() or byte in b"'\2" else 0x20 for byte in range(0x80)).lower() + bytes(0x80)
# An apostrophe in such a text that is no letter's, or that ends a word with its s.
_APOSTROPHE = pattern(r"'(?:(?<![0-9a-z]')|(?![0-9a-z])|s(?![0-9a-z]|'[0-9a-z]))")
# Scripts written without spaces: Thai to Myanmar, Khmer, kana, Han, compatibility Han, Hangul (compounds run together).
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs beyond ASCII that stand in texts of ASCII letters and are part of no word.
_SIGNS = "\u201c\u201d\u2013\u2014\u2018\u2026\u00a0"
_POSSESSIVE = pattern(r"['\u2019]s?$")
_LONGEST_SLUG = 80

END = "\2"
"""What ends a piece of a text that is cut in one go: a sign that hardly any note holds, and no word or white space."""


def fold(text: str) -> str:
    """The form in which two spellings of one word are equal.

    >>> fold("Zürich"), fold("ＡＩ"), fold("Hub™"), fold("が")
    ('zurich', 'ai', 'hub', 'が')
    """
    if text.isascii():
        return text.lower()
    if _is_quoted(text):
        return text.encode().lower().decode()  # only ASCII has letters here, of which bytes have a quicker way
    letters = text.replace("\u2122", "").replace("\u2120", "")
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letters).casefold())
    return unicodedata.normalize("NFKC", _MARKS.sub("", decomposed))


def fold_term(text: str) -> str:
    """A keyword or theme folded, its white space single: the key under which its spellings meet.

    >>> fold_term("  Large  Language Models ")
    'large language models'
    """
    return " ".join(fold(text).split())


def fold_terms(texts: Sequence[str]) -> list[str]:
    """`fold_term` of each of many texts, in a fraction of the time.

    >>> fold_terms(["Zürich", "  Large  Models "])
    ['zurich', 'large models']
    """
    found = [text.lower() if text.isascii() else fold(text) for text in texts]
    whole = "".join(found)
    if whole.isprintable() and "  " not in whole:  # all white space is single spaces
        return list(map(str.strip, found))
    return [" ".join(one.split()) for one in found]


def tokens(text: str) -> list[str]:
    """The folded words of a text in order; a run of unspaced script becomes its pairs of neighbouring characters.

    >>> tokens("China's LLMs aren't new")
    ['china', 'llms', "aren't", 'new']
    >>> tokens("日本の信号 2024")
    ['日本', '本の', 'の信', '信号', '2024']
    """
    folded = fold(text)
    plain = in_ascii(folded)
    if plain is not None:
        return _without_possessives(_ASCII_WORD.findall(plain), plain)
    found: list[str] = []
    for raw in _word().findall(folded):
        word = _POSSESSIVE.sub("", raw).replace("\u2019", "'")
        if _unspaced().search(word):
            found.extend(_pairs(word))
        else:
            found.append(word)
    return found


def tokens_by_piece(text: str) -> list[str]:
    r"""The tokens of a text of many pieces, `END` behind each, which stands behind the tokens of each.

    >>> tokens_by_piece("China's LLMs\2\2Zürich\2")
    ['china', 'llms', '\x02', '\x02', 'zurich', '\x02']
    """
    plain = in_ascii(text)
    if plain is None:
        return [token for piece in text.split(END) for token in (*tokens(piece), END)][:-1]
    return in_words(plain).replace(END, f" {END} ").split()


def in_words(text: str) -> str:
    r"""The tokens of a text of ASCII of many pieces, with spaces for what is between them; `END` stays.

    >>> in_words("China's LLMs!\2").split(" ")
    ['china', '', 'llms', '\x02']
    """
    plain = text.encode().translate(_IN_WORDS).decode()
    return _APOSTROPHE.sub(" ", plain) if "'" in plain else plain


def words(text: str) -> list[str]:
    """The words of a text in order as they are written, unspaced script in its runs.

    >>> words("(China's) U.S.")
    ["China's", 'U', 'S']
    """
    return (_word() if in_ascii(text) is None else _ASCII_WRITTEN).findall(text)


def in_ascii(text: str) -> str | None:
    """A text with what is not ASCII in it so replaced that it has the same words; None where that is not possible."""
    if text.isascii():
        return text
    text = text.replace("\u2019", "'")
    for sign in _SIGNS:
        if text.isascii():
            break
        text = text.replace(sign, " ")
    return text if text.isascii() else None


def _is_quoted(text: str) -> bool:
    """Whether a text has nothing beyond ASCII but quotation marks and dashes, which folding leaves as they are."""
    for sign in "\u2019\u2018\u201c\u201d\u2013\u2014":
        text = text.replace(sign, "")
        if text.isascii():
            return True
    return False


def _without_possessives(found: list[str], text: str) -> list[str]:
    """Words of a text without the endings of possessives."""
    return [_POSSESSIVE.sub("", word) if "'" in word else word for word in found] if "'" in text else found


@cache
def _word() -> re.Pattern[str]:
    r"""A word: letters, digits and the marks that belong to them, apostrophes inside.

    Python's `\w` leaves out marks and so would cut Hindi at every vowel sign. Made when a text first needs it.
    """
    marks = "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in _runs(_marks()))
    return re.compile(rf"[^\W_](?:[^\W_]|[{marks}])*(?:['\u2019][^\W_](?:[^\W_]|[{marks}])*)*")


@cache
def _unspaced() -> re.Pattern[str]:
    """A run of characters of scripts without spaces. Made when it is needed too, since that takes a while."""
    return re.compile(f"[{_UNSPACED}]+")


def _marks() -> list[int]:
    categories = map(unicodedata.category, map(chr, range(0x300, 0x20000)))
    return [code for code, category in enumerate(categories, 0x300) if category[0] == "M"]


def _runs(codes: list[int]) -> list[list[int]]:
    """Sorted numbers cut into runs of consecutive ones."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][-1] == code - 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    return runs


def _pairs(word: str) -> Iterable[str]:
    end = 0
    for run in _unspaced().finditer(word):
        if run.start() > end:
            yield word[end : run.start()]
        end = run.end()
        if end - run.start() == 1:
            yield run[0]
        yield from (word[start : start + 2] for start in range(run.start(), end - 1))
    if end < len(word):
        yield word[end:]


def slug(text: str) -> str:
    """An address made of a text: its folded words joined by hyphens, letters of every script kept.

    A text without a letter or digit gets the first twelve digits of its SHA-256; one that is too long for a file name
    is cut and ends with eight of them.

    >>> slug("U.S. & Zürich"), slug("日本 の信号"), slug("C++")
    ('u-s-zurich', '日本-の信号', 'c')
    """
    folded = fold(text)
    if folded.isascii():
        found = folded.split() if folded.replace(" ", "").isalnum() else _ASCII_WORD.findall(folded)
    else:
        found = words(folded)
    joined = "-".join(found).replace("'", "").replace("\u2019", "")
    if not joined:
        return short_hash(text, 12)
    if len(joined.encode()) <= _LONGEST_SLUG:
        return joined
    cut = joined.encode()[: _LONGEST_SLUG - 9].decode(errors="ignore").rstrip("-")
    return f"{cut}-{short_hash(text, 8)}"


def inert(cell: str) -> str:
    """A cell for a spreadsheet: what it would take for a formula gets an apostrophe.

    >>> inert("=1+1"), inert("one")
    ("'=1+1", 'one')
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun, thousands apart.

    >>> count(1, "note"), count(3000, "note"), count(2, "category", "categories")
    ('1 note', '3,000 notes', '2 categories')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def short_hash(text: str, digits: int) -> str:
    """The first hexadecimal digits of a text's SHA-256.

    >>> short_hash("C++", 8)
    'f1deb75f'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
