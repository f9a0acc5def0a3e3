"""What a server does when something is saved: the page is new, trouble is told, and nothing ends it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

import kb
from kb.model import Output
from kb.pipeline import analysing
from kb.serving import Round
from kb.site import search as site_search
from kb.site.plan import Plan
from tests.serving.served import SOON, served

SMALL = "-- v/notes/a.md --\n# First\n-- v/notes/b.md --\n# Second\n"


def test_a_save_makes_the_page_new(vault: Callable[[str], Path]) -> None:
    """An open page hears of its own change, and what it then loads is the new one; others hear that they stay."""
    top = vault(SMALL)
    with served(top / "v/notes", top / "site") as site, site.news("/a/") as news, site.news("/b/") as others:
        before, other = news()["seen"], others()["seen"]
        assert f'data-seen="{before}"' in site.ask("/a/")[2]
        (top / "v/notes/a.md").write_text("# First\n\nChanged words.\n", "utf-8")
        while (now := news()["seen"]) == before:
            pass
        _, _, body = site.ask("/a/")
        assert "Changed words." in body
        assert f'data-seen="{now}"' in body
        assert others()["seen"] == other


def test_a_page_does_not_wait_for_the_rest(vault: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of the note that was saved is there, and hears so, while the search's index is still to come."""
    top = vault(SMALL)
    going = Event()
    make = site_search.files

    def late(plan: Plan) -> Iterator[Output]:
        assert going.wait(SOON)
        yield from make(plan)

    with served(top / "v/notes", top / "site") as site, site.news("/a/") as news:
        before = news()["seen"]
        monkeypatch.setattr(site_search, "files", late)
        (top / "v/notes/a.md").write_text("# First\n\nChanged words.\n", "utf-8")
        while news()["seen"] == before:
            pass
        assert "Changed words." in site.ask("/a/")[2]
        assert not going.is_set()
        going.set()


def test_a_page_hears_of_the_data_that_it_loads(vault: Callable[[str], Path]) -> None:
    """The search's page is the same after a save, but not what it searches."""
    top = vault(SMALL)
    with served(top / "v/notes", top / "site") as site, site.news("/search/") as news:
        before, page = news()["seen"], (top / "site/search/index.html").read_bytes()
        (top / "v/notes/a.md").write_text("# First\n\nUnheard-of words.\n", "utf-8")
        while news()["seen"] == before:
            pass
        assert (top / "site/search/index.html").read_bytes() == page


def test_notes_come_and_go(vault: Callable[[str], Path]) -> None:
    """New, renamed by way of another file as editors do, moved into a folder, and deleted: pages follow."""
    top = vault(SMALL)
    notes = top / "v/notes"
    with served(notes, top / "site") as site:
        (notes / ".a.md.tmp").write_text("# First\n\nBy way of a file.\n", "utf-8")
        (notes / ".a.md.tmp").replace(notes / "a.md")
        site.until(lambda: "By way of a file." in site.ask("/a/")[2])
        (notes / "c.md").write_text("", "utf-8")
        site.until(lambda: site.ask("/c/")[0] == 200)
        (notes / "c.md").write_text("# Third\n", "utf-8")
        site.until(lambda: "Third" in site.ask("/c/")[2])
        (notes / "c.md").rename(notes / "d.md")
        site.until(lambda: (site.ask("/c/")[0], site.ask("/d/")[0]) == (404, 200))
        (notes / "deep").mkdir()
        (notes / "d.md").rename(notes / "deep/e.md")
        site.until(lambda: (site.ask("/d/")[0], site.ask("/e/")[0]) == (404, 200))
        (notes / "deep/e.md").write_text("# Deep down\n", "utf-8")
        site.until(lambda: "Deep down" in site.ask("/e/")[2])
        shutil.rmtree(notes / "deep")
        site.until(lambda: site.ask("/e/")[0] == 404)


def test_errors_are_told_with_their_place(vault: Callable[[str], Path]) -> None:
    """An error that a save brings is told to every page, with its place, until it is mended; old ones are not."""
    top = vault(SMALL + "-- v/notes/old.md --\n---\ntitle: [\n---\n# Old\n")
    notes = top / "v/notes"
    with served(notes, top / "site") as site, site.news("/b/") as news:
        assert news()["trouble"] == []
        (notes / "a.md").write_text("---\ntitle: [\n---\n# First\n", "utf-8")
        while not (trouble := news()["trouble"]):
            pass
        assert [one["place"].split(":")[0] for one in trouble] == ["a.md"]
        assert trouble[0]["place"].count(":") == 2
        assert "front matter" in trouble[0]["message"]
        assert site.ask("/a/")[0] == site.ask("/b/")[0] == 200
        (notes / "a.md").write_text("# First\n", "utf-8")
        while news()["trouble"]:
            pass
        (notes / "old.md").write_text("---\ntitle: [\n---\n# Old and touched\n", "utf-8")
        while not news()["trouble"]:
            pass


