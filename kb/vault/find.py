"""What a person typed for a note into the note: an id, the start of one, a path or a title."""

from collections.abc import Iterable, Sequence

from kb.model import Ambiguous, Found, Missing, Name, Resolution
from kb.text import fold_term

_SHORTEST_PREFIX = 4


def find(names: Sequence[Name], query: str) -> Resolution:
    """The note whose id, redirected id, path or title is `query`, else the only one whose id starts with it.

    A prefix needs four characters. Several notes under one title, or several ids with one prefix, are ambiguous.

    >>> find([Name(id="180b40", path="180b40.md", title="Bee")], "180b")
    Found(id='180b40')
    """
    plain = query.removeprefix("./")
    exact = {name.id for name in names if query in (name.id, *name.redirect_from) or plain in _paths(name)}
    if exact:
        return _one(exact)
    if len(query) >= _SHORTEST_PREFIX:
        started = {name.id for name in names if name.id.casefold().startswith(query.casefold())}
        if started:
            return _one(started)
    wanted = fold_term(query)
    titled = {name.id for name in names if wanted in {fold_term(title) for title in (name.title, *name.aliases)}}
    if titled:
        return _one(titled)
    within = sorted(name.id for name in names if wanted and wanted in fold_term(name.title))
    return Missing(suggestions=tuple(within[:5]))


def _paths(name: Name) -> tuple[str, str]:
    return name.path, name.path.rsplit(".", 1)[0]


def _one(ids: Iterable[str]) -> Resolution:
    ordered = tuple(sorted(ids))
    return Found(id=ordered[0]) if len(ordered) == 1 else Ambiguous(candidates=ordered)
