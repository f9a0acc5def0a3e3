"""Values into the same that note when a part of them is looked at."""

from collections.abc import Iterator, Mapping
from typing import Any

from kb.site.looks import Looks
from kb.site.published import Published


class Watched:
    """Something whose parts are looked at."""

    __slots__ = ("_looks", "_one")

    def __init__(self, one: object, looks: Looks) -> None:
        """Take it, and who notes."""
        self._one = one
        self._looks = looks

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the part is
        self._looks.at(f"all {name}")
        return getattr(self._one, name)


class ById(Mapping[str, Published]):
    """Items by the ids of their notes."""

    __slots__ = ("_by_id", "_looks", "_numbers")

    def __init__(self, by_id: Mapping[str, Published], looks: Looks, numbers: Mapping[str, int]) -> None:
        """Take items, who notes, and by id what is noted."""
        self._by_id = by_id
        self._numbers = numbers
        self._looks = looks

    def __getitem__(self, id_: str) -> Published:
        self._looks.one(self._numbers[id_])
        return self._by_id[id_]

    def __iter__(self) -> Iterator[str]:
        self._looks.at("items")
        return iter(self._by_id)

    def __len__(self) -> int:
        self._looks.at("items")
        return len(self._by_id)
