"""The links of all notes into resolved links, with a diagnostic for each that reaches no note or the wrong words."""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, Protocol, TypeVar

from msgspec import Struct, field

from kb.model import Diagnostic, Found, Link, Missing, Name, Note, ResolvedLink, Span, Vault
from kb.rules import found
from kb.text import fold_term
from kb.vault.resolve import Answer, Resolver

T = TypeVar("T")
_NOWHERE = None, None


class _OfNote(Struct, frozen=True, eq=False):
    """What was found out about the links of a note."""

    note: Note
    links: tuple[ResolvedLink, ...]
    trouble: tuple[Diagnostic, ...]


class Linked(Struct, frozen=True, eq=False, kw_only=True):
    """The links of a vault's notes, and all that the next resolving goes on from."""

    names: tuple[Name, ...] = ()
    """The names of all notes."""
    resolver: Resolver
    """Answers by these names."""
    by_note: Mapping[str, _OfNote] = field(default_factory=dict)
    """What was found out, by the id of the note."""

    @property
    def links(self) -> tuple[ResolvedLink, ...]:
        """Every written link, by note and in the order written."""
        return tuple(chain.from_iterable(one.links for one in self.by_note.values()))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with links, in the same order."""
        return tuple(chain.from_iterable(one.trouble for one in self.by_note.values() if one.trouble))


class Keep(Protocol):
    """Gives what is made of some inputs, as it was kept, if it was made of the same."""

    def __call__(self, name: str, inputs: object, kind: Any, make: Callable[[], T], /) -> T:  # noqa: ANN401  # a type
        """What `make` gives; that has a name and a type."""


def resolve_links(vault: Vault, before: Linked | None = None, keep: Keep | None = None) -> Linked:
    """Resolve every written link; those of a note that was resolved before, by the same names, are what they were.

    What links reach that name no id, which takes long to say, may be kept.
    """
    names = {name.id: name for name in vault.names}
    same = before if before and before.names == vault.names else _begun(vault, keep)
    reached = {id_: (found, names[id_].title) for id_, found in same.resolver.ids.items()}
    by_note: dict[str, _OfNote] = {}
    for note in vault.notes:
        kept = same.by_note.get(note.id)
        by_note[note.id] = kept if kept and kept.note is note else _resolved(note, same.resolver, names, reached)
    return Linked(names=vault.names, resolver=same.resolver, by_note=by_note)


def _begun(vault: Vault, keep: Keep | None) -> Linked:
    """No links yet."""
    resolver = Resolver(vault.names)
    if keep:
        every = chain.from_iterable((*note.closest, *note.mentions) for note in vault.notes)
        asked = sorted({(link.target, link.label) for link in every if link.target not in resolver.ids})
        inputs = vault.names, asked
        resolver.know(asked, keep("answers", inputs, tuple[Answer, ...], lambda: resolver.answers(asked)))
    return Linked(resolver=resolver)


def _resolved(
    note: Note, resolver: Resolver, names: Mapping[str, Name], plainly: Mapping[str, tuple[Found, str]]
) -> _OfNote:
    """What is found out of a note; `plainly` has what each id reaches, and the title there."""
    id_ = note.id
    links: list[ResolvedLink] = []
    doubtful: list[ResolvedLink] = []
    for link in (*note.closest, *note.mentions):
        reached, title = plainly.get(link.target, _NOWHERE)
        one = ResolvedLink(source=id_, link=link, resolution=reached or resolver.resolve(link))
        links.append(one)
        if title != link.label:  # else nothing is wrong with it, as with nearly all
            doubtful.append(one)
    return _OfNote(note, tuple(links), tuple([trouble for one in doubtful if (trouble := _trouble(one, names))]))


def _trouble(one: ResolvedLink, names: Mapping[str, Name]) -> Diagnostic | None:
    """What is wrong with a link, if anything is."""
    link, reached = one.link, one.resolution
    place = Span(path=names[one.source].path, line=link.line, column=link.column)
    if isinstance(reached, Found):
        name = names[reached.id]
        if link.kind != "closest" or reached.id == one.source or _is_called(name, link.label):
            return None
        message = f"The link says {link.label!r}, the note's title is {name.title!r}."
        return found("closest-label", message, place)
    if isinstance(reached, Missing):
        return _missing(link, place, reached.suggestions, names)
    message = f"{link.target!r} could be any of {', '.join(reached.candidates)}."
    return found(f"{link.kind}-ambiguous", message, place)


def _is_called(name: Name, label: str) -> bool:
    """Whether a note has this title, or one that folds alike."""
    return label == name.title or fold_term(label) in map(fold_term, (name.title, *name.aliases))


def _missing(link: Link, place: Span, suggestions: tuple[str, ...], names: Mapping[str, Name]) -> Diagnostic:
    message = f"There is no note {link.target!r}."
    hint = ""
    if suggestions:
        hint = "Did you mean " + " or ".join(f"{id_} ({names[id_].title})" for id_ in suggestions) + "?"
    return found(f"{link.kind}-missing", message, place, hint=hint)
