"""Markdown into blocks, inline tokens and safe HTML, by markdown-it as `kb.note.commonmark` configures it.

Raw HTML is text; tables, strikethrough and `[[wikilinks]]` are read; an address is http, https, mailto or relative.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from kb.note.links import is_external, target_of
from kb.pattern import pattern

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Href = Callable[[str], str | None]
"""The address of the note that a link points at (`Link.target`), or None when there is none."""
References = Mapping[str, Mapping[str, Any]]
"""Link reference definitions of a text, as markdown-it keeps them."""

NO_REFERENCES: References = {}
LONGEST = 20_000
"""Characters of one paragraph beyond which its inline Markdown is not read: nobody wrote it, and it may take long."""

_ALIGNED = pattern(r"text-align:(center|right)")
_ENTITY = pattern("&[#0-9A-Za-z]+;")
_LONGEST_TEXT = 250_000  # characters; taking more apart takes many seconds
_TOP_HEADINGS = frozenset({"h1", "h2"})


@cache
def _markdown() -> "MarkdownIt":
    """The parser, which loads when a text first needs one: most notes are written so plainly that none does."""
    from kb.note.commonmark import configured  # noqa: PLC0415  # as above

    return configured()


def _text_token(content: str) -> "Token":
    token = _inline_token("text", "", 0)
    token.content = content
    return token


def _inline_token(kind: str, tag: str, nesting: Literal[-1, 0, 1]) -> "Token":
    from markdown_it.token import Token  # noqa: PLC0415  # as `_markdown`

    return Token(kind, tag, nesting)


def blocks(text: str) -> tuple["list[Token]", References]:
    """The block tokens of a text, inline ones without children, and the link references that it defines."""
    env: dict[str, Any] = {}
    tokens = _markdown().parse(text, env)
    return tokens, env.get("references", NO_REFERENCES)


def inline(text: str, references: References = NO_REFERENCES) -> "list[Token]":
    """The inline tokens of a paragraph; text that is too long stays text."""
    if len(text) > LONGEST:
        return [_text_token(text)]
    tokens: list[Token] = []
    _markdown().inline.parse(text, _markdown(), {"references": references} if references else {}, tokens)
    for token in tokens:
        if token.type == "text_special":  # an escape or an entity, undone
            token.type = "text"
    return tokens


def end_of_label(text: str) -> int:
    """Where the label of the link that a text begins with ends, or -1."""
    if not text.startswith("[") or len(text) > LONGEST:
        return -1
    from kb.note.commonmark import label_end  # noqa: PLC0415  # as `_markdown`

    return label_end(_markdown(), text)


def is_read(markdown: str) -> bool:
    """Whether a text is short enough to be taken apart; a longer one is left as it is written."""
    return len(markdown) <= _LONGEST_TEXT


def is_markup(text: str) -> bool:
    """Whether a phrase holds a character that inline Markdown could read as more than itself."""
    return (  # each character by itself, since looking for any of them takes ten times as long
        "*" in text
        or "[" in text
        or "`" in text
        or "_" in text
        or "\\" in text
        or "\n" in text
        or "\r" in text
        or "<" in text
        or "]" in text
        or "~" in text
        or ("&" in text and _ENTITY.search(text) is not None)
    )


def has_address(text: str) -> bool:
    """Whether a text holds what the address of a link stands behind or in: `](` or `://`."""
    # One character is looked for in a tenth of the time that several take, and most texts have neither.
    return ("]" in text and "](" in text) or ("/" in text and "://" in text)


def _is_sentence(markdown: str) -> bool:
    """Whether a text is one paragraph of one line without markup, beyond all doubt."""
    return markdown[:1].isalpha() and not markdown[-1].isspace() and not is_markup(markdown)


def is_sentences(markdown: str) -> bool:
    """Whether a text is paragraphs of one line each without markup, beyond all doubt: white space parts its words."""
    return all(map(_is_sentence, markdown.split("\n\n")))


def words(markdown: str) -> str:
    """The words of a text without its markup, on one line.

    >>> words("Two *of* `them`, [see](there.md).")
    'Two of them, see.'
    """
    if is_sentences(markdown):
        return " ".join(markdown.split())
    tokens, references = blocks(markdown)
    found: list[str] = []
    for token in tokens:
        if token.type == "inline":
            found.append(inline_words(inline(token.content, references)))
        elif token.type in {"fence", "code_block"}:
            found.append(token.content)
    return " ".join(" ".join(found).split())


def inline_words(tokens: "Sequence[Token]") -> str:
    """The words of inline tokens; a line break is a space, a picture its description."""
    return "".join(" " if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens)


def render(markdown: str, href: Href) -> str:
    r"""Markdown of a note into HTML that needs no trust.

    Headings of the first two levels become h3, since the page has its own. A link to a note goes where `href` says, or
    becomes `<span class="missing">`; one that leaves the vault gets `rel="noopener"`. A picture becomes a link to it:
    a page of the site asks no other host for anything.

    >>> render("See [this](a.md#Why) and [that](b).", {"a": "../a/"}.get)
    '<p>See <a href="../a/#Why">this</a> and <span class="missing">that</span>.</p>\n'
    """
    if _is_sentence(markdown):
        text = markdown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        return f"<p>{text}</p>\n"
    tokens, references = blocks(markdown)
    for token in tokens:
        if token.type == "inline":
            token.children = _linked(inline(token.content, references), href)
        elif token.tag in _TOP_HEADINGS:
            token.tag = "h3"
        elif aligned := _ALIGNED.fullmatch(str(token.attrs.pop("style", ""))):  # a strict policy allows no style
            token.attrs["class"] = aligned[1]
    rendered: str = _markdown().renderer.render(tokens, _markdown().options, {})
    return rendered


def _linked(tokens: "Sequence[Token]", href: Href) -> "list[Token]":
    """Inline tokens with every link and picture leading where it may."""
    linked: list[Token] = []
    opened = "a"
    for token in tokens:
        if token.type == "link_open":
            _lead(token, str(token.attrs["href"]), href)
            opened = token.tag
        elif token.type == "link_close":
            token.tag = opened
        elif token.type == "image":
            linked.extend(_picture(token, href))
            continue
        linked.append(token)
    return linked


def _lead(token: "Token", address: str, href: Href) -> None:
    """Make an opening token lead to an address, or to nothing."""
    title = token.attrs.get("title")
    if is_external(address) and token.info != "wiki":
        token.attrs = {"href": _encoded(address), "rel": "noopener"}
    else:
        target = target_of(address, wiki=token.info == "wiki")
        found = href(target.name) if target and target.name else "" if target and target.anchor else None
        if found is None or target is None:
            token.tag = "span"
            token.attrs = {"class": "missing"}
            return
        token.attrs = {"href": found + (f"#{_encoded(target.anchor)}" if target.anchor else "")}
    if title:
        token.attrs["title"] = title


def _encoded(address: str) -> str:
    from markdown_it.common.normalize_url import normalizeLink  # noqa: PLC0415  # as `_markdown`

    return normalizeLink(address)


def _picture(token: "Token", href: Href) -> "list[Token]":
    """A picture as a link to it."""
    address = str(token.attrs["src"])
    start, end = _inline_token("link_open", "a", 1), _inline_token("link_close", "a", -1)
    text = _text_token(inline_words(token.children or []) or address)
    _lead(start, address, href)
    end.tag = start.tag
    return [start, text, end]
