"""A file whose content is known without being made: where it stands as it was put there, it need not be made."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.model import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
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
