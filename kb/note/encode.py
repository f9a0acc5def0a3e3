"""A note's changed text into what goes into its file: with the byte order mark and line ends that stand there."""

from difflib import SequenceMatcher
from itertools import takewhile

from kb.pattern import pattern

_MARK = "\ufeff"
_END = pattern(r"\r\n|\r|\n")


def encode(text: str, written: str, *, mark: bool = True, ends: bool = True) -> str:
    r"""What stands in the file once it says `text` in place of what it says now, `written`.

    Lines that stay keep their ends, new ones get that of the line above them. Without `mark` the byte order mark goes,
    without `ends` all lines end with a line feed alone.

    >>> encode("a\nb\nc\n", "\ufeffa\r\nc\r\n")
    '\ufeffa\r\nb\r\nc\r\n'
    >>> encode("a\nb\n", "\ufeffa\r\nb\r\n", mark=False, ends=False)
    'a\nb\n'
    """
    body = written.lstrip(_MARK)
    kept = written[: len(written) - len(body)] if mark else ""
    if not ends or "\r" not in body:
        return kept + text
    found = _END.findall(body)
    if len(set(found)) == 1:
        return kept + text.replace("\n", found[0])
    return kept + _mixed(text.split("\n"), _END.split(body), found)


def _mixed(lines: list[str], before: list[str], ends: list[str]) -> str:
    """New lines with the ends of those that stood there before, where they did."""
    head = len([*takewhile(lambda pair: pair[0] == pair[1], zip(lines, before, strict=False))])
    most = min(len(lines), len(before)) - head
    pairs = zip(reversed(lines), reversed(before), strict=False)
    tail = min(most, len([*takewhile(lambda pair: pair[0] == pair[1], pairs)]))
    same = {place: place for place in range(head)}
    same |= {len(lines) - place: len(before) - place for place in range(1, tail + 1)}
    middle = SequenceMatcher(None, lines[head : len(lines) - tail], before[head : len(before) - tail], autojunk=False)
    for new, old, size in middle.get_matching_blocks():
        same |= {head + new + place: head + old + place for place in range(size)}
    pieces = []
    last = ends[0]
    for place, line in enumerate(lines[:-1]):
        old_place = same.get(place, len(ends))
        end = ends[old_place] if old_place < len(ends) else last
        if not (last == "\r" and not line and end == "\n"):  # together they would be one end
            last = end
        pieces.append(line + last)
    return "".join([*pieces, lines[-1]])
