"""What need not be made where it stands as it was put there: a file of known content, or one that shows the same."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, Union

from msgspec import Struct

from kb.codec import digest
from kb.model import Output

if TYPE_CHECKING:
    from kb.graph.columns import Ints
    from kb.site.pages.view import PageView
    from kb.site.tables import Column

Shown = Mapping[str, tuple[bytes, str, int]]
"""Of each of a job's steady files, by its name: the digest of what it showed, its path and its bytes."""


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

    def made(self, _: Mapping[str, str]) -> Output:
        """The file."""
        return Output(path=self.path, content=self.content())


class Steady(Struct, frozen=True, kw_only=True):
    """A page or file that is made only when it shows something else than when its job ran last."""

    name: str
    """What it is called among those of its job, whatever its path."""
    told: object
    """All that it shows but for what it shows of notes."""
    kinds: tuple[str, ...] = ()
    """Kinds of the names that tell what it shows of notes."""
    notes: "Ints | None" = None
    """The places of these notes among all of the vault."""
    make: "Callable[[], PageView | Output]"
    """Makes it."""
    listed: str = ""
    """Where a page is, for the sitemap."""

    def made(self, _: Mapping[str, str]) -> "PageView | Output":
        """The page or the file."""
        return self.make()

    def shown(self, since: Since) -> bytes:
        """A digest of all that it shows."""
        return digest((self.told, [since.column(kind)[self.notes].tobytes() for kind in self.kinds]))


class Naming(Struct, frozen=True, kw_only=True):
    """A file that names the steady ones before it, made when it is known where they are."""

    make: Callable[[Mapping[str, str]], Output]
    """Makes it of their paths, by their names."""

    def made(self, paths: Mapping[str, str]) -> Output:
        """The file."""
        return self.make(paths)


Piece = Union["PageView", Output, Lasting, Steady, Naming]
"""What a job gives: a page or a file, or what may stand as it is, or hangs on where that stands."""


class Held:
    """The files of a job held against those of its last run."""

    def __init__(self, job: str, since: Since | None) -> None:
        """Take the job's name; where nothing is known of its last run, nothing stands."""
        self._job = job
        self._since = since
        self._last: Shown | None = None
        self._shows = b""
        self.shown: dict[str, tuple[bytes, str, int]] = {}
        """As of `Shown`, of this run."""
        self.paths: dict[str, str] = {}
        """Where steady files are, by name."""

    def there(self, one: object) -> tuple[str, int] | None:
        """The path and bytes of a file that stands as it would be made."""
        since, found = self._since, None
        if since and isinstance(one, Lasting):
            found = one.path, one.size
        elif since and isinstance(one, Steady):
            if self._last is None:
                self._last = since.shown(self._job)
            shown, path, size = self._last.get(one.name, (b"", "", 0))
            self._shows = one.shown(since)
            found = (path, size) if shown == self._shows else None
        return found if found and since and since.stands(self._job, found[0]) else None

    def put(self, one: object, path: str, size: int) -> None:
        """Know where the file is of which it was asked last whether it stands."""
        if isinstance(one, Steady):
            self.paths[one.name] = path
            if self._since:
                self.shown[one.name] = self._shows, path, size
