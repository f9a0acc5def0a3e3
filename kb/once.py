"""What is asked for again and again, made when it is first asked for."""

from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Once(dict[Key, Value]):
    """Values by key; one that is there is found as fast as in any dictionary.

    >>> squares = Once(lambda number: number * number)
    >>> squares[3], len(squares)
    (9, 1)
    """

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[Key], Value]) -> None:
        """Take what makes a value of its key."""
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Value:
        """The value of a key that was not asked for before."""
        value = self[key] = self._make(key)
        return value
