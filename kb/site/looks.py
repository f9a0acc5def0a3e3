"""What a page looked at while it was made, so that later it is made again only when something of that changed.

All that pages learn they learn from the plan and from what lies around an item, and both note here what was asked, by a
name. A name that stands for a value has a digest (`kb.site.digests`); a page whose names all have the digests that they
had is what it was. What is made once for many pages, such as an item's line in lists, is noted by each page under one
name, and nothing is noted while it is made.

What is noted is a number made of the name, since a site has a hundred times as many looks as notes. Two names may have
one number: then more pages are made again than need be, never fewer.
"""

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from zlib import crc32

from kb.once import Once

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def number(name: str) -> int:
    """The number of a name, of four bytes, the same in every run."""
    try:
        return crc32(name.encode())
    except UnicodeEncodeError:  # half a character, which escapes in front matter can make
        return crc32(name.encode("utf-8", "surrogatepass"))


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers as they are kept, four bytes each."""
    return array("I", numbers).tobytes()


def names(kind: str) -> Once[str, int]:
    """The numbers of the names of all that is of a kind, each made once: thousands of pages look at the same."""
    return Once(lambda rest: number(f"{kind} {rest}"))


def pairs(kind: str) -> Once[tuple[str, str], int]:
    """The same for names that go on with two parts."""
    return Once(lambda rest: number(f"{kind} {rest[0]} {rest[1]}"))


class Looks:
    """Takes down what is looked at while somebody wants to know."""

    __slots__ = ("numbers",)

    def __init__(self) -> None:
        """Begin with nobody who wants to know."""
        self.numbers: list[int] | None = None
        """Where numbers go; most are looked at once, so nobody asks whether they are there."""

    def at(self, name: str) -> None:
        """Something was looked at."""
        if self.numbers is not None:
            try:
                self.numbers.append(crc32(name.encode()))  # as `number`; it is asked too often to call
            except UnicodeEncodeError:
                self.numbers.append(number(name))

    def one(self, number: int) -> None:
        """What has this number was looked at."""
        if self.numbers is not None:
            self.numbers.append(number)

    def all(self, numbers: Iterable[int]) -> None:
        """All that has these numbers was looked at."""
        if self.numbers is not None:
            self.numbers.extend(numbers)

    def once(self, memo: dict[Key, tuple[Value, list[int]]], key: Key, make: Callable[[], Value]) -> Value:
        """What `make` gives, made when it is first asked for; who asks later has looked at the same."""
        if key not in memo:
            numbers: list[int] = []
            with self.aside(numbers):
                value = make()
            memo[key] = value, numbers
        value, looked = memo[key]
        self.all(looked)
        return value

    def begin(self) -> list[int]:
        """Where the numbers go of what is looked at from now on, until their `end`; there are thousands of jobs."""
        own: list[int] = []
        self.numbers = own
        return own

    def end(self, own: list[int]) -> None:
        """Nobody wants to know any more, unless a later build does, while what is left of one that failed goes."""
        if self.numbers is own:
            self.numbers = None

    @contextmanager
    def aside(self, own: list[int] | None = None) -> Iterator[None]:
        """The numbers of what is looked at inside go there, or nowhere."""
        before, self.numbers = self.numbers, own
        try:
            yield
        finally:
            if self.numbers is own:  # and not a later build's, as in `end`
                self.numbers = before
