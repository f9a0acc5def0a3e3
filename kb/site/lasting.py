"""What need not be made where it stands as it was put there: files of known content, or that show what they showed."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol, Union

from msgspec import Struct

from kb.codec import digest
from kb.model import Output, Revision

if TYPE_CHECKING:
    from kb.graph.columns import Ints
    from kb.site.pages.view import PageView
    from kb.site.tables import Column

Shown = Mapping[str, tuple[bytes, str, int]]
"""Of each steady file of a job, by its name, and of each part of a file in parts, in order: a digest of what it showed,
the file's path, and its bytes."""


class Since(Protocol):
    """What is known of the last run of each job, and of what stands under names now."""

    def stands(self, job: str, path: str) -> bool:
        """Whether a file is there as the job's last run made it."""

    def shown(self, job: str) -> Shown:
        """What the job's steady files showed then."""

    def column(self, kind: str) -> "Column":
        """The digests of what stands under all names of a kind now, as of `kb.site.digests`."""


class Lasting(Struct, frozen=True, kw_only=True):
    """A file that the job's last run made too, with the same bytes."""

    path: str
    """As of `Output`."""
    size: int
    """Its bytes."""
    content: Callable[[], bytes]
    """Makes it, or fetches it."""


class Telling(Struct, frozen=True, kw_only=True):
    """Something that shows what is told, and what it says of some notes."""

    told: object
    """All that it shows but for what it says of notes."""
    kinds: tuple[str, ...] = ()
    """Kinds of the names that tell what it says of notes."""
    notes: "Ints | None" = None
    """The places of these notes among all of the vault."""

    def shown(self, since: Since) -> bytes:
        """A digest of all that it shows."""
        return digest((self.told, [since.column(kind)[self.notes].tobytes() for kind in self.kinds]))


class Steady(Telling, frozen=True, kw_only=True):
    """A page or file that is made only when it shows something else than when its job ran last."""

    name: str
    """What it is called among those of its job, whatever its path."""
    make: "Callable[[], PageView | Output]"
    """Makes it."""
    listed: str = ""
    """Where a page is, for the sitemap."""


class Naming(Struct, frozen=True, kw_only=True):
    """A file that names the steady ones before it, made when it is known where they are."""

    make: Callable[[Mapping[str, str]], Output]
    """Makes it of their paths, by their names."""


class Part(Telling, frozen=True, kw_only=True):
    """A part of a file."""

    make: Callable[[], bytes]
    """Makes it."""


class Parted(Struct, frozen=True, kw_only=True):
    """A file in parts, of which those that show what they showed are taken from the one that stands."""

    path: str
    """As of `Output`."""
    parts: Sequence[Part]
    """All of it."""


Piece = Union["PageView", Output, Lasting, Steady, Naming, Parted]
"""What a job gives: a page or a file, or what may stand as it is, or hangs on where that stands."""


class Held:
    """The files of a job held against those of its last run."""

    def __init__(self, job: str, since: Since | None) -> None:
        """Take the job's name; where nothing is known of its last run, nothing stands."""
        self._job = job
        self._since = since
        self._last = since.shown(job) if since else {}
        self._paths: dict[str, str] = {}
        """Where steady files are, by name."""
        self.shown: dict[str, tuple[bytes, str, int]] = {}
        """As of `Shown`, of this run."""

    def now(self, one: Piece) -> "tuple[str, int] | PageView | Output":
        """The path and bytes of a file that stands as it would be made; else what is made."""
        if isinstance(one, Lasting):
            return self._there(one.path, one.size) or Output(path=one.path, content=one.content())
        if isinstance(one, Steady):
            return self._steady(one)
        if isinstance(one, Naming):
            return one.make(self._paths)
        return self._parted(one) if isinstance(one, Parted) else one

    def put(self, one: Piece, path: str, size: int) -> None:
        """Know where a steady file is."""
        if isinstance(one, Steady):
            self._paths[one.name] = path
            if self._since:
                self.shown[one.name] = self._shows, path, size

    def _there(self, path: str, size: int) -> tuple[str, int] | None:
        return (path, size) if self._since and self._since.stands(self._job, path) else None

    def _steady(self, one: Steady) -> "tuple[str, int] | PageView | Output":
        if not self._since:
            return one.make()
        self._shows = one.shown(self._since)
        shown, path, size = self._last.get(one.name, (b"", "", 0))
        return (self._there(path, size) if shown == self._shows else None) or one.make()

    def _parted(self, one: Parted) -> tuple[str, int] | Output:
        if not self._since:
            return Output(path=one.path, content=b"".join([part.make() for part in one.parts]))
        shows = [part.shown(self._since) for part in one.parts]
        last = [known for known in self._last.values() if known[1] == one.path]
        whole = self._there(one.path, sum(size for _, _, size in last))
        begins = accumulate((size for _, _, size in last), initial=0)
        known = {shown: (begin, size) for (shown, _, size), begin in zip(last, begins, strict=False)} if whole else {}
        new = [b"" if shown in known else part.make() for shown, part in zip(shows, one.parts, strict=True)]
        sizes = [known[shown][1] if shown in known else len(made) for shown, made in zip(shows, new, strict=True)]
        for number, (shown, size) in enumerate(zip(shows, sizes, strict=True)):
            self.shown[f"{one.path} {number}"] = shown, one.path, size
        if whole and shows == [shown for shown, _, _ in last]:
            return whole
        content = b"".join(new)
        if not known:
            return Output(path=one.path, content=content)
        begins = accumulate(map(len, new), initial=0)
        parts = (
            (shown not in known, known[shown][0] if shown in known else begin, size)
            for shown, begin, size in zip(shows, begins, sizes, strict=False)
        )
        return Revision(path=one.path, content=content, parts=tuple(parts))
