"""Plain text and Markdown into the article that they are."""

import datetime as dt
from typing import Any

from kb.author.clean import clean, clean_line
from kb.author.draft import Article
from kb.author.sentences import blocks
from kb.note.external import read_external
from kb.note.front import read_front
from kb.note.grammar import is_web
from kb.note.markdown import blocks as markdown_blocks
from kb.note.markdown import inline, inline_words, words
from kb.note.title import read_title
from kb.pattern import pattern

_TAG = pattern(r"</?[a-zA-Z][^<>]{0,1000}>")
_LONGEST_TITLE = 120
_MOST = 400_000  # characters of Markdown that are read


def plain_article(text: str) -> Article:
    r"""The article that a plain text is; a short first paragraph that is no sentence is its title.

    >>> plain_article("Shore power\n\nPorts get it.").title
    'Shore power'
    """
    text = clean(text)
    first = next(blocks(text), "")
    is_title = len(first) <= _LONGEST_TITLE and first[-1:] not in {"", ".", "!", "?", ":", "。", "…"}
    rest = text.lstrip().partition("\n\n")[2] if is_title else text
    if not rest.strip():
        return Article(text=text)
    return Article(title=first if is_title else "", text=rest)


def markdown_article(text: str) -> Article:
    r"""The article that a Markdown text is: header, first heading, the words of its paragraphs and lists, no pictures.

    >>> article = markdown_article("---\nlang: fr\n---\n# Le *quai*\n\nDu [courant](a.md).")
    >>> article.title, article.lang, article.text
    ('Le quai', 'fr', 'Du courant.')
    """
    front = read_front("", clean(text[:_MOST]))
    fields: dict[str, Any] = dict(front.fields)
    tokens, references = markdown_blocks(front.body)
    title, link = fields.get("title", ""), fields.get("link", "")
    parts: list[str] = []
    opened = ""
    for token in tokens:
        if token.type == "heading_open":
            opened = token.tag
        elif token.type == "inline":
            address = read_external(token.content) if not link and not opened else None
            if address:
                link = address.url
            elif opened == "h1" and not title and not parts:
                heading = read_title(token.content, "")
                title = words(heading.text) if heading else ""
            else:
                told = [one for one in inline(token.content, references) if one.type != "image"]
                parts.append(" ".join(_TAG.sub("", inline_words(told)).split()))
            opened = ""
    date = fields.get("date")
    return Article(
        title=clean_line(title),
        date=date if isinstance(date, dt.date) else None,
        lang=clean_line(fields.get("lang", ""), 35),
        link=link if is_web(link) else "",
        text="\n\n".join(filter(None, parts)),
    )
