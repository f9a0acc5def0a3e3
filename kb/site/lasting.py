"""What need not be made where it stands as it was put there: a file of known content, a page that shows the same."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from kb.model import Output

if TYPE_CHECKING:
    from kb.site.pages.view import PageView


class Lasting(Struct, frozen=True, kw_only=True):
    """A file that the job's last run made too, with the same bytes."""

    path: str
    """As of `Output`."""
    size: int
    """Its bytes."""
    content: Callable[[], bytes]
    """Makes it, or fetches it."""

    def output(self) -> Output:
        """The file made."""
        return Output(path=self.path, content=self.content())


class Steady(Struct, frozen=True, kw_only=True):
    """A page that is printed only when it shows something else than when its job ran last."""

    view: "PageView"
    """The page."""
    shown: bytes
    """A digest of all that it shows."""


Shown = dict[str, tuple[bytes, int]]
"""By path what each such page of a job showed, and its bytes."""
