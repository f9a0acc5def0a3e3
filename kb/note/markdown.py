"""Markdown into blocks, inline tokens and safe HTML: the one place where markdown-it is configured.

Raw HTML is text; tables, strikethrough and `[[wikilinks]]` are read; an address is http, https, mailto or relative.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kb.note.links import is_external, target_of

Href = Callable[[str], str | None]
"""The address of the note that a link points at (`Link.target`), or None when there is none."""
References = Mapping[str, Mapping[str, Any]]
"""Link reference definitions of a text, as markdown-it keeps them."""

NO_REFERENCES: References = {}
LONGEST = 20_000
"""Characters of one paragraph beyond which its inline Markdown is not read: nobody wrote it, and it may take long."""

_WIKILINK = re.compile(r"\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
_FOLLOWED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align:(center|right)")
# What inline Markdown reads as more than itself.
_MARKUP = re.compile(r"[\\`*_\[\]<~\r\n]|&[#0-9A-Za-z]+;")
_MAYBE_MARKUP = re.compile(r"[\\`*_\[\]<~\r\n&]")  # looked for in a third of the time
_TOP_HEADINGS = frozenset({"h1", "h2"})


class _Markdown(MarkdownIt):
    """CommonMark with the site's rules for addresses."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # markdown-it's name
        return bool(_FOLLOWED.match(url)) or not is_external(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # markdown-it's name
        """Keep the address as it is written; `render` encodes it."""
        return url


def _wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it's signature
    """`[[target]]` and `[[target|label]]` as a link whose token says `wiki`."""
    match = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": match[1]}
        token.info = "wiki"
        token = state.push("text", "", 0)
        token.content = match[2] or match[1]
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _configured() -> _Markdown:
    markdown = _Markdown("commonmark", {"html": False, "xhtmlOut": False})
    markdown.enable(["table", "strikethrough"])
    markdown.inline.ruler.before("link", "wikilink", _wikilink)
    markdown.core.ruler.enableOnly(["block"])
    return markdown


_MARKDOWN = _configured()


def blocks(text: str) -> tuple[list[Token], References]:
    """The block tokens of a text, inline ones without children, and the link references that it defines."""
    env: dict[str, Any] = {}
    tokens = _MARKDOWN.parse(text, env)
    return tokens, env.get("references", NO_REFERENCES)


def inline(text: str, references: References = NO_REFERENCES) -> list[Token]:
    """The inline tokens of a paragraph; text that is too long stays text."""
    tokens: list[Token] = []
    if len(text) > LONGEST:
        token = Token("text", "", 0)
        token.content = text
        return [token]
    _MARKDOWN.inline.parse(text, _MARKDOWN, {"references": references} if references else {}, tokens)
    for token in tokens:
        if token.type == "text_special":  # an escape or an entity, undone
            token.type = "text"
    return tokens


def label_end(text: str) -> int:
    """Where the label of the link that a text begins with ends, or -1."""
    if not text.startswith("[") or len(text) > LONGEST:
        return -1
    state = StateInline(text, _MARKDOWN, {}, [])
    return parseLinkLabel(state, 0, disableNested=True)


def is_markup(text: str) -> bool:
    """Whether a phrase holds a character that inline Markdown could read as more than itself."""
    return _MAYBE_MARKUP.search(text) is not None and _MARKUP.search(text) is not None


def _is_sentence(markdown: str) -> bool:
    """Whether a text is one paragraph of one line without markup, beyond all doubt."""
    return markdown[:1].isalpha() and not markdown[-1].isspace() and not is_markup(markdown)


def words(markdown: str) -> str:
    """The words of a text without its markup, on one line.

    >>> words("Two *of* `them`, [see](there.md).")
    'Two of them, see.'
    """
    if _is_sentence(markdown):
        return " ".join(markdown.split())
    tokens, references = blocks(markdown)
    found: list[str] = []
    for token in tokens:
        if token.type == "inline":
            found.append(inline_words(inline(token.content, references)))
        elif token.type in {"fence", "code_block"}:
            found.append(token.content)
    return " ".join(" ".join(found).split())


def inline_words(tokens: Sequence[Token]) -> str:
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
        return f"<p>{escapeHtml(markdown)}</p>\n"
    tokens, references = blocks(markdown)
    for token in tokens:
        if token.type == "inline":
            token.children = _linked(inline(token.content, references), href)
        elif token.tag in _TOP_HEADINGS:
            token.tag = "h3"
        elif aligned := _ALIGNED.fullmatch(str(token.attrs.pop("style", ""))):  # a strict policy allows no style
            token.attrs["class"] = aligned[1]
    rendered: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return rendered


def _linked(tokens: Sequence[Token], href: Href) -> list[Token]:
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


def _lead(token: Token, address: str, href: Href) -> None:
    """Make an opening token lead to an address, or to nothing."""
    title = token.attrs.get("title")
    if is_external(address) and token.info != "wiki":
        token.attrs = {"href": normalizeLink(address), "rel": "noopener"}
    else:
        target = target_of(address, wiki=token.info == "wiki")
        found = href(target.name) if target and target.name else "" if target and target.anchor else None
        if found is None or target is None:
            token.tag = "span"
            token.attrs = {"class": "missing"}
            return
        token.attrs = {"href": found + (f"#{normalizeLink(target.anchor)}" if target.anchor else "")}
    if title:
        token.attrs["title"] = title


def _picture(token: Token, href: Href) -> list[Token]:
    """A picture as a link to it."""
    address = str(token.attrs["src"])
    start, text, end = Token("link_open", "a", 1), Token("text", "", 0), Token("link_close", "a", -1)
    text.content = inline_words(token.children or []) or address
    _lead(start, address, href)
    end.tag = start.tag
    return [start, text, end]
