"""Bullet lists of words, of `Category: …` pairs and of links to notes, read from their items and written back."""

import re
from collections.abc import Iterable, Sequence
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from kb.model import Link
from kb.note.links import Target, address_of, target_of
from kb.note.markdown import end_of_label, inline, is_markup
from kb.note.outline import outline
from kb.note.plain import one_line, plain, written
from kb.pattern import pattern

if TYPE_CHECKING:
    from markdown_it.token import Token

_IN_PATHS = f"{ascii_letters}{digits}_-./".encode()  # of ASCII, what stands in addresses of notes
_WIKILINK = pattern(r"\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
_SAFE = pattern(r"(?!\d+[.)])[^\W_][^\\`*_\[\]<>&~\r\n]*")
_PAIR = pattern(r"(category|type)\s*:\s*(\S.*)", re.IGNORECASE)
_PAIRS = ("category", "type")


def read_words(texts: Sequence[str]) -> tuple[str, ...]:
    """What items say, as plain text."""
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


def read_pairs(texts: Iterable[str]) -> tuple[dict[str, str], bool]:
    """Category and type of an Other list, and whether it says just that, in the order in which it is written."""
    found: dict[str, str] = {}
    exact = True
    for text in texts:
        pair = _PAIR.fullmatch(plain(text))
        if pair and pair[1].lower() not in found:
            found[pair[1].lower()] = pair[2]
        else:
            exact = False
    return found, exact and list(found) == [key for key in _PAIRS if key in found]


def write_pairs(category: str | None, type_: str | None) -> str:
    """The Other list."""
    pairs = {"Category": category, "Type": type_}
    return write_words(f"{label}: {value}" for label, value in pairs.items() if value)


def read_links(texts: Sequence[str], lines: Iterable[int]) -> list[Link | None]:
    """The Closest link that each item of a note is, as `read_link` has it; the items begin on these lines."""
    if found := plain_links("\n".join(texts)):
        return to_notes(found, lines)
    return [read_link(text, line) for text, line in zip(texts, lines, strict=True)]


def read_link(text: str, line: int) -> Link | None:
    """The Closest link that a text on a line is, if it is nothing but one link to a note.

    >>> link = read_link("[A note](./folder/a.md#why)", 1)
    >>> link and (link.label, link.target, link.anchor)
    ('A note', 'folder/a', 'why')
    >>> read_link("see [A note](a)", 1)
    """
    if "\n" not in text and (plainly := plain_links(text)):
        return to_notes(plainly, [line])[0]
    if double := _WIKILINK.fullmatch(text):
        label, address, wiki = one_line(double[2] or double[1]), double[1], True
    else:
        end = end_of_label(text)
        leads = _address(inline(text)) if end > 0 else None
        if leads is None:
            return None
        label, address, wiki = plain(text[1:end]), leads, False
    return _to_note(target_of(address, wiki=wiki), label, line)


def plain_links(text: str) -> list[tuple[str, str]]:
    """Label and address of each line of a text, where all are links without any markup in them; else nothing."""
    labels, signs, addresses = zip(*[link.partition("](") for link in text[1:-1].split(")\n[")], strict=True)
    said = " ".join(labels)
    if text[:1] != "[" or text[-1:] != ")" or not all(signs) or ">" in said or is_markup(said):
        return []
    rest = "".join(addresses).encode("utf-8", "surrogatepass").translate(None, _IN_PATHS)
    if rest and not rest.decode("utf-8", "surrogatepass").isalnum():
        return []
    return list(zip(labels, addresses, strict=True))


def to_notes(links: Iterable[tuple[str, str]], lines: Iterable[int]) -> list[Link | None]:
    """Such links, on these lines of a file, as far as they are links to notes."""
    links = tuple(links)
    addresses = [address for _, address in links]
    every = "".join(addresses)
    if all(addresses) and every.isascii() and "." not in every and "/" not in every:  # names of notes as they are
        return [
            Link(kind="closest", target=address, label=label.strip(), line=line)
            for (label, address), line in zip(links, lines, strict=True)
        ]
    return [
        _to_note(target_of(address), label.strip(), line) for (label, address), line in zip(links, lines, strict=True)
    ]


def _to_note(target: Target | None, label: str, line: int) -> Link | None:
    if not target or not target.name:
        return None
    return Link(kind="closest", target=target.name, label=label, anchor=target.anchor, line=line)


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
        return item is not None and read_link(item, 1) == link

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
