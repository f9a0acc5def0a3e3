"""Bullet lists of words, of `Category: …` pairs and of links to notes, read from their items and written back."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kb.model import Link, Span
from kb.note.links import Target, address_of, target_of
from kb.note.markdown import end_of_label, inline, is_markup
from kb.note.mentions import Place
from kb.note.outline import outline
from kb.note.parts import Item
from kb.note.plain import one_line, plain, written

if TYPE_CHECKING:
    from markdown_it.token import Token

_ADDRESS = re.compile(r"[\w\-./]*")
_WIKILINK = re.compile(r"\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
_SAFE = re.compile(r"(?!\d+[.)])[^\W_][^\\`*_\[\]<>&~\r\n]*")
_PAIR = re.compile(r"(category|type)\s*:\s*(\S.*)", re.IGNORECASE)
_PAIRS = ("category", "type")


def read_words(items: Iterable[Item]) -> tuple[str, ...]:
    """What the items say, as plain text."""
    texts = [item.text for item in items]
    if not is_markup(" ".join(texts)):
        return tuple(filter(None, map(str.strip, texts)))
    return tuple(filter(None, map(plain, texts)))


def write_words(words: Iterable[str]) -> str:
    r"""The list that reads as these words.

    >>> print(write_words(["AI", "# 1"]))
    * AI
    * \# 1
    """
    return "\n".join([f"* {word if _SAFE.fullmatch(word) else _item(word)}" for word in words if word])


def read_pairs(items: Iterable[Item]) -> tuple[dict[str, str], bool]:
    """Category and type of an Other list, and whether it says just that, in the order in which it is written."""
    found: dict[str, str] = {}
    exact = True
    for item in items:
        pair = _PAIR.fullmatch(plain(item.text))
        if pair and pair[1].lower() not in found:
            found[pair[1].lower()] = pair[2]
        else:
            exact = False
    return found, exact and list(found) == [key for key in _PAIRS if key in found]


def write_pairs(category: str | None, type_: str | None) -> str:
    """The Other list."""
    pairs = {"Category": category, "Type": type_}
    return write_words(f"{label}: {value}" for label, value in pairs.items() if value)


def read_links(items: Sequence[Item], path: str, above: int) -> list[Link | None]:
    """The Closest link that each item of a note is, as `read_link` has it; `above` lines stand above line 0."""
    texts = [item.text for item in items]
    plainly = _plain_links(texts)
    if not plainly:
        return [read_link(item.text, Place(path, item.line + above)) for item in items]
    lines = [item.line + above for item in items]
    return [
        _to_note(target_of(address), label, path, line) for (label, address), line in zip(plainly, lines, strict=True)
    ]


def read_link(text: str, place: Place) -> Link | None:
    """The Closest link that a text is, if it is nothing but one link to a note.

    >>> link = read_link("[A note](./folder/a.md#why)", Place("x.md", 1))
    >>> link and (link.label, link.target, link.anchor)
    ('A note', 'folder/a', 'why')
    >>> read_link("see [A note](a)", Place("x.md", 1))
    """
    if plainly := _plain_links([text]):
        ((label, address),), wiki = plainly, False
    elif double := _WIKILINK.fullmatch(text):
        label, address, wiki = one_line(double[2] or double[1]), double[1], True
    else:
        end = end_of_label(text)
        leads = _address(inline(text)) if end > 0 else None
        if leads is None:
            return None
        label, address, wiki = plain(text[1:end]), leads, False
    return _to_note(target_of(address, wiki=wiki), label, place.path, place.line)


def _plain_links(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Label and address of each of some texts that are links without any markup in them; nothing where one is not."""
    parts = [text[1:-1].split("](") for text in texts if text[:1] == "[" and text[-1:] == ")"]
    if len(parts) < len(texts) or any(len(part) != 2 for part in parts):  # noqa: PLR2004  # label and address
        return []
    links = [(label.strip(), address) for label, address in parts]
    said = " ".join([label for label, _ in links])
    is_plain = not is_markup(said) and ">" not in said
    return links if is_plain and _ADDRESS.fullmatch("".join([address for _, address in links])) else []


def _to_note(target: Target | None, label: str, path: str, line: int) -> Link | None:
    if not target or not target.name:
        return None
    span = Span(path=path, line=line)
    return Link(kind="closest", target=target.name, label=label, anchor=target.anchor, span=span)


def _address(tokens: "Sequence[Token]") -> str | None:
    """Where inline tokens lead, if they are one link without a title."""
    start, end = tokens[0], tokens[-1]
    outer = [token for token in tokens if token.level == 0]
    if outer != [start, end] or start.type != "link_open" or end.type != "link_close" or "title" in start.attrs:
        return None
    return str(start.attrs["href"])


def write_links(links: Iterable[Link]) -> str:
    """The Closest list that reads as these links.

    >>> print(write_links([Link(kind="closest", target="a", label="A [small] note")]))
    * [A [small] note](a)
    """
    return "\n".join([f"* {_link(link)}" for link in links])


def _link(link: Link) -> str:
    address = address_of(link.target, link.anchor)
    if not is_markup(link.label):
        return f"[{link.label}]({address})"

    def reads_back(label: str) -> bool:
        item = _only_item(f"[{label}]({address})")
        return item is not None and read_link(item, Place("", 1)) == link

    return f"[{written(link.label, reads_back)}]({address})"


def _item(word: str) -> str:
    def reads_back(spelling: str) -> bool:
        item = _only_item(spelling)
        return item is not None and plain(item) == word

    return written(word, reads_back)


def _only_item(text: str) -> str | None:
    """The text of the one item that a list written with this text has, if it has just that."""
    parts = outline([f"* {text}"]).parts
    if len(parts) == 1 and parts[0].shape == "list" and len(parts[0].items) == 1:
        return parts[0].items[0].text
    return None
