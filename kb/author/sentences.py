"""The text of an article into its sentences, each as it stands there but for white space."""

import re
from collections.abc import Iterator

from kb.pattern import pattern

_LONGEST_TEXT = 200_000  # characters that are read of an article: a book's first chapters say what it is about
_SHORTEST, _LONGEST = 25, 600  # characters of a sentence that says something by itself
_UNSPACED_SHORTEST = 10
_BLANK = pattern(r"\n[ \t]*\n+")
_ITEM = pattern(r"^[ \t]*(?:[-*+•–]|[0-9]{1,3}[.)])[ \t]+")
# A full stop that ends a sentence: white space and the beginning of another follow, or it is one of unspaced writing.
_END = pattern(
    r"""(?:[.!?…؟।۔]{1,6}["'”’»)\]]{0,4}\s(?=["'“‘«(\[¿¡]{0,4}[^\W_a-zà-öø-ÿ])|[。！？]{1,6}[」』”’）]{0,4})""",
)
_CLOSED = pattern(r"""[.!?…؟।۔。！？]["'”’»)\]」』）]*$""")
_ABBREVIATED = pattern(
    r"""(?:^|[\s("'“‘\[])(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_]|mr|mrs|ms|dr|prof|st|sr|jr|vs|e\.g|i\.e|cf|inc|ltd|co|corp|no|nos|fig"""
    r"""|vol|pp|approx|est|gen|gov|sen|rep|rev|col|capt|lt|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|bzw|ca|nr|mme|mm)\.$""",
    re.IGNORECASE,
)


def blocks(text: str) -> Iterator[str]:
    r"""The paragraphs, headings and list items of a text, white space single, list marks off.

    >>> list(blocks("One\ntwo.\n\n- three\n- four"))
    ['One two.', 'three', 'four']
    """
    for paragraph in _BLANK.split(text[:_LONGEST_TEXT]):
        lines: list[str] = []
        may_begin = True  # `1990.` below an unfinished sentence begins no item
        for line in paragraph.split("\n"):
            mark = _ITEM.match(line) if may_begin else None
            if mark:
                yield from _joined(lines)
                lines = [line[mark.end() :]]
            else:
                lines.append(line)
            may_begin = mark is not None or line.rstrip()[-1:] in {"", ":", ".", ";", "!", "?", ","}
        yield from _joined(lines)


def _joined(lines: list[str]) -> Iterator[str]:
    if text := " ".join(" ".join(lines).split()):
        yield text


def sentences(text: str) -> Iterator[str]:
    r"""The whole sentences of a text, in order; headings, fragments and what is too long to be one are left out.

    >>> list(sentences("A heading\n\nThe U.S. agency met Dr. Doe in May. It then said no to all of the ports!"))
    ['The U.S. agency met Dr. Doe in May.', 'It then said no to all of the ports!']
    """
    for block in blocks(text):
        start = 0
        for end in _END.finditer(block):
            if not _ABBREVIATED.search(block, max(start, end.start() - 12), end.start() + 1) or end[0][0] in "!?":
                yield from _sentence(block[start : end.end()])
                start = end.end()
        yield from _sentence(block[start:])


def _sentence(text: str) -> Iterator[str]:
    text = text.strip()
    spaced = text.count(" ") > len(text) // 20
    if (_SHORTEST if spaced else _UNSPACED_SHORTEST) <= len(text) <= _LONGEST and _CLOSED.search(text):
        yield text
