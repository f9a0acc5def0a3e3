"""markdown-it as kb reads Markdown: the one place where it is configured."""

import re

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline

from kb.note.links import is_external
from kb.pattern import pattern

_WIKILINK = pattern(r"\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
_FOLLOWED = pattern(r"(?:https?://|mailto:)", re.IGNORECASE)


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


def configured() -> MarkdownIt:
    """The parser."""
    markdown = _Markdown("commonmark", {"html": False, "xhtmlOut": False})
    markdown.enable(["table", "strikethrough"])
    markdown.inline.ruler.before("link", "wikilink", _wikilink)
    markdown.core.ruler.enableOnly(["block"])
    return markdown


def label_end(markdown: MarkdownIt, text: str) -> int:
    """Where the label of the link that a text begins with ends, or -1."""
    return parseLinkLabel(StateInline(text, markdown, {}, []), 0, disableNested=True)
