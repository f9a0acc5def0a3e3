"""What a stage makes of notes, kept for the runs in which it would be made of the same."""

from collections.abc import Callable
from typing import Any, TypeVar

from kb.codec import UnfitError, decode, digest, encode
from kb.io.cache import Cache

T = TypeVar("T")
_SPACE = "stage"
_INPUTS = 16  # bytes that tell what a row was made of


def _itself(value: Any) -> Any:  # noqa: ANN401  # of any type
    return value


class Keeping:
    """The rows of stages, and what this process holds of them; without a cache nothing is kept."""

    def __init__(self, cache: Cache | None, *, drafts: bool) -> None:
        """Take the cache, and whether the notes are those of a vault with drafts, which has rows of its own."""
        self._cache = cache or Cache(None, b"")
        self.which = " with drafts" if drafts else ""
        """How the names of these rows end."""

    def made(  # noqa: PLR0913  # what it is, and how it is kept
        self,
        name: str,
        inputs: object,
        kind: Any,  # noqa: ANN401  # a type
        make: Callable[[], T],
        *,
        into: Callable[[T], Any] = _itself,
        back: Callable[[Any], T] = _itself,
    ) -> T:
        """What a stage makes of these inputs, all that it depends on: as it was kept, if it was made of the same.

        `into` makes of it what is kept, which is of this kind, and `back` makes of that what it was.
        """
        key, told = f"{name}{self.which}", digest(inputs)
        known: tuple[bytes, T] | None = self._cache.held(key, tuple)
        if known and known[0] == told:
            return known[1]
        row = self._cache.get(_SPACE, key) or b""
        if row[:_INPUTS] == told:
            made = back(decode(row[_INPUTS:], kind))
        else:
            made = make()
            try:
                self._cache.put(_SPACE, key, told + encode(into(made)))
            except UnfitError:
                self._cache.drop(_SPACE, key)
        self._cache.hold(key, (told, made))
        return made

    def last(self, name: str, kind: type[T]) -> T | None:
        """What was kept under a name by the run before."""
        key = f"{name}{self.which}"
        row = None if (held := self._cache.held(key, kind)) else self._cache.get(_SPACE, key)
        return decode(row, kind) if row else held

    def keep(self, name: str, value: object) -> None:
        """Keep a value for the next run."""
        key = f"{name}{self.which}"
        try:
            self._cache.put(_SPACE, key, encode(value))
        except UnfitError:
            self._cache.drop(_SPACE, key)
        self._cache.hold(key, value)
