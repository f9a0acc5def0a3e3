"""Inline Markdown into plain text where it is nothing more, and plain text back into Markdown that reads as the same.

Titles, keywords, labels and the like are plain text: escapes and entities undone. A phrase that holds other markup,
emphasis or a link, has no plain form, so its Markdown stands for it as written.
"""

import re
from collections.abc import Callable, Iterator

from kb.note.markdown import blocks, inline, inline_words, is_markup
from kb.pattern import pattern

_LINE_ENDS = pattern(r"[ \t]*[\r\n]+[ \t]*")
_MARKUP = pattern(r"([\\`*_\[\]<>&~|])")
_OPENING = pattern(r"^([0-9]*)([.)#+\-=>])")  # what could begin another block than a paragraph
_PUNCTUATION = pattern(r"([!-/:-@\[-`{-~])")


def plain(markdown: str) -> str:
    r"""The plain text of a phrase, on one line.

    >>> plain(r"R\&D &amp; more"), plain("a *b* c")
    ('R&D & more', 'a *b* c')
    """
    if not is_markup(markdown):
        return markdown.strip()
    joined = one_line(markdown)
    tokens = inline(joined)
    if all(token.type == "text" for token in tokens):
        return one_line("".join(token.content for token in tokens))
    return joined


def one_line(text: str) -> str:
    """A text without line ends and without white space at either end."""
    return (_LINE_ENDS.sub(" ", text) if "\n" in text or "\r" in text else text).strip()


def spellings(text: str) -> Iterator[str]:
    """Ways to write a plain text as Markdown, the lightest first; the last reads as plain text anywhere."""
    text = one_line(text)
    yield text
    yield _MARKUP.sub(r"\\\1", text)
    yield _PUNCTUATION.sub(r"\\\1", text)


def written(text: str, reads_back: Callable[[str], bool]) -> str:
    """The lightest spelling of a plain text that reads as the same where it is to stand."""
    for spelling in spellings(text):
        if reads_back(spelling):
            return spelling
    return spelling


def as_text(text: str) -> str:
    r"""Markdown that reads as this text and nothing more, wherever a paragraph or a cell may stand.

    >>> print(as_text("1. A *star*, so R&D"))
    1\. A \*star\*, so R\&D
    """
    text = one_line(text)
    ways = (text, _OPENING.sub(_escaped, text), _MARKUP.sub(r"\\\1", text))
    wanted = " ".join(text.split())
    for spelling in (*ways, _OPENING.sub(_escaped, ways[-1])):
        if _says_just(wanted, spelling):
            return spelling
    return _PUNCTUATION.sub(r"\\\1", text)


def _escaped(opening: re.Match[str]) -> str:
    return f"{opening[1] or ''}\\{opening[2]}"


def _says_just(text: str, spelling: str) -> bool:
    tokens, references = blocks(spelling)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return False
    found = inline(tokens[1].content, references)
    return all(token.type == "text" for token in found) and inline_words(found) == text


def without_strong(phrase: str, *, whole: bool = False) -> str:
    """A phrase without the `__` or `**` around it; with `whole`, even if there are more of them inside.

    >>> without_strong("__A title__"), without_strong("__a__ and __b__")
    ('A title', '__a__ and __b__')
    """
    for mark in ("__", "**"):
        inner = phrase[2:-2]
        if len(phrase) > 4 and phrase.startswith(mark) and phrase.endswith(mark) and (whole or mark not in inner):  # noqa: PLR2004  # two marks
            return inner.strip()
    return phrase
