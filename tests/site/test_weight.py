"""What a reader's browser has to load for a page, in bytes before any compression."""

import runpy
import statistics
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import kb

_ROOT = Path(__file__).parents[2]
_GENERATE: dict[str, Any] = runpy.run_path(str(_ROOT / "scripts" / "generate.py"))
_NOTE = 40_000
_FRONT = 60_000


class _Loads(HTMLParser):
    """The style sheets that a page asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep addresses of style sheets."""
        given = dict(attrs)
        if tag == "link" and given.get("rel") == "stylesheet":
            self.found.append(str(given["href"]))


def _weight(page: Path) -> int:
    """Bytes of a page with its styles."""
    content = page.read_bytes()
    loads = _Loads()
    loads.feed(content.decode())
    return len(content) + sum((page.parent / name).stat().st_size for name in loads.found)


def _note_pages(site: Path) -> list[Path]:
    """The pages of notes: our ids and the generator's are digests."""
    return [
        page for page in site.glob("*/index.html") if len(page.parent.name) == len("d41d8cd98f00b204e9800998ecf8427e")
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """The site of so many made-up notes."""
    made: dict[int, Path] = {}

    def build(count: int) -> Path:
        if count not in made:
            folder = tmp_path_factory.mktemp(f"made{count}")
            _GENERATE["write"](count, folder / "notes")
            kb.open_vault(folder / "notes").build(folder / "site")
            made[count] = folder / "site"
        return made[count]

    return build


def test_our_own_site_keeps_to_its_budgets(tmp_path: Path) -> None:
    """A note's page weighs at most 40 kB with its style, the front page 60 kB."""
    kb.open_vault(_ROOT).build(tmp_path / "site")
    pages = _note_pages(tmp_path / "site")
    assert len(pages) > 100
    assert max(map(_weight, pages)) <= _NOTE
    assert _weight(tmp_path / "site" / "index.html") <= _FRONT


def test_a_site_of_3000_notes_keeps_to_the_same_budgets(built: Callable[[int], Path]) -> None:
    """The budgets hold in a large vault too, for every note and for the front page."""
    site = built(3_000)
    assert max(map(_weight, _note_pages(site))) <= _NOTE
    assert _weight(site / "index.html") <= _FRONT


def test_a_note_s_page_does_not_grow_with_the_vault(built: Callable[[int], Path]) -> None:
    """The middle note's page weighs no more than a twentieth more among 3,000 notes than among 1,000."""
    small, large = (statistics.median(map(_weight, _note_pages(built(count)))) for count in (1_000, 3_000))
    assert large <= small * 1.05, f"{small} B grew to {large} B"
