"""A record by the keys of a note's JSON object into the Markdown of a note; what has no place in one is kept beside."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kb.importing.dates import day_of
from kb.importing.html_text import cleaned
from kb.importing.names import fit, link_id
from kb.importing.values import Arrival, Record
from kb.model import Card, Link, Note, Origin, Ratings, Section, Signal, Source
from kb.note import read, write
from kb.note.external import unwrapped
from kb.note.front import with_fields
from kb.note.grammar import CARDS, KEYS, RELEVANCIES, is_web, label_date, section_key
from kb.note.keys import NAMES
from kb.note.plain import as_text, one_line
from kb.text import slug

DERIVED = frozenset({"path", "kind", "title_given"})
"""Keys of a note's JSON object that follow from the others or from where the note stands."""

_TEXTS = ("archive", "category", "type", "lang")
_WORDS = ("keywords", "themes", "aliases", "redirect_from", "suggested")
HELD = frozenset(
    {*_TEXTS, *_WORDS, *CARDS, "id", "title", "date", "origin", "link", "summary", "draft"}
    | {"signals", "closest", "sections", "ratings"}
)
"""Keys of a note's JSON object that a note holds as they are."""
_SCORES = ("novelty", "plausibility", "impact", "relevance", "timeliness")
_LONGEST_KEPT = 300  # characters of a value that front matter keeps; a longer one gets a section
_UNFIT_KEY = re.compile(r"[^\w\-]+")
_COMPARED = (
    *("title", "title_given", "origin", "date", "link", "summary", *_TEXTS, *_WORDS),
    *("signals", *CARDS, "draft", "ratings"),
)


def compose(record: Record) -> Arrival:
    """The note of a record, which reads back as what the record says."""
    made = _Composer(record)
    note = made.note()
    text = write(note)
    again = _read(note.path, text)
    if (again.summary, _texts(again)) != (note.summary, _texts(note)):
        # Text that would be more than text where it stands: headings of its own, an end of the header.
        sections = tuple(replace(one, markdown=paragraphs(one.markdown), known="") for one in note.sections)
        note = replace(note, summary=paragraphs(note.summary), sections=sections)
        text = write(note)
        again = _read(note.path, text)
    changed = [name for name in _COMPARED if getattr(again, name) != getattr(note, name)]
    told = [*made.told, *(f"{name} reads otherwise in a note" for name in changed)]
    return Arrival(place=record.place, path=note.path, text=text, named=made.named, told=tuple(told))


def paragraphs(text: str) -> str:
    r"""Plain text, a paragraph on each line, as Markdown that says just that.

    >>> print(paragraphs("# one\n[[two]]"))
    \# one
    <BLANKLINE>
    \[\[two\]\]
    """
    return "\n\n".join(as_text(line) for line in map(cleaned, text.splitlines()) if line)


def _texts(note: Note) -> list[tuple[str, str]]:
    return [(one.heading, one.markdown) for one in note.sections]


def _read(path: str, text: str) -> Note:
    return read(Source(path=path, text=text, digest=""))[0]


class _Composer:
    """Takes a record's values one by one, and remembers what could not be taken as it was."""

    def __init__(self, record: Record) -> None:
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
        title = self._text("title") if self._values.get("title_given") is not False else ""
        link = self._link("link")
        id_ = self._id(link, title)
        origin = self._origin()
        signals = tuple(self._rows("signals", self._signal))
        cards: dict[str, Any] = {key: tuple(self._rows(key, self._card)) for key in CARDS}
        texts: dict[str, Any] = {name: self._text(name) or None for name in _TEXTS if name != "archive"}
        words: dict[str, Any] = {name: tuple(self._words(name)) for name in _WORDS}
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
        kept = {}
        for name, value in self._left.items():
            key = _UNFIT_KEY.sub("_", name.strip().lower()).strip("_")
            if key and key not in NAMES and not isinstance(value, list | dict) and not _is_long(value):
                kept.setdefault(key, _said(value))
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
                yield Section(heading=heading, markdown=paragraphs(_said(value)))

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
        return cleaned(str(value)) if self._record.plain else one_line(_said(value)).strip()

    def _body(self, name: str) -> str:
        value = self._values.get(name)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return "\n\n".join(value)
        if isinstance(value, list | dict | bool):
            self._refuse(name)
            return ""
        return _said(value)

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
        yield from filter(None, (one_line(_said(word)) for word in words))

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
            label, url = (one_line(_said(value.get(part))) for part in ("label", "url"))
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

    def _signal(self, row: Mapping[str, Any]) -> Signal:
        fields = ("name", "description", "change", "horizon", "driving_force")
        cells = {field: self._cell(row.get(field)) for field in fields}
        return Signal(**cells, **self._rest(row, fields))

    def _card(self, row: Mapping[str, Any]) -> Card:
        fields = ("name", "description")
        return Card(**{field: self._cell(row.get(field)) for field in fields}, **self._rest(row, fields))

    def _rest(self, row: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
        """Relevancy and further cells of a row."""
        extra = [
            (one_line(_said(cell.get("header"))), self._cell(cell.get("cell")))
            for cell in row.get("extra") or ()
            if isinstance(cell, dict)
        ]
        relevancy = _said(row.get("relevancy"))
        if relevancy and relevancy not in RELEVANCIES:
            extra.append(("Relevancy", relevancy))
        known = {*fields, "extra", "relevancy"}
        extra += [(one_line(name), self._cell(cell)) for name, cell in row.items() if name not in known]
        return {"relevancy": int(relevancy) if relevancy in RELEVANCIES else None, "extra": tuple(extra)}

    def _cell(self, value: object) -> str:
        return one_line(_said(value))

    def _closest(self) -> Iterator[Link]:
        value = self._values.get("closest")
        if isinstance(value, str) and value:
            value = value.splitlines()
        for entry in value if isinstance(value, list) else ():
            target = _said(entry.get("id")) if isinstance(entry, dict) else _said(entry)
            label = _said(entry.get("title")) if isinstance(entry, dict) else target
            if target:
                yield Link(kind="closest", target=one_line(target), label=one_line(label) or one_line(target))

    def _sections(self) -> Iterator[Section]:
        value = self._values.get("sections")
        if value is not None and not isinstance(value, list):
            self._refuse("sections")
            return
        for entry in value or ():
            if isinstance(entry, dict):
                heading = one_line(_said(entry.get("heading")))
                known = section_key(heading) if self.named else ""
                yield Section(heading=heading, markdown=self._markdown(_said(entry.get("markdown"))), known=known)

    def _ratings(self) -> Ratings | None:
        value = self._values.get("ratings")
        if not isinstance(value, dict):
            if value not in (None, ""):
                self._refuse("ratings")
            return None
        scores = {key: _said(value.get(key)) for key in _SCORES}
        if not all(score in {"", *RELEVANCIES} for score in scores.values()):
            self._refuse("ratings")
            return None
        by = tuple(filter(None, (one_line(_said(name)) for name in value.get("rated_by") or ())))
        numbers = {key: int(score) for key, score in scores.items() if score}
        return Ratings(**numbers, rated_by=by) if numbers or by else None


def _is_long(value: object) -> bool:
    return isinstance(value, str) and (len(value) > _LONGEST_KEPT or "\n" in value)


def _said(value: object) -> str:
    """A plain value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
