"""Links into lines at the end of a note's Closest list; every other line of its text stays."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from kb.model import Diagnostic, Link, Note, Source
from kb.note.front import read_front
from kb.note.grammar import HEADINGS, section_key
from kb.note.lists import read_link, write_links
from kb.note.outline import outline
from kb.note.parts import Part
from kb.note.plain import one_line, without_strong
from kb.note.read import id_of, read
from kb.pattern import pattern

_BULLET = "* "
_PREFIX = pattern(r"[ \t]*[*+-][ \t]+")


def append_closest(source: Source, links: Sequence[Link]) -> str:
    r"""The text with these links at the end of its Closest list, in a new section at its end where it has none.

    Lines are only added. The text itself comes back where they would not be read as these links, as below code that
    never ends, or would change what else the note says or bring new trouble.

    >>> a, b = (Link(kind="closest", target=id, label=id.upper()) for id in "ab")
    >>> append_closest(Source(path="x.md", text="# X\n\n## Closest\n\n- [A](a)\n", digest=""), [b])
    '# X\n\n## Closest\n\n- [A](a)\n- [B](b)\n'
    """
    lines = source.text.split("\n")
    place, added = _added(source, lines, write_links(links).split("\n"))
    text = "\n".join([*lines[:place], *added, *lines[place:]])
    return text if _says(source, text, links) else source.text


def can_link(path: str, link: Link) -> bool:
    """Whether the note in this file can name that neighbour: the link reads back, and leads not to the note itself.

    >>> link = Link(kind="closest", target="a.png", label="A picture?")
    >>> can_link("x.md", link), can_link("x.md", Link(kind="closest", target="a", label="A [note]"))
    (False, True)
    """
    parts = outline([write_links([link])]).parts
    items = parts[0].items if len(parts) == 1 and parts[0].shape == "list" else ()
    own = {id_of(path), path.removesuffix(".md")}
    return len(items) == 1 and read_link(items[0].text, 1) == link and link.target not in own


def _added(source: Source, lines: Sequence[str], entries: Sequence[str]) -> tuple[int, list[str]]:
    """The line before which something is put in, and what."""
    front = read_front(source.path, source.text)
    part = next((one for one in outline(front.body.split("\n")).parts if _is_closest(one)), None)
    if not part:
        place = len(lines) - (not lines[-1])
        apart = [""] if place and lines[place - 1].strip() else []
        return place, [*apart, f"## {HEADINGS['closest']}", "", *entries]
    end = part.body + front.above
    for place in range(part.body + front.above, min(part.end + front.above, len(lines))):
        if lines[place].strip():
            end = place + 1
    last = part.items[-1] if part.items else None
    if last and (part.shape == "list" or last.end + front.above == end):
        bullet = _PREFIX.match(lines[last.line + front.above])
        if bullet:
            return last.end + front.above, [bullet[0] + entry.removeprefix(_BULLET) for entry in entries]
    below = [""] if end < len(lines) and lines[end].strip() else []
    return end, ["", *entries, *below]


def _is_closest(part: Part) -> bool:
    return part.level == 2 and section_key(without_strong(one_line(part.heading))) == "closest"  # noqa: PLR2004  # ##


def _says(source: Source, text: str, links: Sequence[Link]) -> bool:
    """Whether a text says what the source says, these neighbours besides, and nothing new is wrong with it."""
    note, before = read(source)
    again, after = read(replace(source, text=text, digest=""))
    return again.closest == (*note.closest, *links) and _rest(again) == _rest(note) and _codes(after) <= _codes(before)


def _rest(note: Note) -> Note:
    """A note without its Closest list, whether that has its form or is kept as written."""
    sections = tuple(replace(one, markdown="") if one.known == "closest" else one for one in note.sections)
    return replace(note, closest=(), sections=sections, order=tuple(part for part in note.order if part != "closest"))


def _codes(diagnostics: Sequence[Diagnostic]) -> Counter[str]:
    return Counter(one.code for one in diagnostics)
