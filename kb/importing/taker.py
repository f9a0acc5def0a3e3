"""A record's values into the fields of a note, one by one; what no field holds is kept beside them."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kb.author.fresh import link_id
from kb.importing.dates import day_of
from kb.importing.html_text import cleaned
from kb.importing.names import fit
from kb.importing.rows import card_of, ratings_of, said, signal_of
from kb.importing.values import Record
from kb.model import Link, Note, Origin, Ratings, Section
from kb.note.external import unwrapped
from kb.note.front import with_fields
from kb.note.grammar import CARDS, KEYS, is_web, label_date, section_key
from kb.note.keys import NAMES
from kb.note.plain import as_text, one_line
from kb.pattern import pattern
from kb.text import slug

DERIVED = frozenset({"path", "kind", "title_given"})
"""Keys of a note's JSON object that follow from the others or from where the note stands."""
TEXTS = ("archive", "category", "type", "lang")
"""Keys that hold a short text."""
WORDS = ("keywords", "themes", "aliases", "redirect_from", "suggested")
"""Keys that hold a list of words."""
HELD = frozenset(
    {*TEXTS, *WORDS, *CARDS, "id", "title", "date", "origin", "link", "summary", "draft"}
    | {"signals", "closest", "sections", "ratings"}
)
"""Keys of a note's JSON object that a note holds as they are."""

_LONGEST_KEPT = 300  # characters of a value that front matter keeps; a longer one gets a section
_UNFIT_KEY = pattern(r"[^\w\-]+")


def paragraphs(text: str) -> str:
    r"""Plain text, a paragraph on each line, as Markdown that says just that.

    >>> print(paragraphs("# one\n[[two]]"))
    \# one
    <BLANKLINE>
    \[\[two\]\]
    """
    return "\n\n".join(as_text(line) for line in map(cleaned, text.splitlines()) if line)


