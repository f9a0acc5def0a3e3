"""The plan's links into each item's surroundings: its closest notes, who cites it, and its text with working links."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct, field

from kb.graph import AllNear, Columnar
from kb.model import Ambiguous, Found
from kb.once import Once
from kb.site.plan import TERM_KINDS, More, Plan, Published
from kb.site.rows import SignalView, signal_views
from kb.site.sections import has_anchor, section_id
from kb.site.small_graph import Labels, Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kb.graph.columns import Flags

_Lost = dict[str, tuple[str, tuple[str, ...]]]
"""By the target as written, the words of a link that leads nowhere, and ids of what it could mean."""


class Joined(Struct, frozen=True, array_like=True):
    """How a note is joined with a neighbour."""

    line: Line
    """By whose word it is near: its author's, both authors', or none's."""
    how: bytes
    """How near it is, by whose word, and whether it holds both ways, as it stands in HTML."""


class Lost(Struct, frozen=True, kw_only=True):
    """A closest note that is no link: it is not in the vault, or nobody can say which note is meant."""

    label: str
    """As written."""
    candidates: tuple[Published, ...] = ()
    """What it could mean, when that is several."""


class Beside(Struct, frozen=True):
    """What an item's page tells of its surroundings."""

    near: Sequence[str]
    """As of `Surroundings`."""
    joined: Sequence[Joined]
    """The same."""
    why: Sequence[tuple[str, ...]]
    """The same."""
    lost: Sequence[Lost]
    """Closest links of the item's notes that lead nowhere, in the order written."""
    cited_by: Sequence[Published]
    """Items and pages whose authors link to it; by title."""


