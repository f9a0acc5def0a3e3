"""Text of a note that no field holds into HTML that can be led to: headings with anchors, tables that scroll."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup
from msgspec import Struct

from kb.model import Section
from kb.note.markdown import blocks, inline, inline_words, is_read
from kb.pattern import pattern
from kb.site import prose
from kb.site.prose import Ways
from kb.text import slug

_HEADING = pattern(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)
_TAG = pattern(r"<[^>]*>")


class SectionView(Struct, frozen=True, kw_only=True):
    """Text under a heading."""

    heading: str
    """The heading, empty for text without one."""
    anchor: str
    """Its anchor, empty where an earlier heading has it."""
    body: Markup
    """The text, its own headings with theirs."""


def sections(some: Sequence[Section], ways: Ways) -> tuple[SectionView, ...]:
    """Sections, each anchor given once."""
    made: list[SectionView] = []
    given: set[str] = set()
    for section in some:
        anchor = _once(section.heading, given) if section.heading else ""
        made.append(
            SectionView(
                heading=section.heading,
                anchor=anchor,
                body=_headed(scrolling(prose.block(section.markdown, ways)), given),
            )
        )
    return tuple(made)


def scrolling(html: Markup) -> Markup:
    """HTML of a note whose tables scroll by themselves where they are wider than the page, by keyboard too."""
    if "<table>" not in html:
        return html
    opened = str(html).replace("<table>", '<div class="scroll" role="region" tabindex="0" aria-label="Table"><table>')
    return Markup(opened.replace("</table>", "</table></div>"))  # noqa: S704  # text in it is escaped, so tags are ours


def section_id(heading: str) -> str:
    """The anchor of a heading on its note's page."""
    return f"text-{slug(heading)}"


def has_anchor(some: Sequence[Section], anchor: str) -> bool:
    """Whether the page of a note with these sections has that anchor."""
    return any(section_id(heading) == anchor for heading in _headings(some))


def _headings(some: Sequence[Section]) -> Iterator[str]:
    yield from (section.heading for section in some if section.heading)
    for section in some:
        if is_read(section.markdown):
            tokens, references = blocks(section.markdown)
            for opening, content in pairwise(tokens):
                if opening.type == "heading_open":
                    yield inline_words(inline(content.content, references))


def _headed(html: Markup, given: set[str]) -> Markup:
    """The same with an anchor for each heading."""
    if "<h" not in html:
        return html
    from html import unescape  # noqa: PLC0415  # html brings a table of characters

    def anchored(heading: re.Match[str]) -> str:
        level, inside = heading.groups()
        anchor = _once(unescape(_TAG.sub("", inside)), given)
        return f'<h{level} id="{anchor}">{inside}</h{level}>' if anchor else heading[0]

    return Markup(_HEADING.sub(anchored, html))  # noqa: S704  # slugs hold no markup


def _once(heading: str, given: set[str]) -> str:
    anchor = section_id(heading)
    if anchor in given:
        return ""
    given.add(anchor)
    return anchor