class Taker:
    """Takes a record's values one by one, and remembers what could not be taken as it was."""

    def __init__(self, record: Record) -> None:
        """Take none of the record's values yet."""
        self._record = record
        self._values: Mapping[str, Any] = record.values
        self.told: list[str] = [*record.told]
        self._left: dict[str, Any] = {
            name: value
            for name, value in record.values.items()
            if name not in HELD and name not in DERIVED and value not in (None, "", [], {})
        }
        self.named = bool(self._text("id"))

    def note(self) -> Note:
        """The note that the values make."""
        title = self._text("title") if self._values.get("title_given") is not False else ""
        link = self._link("link")
        id_ = self._id(link, title)
        origin = self._origin()
        signals = tuple(self._rows("signals", signal_of))
        cards: dict[str, Any] = {key: tuple(self._rows(key, card_of)) for key in CARDS}
        texts: dict[str, Any] = {name: self._text(name) or None for name in TEXTS if name != "archive"}
        words: dict[str, Any] = {name: tuple(self._words(name)) for name in WORDS}
        date = self._date() or (origin.date if origin else None)
        closest = tuple(self._closest())
        ratings = self._ratings()
        archive = self._link("archive")
        draft = self._draft()
        summary = self._markdown(self._body("summary"))
        sections = (*self._sections(), *self._kept())
        newer = any(cards.values()) or any(row.description or row.relevancy for row in signals)
        stray = next((number for number, one in enumerate(sections) if one.heading or one.known), len(sections))
        return Note(
            id=id_,
            path=f"{id_}.md",
            title=title or id_,
            title_given=bool(title),
            origin=origin,
            date=date,
            link=link,
            archive=archive,
            summary=summary,
            signals=signals,
            closest=closest,
            sections=sections,
            draft=draft,
            ratings=ratings,
            generation=(2 if newer else 1) if origin else 0,
            front=self._front(),
            order=(*(["title"] if title or origin else ()), *(["link"] if link else ()), *["*"] * stray),
            **texts,
            **words,
            **cards,
        )

    def _id(self, link: str, title: str) -> str:
        given = self._text("id")
        if given:
            id_ = fit(given)
            if id_ != given:
                self.told.append(f"the id {given!r} can't name a file everywhere")
            return id_
        seed = link or self._record.seed
        return link_id(seed) if seed else fit(slug(title or json.dumps(self._values, sort_keys=True, default=str)))

    def _front(self) -> str:
        """Front matter of short values under keys that kb does not know."""
        kept: dict[str, str] = {}
        for name, value in self._left.items():
            key = _UNFIT_KEY.sub("_", name.strip().lower()).strip("_")
            if key and key not in NAMES and not isinstance(value, list | dict) and not _is_long(value):
                kept.setdefault(key, said(value))
        return with_fields("", kept)

    def _kept(self) -> Iterator[Section]:
        """A section for each other value that has no place."""
        for name, value in self._left.items():
            key = _UNFIT_KEY.sub("_", name.strip().lower()).strip("_")
            if key and key not in NAMES and not isinstance(value, list | dict) and not _is_long(value):
                continue
            heading = cleaned(name) or "More"
            heading = f"{heading} (imported)" if heading.casefold() in KEYS else heading
            if isinstance(value, list | dict):
                data = json.dumps(value, ensure_ascii=False, indent=1)
                fence = "`" * max(3, 1 + max(map(len, re.findall("`+", data)), default=0))
                yield Section(heading=heading, markdown=f"{fence}json\n{data}\n{fence}")
            else:
                yield Section(heading=heading, markdown=paragraphs(said(value)))

    def _refuse(self, name: str) -> None:
        """Keep a value that its key can't hold."""
        self.told.append(f"{name} is not as kb has it and is kept beside")
        self._left[f"{name} (imported)"] = self._values[name]

    def _text(self, name: str) -> str:
        value = self._values.get(name)
        if value is None or isinstance(value, list | dict | bool):
            if value not in (None, [], {}, False):
                self._refuse(name)
            return ""
        return cleaned(str(value)) if self._record.plain else one_line(said(value)).strip()

    def _body(self, name: str) -> str:
        value = self._values.get(name)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return "\n\n".join(value)
        if isinstance(value, list | dict | bool):
            self._refuse(name)
            return ""
        return said(value)

    def _markdown(self, text: str) -> str:
        return paragraphs(text) if self._record.plain else text.strip("\n")

    def _link(self, name: str) -> str:
        written = self._text(name)
        url = unwrapped(written).url
        if url and not is_web(url) and not self.named:
            self.told.append(f"{name} is no http or https address")
            self._left[f"{name} (imported)"] = written
            return ""
        return url

    def _words(self, name: str) -> Iterator[str]:
        value = self._values.get(name)
        if value in (None, "", [], {}):
            return
        words = value if isinstance(value, list) else [value]
        if any(isinstance(word, list | dict | bool) for word in words):
            self._refuse(name)
            return
        yield from filter(None, (one_line(said(word)) for word in words))

    def _date(self) -> Any:  # noqa: ANN401  # a date or nothing
        written = self._text("date")
        day = day_of(written) if written else None
        if written and not day:
            self._refuse("date")
        return day

    def _draft(self) -> bool:
        value = self._values.get("draft")
        if value in (None, "", "false", "no", "0", 0):
            return False
        if value in (True, "true", "yes", "1"):
            return True
        self._refuse("draft")
        return False

    def _origin(self) -> Origin | None:
        value = self._values.get("origin")
        if isinstance(value, dict):
            label, url = (one_line(said(value.get(part))) for part in ("label", "url"))
        else:
            label, url = self._text("origin"), ""
        return Origin(label=label, url=url, date=label_date(label)) if label or url else None

    def _rows(self, name: str, make: Any) -> Iterator[Any]:  # noqa: ANN401  # a signal or a card
        value = self._values.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return  # the count that a list of notes shows
        if isinstance(value, str) and not value.strip():
            return
        if value is not None and not (isinstance(value, list) and all(isinstance(row, dict) for row in value)):
            self._refuse(name)
            return
        for row in value or ():
            yield make(row)

    def _closest(self) -> Iterator[Link]:
        value = self._values.get("closest")
        if isinstance(value, str) and value:
            value = value.splitlines()
        for entry in value if isinstance(value, list) else ():
            target = said(entry.get("id")) if isinstance(entry, dict) else said(entry)
            label = said(entry.get("title")) if isinstance(entry, dict) else target
            if target:
                yield Link(kind="closest", target=one_line(target), label=one_line(label) or one_line(target))

    def _sections(self) -> Iterator[Section]:
        value = self._values.get("sections")
        if value is not None and not isinstance(value, list):
            self._refuse("sections")
            return
        for entry in value or ():
            if isinstance(entry, dict):
                heading = one_line(said(entry.get("heading")))
                known = section_key(heading) if self.named else ""
                yield Section(heading=heading, markdown=self._markdown(said(entry.get("markdown"))), known=known)

    def _ratings(self) -> Ratings | None:
        value = self._values.get("ratings")
        if not isinstance(value, dict):
            if value not in (None, ""):
                self._refuse("ratings")
            return None
        try:
            return ratings_of(value)
        except ValueError:
            self._refuse("ratings")
            return None


def _is_long(value: object) -> bool:
    return isinstance(value, str) and (len(value) > _LONGEST_KEPT or "\n" in value)