def test_settings_are_broken_and_mended(vault: Callable[[str], Path]) -> None:
    """While kb.toml can't be read the site stays, and pages say why; mended, it counts."""
    top = vault(SMALL + '-- v/kb.toml --\n[site]\ntitle = "Before"\n')
    settings = top / "v/kb.toml"
    with served(top / "v/notes", top / "site") as site, site.news("/a/") as news:
        news()
        settings.write_text("[site]\ntitle = \n", "utf-8")
        while not (failure := news()["failure"]):
            pass
        assert "kb.toml" in failure
        assert "Before" in site.ask("/a/")[2]
        settings.write_text('[site]\ntitle = "Behind"\n', "utf-8")
        while news()["failure"]:
            pass
        assert "Behind" in site.ask("/a/")[2]


def test_the_notes_folder_goes_and_comes_back(vault: Callable[[str], Path]) -> None:
    """Without its notes the site stays; when they are back, in a new folder too, saves count as before."""
    top = vault(SMALL)
    notes = top / "v/notes"
    with served(notes, top / "site") as site, site.news("/a/") as news:
        news()
        shutil.rmtree(notes)
        while not (failure := news()["failure"]):
            pass
        assert "notes" in failure
        assert site.ask("/a/")[0] == 200
        notes.mkdir()
        (notes / "a.md").write_text("# Back\n", "utf-8")
        site.until(lambda: "Back" in site.ask("/a/")[2])
        (notes / "a.md").write_text("# Back and saved\n", "utf-8")
        site.until(lambda: "Back and saved" in site.ask("/a/")[2])
        assert site.ask("/b/")[0] == 404


def test_a_storm_of_saves_is_few_builds(vault: Callable[[str], Path]) -> None:
    """Five hundred files at once are one build, or two when the disk is slow, and all of them are read."""
    top = vault(SMALL)
    with served(top / "v/notes", top / "site") as site:
        site.until(lambda: len(site.told) > 0)  # the look at what was saved before watching began
        before = len(site.told)
        for number in range(500):
            (top / f"v/notes/n{number}.md").write_text(f"# Note {number}\n", "utf-8")
        site.until(lambda: sum(_read(site.told[before:])) == 500)
        assert len(_read(site.told[before:])) <= 2
        assert site.ask("/n0/")[0] == site.ask("/n499/")[0] == 200


def _read(told: list[Round | str]) -> list[int]:
    """How many notes each build read, of those that read some."""
    counts = [one.built.counts["read"] for one in told if isinstance(one, Round) and one.built]
    return [count for count in counts if count]


def test_another_kb_builds_at_the_same_time(vault: Callable[[str], Path]) -> None:
    """A build into another folder, from the same cache, and serving don't get into each other's way."""
    top = vault(SMALL)
    notes = top / "v/notes"
    with served(notes, top / "site") as site:
        for number in range(8):
            (notes / "a.md").write_text(f"# First {number}\n", "utf-8")
            kb.open_vault(notes).build(top / "other")
        site.until(lambda: "First 7" in site.ask("/a/")[2])
        kb.open_vault(notes).build(top / "other")
    kb.open_vault(notes, cache=False).build(top / "clean")
    files = {path.relative_to(top / "clean") for path in (top / "clean").rglob("*") if path.is_file()}
    for name in files:
        assert (
            (top / "site" / name).read_bytes()
            == (top / "clean" / name).read_bytes()
            == (top / "other" / name).read_bytes()
        )


def test_a_fault_of_kb_does_not_end_it(vault: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What kb itself does wrong is told as a failure, and the next save is built."""
    top = vault(SMALL)
    with served(top / "v/notes", top / "site") as site, site.news("/a/") as news:
        news()
        with monkeypatch.context() as patched:
            patched.setattr(analysing, "published", lambda _: 1 / 0)
            (top / "v/notes/a.md").write_text("# Unlucky\n", "utf-8")
            while not (failure := news()["failure"]):
                pass
        assert "ZeroDivisionError" in failure
        (top / "v/notes/a.md").write_text("# Lucky\n", "utf-8")
        site.until(lambda: "Lucky" in site.ask("/a/")[2])
