"""The links of all notes into resolved links, with a diagnostic for each that reaches no note or the wrong words."""

from collections.abc import Iterable

from kb.model import Ambiguous, Diagnostic, Found, Link, Missing, Note, ResolvedLink, Vault
from kb.rules import found
from kb.text import fold_term
from kb.vault.resolve import Resolver


def resolve_links(vault: Vault) -> tuple[tuple[ResolvedLink, ...], tuple[Diagnostic, ...]]:
    """Resolve every written link, by note and in the order written."""
    resolver = Resolver(vault.names)
    titles = {name.id: {fold_term(title) for title in (name.title, *name.aliases)} for name in vault.names}
    shown = {name.id: name.title for name in vault.names}
    resolved: list[ResolvedLink] = []
    diagnostics: list[Diagnostic] = []
    for note in vault.notes:
        for link in _written(note):
            resolution = resolver.resolve(link)
            resolved.append(ResolvedLink(source=note.id, link=link, resolution=resolution))
            match resolution:
                case Found(id=id_):
                    if link.kind == "closest" and id_ != note.id and fold_term(link.label) not in titles[id_]:
                        diagnostics.append(_label(link, shown[id_]))
                case Missing(suggestions=suggestions):
                    diagnostics.append(_missing(link, suggestions, shown))
                case Ambiguous(candidates=candidates):
                    message = f"{link.target!r} could be any of {', '.join(candidates)}."
                    diagnostics.append(found(f"{link.kind}-ambiguous", message, link.span))
    return tuple(resolved), tuple(diagnostics)


def _written(note: Note) -> Iterable[Link]:
    yield from note.closest
    yield from note.mentions


def _label(link: Link, title: str) -> Diagnostic:
    return found("closest-label", f"The link says {link.label!r}, the note's title is {title!r}.", link.span)


def _missing(link: Link, suggestions: tuple[str, ...], titles: dict[str, str]) -> Diagnostic:
    message = f"There is no note {link.target!r}."
    hint = ""
    if suggestions:
        hint = "Did you mean " + " or ".join(f"{id_} ({titles[id_]})" for id_ in suggestions) + "?"
    return found(f"{link.kind}-missing", message, link.span, hint=hint)
