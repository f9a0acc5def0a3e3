"""One file of a vault as values: its text, and the note that was read from it."""

import datetime as dt
from typing import Literal

from msgspec import Struct

CardKind = Literal["concerns", "behaviors", "technologies", "issues"]


class Source(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One file of the vault as text."""

    path: str
    """Path relative to the notes folder, with `/` between its parts."""
    text: str
    """The text: no byte order mark, lines ended by a line feed alone."""
    digest: str
    """SHA-256 of the file's bytes, in hex."""
    faithful: bool = True
    """False when some bytes were not UTF-8, or were NUL: the text may be read, but never written back over the file."""


class Origin(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """The newsletter issue that a note came from."""

    label: str
    """As written: `20240218`, `20250504d`, `3287.0`, `20251231-a-yearly-review`."""
    url: str = ""
    """Address of the newsletter issue, empty when the note gives none."""
    date: dt.date | None = None
    """Read from eight leading digits where they are a real date."""


class Link(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A link as written, before anything is known of its target."""

    kind: Literal["closest", "mention"]
    """Whether it stands in the Closest list or in running text."""
    target: str
    """What the author pointed at, without `.md`, `./` or anchor: a note's id, path, title or alias."""
    label: str = ""
    """The text of the link."""
    anchor: str = ""
    """What follows `#`, empty when nothing does."""
    line: int = 1
    """The line of its file in which it begins."""
    column: int = 1
    """The column, in characters."""

    def __eq__(self, other: object) -> bool:
        """Whether the other link says the same, wherever it stands."""
        return isinstance(other, Link) and self._said() == other._said()

    def __hash__(self) -> int:
        """Of what it says."""
        return hash(self._said())

    def _said(self) -> tuple[str, ...]:
        return self.kind, self.target, self.label, self.anchor


class Signal(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    r"""One row of the signals table. Cells are inline Markdown as written, `\|` read as `|`."""

    name: str
    """The signal itself."""
    description: str = ""
    """What it is, generation 2 only."""
    change: str = ""
    """From what to what."""
    horizon: str = ""
    """What may be different in ten years."""
    driving_force: str = ""
    """Why it happens."""
    relevancy: int | None = None
    """Machine-made number of generation 2: kept, never ranked by."""
    extra: tuple[tuple[str, str], ...] = ()
    """Cells of columns that no field holds, as (header, cell), the header empty for cells beyond the last column."""


class Card(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One row of a table of concerns, behaviors, technologies or issues."""

    name: str
    """May be empty: some tables lack the column."""
    description: str = ""
    """What it is."""
    relevancy: int | None = None
    """Machine-made number: kept, never ranked by."""
    extra: tuple[tuple[str, str], ...] = ()
    """Cells of columns that no field holds, as for `Signal`."""


class Section(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Text that no field holds, kept as written."""

    heading: str
    """Plain text of its heading; empty for text that stands before any."""
    markdown: str
    """Everything below the heading, without blank lines at either end."""
    opening: str = ""
    """The heading's own lines as written, empty when there is no heading."""
    known: str = ""
    """Key of the digest section (`keywords`, `closest`, …) whose form it does not quite have, `link` for text around
    the external link, else empty."""


class Ratings(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """What people gave a note, 1 to 5 each; never averaged with anything a machine made."""

    novelty: int | None = None
    """How new it is."""
    plausibility: int | None = None
    """How likely it is to unfold."""
    impact: int | None = None
    """How much it would change."""
    relevance: int | None = None
    """How much it matters to the readers."""
    timeliness: int | None = None
    """How soon it matters."""
    rated_by: tuple[str, ...] = ()
    """Who gave them."""


class Note(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One file read: a note (a news item that somebody scanned) or a page.

    `write` needs nothing else to give the file back: what no field holds is in `sections`, and `order` says in which
    order the parts stood. Up to `generation` fields are its face, which is asked of every note (`kb.model.shelved`).
    """

    id: str
    """File name without `.md`, or the relative path with `-` for `/` where two files share a name."""
    path: str
    """Path relative to the notes folder."""
    kind: Literal["note", "page"] = "note"
    """A page has no digest section, link or origin."""
    title: str
    """Plain text; made from the summary, a heading or the id when the author gave none."""
    title_given: bool = True
    """False when `title` was made."""
    origin: Origin | None = None
    """Where the note came from."""
    date: dt.date | None = None
    """Explicit `date` of the front matter, else the origin's."""
    link: str = ""
    """Address of the item itself, unwrapped."""
    keywords: tuple[str, ...] = ()
    """Plain text, in order, repeats kept."""
    themes: tuple[str, ...] = ()
    """Plain text, in order, repeats kept."""
    category: str | None = None
    """Of the Other section or the front matter."""
    type: str | None = None
    """Of the Other section or the front matter."""
    lang: str | None = None
    """BCP 47 tag."""
    draft: bool = False
    """Drafts are read and checked, never published."""
    aliases: tuple[str, ...] = ()
    """Other titles."""
    redirect_from: tuple[str, ...] = ()
    """Other ids that lead here."""
    generation: int = 0
    """Form of the digest title: 1 `from (…)`, 2 `(from page …)`, 0 a plain heading or none."""
    archive: str = ""
    """Address of a saved copy."""
    summary: str = ""
    """Markdown as written."""
    signals: tuple[Signal, ...] = ()
    """Rows in the order written."""
    concerns: tuple[Card, ...] = ()
    """Rows in the order written."""
    behaviors: tuple[Card, ...] = ()
    """Rows in the order written."""
    technologies: tuple[Card, ...] = ()
    """Rows in the order written."""
    issues: tuple[Card, ...] = ()
    """Rows in the order written."""
    closest: tuple[Link, ...] = ()
    """The Closest list as written: links to itself, repeats and all."""
    mentions: tuple[Link, ...] = ()
    """Links to other notes in running text, in order."""
    sections: tuple[Section, ...] = ()
    """What no field holds, in order."""
    ratings: Ratings | None = None
    """What people gave it."""
    suggested: tuple[str, ...] = ()
    """Fields that a machine filled and no person has reviewed, of `kb.note.grammar.SUGGESTIBLE`."""
    front: str = ""
    """The front matter as written, between its fences, comments included."""
    order: tuple[str, ...] = ()
    """The parts of the body in the order written: `title`, `link`, keys of digest sections, `*` for the next of
    `sections`."""
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Header cells as written, for each digest section that is a table."""

    @property
    def signal_count(self) -> int:
        """How many signals it has."""
        return len(self.signals)
