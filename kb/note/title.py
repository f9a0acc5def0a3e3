"""The digest title `# __TITLE__, from ([LABEL](URL).)` into its parts, in both generations, and back."""

import re
from collections.abc import Iterable
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from kb.model import Section
from kb.note.external import read_address, write_address
from kb.note.markdown import is_markup, words
from kb.note.outline import outline
from kb.note.plain import one_line, plain, spellings, without_strong
from kb.pattern import pattern

_READ = 2_000  # characters that are enough to make a title of
_FIRST_WORDS, _MOST_WORDS, _MOST_CHARACTERS = 10, 12, 100
_FROM = pattern(r"(?P<page>\(\s*from\s+page\b)|\bfrom\s*\(", re.IGNORECASE)
_ORIGIN = pattern(r"\s*\[(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]\\]*\])*)\]\((?P<url>.*?)\)\s*\.?\s*\)\s*\.?")
# The whole of a title that is written plainly, in either generation.
_PLAINLY = pattern(
    r"__(?P<text>[^\s\\*\[\]`_<>~][^\\*\[\]`_<>~\n\r]*)__, (?P<page>\(from page |from \()"
    r"\[(?P<label>[\w.\-]*)\]\((?P<url>[^\s<>()\\&\[\]\"']*)\)\.\)"
)
_TRIES = 5  # places from the end of a heading where an origin may begin
_SIMPLE_LABEL = pattern(r"[\w.\-]*")
_SIMPLE_URL = pattern(r"[^\s<>()\\&\[\]]*")
_HEX_ID = pattern(r"[0-9a-f]{32}")


class Title(Struct, frozen=True):
    """What a heading of the first level says."""

    text: str
    """The title, empty when there is none."""
    label: str = ""
    """Label of the origin."""
    url: str = ""
    """Address of the origin."""
    generation: int = 0
    """1 for `from (…)`, 2 for `(from page …)`, 0 without an origin."""
    was_bytes: bool = False
    """Whether the address was written as a byte string."""


def read_title(heading: str, note_id: str) -> Title | None:
    """Take a heading apart; None when it says nothing. A title that only repeats the note's hexadecimal id is empty.

    >>> read_title("__A title__, from ([20240218](https://example.org/p/1).)", "a")
    Title(text='A title', label='20240218', url='https://example.org/p/1', generation=1, was_bytes=False)
    """
    if plainly := plain_title(heading, note_id):
        return plainly
    line = one_line(heading)
    for start in reversed([*_FROM.finditer(line)][-_TRIES:]):
        if origin := _ORIGIN.fullmatch(line, start.end()):
            phrase = line[: start.start()].strip().removesuffix(",").strip()
            text = plain(without_strong(phrase, whole=True))
            address = read_address(origin["url"])
            return Title(
                text="" if _is_id(text, note_id) else text,
                label=plain(origin["label"]),
                url=address.url,
                generation=2 if start["page"] else 1,
                was_bytes=address.was_bytes,
            )
    text = plain(without_strong(line))
    return Title("" if _is_id(text, note_id) else text) if text else None


def plain_title(heading: str, note_id: str) -> Title | None:
    """The same of a heading with an origin that is written as kb writes it, without any markup in it; else None."""
    match = _PLAINLY.fullmatch(heading)
    if not match:
        return None
    text, page, label, url = match.groups()
    if "&" in text and is_markup(text):
        return None
    text = text.strip()
    return Title("" if _is_id(text, note_id) else text, label, url, 2 if page[0] == "(" else 1)


def write_title(title: Title, note_id: str) -> str:
    """The heading that reads as this title.

    >>> write_title(Title("A title", "20240218", "https://example.org/p/1", 2), "a")
    '# __A title__, (from page [20240218](https://example.org/p/1).)'
    """
    url = write_address(title.url)
    if _is_simple(title):
        return _heading(title.text, title.label, url, title.generation, note_id)
    wanted = replace(title, was_bytes=False)
    for label in spellings(title.label):
        for text in spellings(title.text):
            heading = _heading(text, label, url, title.generation, note_id)
            parts = outline([heading]).parts
            if len(parts) == 1 and parts[0].level == 1 and read_title(parts[0].heading, note_id) == wanted:
                return heading
    return heading


def _is_simple(title: Title) -> bool:
    """Whether a title reads back however it is written."""
    if is_markup(title.text) or title.text[-1:] == "#":
        return False
    return not title.generation or bool(_SIMPLE_LABEL.fullmatch(title.label) and _SIMPLE_URL.fullmatch(title.url))


def _heading(text: str, label: str, url: str, generation: int, note_id: str) -> str:
    if not generation:
        return f"# {text or note_id}"
    comma = ","
    if text:
        text = f"__{text}__"
    else:
        text, comma = note_id if _HEX_ID.fullmatch(note_id) else "", ""
    origin = f"(from page [{label}]({url}).)" if generation > 1 else f"from ([{label}]({url}).)"
    return " ".join(filter(None, ("#", text + comma, origin)))


def _is_id(text: str, note_id: str) -> bool:
    return text == note_id and bool(_HEX_ID.fullmatch(text))


def made_title(summary: str, sections: Iterable[Section], note_id: str) -> str:
    """A title for a note that has none: the first words of its summary, its first heading, its first words, its id.

    >>> made_title("", (Section(heading="Why", markdown="…"),), "a")
    'Why'
    """
    sections = tuple(sections)
    candidates = chain(
        (summary,), (section.heading for section in sections), (section.markdown for section in sections)
    )
    return next(filter(None, map(_first_words, candidates)), note_id)


def _first_words(markdown: str) -> str:
    found = words(markdown.strip("\n").partition("\n\n")[0][:_READ])
    first = found.split(maxsplit=_MOST_WORDS)
    if len(first) <= _MOST_WORDS and len(found) <= _MOST_CHARACTERS:
        return found
    return " ".join(first[:_FIRST_WORDS])[:_MOST_CHARACTERS].rstrip(" .,;:—–-") + "…"
