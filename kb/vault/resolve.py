"""A link as written into what it reaches: one note, none, or several, and never a guess between two."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property

from kb.model import Ambiguous, Found, Link, Missing, Name, Resolution
from kb.text import fold_term, fold_terms

_ALIKE = 0.75  # share of an id's characters that must agree at its two ends before it is suggested


class Resolver:
    """Answers which note a link reaches, from the names of all notes.

    A target is taken as, in this order: an id, a path, an id that now redirects, an id but for case, the last part of
    a path, a title or another title. The first of these that gives any note decides.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        """Index the names; no note is looked at."""
        self._names = tuple(names)
        self._ids = {name.id: Found(id=name.id) for name in self._names}
        self._paths = {name.path.rsplit(".", 1)[0]: self._ids[name.id] for name in self._names}
        self._redirects: dict[str, Found] = {}
        for name in self._names:
            for old in name.redirect_from:
                self._redirects.setdefault(old, self._ids[name.id])

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        """Ids by what they are but for case."""
        folded: dict[str, list[str]] = {}
        for name in self._names:
            folded.setdefault(name.id.casefold(), []).append(name.id)
        return folded

    @cached_property
    def _titles(self) -> dict[str, list[str]]:
        """Ids by folded titles."""
        titles: dict[str, list[str]] = {}
        every = [(title, name.id) for name in self._names for title in (name.title, *name.aliases)]
        for title, (_, id_) in zip(fold_terms([title for title, _ in every]), every, strict=True):
            ids = titles.setdefault(title, [])
            if ids[-1:] != [id_]:  # not twice, for titles that fold alike
                ids.append(id_)
        return titles

    @cached_property
    def _forward(self) -> list[str]:
        return sorted(self._ids)

    @cached_property
    def _backward(self) -> list[str]:
        return sorted(id_[::-1] for id_ in self._ids)

    def resolve(self, link: Link) -> Resolution:
        """Say which note a link reaches.

        >>> Resolver([Name(id="b", path="b.md", title="Bee")]).resolve(Link(kind="mention", target="bee"))
        Found(id='b')
        """
        target = link.target
        reached = self._ids.get(target) or self._paths.get(target) or self._redirects.get(target)
        if reached:
            return reached
        last = target.rsplit("/", 1)[-1]
        candidates = (
            self._folded.get(target.casefold())
            or (self._folded.get(last.casefold()) if last != target else None)
            or self._titles.get(fold_term(target))
        )
        if not candidates:
            return Missing(suggestions=self._suggest(link))
        if len(candidates) > 1:
            return Ambiguous(candidates=tuple(sorted(candidates)))
        return Found(id=candidates[0])

    def _suggest(self, link: Link) -> tuple[str, ...]:
        """Ids whose title is the link's text, then ids that agree with the target at both ends."""
        titled = self._titles.get(fold_term(link.label), []) if link.label else []
        near = [*_around(self._forward, link.target)]
        near += [id_[::-1] for id_ in _around(self._backward, link.target[::-1])]
        alike = sorted(id_ for id_ in {*near} if _agreement(id_, link.target) >= _ALIKE)
        return tuple(dict.fromkeys([*sorted(titled), *alike]))[:3]


def _around(ordered: Sequence[str], target: str) -> Sequence[str]:
    place = bisect_left(ordered, target)
    return ordered[max(0, place - 2) : place + 2]


def _agreement(one: str, other: str) -> float:
    """Share of the longer string that the two have in common at their ends."""
    shortest = min(len(one), len(other))
    head = 0
    while head < shortest and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shortest - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return (head + tail) / max(len(one), len(other), 1)
