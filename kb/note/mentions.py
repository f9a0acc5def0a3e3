"""Links between notes in a text, as values: where they point, what they say, where they stand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from kb.model import Link
from kb.note.links import target_of
from kb.note.markdown import NO_REFERENCES, References, inline, inline_words
from kb.note.plain import one_line

if TYPE_CHECKING:
    from markdown_it.token import Token

LinkKind = Literal["closest", "mention"]


def links_in(text: str, line: int, references: References = NO_REFERENCES, kind: LinkKind = "mention") -> list[Link]:
    """The links that point at notes, in order, of a text that begins on a line.

    >>> [link.target for link in links_in("See [[a]] and [b](b.md), not [c](https://example.org).", 1)]
    ['a', 'b']
    """
    if "](" not in text and "[[" not in text and not (references and "[" in text):
        return []
    links = []
    done = 0
    for address, label, wiki in _links(inline(text, references)):
        start = max(text.find(f"[[{address}" if wiki else f"[{label}", done), done)
        done = start
        target = target_of(address, wiki=wiki)
        if target and target.name:
            links.append(
                Link(
                    kind=kind,
                    target=target.name,
                    anchor=target.anchor,
                    label=one_line(label),
                    line=line + text.count("\n", 0, start),
                    column=start - text.rfind("\n", 0, start),
                )
            )
    return links


def _links(tokens: "list[Token]") -> Iterator[tuple[str, str, bool]]:
    """Address and words of each link, and whether it is a wikilink."""
    opened = 0
    for place, token in enumerate(tokens):
        if token.type == "link_open":
            opened = place
        elif token.type == "link_close":
            start = tokens[opened]
            yield str(start.attrs["href"]), inline_words(tokens[opened + 1 : place]), start.info == "wiki"
