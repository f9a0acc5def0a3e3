"""Markdown of notes into safe HTML and plain text; most of it is plain sentences, which need no parser."""

import re
from typing import Protocol

from markupsafe import Markup

from kb.note.markdown import is_markup, is_read, render, words
from kb.pattern import pattern
from kb.site.escaped import escaped, escaped_prose, safe

_STARTS_BLOCK = frozenset("#>-+=| \t0123456789")  # how a line without markup could begin more than a paragraph
_ONE_PARAGRAPH = pattern(r"<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
_ANCHORED = pattern(r'href="([^"]*)#([^"]*)"')


class Ways(Protocol):
    """Where links in a note's text lead, seen from one page."""

    def __call__(self, target: str, /) -> str | None:
        """The address of the note that is meant, or None when there is none."""

    def anchored(self, address: str, anchor: str, /) -> str:
        """That address with the anchor that the note's page has for a heading, if it has it; others as they are."""


def block(markdown: str, ways: Ways) -> Markup:
    """Paragraphs, lists, tables, … as HTML; raw HTML, and a text beyond any note's, is shown as it is written."""
    if not is_read(markdown):
        return Markup(f'<p class="unread">{escaped(markdown)}</p>')  # noqa: S704  # escaped
    if "\n" not in markdown:  # as most are
        if _is_sentence(markdown):
            return safe(f"<p>{escaped_prose(markdown)}</p>")
    elif all(map(_is_sentence, paragraphs := markdown.split("\n\n"))):
        sentences = "</p>\n<p>".join(map(escaped_prose, paragraphs))
        return safe(f"<p>{sentences}</p>")
    return Markup(_rendered(markdown, ways))  # noqa: S704  # made with raw HTML off


def inline(markdown: str, ways: Ways) -> str:
    """The cell of a table: text as it is where it holds no markup, else `Markup`; only a phrase becomes HTML."""
    if not is_read(markdown) or not is_markup(markdown):
        return markdown
    single = _ONE_PARAGRAPH.fullmatch(_rendered(markdown, ways))
    return Markup(single[1]) if single else markdown  # noqa: S704  # made with raw HTML off


def plain(markdown: str) -> str:
    """The words alone, on one line."""
    return words(markdown) if is_markup(markdown) else markdown


def _is_sentence(paragraph: str) -> bool:
    return (
        paragraph[:1] not in _STARTS_BLOCK
        and bool(paragraph)
        and not paragraph[-1].isspace()
        and not is_markup(paragraph)
    )


def _rendered(markdown: str, ways: Ways) -> str:
    html = render(markdown, ways)
    if "#" not in html:
        return html
    return _ANCHORED.sub(lambda link: f'href="{ways.anchored(link[1], link[2])}"', html)