class Surroundings(Struct, frozen=True, kw_only=True):
    """What lies around one item, as values of their own, equal when the same lies around it."""

    near: tuple[str, ...] = ()
    """Ids of its neighbours: written ones in the author's order, then computed ones, nearest first."""
    joined: tuple[Joined, ...] = ()
    """How it is joined with each."""
    why: Sequence[tuple[str, ...]] = ()
    """Terms that it shares with each."""
    lost: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Closest links that lead nowhere: their words, and ids of what they could mean."""
    cited_by: tuple[str, ...] = ()
    """Ids of what links to it."""
    mentions: Mapping[str, str] = field(default_factory=dict)
    """By what its text points at, as written, the id of the item that this reaches."""


class Around:
    """The surroundings of all items."""

    def __init__(self, plan: Plan) -> None:
        """Take the plan; its links are indexed when something of them is first asked for."""
        self._plan = plan
        self.labels = Labels(plan.kept.by_id)
        """How items are named in pictures."""
        self._signals: dict[str, tuple[SignalView, ...]] = {}
        self._known: dict[str, Surroundings] = {}
        self._scores = Once[float | None, str](shown_score)  # scores have four digits
        self._joined = Once[tuple[int | None, str, bool], Joined](lambda one: _joined(*one))
        self._terms: Once[str, dict[str, str]] = Once(lambda id_: _labels(plan.kept.by_id[id_].more))

    @cached_property
    def _by_path(self) -> dict[str, Published]:
        return {one.path: one for one in self._plan.kept.published}

    @cached_property
    def _neighbourhoods(self) -> AllNear:
        return AllNear(self._plan.kept.collection, self._terms.__getitem__)

    def _leading(self, id_: str) -> tuple[_Lost, dict[str, str]]:
        """An item's closest links that lead nowhere, and what its text points at."""
        by_id = self._plan.kept.by_id
        lost: _Lost = {}
        mentions: dict[str, str] = {}
        for resolved in chain.from_iterable(self._plan.kept.links[member] for member in sorted(by_id[id_].ids)):
            link, end = resolved.link, resolved.resolution
            if isinstance(end, Found):
                if link.kind == "mention":
                    mentions.setdefault(link.target, by_id[end.id].id)
            elif link.kind == "closest":
                ids = end.candidates if isinstance(end, Ambiguous) else ()
                lost.setdefault(link.target, (link.label or link.target, ids))
        return lost, mentions

    def prepare(self) -> None:
        """Make every index now, so that processes that are forked later all have them."""
        _ = self._by_path
        self._neighbourhoods.prepare()
        self.labels.prepare()

    def among(self, ids: Iterable[str]) -> None:
        """Find at once what is near some items, which are asked about next."""
        if new := [id_ for id_ in ids if id_ not in self._known]:
            self._neighbourhoods.among(new)

    def columns(self, own: "Flags") -> "tuple[Columnar, NDArray[np.uint64]]":
        """What is near some items of the graph, as of `AllNear.told`."""
        return self._neighbourhoods.told(own)

    def of(self, id_: str) -> Surroundings:
        """What lies around an item; nobody notes who asks."""
        if id_ not in self._known:
            lost, mentions = self._leading(id_)
            near = self._neighbourhoods.found(id_)
            scores = map(self._scores.__getitem__, near.similar)
            self._known[id_] = Surroundings(
                near=tuple(near.id),
                joined=tuple(map(self._joined.__getitem__, zip(near.written, scores, near.mutual, strict=True))),
                why=near.why,
                lost=tuple(lost.values()),
                cited_by=self._neighbourhoods.cited_by(id_),
                mentions=mentions,
            )
        return self._known[id_]

    def forget(self, id_: str) -> None:
        """Let go of what lies around an item, of which hardly anybody asks again when its page is made."""
        self._known.pop(id_, None)

    def at(self, path: str) -> Published | None:
        """The item or page of the vault with this page; nobody notes who asks."""
        return self._by_path.get(path)

    def path(self, path: str) -> Published | None:
        """The item or page of the vault with this page, if there is one."""
        self._plan.looks.at(f"path {path}")
        return self._by_path.get(path)

    def beside(self, one: Published) -> Beside:
        """What lies around an item as its page tells it; each item in it was looked at."""
        found = self._around(one)
        plan = self._plan
        plan.look_at(found.near)
        lost = [Lost(label=label, candidates=tuple(plan.items_of(ids))) for label, ids in found.lost]
        return Beside(
            found.near,
            found.joined,
            found.why,
            lost,
            sorted(plan.items_of(found.cited_by), key=attrgetter("title", "id")),
        )

    def ways(self, one: Published, root: str) -> "WaysOn":
        """Where links in an item's text lead, from a page whose way to the site's root is `root`."""
        return WaysOn(one, self, root)

    def mentioned(self, one: Published, target: str) -> Published | None:
        """The item that an item's text means by a target, if there is one."""
        id_ = self._around(one).mentions.get(target)
        return None if id_ is None else self._plan.by_id[id_]

    def signals(self, one: Published, root: str) -> tuple[SignalView, ...]:
        """An item's signals, for a page whose way to the site's root is `root`."""
        self._plan.looks.at(f"signals {one.id}")
        return self.own_signals(one, root)

    def own_signals(self, one: Published, root: str) -> tuple[SignalView, ...]:
        """The same for who has looked at the item's note."""
        if one.id not in self._signals:
            made = signal_views(one.more.note.signals, one.more.wording, self.ways(one, root))
            if one.more.wording.marked:  # what they hold may be a link
                return made
            self._signals[one.id] = made
        return self._signals[one.id]

    def _around(self, one: Published) -> Surroundings:
        self._plan.looks.at(f"around {one.id}")
        return self.of(one.id)


def _labels(more: More) -> dict[str, str]:
    """The labels of an item's themes and then keywords, sorted by key."""
    found: dict[str, str] = {}
    for kind in TERM_KINDS:
        for term in sorted(more.terms(kind), key=attrgetter("key")):
            found.setdefault(term.key, term.label)
    return found


class WaysOn(Struct, frozen=True, eq=False):
    """Where the links in one item's text lead, seen from one page."""

    _own: Published
    _around: Around
    _root: str

    def __call__(self, target: str, /) -> str | None:
        """The page of the note that is meant, or None when there is none."""
        found = self._around.mentioned(self._own, target)
        return None if found is None else f"{self._root}{found.path}"

    def anchored(self, address: str, anchor: str, /) -> str:
        """A note's page with the anchor of that heading, if it has such a heading; other addresses as they are."""
        found = self._around.path(address.removeprefix(self._root)) if address else self._own
        if found is None:
            return f"{address}#{anchor}"
        wanted = section_id(unquote(anchor))
        return f"{self._root}{found.path}" + (f"#{wanted}" if has_anchor(found.note.sections, wanted) else "")


def shown_score(similar: float | None) -> str:
    """A computed score as pages show it."""
    return "" if similar is None else f"computed {similar:.2f}"


def _joined(written: int | None, score: str, mutual: bool) -> Joined:  # noqa: FBT001  # as of `Near`
    line: Line = "computed" if written is None else "both" if mutual else "written"
    words = (f"written {written}" if written else "", score, "both ways" if mutual else "")
    return Joined(line, " · ".join(filter(None, words)).encode())
