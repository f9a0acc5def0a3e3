"""The Python interface: a vault opened, and every question and action that the commands offer.

>>> import kb
>>> vault = kb.open_vault("notes")  # doctest: +SKIP
>>> vault.note("180b").title  # doctest: +SKIP
'More than forty AI models cleared for the public in China'
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kb.codec import DamagedError
from kb.errors import WrongUseError
from kb.io import executor, settings
from kb.io.cache import Cache, cache_file
from kb.io.place import COMMUNITIES
from kb.io.version import code_version
from kb.later import later
from kb.model import Ambiguous, Found
from kb.pipeline import building
from kb.pipeline.watch import Stopwatch
from kb.select import Filter, select

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kb import changes, graph, merging, note, pipeline, search, vault
    from kb.changes import Change
    from kb.graph import Community, Kinds, Near, Neighbourhoods
    from kb.io import git, kept, whole
    from kb.model import Collection, Diagnostic, Edit, Graph, Item, Note, Term
    from kb.options import Options
    from kb.search import Answer, Index
else:
    # What a command does not need it does not wait for.
    changes, graph, merging, note = map(later, ("kb.changes", "kb.graph", "kb.merging", "kb.note"))
    pipeline, search, vault = map(later, ("kb.pipeline", "kb.search", "kb.vault"))
    git, kept, whole = map(later, ("kb.io.git", "kb.io.kept", "kb.io.whole"))

T = TypeVar("T")


def open_vault(
    folder: str | Path | None = None,
    *,
    progress: Callable[[str], None] | None = None,
    jobs: int | None = 1,
    cache: bool = True,
) -> OpenVault:
    """Open the vault in a folder, or the one that the current folder belongs to.

    A folder with a `kb.toml` is a vault, looked for upwards; without one, `notes` here, or the folder itself when it
    holds notes. Any folder of Markdown that is named is one too, with the settings of the vault that it belongs to, if
    it belongs to one. Nothing is read yet. Raises `WrongUseError` when there is no vault or its settings are wrong.

    `jobs` processes share the work, with None as many as pay; whatever it is, the answers are the same. More than one
    are forked, which a program with threads of its own should not ask for. Without `cache`, nothing that earlier runs
    found out is used, and nothing is kept; the answers are the same.
    """
    if folder is None or (Path(folder) / settings.FILE).is_file():
        here = Path() if folder is None else Path(folder)
        return OpenVault(*_vault_around(here), progress, jobs, cache=cache)
    named = Path(folder)
    found = settings.read_settings(settings.find_settings(named))
    if found.file and not named.resolve().is_relative_to((found.file.parent / found.options.notes.folder).resolve()):
        found = settings.read_settings(None)
    return OpenVault(named, found, progress, jobs, cache=cache)


def _vault_around(here: Path) -> tuple[Path, settings.Settings]:
    found = settings.read_settings(settings.find_settings(here))
    if found.file:
        top = here if found.file.parent == here.resolve() else found.file.parent
        return top / found.options.notes.folder, found
    for folder in (here / found.options.notes.folder, here):
        if folder.is_dir() and any(folder.glob("*.md")):
            return folder, found
    raise WrongUseError(
        f"There are no notes here: {here.resolve()} has no kb.toml, no folder notes, and no Markdown.",
        "Name the notes folder, or go to the vault with kb -C DIR.",
    )


class OpenVault:
    """A vault on disk, read when first asked and kept as it was then; open it again to see later edits."""

    def __init__(
        self,
        folder: Path,
        found: settings.Settings,
        progress: Callable[[str], None] | None = None,
        jobs: int | None = 1,
        *,
        cache: bool = True,
    ) -> None:
        """Open a notes folder with its settings; the rest as for `open_vault`."""
        self.folder = folder
        self.settings = found
        self._watch = Stopwatch(progress=progress)
        self._jobs = jobs
        self._keep = cache

    @property
    def options(self) -> Options:
        """The settings in force."""
        return self.settings.options

    @property
    def site_folder(self) -> Path:
        """Where the site goes unless told: `site` beside `kb.toml`, or in the current folder."""
        return (self.settings.file.parent if self.settings.file else Path()) / "site"

    @cached_property
    def _reading(self) -> pipeline.Reading:
        return self._cached(self._read)

    def _read(self, cache: Cache) -> pipeline.Reading:
        with self._watch.stage("find"):
            files = pipeline.find(self.folder, self.options.notes.exclude, cache)
        self._watch.workers = executor.executor(self._jobs, len(files.known))
        reading = pipeline.read_vault(files, cache, self._watch)
        cache.commit()
        return reading

    def _cached(self, act: Callable[[Cache], T]) -> T:
        """Do something with what earlier runs kept; without it, if that is damaged."""
        with Cache(cache_file(self.folder) if self._keep else None, code_version()) as cache:
            try:
                return act(cache)
            except DamagedError as error:
                cache.discard(str(error))
                return act(cache)

    @cached_property
    def collection(self) -> Collection:
        """All that is known of the vault, drafts too."""
        reading = self._reading

        def analyse(cache: Cache) -> Collection:
            collection = pipeline.analyse(reading.vault, reading, self.options, self._watch, cache)
            cache.commit()
            return collection

        return self._cached(analyse)

    @cached_property
    def _diagnostics(self) -> tuple[Diagnostic, ...]:
        """Those of the collection; its neighbours bring up none, unless a model is asked for vectors."""
        if "collection" in self.__dict__ or self.options.closest.model != "lexical":
            return self.collection.diagnostics
        without = replace(self.options, closest=replace(self.options.closest, k=0))
        return pipeline.analyse(self._reading.vault, self._reading, without, self._watch).diagnostics

    @property
    def notes(self) -> tuple[Note, ...]:
        """Every note and page, sorted by id."""
        return self._reading.vault.notes

    @property
    def graph(self) -> Graph:
        """The typed link graph of all items, for the functions of `kb.graph`."""
        return self.collection.graph

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that several notes tell of."""
        return self.collection.items

    @cached_property
    def suggestions(self) -> tuple[Item, ...]:
        """What may be one item: nothing is merged on it until a person says so."""
        return pipeline.suggestions(self.collection, self.options)

    def note(self, query: str) -> Note:
        """The note with this id, start of an id, path or title; `WrongUseError` when there is none or several."""
        match vault.find(self._reading.vault.names, query):
            case Found(id=id_):
                return next(one for one in self.notes if one.id == id_)
            case Ambiguous(candidates=ids):
                raise WrongUseError(f"{query!r} could be any of these:", "\n".join(map(self._titled, ids)))
            case missing:
                hint = "\n".join(map(self._titled, missing.suggestions))
                raise WrongUseError(f"There is no note {query!r} in {self.folder}.", hint and f"Did you mean:\n{hint}")

    def _titled(self, id_: str) -> str:
        return f"  {id_}  {next(name.title for name in self._reading.vault.names if name.id == id_)}"

    def record(self, one: Note) -> dict[str, Any]:
        """A note as the JSON object that other programs rely on."""
        links = [link for link in self.collection.links if link.source == one.id]
        return vault.record(one, vault.cleaned_closest(links, one.id))

    def select(self, wanted: Filter) -> tuple[Note, ...]:
        """The notes that a filter lets through, newest first."""
        return select(self.collection, wanted)

    def signals(self, wanted: Filter) -> Iterator[dict[str, Any]]:
        """The rows of the signal tables of those notes, as data."""
        for one in self.select(wanted):
            yield from vault.signal_rows(one)

    def search(self, query: str, k: int = 10) -> Answer:
        """The notes that answer a question, best first, each with a passage; `kb.search.query` tells how to ask."""
        return search.find(query, self._index, k)

    @cached_property
    def _index(self) -> Index:
        with self._watch.stage("index"):
            return search.build_index(self.collection)

    def closest(self, one: Note, k: int | None = None) -> tuple[Near, ...]:
        """Written and computed neighbours of a note in one list, best first."""
        return self._neighbourhoods.near(one.id)[:k]

    @cached_property
    def _neighbourhoods(self) -> Neighbourhoods:
        return graph.Neighbourhoods(self.collection)

    def node(self, one: Note) -> str:
        """Id of the graph's node for a note: its item's canonical note."""
        return self._neighbourhoods.canonical(one.id)

    def cited_by(self, one: Note) -> tuple[str, ...]:
        """Ids of the notes whose authors link to a note."""
        return self._neighbourhoods.cited_by(one.id)

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
        ids = {self.node(one) for one in self.select(wanted)}
        return graph.narrow(self.graph, ids.union(named), kinds, mutual=mutual)

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
    def _kept(self) -> Path:
        return (self.settings.file.parent if self.settings.file else self.folder) / COMMUNITIES

    @property
    def _terms(self) -> tuple[Term, ...]:
        return (*self.collection.themes, *self.collection.keywords)

    @cached_property
    def _communities(self) -> tuple[Community, ...]:
        return graph.communities(self.graph, self._terms, kept.read_kept(self._kept))

    def at(self, base_url: str) -> OpenVault:
        """The same vault for a site that will stand elsewhere."""
        checked = settings.checked(replace(self.options, site=replace(self.options.site, base_url=base_url)))
        return OpenVault(
            self.folder, replace(self.settings, options=checked), self._watch.progress, self._jobs, cache=self._keep
        )

    def check(self, today: dt.date, only: Sequence[Path] = ()) -> tuple[Diagnostic, ...]:
        """What is wrong with the vault, or only with these files and folders of it, sorted by place."""
        future = [note.origin_future(one, today) for one in self.notes]
        found = [*self._diagnostics, *(one for one in future if one)]
        wanted = self._within(only)
        return pipeline.levelled((one for one in found if wanted(one.span.path)), self.options)

    def fixes(self, diagnostics: Sequence[Diagnostic]) -> Iterator[Change]:
        """The changes that mend what has one right answer, a file at a time."""
        edits: dict[str, list[Edit]] = {}
        for one in diagnostics:
            edits.setdefault(one.span.path, []).extend(one.edits)
        for text in changes.sources(self.folder, (path for path, some in edits.items() if some)):
            yield from changes.changed(self.folder, text, note.mend(text.text, edits[text.path]))

    def formatted(self, only: Sequence[Path] = ()) -> Iterator[Change]:
        """The changes that bring notes into canonical form, a file at a time."""
        wanted = self._within(only)
        for text in changes.sources(self.folder, (one.path for one in self.notes if wanted(one.path))):
            yield from changes.changed(self.folder, text, note.canonical(text))

    def merging(self, only: Sequence[Note] = ()) -> tuple[Change, ...]:
        """The changes that make one file of each item that a build merges, or only of the item of these notes.

        Two notes or more may also be of one suggestion, which is then accepted. The canonical file says all that the
        members say and keeps their ids in `redirect_from`, links of other notes lead to it, the members' files go.
        Raises `WrongUseError` for notes that kb neither merges nor suggests as one, and for drafts among others.
        """
        drafts = {one.id for one in self.notes if one.draft}
        items = [one for one in self.items if len({id_ in drafts for id_ in one.members}) == 1]
        if only:
            items = [merging.accepted(only, self.items, () if len(only) == 1 else self.suggestions, self.node)]
        return merging.merged(self.folder, self.collection, self._reading.digests, items)

    def refusal(self, one: Note, other: Note) -> Change | None:
        """The change of `kb.toml` that keeps two notes apart for good; None when it does so already."""
        return merging.refusal(self.settings.file, one, other)

    def uncommitted(self, changes: Iterable[Change]) -> tuple[str, ...] | None:
        """Files of these changes whose present content git could not give back; None when there is no repository."""
        return git.uncommitted(self.folder, [one.path for one in changes])

    def build(self, output: Path, *, check: bool = False) -> building.Build:
        """Make the site in a folder; with `check`, only say what would change."""
        order = building.Order(
            notes=self.folder,
            options=self.options,
            output=output,
            beside=self._kept.read_bytes() if self._kept.is_file() else b"",
            jobs=self._jobs,
            check=check,
        )
        return self._cached(lambda cache: building.build(order, cache, self._watch, self.__dict__.get("_reading")))

    def _within(self, only: Sequence[Path]) -> Callable[[str], bool]:
        """Whether a path relative to the notes folder is, or lies below, one of these."""
        if not only:
            return lambda _: True
        root = self.folder.resolve()
        chosen = []
        for path in only:
            if not path.exists():
                raise WrongUseError(f"There is no file or folder {path}.")
            if not path.resolve().is_relative_to(root):
                raise WrongUseError(f"{path} is not in the notes folder {self.folder}.")
            chosen.append(path.resolve().relative_to(root).as_posix())
        return lambda path: any(one in (".", path) or path.startswith(f"{one}/") for one in chosen)
