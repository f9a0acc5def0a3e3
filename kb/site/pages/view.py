"""What every page view has, and long lists cut into sheets that lead to each other."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import ClassVar, Generic, TypeVar

from msgspec import Struct

from kb.site import paths
from kb.site.plan import Named

T = TypeVar("T")

_NEAR = 2  # sheets on either side of the current one that a pager names


class PageView(Struct, frozen=True, kw_only=True):
    """One page, ready for its template."""

    template: ClassVar[str]
    """Name of its template."""
    parts: tuple[str, ...]
    """The folders from the root to the page."""
    title: str
    """Its heading, and its name in the browser."""
    description: str = ""
    """A sentence for search engines and previews."""
    tongue: bytes = b""
    """The `lang` attribute for title and text, where their language is not that of the site's words."""
    date: dt.date | None = None
    """When what it tells was told."""
    section: str = ""
    """The entry of the site's navigation that it belongs to."""
    feed: str = ""
    """Path of a feed of its own."""

    @property
    def file(self) -> str:
        """Path of its file."""
        return "/".join((*self.parts, "index.html"))

    @property
    def path(self) -> str:
        """Path that links to it, from the root."""
        return paths.page(*self.parts)

    @property
    def root(self) -> str:
        """The way from the page to the root."""
        return paths.way_up(len(self.parts))

    @property
    def assets_root(self) -> str:
        """The way from the page to the folder that holds the assets."""
        return self.root


class Pager(Struct, frozen=True, kw_only=True):
    """Where a sheet stands among those of its list."""

    number: int
    """Its number, from 1."""
    total: int
    """How many there are."""
    steps: tuple[Named, ...]
    """Links to the first, the nearest and the last sheets; an empty label stands for those left out."""
    previous: str
    """The sheet before, empty for the first."""
    next: str
    """The sheet after, empty for the last."""


class Sheet(Struct, Generic[T], frozen=True, kw_only=True):
    """One page's worth of a list."""

    parts: tuple[str, ...]
    """The folders from the root to its page."""
    entries: tuple[T, ...]
    """What stands on it."""
    pager: Pager | None
    """The way to the others, if there are any."""


def sheets(parts: tuple[str, ...], entries: Sequence[T], size: int) -> Iterator[Sheet[T]]:
    """Cut a list into sheets: the first at the list's own address, the second at `2` below it, and so on."""
    if len(entries) <= size:  # as most have
        yield Sheet(parts=parts, entries=tuple(entries), pager=None)
        return
    total = -(-len(entries) // size)
    for number in range(1, total + 1):
        yield sheet_at(parts, entries[(number - 1) * size : number * size], number, total)


def sheet_at(parts: tuple[str, ...], entries: Sequence[T], number: int, total: int) -> Sheet[T]:
    """One of so many sheets, counted from 1, with its own entries."""
    return Sheet(
        parts=_numbered(parts, number),
        entries=tuple(entries),
        pager=_pager(parts, number, total) if total > 1 else None,
    )


def sheet_path(parts: tuple[str, ...], place: int, size: int) -> str:
    """The path of the sheet that holds the entry at a place, counted from 0."""
    return paths.page(*_numbered(parts, place // size + 1))


def _numbered(parts: tuple[str, ...], number: int) -> tuple[str, ...]:
    return parts if number == 1 else (*parts, str(number))


def _pager(parts: tuple[str, ...], number: int, total: int) -> Pager:
    near = range(max(1, number - _NEAR), min(total, number + _NEAR) + 1)
    steps: list[Named] = []
    last = 0
    for step in sorted({1, *near, total}):
        if step > last + 1:
            steps.append(Named(label=""))
        steps.append(Named(label=str(step), path=paths.page(*_numbered(parts, step))))
        last = step
    return Pager(
        number=number,
        total=total,
        steps=tuple(steps),
        previous=paths.page(*_numbered(parts, number - 1)) if number > 1 else "",
        next=paths.page(*_numbered(parts, number + 1)) if number < total else "",
    )
