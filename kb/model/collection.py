"""All notes together as values: names, links, items, terms, neighbours, the graph, and the files made of them."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from kb.model.diagnostic import Diagnostic
from kb.model.note import Link, Note

EdgeKind = Literal["closest", "similar", "mention"]


class Name(Struct, frozen=True, array_like=True, gc=False):  # made without names too: there is one of every note
    """What other notes may see of one note."""

    id: str
    """Its id."""
    path: str
    """Its path."""
    title: str
    """Its title."""
    aliases: tuple[str, ...] = ()
    """Its other titles."""
    redirect_from: tuple[str, ...] = ()
    """Ids that lead to it."""


class Vault(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """All notes, sorted by id, each id once."""

    notes: tuple[Note, ...]
    """Sorted by id."""
    names: tuple[Name, ...]
    """In the same order."""


class Found(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A link that reaches one note."""

    id: str
    """The note."""


class Missing(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A link that reaches no note of the vault."""

    suggestions: tuple[str, ...] = ()
    """Ids that the author may have meant, likeliest first."""


class Ambiguous(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A link that could reach several notes; nobody guesses which."""

    candidates: tuple[str, ...]
    """Their ids, sorted."""


Resolution = Found | Missing | Ambiguous


class ResolvedLink(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A link of a note and what it reaches."""

    source: str
    """Id of the note that holds it."""
    link: Link
    """As written."""
    resolution: Resolution
    """What it reaches."""


class Item(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Several notes that are one news item."""

    canonical: str
    """Id of the note whose page shows the item: the earliest origin, then the smallest id."""
    members: tuple[str, ...]
    """All ids, the canonical one first, the rest by origin and id."""
    rule: Literal["link", "bytes", "path", "identifier", "text"]
    """Why they are one."""
    evidence: str
    """What was equal, in words: the canonical link, or the digest."""


class Term(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A keyword or a theme with all its spellings."""

    key: str
    """The shortest folded spelling of its variants, or that of the alias table's canonical form."""
    label: str
    """The spelling shown: the alias table's, else the commonest, ties by code point."""
    slug: str
    """Its address, unique among terms of its kind."""
    variants: tuple[str, ...]
    """All spellings as written, sorted."""
    notes: tuple[str, ...]
    """Ids of the items' canonical notes that carry it, sorted, each once."""


class Neighbour(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A note that is near another by computation, not by its author's word."""

    source: str
    """Whose neighbour it is."""
    target: str
    """The neighbour."""
    score: float
    """Rounded to 4 places, larger is nearer; scores of different sources compare."""
    reasons: tuple[str, ...] = ()
    """The shared terms that weighed most, heaviest first."""
    meaning: float | None = None
    """How near the notes' vectors are, 0 as any two notes, 1 the same; None where terms alone were compared."""


class Node(Struct, frozen=True, kw_only=True, gc=False):
    """One published item or page in the graph."""

    id: str
    """Id of its canonical note."""
    title: str
    """Its title."""
    kind: Literal["note", "page"]
    """What it is."""
    date: dt.date | None = None
    """Its date."""
    themes: tuple[str, ...] = ()
    """Its themes as written."""


class Edge(Struct, frozen=True, kw_only=True, gc=False):
    """A directed link between two nodes; kinds are never mixed silently."""

    source: str
    """Where it starts."""
    target: str
    """Where it ends; never its start."""
    kind: EdgeKind
    """`closest` written in a list, `mention` written in running text, `similar` computed."""
    rank: int | None = None
    """Place in the source's list, from 1; None for mentions."""
    weight: float = 1.0
    """1 for what people wrote, the score for what was computed."""


class Graph(Struct, frozen=True, kw_only=True):
    """The link graph of all items."""

    nodes: tuple[Node, ...]
    """Sorted by id."""
    edges: Sequence[Edge]
    """Sorted by source, kind, rank and target."""


class Collection(Struct, frozen=True, kw_only=True):
    """Everything that is known of a set of notes once all stages have run: what pages, feeds and data are made from."""

    vault: Vault
    """The notes and their names."""
    links: Sequence[ResolvedLink]
    """Every written link, by note and in the order written."""
    items: tuple[Item, ...]
    """Items of two members or more, sorted by canonical id."""
    united: tuple[Note, ...] = ()
    """The notes of each of these in one; none in a part of a collection that has no notes."""
    themes: tuple[Term, ...]
    """Sorted by key."""
    keywords: tuple[Term, ...]
    """Sorted by key."""
    similar: Sequence[Neighbour]
    """Sorted by source, then best first."""
    graph: Graph
    """Items and links between them."""
    addresses: tuple[tuple[str, str], ...]
    """(id, address) for every note: the folder its page lives in, unique without regard to case."""
    diagnostics: tuple[Diagnostic, ...]
    """Sorted by path, line, column and code."""
    model: str = ""
    """Name of the model whose vectors were compared besides the terms; empty when terms alone were."""


class Output(Struct, frozen=True, kw_only=True):
    """One file of the site."""

    path: str
    """Relative to the output folder, with `/` between its parts."""
    content: bytes
    """All of it."""

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.content)


class Revision(Output, frozen=True, kw_only=True):
    """One file of the site, made of the one that stands at its place: `content` is what is new of it."""

    parts: tuple[tuple[bool, int, int], ...]
    """Its parts in order: whether each is new, where it begins in what is new or in what stands, and its bytes."""

    @property
    def size(self) -> int:
        """Its bytes."""
        return sum(size for _, _, size in self.parts)
