"""The links of all notes into resolved links, with a diagnostic for each that reaches no note or the wrong words."""

from collections.abc import Iterator

from kb.model import Ambiguous, Diagnostic, Found, Link, Missing, Name, ResolvedLink, Vault
from kb.rules import found
from kb.text import fold_term
from kb.vault.resolve import Resolver


def resolve_links(vault: Vault) -> tuple[tuple[ResolvedLink, ...], tuple[Diagnostic, ...]]:
    """Resolve every written link, by note and in the order written."""
    resolver = Resolver(vault.names)
    names = {name.id: name for name in vault.names}
    resolved = [
        ResolvedLink(source=note.id, link=link, resolution=resolver.resolve(link))
        for note in vault.notes
        for link in (*note.closest, *note.mentions)
    ]
    return tuple(resolved), tuple(one for link in resolved for one in _trouble(link, names))


def _trouble(one: ResolvedLink, names: dict[str, Name]) -> Iterator[Diagnostic]:
    """What is wrong with a link."""
    link = one.link
    match one.resolution:
        case Found(id=id_):
            if link.kind == "closest" and id_ != one.source and not _is_called(names[id_], link.label):
                message = f"The link says {link.label!r}, the note's title is {names[id_].title!r}."
                yield found("closest-label", message, link.span)
        case Missing(suggestions=suggestions):
            yield _missing(link, suggestions, names)
        case Ambiguous(candidates=candidates):
            message = f"{link.target!r} could be any of {', '.join(candidates)}."
            yield found(f"{link.kind}-ambiguous", message, link.span)


def _is_called(name: Name, label: str) -> bool:
    """Whether a note has this title, or one that folds alike."""
    return label == name.title or fold_term(label) in map(fold_term, (name.title, *name.aliases))


def _missing(link: Link, suggestions: tuple[str, ...], names: dict[str, Name]) -> Diagnostic:
    message = f"There is no note {link.target!r}."
    hint = ""
    if suggestions:
        hint = "Did you mean " + " or ".join(f"{id_} ({names[id_].title})" for id_ in suggestions) + "?"
    return found(f"{link.kind}-missing", message, link.span, hint=hint)
