"""The plan's links into each item's surroundings: its closest notes, who cites it, and its text with working links."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from kb.graph import Near, Neighbourhoods
from kb.model import Ambiguous, Found
from kb.site.plan import Plan, Published
from kb.site.rows import SignalView, has_links, signal_view
from kb.site.sections import has_anchor, section_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """One of an item's closest notes."""

    one: Published
    """The neighbour."""
    mutual: bool
    """Whether both authors wrote so."""
    line: Literal["written", "both", "computed"]
    """By whose word it is near: its author's, both authors', or none's."""
    how: str
    """How near it is, by whose word, and whether it holds both ways."""
    why: str
    """Terms that both share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A closest note that is no link: it is not in the vault, or nobody can say which note is meant."""

    label: str
    """As written."""
    candidates: tuple[Published, ...] = ()
    """What it could mean, when that is several."""


class Around:
    """The surroundings of all items."""

    def __init__(self, plan: Plan) -> None:
        """Index the links by the item that holds them."""
        self._plan = plan
        self._neighbourhoods = Neighbourhoods(plan.collection)
        self._by_path = {str(one.path): one for one in plan.published}
        self._signals: dict[str, tuple[SignalView, ...]] = {}
        self._lost: defaultdict[str, dict[str, Lost]] = defaultdict(dict)
        self._mentions: defaultdict[str, dict[str, Published]] = defaultdict(dict)
        for resolved in plan.collection.links:
            link, owner = resolved.link, plan.by_id[resolved.source].id
            match resolved.resolution:
                case Found(id=id_):
                    if link.kind == "mention":
                        self._mentions[owner].setdefault(link.target, plan.by_id[id_])
                case Ambiguous(candidates=ids) if link.kind == "closest":
                    candidates = tuple(plan.by_id[id_] for id_ in ids)
                    self._lost[owner].setdefault(
                        link.target, Lost(label=link.label or link.target, candidates=candidates)
                    )
                case _ if link.kind == "closest":
                    self._lost[owner].setdefault(link.target, Lost(label=link.label or link.target))

    def closest(self, one: Published) -> tuple[Close, ...]:
        """Written neighbours in the author's order, then computed ones, nearest first."""
        return tuple(
            Close(
                one=self._plan.by_id[near.id],
                mutual=near.mutual and near.written is not None,
                line=_line(near),
                how=_how(near),
                why=", ".join(near.why),
            )
            for near in self._neighbourhoods.near(one.id)
            if near.found
        )

    def lost(self, one: Published) -> tuple[Lost, ...]:
        """Closest links of the item's notes that lead nowhere, in the order written."""
        return tuple(self._lost[one.id].values()) if one.id in self._lost else ()

    def cited_by(self, one: Published) -> tuple[Published, ...]:
        """Items and pages whose authors link to this one; by title."""
        citing = (self._plan.by_id[id_] for id_ in self._neighbourhoods.cited_by(one.id))
        return tuple(sorted(citing, key=lambda other: (other.note.title, other.id)))

    def ways(self, one: Published, root: str) -> "WaysOn":
        """Where links in an item's text lead, from a page whose way to the site's root is `root`."""
        return WaysOn(one, self._by_path, self._mentions.get(one.id, {}), root)

    def signals(self, one: Published, root: str) -> tuple[SignalView, ...]:
        """An item's signals, for a page whose way to the site's root is `root`."""
        if one.id not in self._signals:
            ways = self.ways(one, root)
            made = tuple(signal_view(number, signal, ways) for number, signal in enumerate(one.note.signals, 1))
            if any(map(has_links, one.note.signals)):
                return made
            self._signals[one.id] = made
        return self._signals[one.id]


@dataclass(frozen=True, slots=True)
class WaysOn:
    """Where the links in one item's text lead, seen from one page."""

    _own: Published
    _by_path: Mapping[str, Published]
    _known: Mapping[str, Published]
    _root: str

    def __call__(self, target: str, /) -> str | None:
        """The page of the note that is meant, or None when there is none."""
        found = self._known.get(target)
        return None if found is None else f"{self._root}{found.path}"

    def anchored(self, address: str, anchor: str, /) -> str:
        """A note's page with the anchor of that heading, if it has such a heading; other addresses as they are."""
        found = self._by_path.get(address.removeprefix(self._root)) if address else self._own
        if found is None:
            return f"{address}#{anchor}"
        wanted = section_id(unquote(anchor))
        return f"{self._root}{found.path}" + (f"#{wanted}" if has_anchor(found.note.sections, wanted) else "")


def _line(near: Near) -> Literal["written", "both", "computed"]:
    if near.written is None:
        return "computed"
    return "both" if near.mutual else "written"


def _how(near: Near) -> str:
    written = f"written {near.written}" if near.written else ""
    computed = f"computed {near.similar:.2f}" if near.similar is not None else ""
    return " · ".join(filter(None, (written, computed, "both ways" if near.mutual else "")))
