"""A vault on disk, opened: read when first asked, by way of what earlier runs kept."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from msgspec.structs import replace

from kb.codec import DamagedError
from kb.errors import WrongUseError
from kb.io import executor, settings
from kb.io.cache import Cache
from kb.io.fork import gathered
from kb.io.place import COMMUNITIES, cache_file
from kb.io.version import code_version
from kb.later import later
from kb.model import Ambiguous, Found
from kb.pipeline.watch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kb import pipeline, vault
    from kb.io.memory import Memory
    from kb.model import Collection, Diagnostic, Graph, Item, Name, Note, Vault
    from kb.options import Options
    from kb.pipeline.files import Files
else:
    # What a command does not need it does not wait for.
    pipeline, vault = map(later, ("kb.pipeline", "kb.vault"))

T = TypeVar("T")

_FEW = 8  # notes that are asked about at once without asking all


class Held:
    """What is held of a vault: its settings, its notes, and all that is known of them."""

    def __init__(  # noqa: PLR0913  # as `open_vault` has
        self,
        folder: Path,
        found: settings.Settings,
        progress: Callable[[str], None] | None = None,
        jobs: int | None = 1,
        scheduler: str = "",
        *,
        cache: bool = True,
    ) -> None:
        """Open a notes folder with its settings; the rest as for `open_vault`."""
        self.folder = folder
        self.settings = found
        self._watch = Stopwatch(progress=progress)
        self._jobs = jobs
        self._scheduler = scheduler
        self._keep = cache
        self._parts: dict[tuple[str, ...], Collection] = {}

    def with_options(self, options: Options) -> Self:
        """The same vault with other settings."""
        changed = replace(self.settings, options=options)
        return type(self)(self.folder, changed, self._watch.progress, self._jobs, self._scheduler, cache=self._keep)

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

    @cached_property
    def _files(self) -> Files:
        """The files of the vault: those that were read, or as they are when they are first asked for."""
        return self._cached(self._find)

    def _find(self, cache: Cache) -> Files:
        with self._watch.stage("find"):
            return pipeline.find(self.folder, self.options.notes.exclude, cache)

    def _read(self, cache: Cache) -> pipeline.Reading:
        files = self._find(cache)
        self.__dict__["_files"] = files
        self._watch.workers = executor.executor(self._jobs, len(files.known), self._scheduler)
        reading = pipeline.read_vault(files, cache, self._watch)
        pipeline.keep_notes(files, reading, cache)
        cache.commit()
        return reading

    def _catalogued(self, ask: Callable[[pipeline.Catalogue], T | None]) -> T | None:
        """What the small rows answer that are kept; None where all notes are to be asked, or are at hand."""
        if "_reading" in self.__dict__:
            return None

        def recalled(cache: Cache) -> T | None:
            files = self.__dict__.get("_files") or self._find(cache)
            self.__dict__["_files"] = files
            catalogue = pipeline.recall(files, cache)
            return ask(catalogue) if catalogue else None

        return self._cached(recalled)

    def _cached(self, act: Callable[[Cache], T], memory: Memory | None = None) -> T:
        """Do something with what earlier runs kept, and this process holds; without it, if that is damaged."""
        with gathered(), Cache(cache_file(self.folder) if self._keep else None, code_version(), memory) as cache:
            try:
                return act(cache)
            except DamagedError as error:
                cache.discard(str(error))
                return act(cache)

    @cached_property
    def collection(self) -> Collection:
        """All that is known of the vault, drafts too."""
        return self._analysed(self._reading.vault)

    @cached_property
    def published(self) -> Collection:
        """All that is known of the vault as if it had no drafts."""
        shown = pipeline.published(self._reading.vault)
        if shown == self._reading.vault:
            return self.collection
        return self._analysed(shown)

    def _analysed(self, notes: Vault) -> Collection:
        reading = self._reading

        def analyse(cache: Cache) -> Collection:
            collection = pipeline.analyse(notes, reading, self.options, self._watch, cache)
            if notes is reading.vault:
                pipeline.keep_found(collection, self._files, self.options, cache)
            cache.commit()
            return collection

        return self._cached(analyse)

    @cached_property
    def _diagnostics(self) -> tuple[Diagnostic, ...]:
        """Those of the collection; its neighbours bring up none, unless a model is asked for vectors."""
        return self.collection.diagnostics if self.options.closest.model != "lexical" else self._words.diagnostics

    @cached_property
    def _words(self) -> Collection:
        """All that is known of the vault but which notes are near each other, unless that is known already."""
        if "collection" in self.__dict__:
            return self.collection
        without = replace(self.options, closest=replace(self.options.closest, k=0, model="lexical"))
        reading = self._reading

        def analyse(cache: Cache) -> Collection:
            collection = pipeline.analyse(reading.vault, reading, without, self._watch)
            pipeline.keep_found(collection, self._files, self.options, cache)
            cache.commit()
            return collection

        return self._cached(analyse)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Every note and page, sorted by id."""
        return self._reading.vault.notes

    @property
    def brief_notes(self) -> tuple[Note, ...]:
        """The same for who looks neither at long texts nor at lists and tables, which may be left out."""
        kept = self._catalogued(lambda catalogue: catalogue.notes())
        return self.notes if kept is None else kept

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

    @cached_property
    def _names(self) -> tuple[Name, ...]:
        return self._catalogued(lambda catalogue: catalogue.names()) or self._reading.vault.names

    def note(self, query: str) -> Note:
        """The note with this id, start of an id, path or title; `WrongUseError` when there is none or several."""
        match vault.find(self._names, query):
            case Found(id=id_):
                return self._read_notes([id_])[0]
            case Ambiguous(candidates=ids):
                raise WrongUseError(f"{query!r} could be any of these:", "\n".join(map(self._titled, ids)))
            case missing:
                hint = "\n".join(map(self._titled, missing.suggestions))
                raise WrongUseError(f"There is no note {query!r} in {self.folder}.", hint and f"Did you mean:\n{hint}")

    def _read_notes(self, ids: Sequence[str]) -> Sequence[Note]:
        """The notes with these ids, in their order."""
        by_id = {name.id: name for name in self._names}
        names = [by_id[id_] for id_ in ids]
        kept = self._catalogued(lambda catalogue: catalogue.read(names))
        if kept is not None:
            return kept
        notes = {one.id: one for one in self.notes}
        return [notes[id_] for id_ in ids]

    def title(self, id_: str) -> str:
        """The title of the note with this id."""
        return next(name.title for name in self._names if name.id == id_)

    def _titled(self, id_: str) -> str:
        return f"  {id_}  {self.title(id_)}"

    def _around(self, notes: Sequence[Note]) -> Collection:
        """The collection, or that part of it which lies around some notes, where it is kept."""
        ids, files = tuple(one.id for one in notes), self._files
        if ids in self._parts and "collection" not in self.__dict__:
            return self._parts[ids]
        # Who asks a second time asks of many notes, and is quicker served from all.
        if "collection" not in self.__dict__ and not self._parts and len(ids) <= _FEW:
            part = self._cached(lambda cache: pipeline.vicinity_of(ids, files, self.options, cache))
            if part is not None:
                self._parts[ids] = part
                return part
            collection = self.collection

            def keep(cache: Cache) -> None:
                pipeline.keep_vicinity(collection, self._files, self.options, cache)
                cache.commit()

            self._cached(keep)
        return self.collection

    @property
    def _kept(self) -> Path:
        return (self.settings.file.parent if self.settings.file else self.folder) / COMMUNITIES

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
        if "." in chosen:
            return lambda _: True
        files, folders = frozenset(chosen), tuple(f"{one}/" for one in chosen)
        return lambda path: path in files or path.startswith(folders)
