"""A note's text into the same text with its links to merged notes leading to the notes that took their place."""

import re
from collections.abc import Callable

from kb.model import Link, Source
from kb.note import mend, read
from kb.note.links import address_of, target_of
from kb.pattern import pattern

_ADDRESS = r"<[^<>\n]*>|[^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*"
_INLINE = pattern(rf"(?<=\]\()({_ADDRESS})(?=[\s)])")
_WIKI = pattern(r"\[\[([^\[\]\n|\\]+)(\\?\|[^\[\]\n]*)?\]\]")
_DEFINITION = pattern(rf"(?m)^( {{0,3}}\[[^\[\]\n]+\]:[ \t]*)({_ADDRESS})")


def relink(source: Source, moved: Callable[[Link], str]) -> str:
    """The text with each link for which `moved` gives an id leading to that id; all else stays as it was written.

    A Closest list that would name the id twice, or its own note, loses the later line.
    """
    note, _ = read(source)
    goes: dict[str, str] = {}
    lines: set[int] = set()
    for link in (*note.closest, *note.mentions):
        if id_ := moved(link):
            goes[link.target] = id_
            lines.add(link.line)
    if not goes:
        return source.text
    pieces = source.text.split("\n")
    for line in lines:
        pieces[line - 1] = _line(pieces[line - 1], goes)
    text = _left_over("\n".join(pieces), goes, source.path, moved)
    return _cleared(text, source.path, frozenset(goes.values()))


def _line(line: str, goes: dict[str, str]) -> str:
    """One line that holds such links."""

    def inline(match: re.Match[str]) -> str:
        return _address(match[1], goes)

    def wiki(match: re.Match[str]) -> str:
        target = target_of(match[1], wiki=True)
        if not target or target.name not in goes:
            return match[0]
        anchor = f"#{target.anchor}" if target.anchor else ""
        # Words that named the note go on being read; an id that did was no words.
        words = match[2] or ("" if " " not in target.name else rf"\|{match[1]}" if line[:1] == "|" else f"|{match[1]}")
        return f"[[{goes[target.name]}{anchor}{words}]]"

    return _WIKI.sub(wiki, _INLINE.sub(inline, line))


def _left_over(text: str, goes: dict[str, str], path: str, moved: Callable[[Link], str]) -> str:
    """Links whose address stands elsewhere, in a definition."""
    note, _ = read(Source(path=path, text=text, digest=""))
    if not any(link.target in goes and moved(link) for link in (*note.closest, *note.mentions)):
        return text
    return _DEFINITION.sub(lambda match: match[1] + _address(match[2], goes), text)


def _address(written: str, goes: dict[str, str]) -> str:
    target = target_of(written.strip("<>"))
    return address_of(goes[target.name], target.anchor) if target and target.name in goes else written


def _cleared(text: str, path: str, ids: frozenset[str]) -> str:
    """The text without lines of a Closest list that name one of these ids again, or their own note."""
    note, found = read(Source(path=path, text=text, digest=""))
    lines = {link.line for link in note.closest if link.target in ids}
    return mend(
        text,
        [
            edit
            for one in found
            if one.code in {"closest-self", "closest-repeat"} and one.span.line in lines
            for edit in one.edits
        ],
    )
