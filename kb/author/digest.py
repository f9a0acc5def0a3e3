"""One origin's notes into what its newsletter says of them: by theme, each with its strongest signal, what is new.

All of it is plain text, for templates to print. The rules:

* A note stands once, below its theme that joins most of the origin's notes (then most of all notes, then by key); one
  whose themes join no other note of the origin stands below Other. The fullest theme comes first, Other last.
* The strongest signal of a note is the row that says most of change, horizon and driving force; of several, the first,
  as authors begin with what matters. Relevancy was made by machines and ranks nothing.
* A term is new when no earlier origin has it, and no note without a date. It came back when the last that had it lies
  half a year or more before this one.
* A note goes on from an earlier one when the nearest of its closest notes, its author's first where there is one, came
  in an earlier origin.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kb.author.earlier import Earlier, Mention, note_page, term_page
from kb.model import Note
from kb.site import prose
from kb.site.paths import absolute, page
from kb.site.plan import Group, Plan, Published
from kb.site.words import excerpt, host, turn
from kb.text import count

_SUMMARY, _CELL = 320, 240  # characters
_MOST_TERMS = 12
_JOINED = 2
OTHER = "Other"
"""What the section of notes that no theme joins is called."""


class Strongest(Struct, frozen=True, kw_only=True):
    """The strongest signal of a note."""

    name: str
    """What it is called."""
    before: str
    """What the change leads away from, empty where that can't be told apart."""
    after: str
    """What it leads to, or the whole change."""
    horizon: str
    """The ten-year view."""
    driving_force: str
    """Why it happens."""


class Entry(Struct, frozen=True, kw_only=True):
    """A note of the origin."""

    title: str
    """Its title."""
    link: str
    """The article, empty when a browser can't follow it."""
    host: str
    """The article's host."""
    page: str
    """The note's own page, empty without `base_url`."""
    lang: str
    """Its language, where that is not the digest's own."""
    excerpt: str
    """The start of its summary."""
    signal: Strongest | None
    """Its strongest signal."""
    signals: int
    """How many it has."""
    follows: Mention | None
    """The earlier note that it goes on from."""


class Part(Struct, frozen=True, kw_only=True):
    """Notes that a theme joins."""

    label: str
    """The theme, `OTHER`, or nothing when there is only one part and no theme."""
    url: str
    """The theme's page, empty without `base_url`."""
    entries: tuple[Entry, ...]
    """By title."""


class Terms(Struct, frozen=True, kw_only=True):
    """Terms that the origin brings."""

    shown: tuple[Mention, ...]
    """The longest away first; then themes, then those that most of its notes have."""
    more: int
    """How many are not shown."""


class Digest(Struct, frozen=True, kw_only=True):
    """All that a newsletter says."""

    name: str
    """The site's title."""
    title: str
    """The origin's date in words, else its label."""
    label: str
    """The origin's label."""
    url: str
    """The newsletter issue itself, empty when nobody knows."""
    page: str
    """The origin's page, empty without `base_url`."""
    lang: str
    """The language of the site's notes."""
    intro: str
    """What there is, in a sentence."""
    parts: tuple[Part, ...]
    """The notes."""
    new: Terms
    """Terms that no earlier origin has."""
    back: Terms
    """Terms that were not seen for half a year or more, with when they were seen last."""
    left: int = 0
    """Notes that there was no room for; `page` or `url` has them all."""

    @property
    def size(self) -> int:
        """How many notes it tells of."""
        return sum(len(part.entries) for part in self.parts)

    def first(self, entries: int) -> "Digest":
        """The same with no more notes than that, the others counted as left."""
        room = entries
        kept: list[Part] = []
        for part in self.parts:
            kept += [replace(part, entries=part.entries[:room])] if room > 0 else []
            room -= len(part.entries)
        return replace(self, parts=tuple(kept), left=self.left + max(0, self.size - entries))


def digest(plan: Plan, group: Group) -> Digest:
    """What the newsletter of an origin of the plan says."""
    seen = Earlier(plan, group)
    base = plan.options.base_url
    parts = tuple(_parts(plan, group.items, seen))
    new, back = seen.terms(new=True), seen.terms(new=False)
    follows = sum(entry.follows is not None for part in parts for entry in part.entries)
    signals = sum(len(one.note.signals) for one in group.items)
    facts = [
        count(len(group.items), "note") + (f" with {count(signals, 'signal')}" if signals else ""),
        f"{follows} {'goes' if follows == 1 else 'go'} on from earlier ones" if follows else "",
        count(len(new), "new term") if new else "",
        f"{count(len(back), 'term')} came back" if back else "",
    ]
    url = group.origin.url if group.origin else ""
    return Digest(
        name=plan.options.title,
        title=group.title,
        label=group.label,
        url=url if host(url) else "",
        page=absolute(base, page("origin", group.slug)) if base else "",
        lang=plan.options.language,
        intro="; ".join(filter(None, facts)) + ".",
        parts=parts,
        new=_shown(new),
        back=_shown(back),
    )


def _parts(plan: Plan, items: Sequence[Published], seen: Earlier) -> Iterator[Part]:
    joins = Counter(term.key for one in items for term in one.themes)
    themes = {term.key: term for one in items for term in one.themes}
    below: defaultdict[str, list[Published]] = defaultdict(list)
    for one in items:
        joining = [term for term in one.themes if joins[term.key] >= _JOINED]
        chosen = min(joining, key=lambda term: (-joins[term.key], -len(term.notes), term.key), default=None)
        below[chosen.key if chosen else ""].append(one)
    for key in sorted(below, key=lambda key: (not key, -len(below[key]), key)):
        label = themes[key].label if key else OTHER if len(below) > 1 else ""
        url = term_page(plan, themes[key], theme=True) if key else ""
        yield Part(label=label, url=url, entries=tuple(_entry(plan, one, seen) for one in below[key]))


def _entry(plan: Plan, one: Published, seen: Earlier) -> Entry:
    return Entry(
        title=excerpt(one.note.title, _SUMMARY),
        link=one.note.link if one.host else "",
        host=one.host,
        page=note_page(plan, one),
        lang=one.lang,
        excerpt=excerpt(prose.plain(one.note.summary), _SUMMARY),
        signal=_strongest(one.note),
        signals=len(one.note.signals),
        follows=seen.before(one),
    )


def _strongest(note: Note) -> Strongest | None:
    rows = [row for row in note.signals if row.name or row.change]
    row = max(rows, key=lambda row: sum(map(bool, (row.change, row.horizon, row.driving_force))), default=None)
    if not row:
        return None
    before, after = turn(prose.plain(row.change))
    cells = (row.name, row.horizon, row.driving_force)
    name, horizon, force = (excerpt(prose.plain(cell), _CELL) for cell in cells)
    return Strongest(
        name=name,
        before=excerpt(before, _CELL),
        after=excerpt(after, _CELL),
        horizon=horizon,
        driving_force=force,
    )


def _shown(terms: Sequence[Mention]) -> Terms:
    return Terms(shown=tuple(terms[:_MOST_TERMS]), more=max(0, len(terms) - _MOST_TERMS))
