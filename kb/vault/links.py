"""The links of all notes into what they reach, with a diagnostic for each that reaches no note or the wrong words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from kb.codec import digest
from kb.model import Ambiguous, Diagnostic, Found, Link, Missing, Name, Note, Resolution, Span, Vault
from kb.rules import found
from kb.text import fold_term
from kb.vault.reached import NOWHERE, Links, Named, Odd, OfNote, Reached, plainly, resolution
from kb.vault.renamed import renamed
from kb.vault.resolve import Resolver


class Linked(Struct, frozen=True, eq=False, kw_only=True):
    """The links of a vault's notes, and what is wrong with them."""

    links: Links
    """Every written link, by note and in the order written."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with links, in the same order."""
    reached: Reached
    """What the next resolving goes on from."""


def resolve_links(
    vault: Vault,
    contents: Sequence[bytes] = (),
    before: Reached | None = None,
    named: Callable[[], Named | None] = lambda: None,
) -> Linked:
    """Resolve every written link; those of a note that was resolved before are what they were, unless names changed it.

    `contents` tells each note from the same note with another text; without it all are resolved. `named` gives the
    names `before`, where they are others now.
    """
    ids = [name.id for name in vault.names]
    names, told = digest(vault.names), contents or (b"",) * len(ids)
    work = _Resolving(vault.names)
    same = before if before and contents else Reached()
    known = named() if same.names != names and same.contents else None
    if known and known.digest == same.names and len(known.names) == len(same.contents):
        same = renamed(same, known.names, vault.names, names, work.reached)
    if same.names != names or len(same.contents) != len(ids):
        same = Reached.none(names, len(ids))
    pairs = zip(same.contents, told, strict=True)
    stale = [place for place, (was, now) in enumerate(pairs) if not now or was != now]
    reached = same
    if stale:
        new = {place: work.of(vault.notes[place], same.odd.get(place, ())) for place in stale}
        reached = same.changed(told, new)
    return Linked(links=Links(ids, vault.notes, reached), diagnostics=reached.diagnostics, reached=reached)


def link_trouble(notes: Sequence[Note], names: Sequence[Name]) -> Iterator[Diagnostic]:
    """What is wrong with the links of some notes, by the names of all."""
    work = _Resolving(names)
    for note in notes:
        yield from work.of(note).trouble


class _Resolving:
    """Answers what the links of a note reach."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = names
        self._places: Mapping[str, int] = {name.id: place for place, name in enumerate(names)}
        self._known: dict[tuple[str, str], Resolution] = {}

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._names)

    def of(self, note: Note, known: Iterable[Odd] = ()) -> OfNote:
        """What is found out about the links of a note, of which some are known from before."""
        for target, label, kind, ids in known:
            self._known[target, label] = resolution(kind, ids)
        places: list[int] = []
        odd: list[Odd] = []
        trouble: list[Diagnostic] = []
        named, names = self._places.get, self._names
        for link in (*note.closest, *note.mentions):
            place = named(link.target)
            if place is None:
                reached = self.reached(link)
                odd.append(plainly(link, reached))
                if isinstance(reached, Found):
                    place = self._places[reached.id]
                else:
                    place = NOWHERE
                    trouble.append(self._lost(note, link, reached))
            if place >= 0 and link.kind == "closest" and names[place].title != link.label:
                trouble += _misnamed(note, link, names[place])
            places.append(place)
        return OfNote(len(note.closest), places, tuple(odd), tuple(trouble))

    def reached(self, link: Link) -> Resolution:
        """What a link reaches that names no id; several notes may have the same."""
        asked = link.target, link.label
        reached = self._known.get(asked)
        if reached is None:
            reached = self._known[asked] = self._resolver.resolve(link)
        return reached

    def _lost(self, note: Note, link: Link, reached: Missing | Ambiguous) -> Diagnostic:
        """What is wrong with a link that reaches no note, or could reach several."""
        if isinstance(reached, Missing):
            titled = [f"{id_} ({self._names[self._places[id_]].title})" for id_ in reached.suggestions]
            hint = f"Did you mean {' or '.join(titled)}?" if titled else ""
            return found(f"{link.kind}-missing", f"There is no note {link.target!r}.", _place(note, link), hint=hint)
        message = f"{link.target!r} could be any of {', '.join(reached.candidates)}."
        return found(f"{link.kind}-ambiguous", message, _place(note, link))


def _misnamed(note: Note, link: Link, name: Name) -> Iterator[Diagnostic]:
    """What is wrong with the words of a link to the note of this name: nothing where it is the note itself."""
    titles = name.title, *name.aliases
    if name.id != note.id and fold_term(link.label) not in map(fold_term, titles):
        message = f"The link says {link.label!r}, the note's title is {name.title!r}."
        yield found("closest-label", message, _place(note, link))


def _place(note: Note, link: Link) -> Span:
    return Span(path=note.path, line=link.line, column=link.column)
