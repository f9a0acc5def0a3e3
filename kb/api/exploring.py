"""The questions that a vault answers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from kb.api.held import Held, T
from kb.later import later
from kb.select import Filter, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kb import graph, pipeline, search, vault
    from kb.graph import Community, Kinds, Near, Neighbourhoods
    from kb.io import kept, whole
    from kb.model import Graph, Note, Term
    from kb.search import Answer, Index, Narrowing, Sort
else:
    # What a command does not need it does not wait for.
    graph, pipeline, search, vault = map(later, ("kb.graph", "kb.pipeline", "kb.search", "kb.vault"))
    kept, whole = map(later, ("kb.io.kept", "kb.io.whole"))


class Exploring(Held):
    """A vault that is asked."""

    def record(self, one: Note) -> dict[str, Any]:
        """A note as the JSON object that other programs rely on."""
        links = [link for link in self._around([one]).links if link.source == one.id]
        return vault.record(one, vault.cleaned_closest(links, one.id))

    def select(self, wanted: Filter) -> tuple[Note, ...]:
        """The notes that a filter lets through, newest first."""
        return select(self.notes, wanted, lambda: self._words)

    def signals(self, wanted: Filter) -> Iterator[dict[str, Any]]:
        """The rows of the signal tables of those notes, as data."""
        for one in self.select(wanted):
            yield from vault.signal_rows(one)

    def search(self, query: str, k: int = 10, sort: Sort = "best") -> Answer:
        """The notes that answer a question, each with a passage; `kb.search.query` tells how to ask."""
        return self._asked(lambda index: search.find(query, index, k, sort))

    def narrowings(self, query: str) -> tuple[Narrowing, ...]:
        """What could be added to a question to narrow its answer, and how many notes would be left."""
        return self._asked(lambda index: search.narrow(query, index))

    def _asked(self, ask: Callable[[Index], T]) -> T:
        """The answer of the search index: of the one that is kept, or of one that is brought up to date and kept."""
        before = pipeline.inputs_of(self._files, self.options)
        kept = self._cached(lambda cache: pipeline.ask(before, cache, ask))
        if kept is not None:
            return kept
        words, contents = self._words, self._reading.contents
        inputs = pipeline.inputs_of(self._files, self.options)  # as they were when they were read
        with self._watch.stage("index"):
            return self._cached(lambda cache: ask(pipeline.index(words, contents, inputs, cache)))

    def closest(self, one: Note, k: int | None = None) -> tuple[Near, ...]:
        """Written and computed neighbours of a note in one list, best first."""
        return self._near(one).near(one.id)[:k]

    def model_of(self, one: Note) -> str:
        """The model whose vectors were compared besides the terms for a note's neighbours, empty for terms alone."""
        return self._around([one]).model

    def _near(self, one: Note) -> Neighbourhoods:
        around = self._around([one])
        return self._neighbourhoods if around is self.__dict__.get("collection") else graph.Neighbourhoods(around)

    @cached_property
    def _neighbourhoods(self) -> Neighbourhoods:
        return graph.Neighbourhoods(self.collection)

    def node(self, one: Note) -> str:
        """Id of the graph's node for a note: its item's canonical note."""
        return self._near(one).canonical(one.id)

    def cited_by(self, one: Note) -> tuple[str, ...]:
        """Ids of the notes whose authors link to a note."""
        return self._near(one).cited_by(one.id)

    def export_graph(self, file: Path, form: str, part: Graph | None = None) -> None:
        """Write the graph, or a part of it, in one of `kb.graph.FORMATS`, a whole file or nothing."""
        whole.write_whole(file, graph.export(self.graph if part is None else part, form))

    def part(
        self,
        wanted: Filter | None = None,
        kinds: Kinds | None = None,
        *,
        mutual: bool | None = None,
        named: Sequence[str] = (),
    ) -> Graph:
        """The graph of the items with a note that a filter lets through, for the functions of `kb.graph`.

        `kinds` and `mutual` say which edges, as for `kb.graph.narrow`; the notes `named` are in it in any case.
        """
        if wanted is None or wanted == Filter():
            return graph.narrow(self.graph, None, kinds, mutual=mutual)
        whole = self.graph
        ids = {self.node(one) for one in self.select(wanted)}
        return graph.narrow(whole, ids.union(named), kinds, mutual=mutual)

    def links_of(self, one: Note, kinds: Kinds | None = None, *, mutual: bool | None = None) -> Graph:
        """The part of the graph that holds all links of a note, and the notes at their other ends."""
        return graph.narrow(self._around([one]).graph, None, kinds, mutual=mutual)

    def communities(self, part: Graph | None = None) -> tuple[Community, ...]:
        """The communities of the graph, or of a part of it, largest first.

        Names and addresses go on from the communities that were kept, those of a part from those of the whole.
        """
        if part is None or part == self.graph:
            return self._communities
        return graph.communities(part, self._terms, self._communities)

    def keep_communities(self) -> Path:
        """Write the communities as they are to the vault's `communities.json`, from which later ones go on."""
        kept.write_kept(self._kept, self._communities)
        return self._kept

    @property
    def _terms(self) -> tuple[Term, ...]:
        return (*self.collection.themes, *self.collection.keywords)

    @cached_property
    def _communities(self) -> tuple[Community, ...]:
        return graph.communities(self.graph, self._terms, kept.read_kept(self._kept))
