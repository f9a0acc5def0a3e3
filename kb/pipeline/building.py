"""A notes folder into its site, by way of what an earlier run kept: all of it, if nothing changed since."""

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from kb.codec import UnfitError, decode, digest, encode
from kb.errors import KbError
from kb.io.cache import Cache
from kb.io.executor import executor
from kb.io.heap import keep_free
from kb.io.output import Written
from kb.model import Diagnostic
from kb.options import Options
from kb.pipeline.files import Files, find
from kb.pipeline.standing import Standing
from kb.pipeline.watch import Stopwatch

if TYPE_CHECKING:
    from kb.pipeline.reading import Reading
    from kb.pipeline.surveying import Surveyor


class Build(Struct, frozen=True, kw_only=True):
    """What a build made."""

    notes: int
    """Files of the vault that are published."""
    pages: int
    """HTML files of the site."""
    files: int
    """All files of the site."""
    written: Written
    """What happened to the output folder."""
    diagnostics: tuple[Diagnostic, ...]
    """What was found in the published notes."""
    seconds: Mapping[str, float]
    """Wall time of each stage."""
    counts: Mapping[str, int] = field(default_factory=Counter)
    """How many notes were read and ranked, and how many jobs of the site were done."""


class Order(Struct, frozen=True, kw_only=True):
    """What is to be built."""

    notes: Path
    """The notes folder."""
    options: Options
    """The settings."""
    output: Path
    """Where the site goes."""
    communities: Path = Path()
    """The file of the communities that were kept, which need not be there."""
    jobs: int | None = 1
    """Processes that share the work, None for as many as pay."""
    scheduler: str = ""
    """Address of the Dask scheduler whose workers do the work instead; empty for this machine alone."""
    check: bool = False
    """Whether only to compare."""

    def beside(self) -> bytes:
        """What else decides what the site is: the communities that were kept."""
        return self.communities.read_bytes() if self.communities.is_file() else b""

    @property
    def several(self) -> bool:
        """Whether several processes of this machine may share the work."""
        return self.jobs != 1 and not self.scheduler

    @property
    def place(self) -> str:
        """The folder of the site, wherever kb is called from."""
        return str(self.output.resolve())


class _Last(Struct, frozen=True, kw_only=True):
    """The last build into a folder."""

    inputs: bytes
    """Digest of all that it was made from."""
    notes: int
    """As of `Build`."""
    pages: int
    """As of `Build`."""
    files: int
    """As of `Build`."""
    size: int
    """Bytes of the site."""
    diagnostics: bytes
    """The row of those of `Build`, asked for where nothing changed."""


def build(order: Order, cache: Cache, watch: Stopwatch, reading: "Reading | None" = None) -> Build:
    """Make the site of a notes folder, as it is now or as it was read; with `check`, only compare.

    Raises `KbError` when there are no notes.
    """
    with watch.stage("find"):
        files = find(
            order.notes,
            order.options.notes.exclude,
            cache,
            later=not (reading or order.scheduler),
            workers=partial(executor, order.jobs) if order.several else None,
            own=_load,
        )
        beside = order.beside()
        last = None if order.check or reading or files.unread else _unchanged(order, files, beside, cache)
    if last:
        return _as_it_was(last, watch)
    from kb.pipeline.ahead import Ahead  # noqa: PLC0415  # where nothing changed, no stage is needed
    from kb.pipeline.reading import read_vault  # noqa: PLC0415  # as above

    watch.workers = executor(order.jobs, len(files.known) + len(files.unread), order.scheduler)
    with (
        Standing(order.place, cache) as standing,
        ExitStack() as begun,
        Ahead(cache, watch.workers, wanted=not order.check) as ahead,
    ):
        if not order.check:
            standing.begin(watch.workers)

        @lru_cache
        def surveyor() -> "Surveyor":
            from kb.pipeline.surveying import Surveyor  # noqa: PLC0415  # in a first build others read meanwhile

            return begun.enter_context(Surveyor(watch.workers))

        def own() -> None:
            _load()
            surveyor()

        if not files.unread:
            surveyor()
        current = reading or read_vault(files, cache, watch, own, ahead.cut, shelved=not order.scheduler)
        from kb.io.kept import read_kept  # noqa: PLC0415  # as above
        from kb.pipeline import analysing, publishing  # noqa: PLC0415  # as above
        from kb.pipeline.searching import contents_of, inputs_of  # noqa: PLC0415  # as above

        if not current.vault.notes:
            raise KbError(f"There are no notes (*.md) in {order.notes}.", "Name the folder that holds your notes.")
        shown = analysing.published(current.vault)
        collection = analysing.analyse(shown, current, order.options, watch, cache, ahead, surveyor())
        survey = surveyor().survey(collection, read_kept(order.communities))
        contents = contents_of(shown.notes, current.contents)
        asked = b"" if reading or shown != current.vault else inputs_of(files, order.options)
        built = publishing.publish(collection, contents, order, cache, watch, survey, asked, ahead, standing)
    if not reading and not order.check:
        _remember(order, _inputs(order, files, beside), built, cache)
    cache.commit()
    return built


def _inputs(order: Order, files: Files, beside: bytes) -> bytes:
    """Digest of all that a site is made from, `beside` too, once all files are known."""
    return digest((files.digest, order.options, beside))


def _load() -> None:
    """Make ready for what comes after reading, which takes as long as reading some hundred notes."""
    # Where numpy is imported from within other imports, Python's stack may have a page come and go 3,000 times.
    for module in (
        "numpy",
        "kb.pipeline.analysing",
        "kb.pipeline.publishing",
        "kb.closest.ranking",
        "kb.search.printed",
    ):
        import_module(module)
    keep_free()


def _unchanged(order: Order, files: Files, beside: bytes, cache: Cache) -> _Last | None:
    """The last build into the folder, if it would be the same today and stands there as it was made."""
    row = cache.get("built", order.place)
    last = decode(row, _Last) if row else None
    if last is None or last.inputs != _inputs(order, files, beside) or not (order.output / ".kb-manifest").is_file():
        return None
    standing = Standing(order.place, cache)
    return last if len(standing) == last.files and not standing.lacking() else None


def _as_it_was(last: _Last, watch: Stopwatch) -> Build:
    return Build(
        notes=last.notes,
        pages=last.pages,
        files=last.files,
        written=Written(written=(), unchanged=last.files, removed=(), size=last.size),
        diagnostics=decode(last.diagnostics, tuple[Diagnostic, ...]),
        seconds=dict(watch.seconds),
        counts=watch.counts,
    )


def _remember(order: Order, inputs: bytes, built: Build, cache: Cache) -> None:
    """Keep what a build made, unless it lacked something that the next one may have."""
    if any(one.code == "closest-vectors" for one in built.diagnostics):
        cache.drop("built", order.place)
        return
    try:
        last = _Last(
            inputs=inputs,
            notes=built.notes,
            pages=built.pages,
            files=built.files,
            size=built.written.size,
            diagnostics=encode(built.diagnostics),
        )
    except UnfitError:
        cache.drop("built", order.place)
    else:
        cache.put("built", order.place, encode(last))
