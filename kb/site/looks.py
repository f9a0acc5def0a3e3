"""What a page looked at while it was made, so that later it is made again only when something of that changed.

All that pages learn they learn from the plan and from what lies around an item, and both note here what was asked, by a
name. A name that stands for a value has a digest (`kb.site.digests`); a page whose names all have the digests that they
had is what it was. What is made once for many pages, such as an item's line in lists, is noted by each page under one
name, and nothing is noted while it is made.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from kb.site.once import Once

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def names(kind: str) -> Once[str, str]:
    """The names of all that is of a kind, each made once: thousands of pages look at the same."""
    return Once(lambda rest: f"{kind} {rest}")


class Looks:
    """Takes down what is looked at while somebody wants to know."""

    __slots__ = ("_names",)

    def __init__(self) -> None:
        """Begin with nobody who wants to know."""
        self._names: set[str] | None = None

    def at(self, name: str) -> None:
        """Something was looked at."""
        if self._names is not None:
            self._names.add(name)

    def all(self, names: Iterable[str]) -> None:
        """All of this was looked at."""
        if self._names is not None:
            self._names.update(names)

    def once(self, memo: dict[Key, tuple[Value, frozenset[str]]], key: Key, make: Callable[[], Value]) -> Value:
        """What `make` gives, made when it is first asked for; who asks later has looked at the same."""
        if key not in memo:
            with self.noted() as names:
                value = make()
            memo[key] = value, frozenset(names)
        value, looked = memo[key]
        if self._names is not None:
            self._names |= looked
        return value

    @contextmanager
    def noted(self) -> Iterator[set[str]]:
        """The names of what is looked at inside."""
        before, own = self._names, set[str]()
        self._names = own
        try:
            yield own
        finally:
            if self._names is own:  # and not that of a later build, while what is left of one that failed goes
                self._names = before

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Nothing is noted of what is looked at inside."""
        before, self._names = self._names, None
        try:
            yield
        finally:
            self._names = before
