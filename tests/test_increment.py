"""Laws of building again: whatever was edited since, and whatever is kept, the site is that of a clean build."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

import kb
from kb.codec import UnfitError, encode
from kb.errors import KbError
from kb.io.aside import Aside
from kb.io.cache import Cache
from kb.io.memory import Memory
from kb.io.place import cache_file
from kb.io.version import code_version
from kb.model import Note, Output
from kb.pipeline import Build, pieces
from kb.site import Made, Since, Site

Write = Callable[[str], Path]

NAMES = ("a1b2c3d4", "b2c3d4e5", "c3d4e5f6", "old", "deep/d4e5f6a7", "Über uns", "about")
WORDS = ("quay", "ferry", "shore power", "orchard", "drones", "licence", "AI", "artificial intelligence (AI)")
ORIGINS = ("20240218", "20240303", "20240303b", "3287.0", "")
PARTS = (
    ("## Aside", "See [this]({0}).\n\n## Aside"),
    ("## Closest\n", "## Closest\n\n* [Ports]({0})"),
    ("## Themes\n", "## Themes\n\n* {0}"),
    ("## Keywords\n", "## Keywords\n\n* {0}"),
    ("## Summary\n", "## Summary\n\nNew outer words (NOW)."),
    ("com/oneb2c3d4e5", "com/onea1b2c3d4"),
    ("com/onea1b2c3d4", "com/oneb2c3d4e5"),
    ("* quay", "* quays"),
    ("([2024", "([2023"),
)
FULL = """\
# __Ports {0}__, from ([20240218](https://example.org/p/20240218).)

__[External link](https://example.com/one{0})__

## Summary

Ferries plug in, [see](b2c3d4e5).

## Keywords

* quay

## Themes

* quay

## Closest

* [Ports](c3d4e5f6)

## Aside

More.
"""
SETTINGS = (
    "",
    '[site]\nbase_url = "https://example.org/s/"\n',
    '[site]\ntitle = "Others"\naccent = "#006699"\n[closest]\nk = 2\n',
    '[notes]\nexclude = ["deep"]\n[checks]\nclosest-missing = "off"\n[terms.aliases]\n"Drone" = ["drones"]\n',
)


@st.composite
def note_texts(draw: st.DrawFn) -> str:
    """A note of a few parts, made of few words, so that notes meet in them."""
    words = st.lists(st.sampled_from(WORDS), max_size=4)
    title, origin = draw(st.sampled_from(["Ports", "Ferries", "Growers & co", "ports"])), draw(st.sampled_from(ORIGINS))
    lines = ["---", "draft: true", "---"] if draw(st.integers(0, 9)) == 9 else []
    lines += [f"# __{title}__, from ([{origin}](https://example.org/p/{origin}).)" if origin else f"# {title}", ""]
    if link := draw(st.sampled_from(["", "https://example.com/one", "https://example.com/two?utm_source=x"])):
        lines += [f"__[External link]({link})__", ""]
    targets = st.sampled_from([*NAMES, "Ports", "nowhere"])
    lines += ["## Summary", "", f"{' '.join(draw(words))} [see]({draw(targets)}#aside).", ""]
    lines += ["## Keywords", "", *(f"* {word}" for word in draw(words)), ""]
    lines += ["## Themes", "", *(f"* {word}" for word in draw(words)), ""]
    rows = [f"|{word}|from *{word}* to [more]({draw(targets)})|later|why|" for word in draw(words)]
    lines += ["## Signals", "", "|Signal|Change|10y horizon|Driving force|", "|--|--|--|--|", *rows, ""] if rows else []
    lines += ["## Closest", "", *(f"* [Ports]({draw(targets)})" for _ in draw(words)), ""]
    lines += ["## Aside", "", "More.", ""] if draw(st.booleans()) else []
    return "\n".join(lines)


def _tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder that is the site's."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".kb-")
    }


def _build(top: Path, site: str, *, cache: bool = True, memory: Memory | None = None) -> Build:
    return kb.open_vault(top, cache=cache).build(top / site, memory=memory)


def _hold(top: Path, site: str = "site", memory: Memory | None = None) -> Build:
    """A build on what is kept gives the files of a clean build, and says the same of them."""
    built = _build(top, site, memory=memory)
    shutil.rmtree(top / "clean", ignore_errors=True)
    clean = _build(top, "clean", cache=False)
    assert _tree(top / site) == _tree(top / "clean")
    assert (built.notes, built.pages, built.files, built.diagnostics) == (
        clean.notes, clean.pages, clean.files, clean.diagnostics,
    )  # fmt: skip
    assert built.written.size == clean.written.size
    return built


class Editing(RuleBasedStateMachine):
    """Somebody edits notes, settings and sites, and builds now and then."""

    top: Path
    memory: Memory | None = None

    def __init__(self) -> None:
        """Begin with one note."""
        super().__init__()
        shutil.rmtree(self.top, ignore_errors=True)
        (self.top / "notes" / "deep").mkdir(parents=True)
        (self.top / "kb.toml").write_text("")
        self._write("a1b2c3d4", "# Ports\n\n## Themes\n\n* quay\n")
        self.stale = True

    def _file(self, name: str) -> Path:
        return self.top / "notes" / f"{name}.md"

    def _write(self, name: str, text: str) -> None:
        self._file(name).write_text(text, encoding="utf-8")
        self.stale = True

    @rule(name=st.sampled_from(NAMES), text=note_texts())
    def write(self, name: str, text: str) -> None:
        """A note is new, or other than before."""
        self._write(name, text)

    @rule(name=st.sampled_from(NAMES), word=st.sampled_from(WORDS))
    def edit(self, name: str, word: str) -> None:
        """One body is edited."""
        if self._file(name).exists():
            self._write(name, self._file(name).read_text("utf-8").replace("## Summary\n\n", f"## Summary\n\n{word} "))

    @rule(name=st.sampled_from(NAMES), part=st.sampled_from(PARTS), goal=st.sampled_from([*NAMES, "nowhere"]))
    def edit_a_part(self, name: str, part: tuple[str, str], goal: str) -> None:
        """Something that others depend on is edited, and the title stays."""
        if self._file(name).exists():
            text = self._file(name).read_text("utf-8")
            self._write(name, text.replace(part[0], part[1].format(goal), 1))

    @rule(name=st.sampled_from(NAMES))
    def edit_in_secret(self, name: str) -> None:
        """A note changes, but neither its size nor the time that it says it was changed at."""
        if self._file(name).exists():
            before = self._file(name).stat()
            self._write(name, self._file(name).read_text("utf-8").swapcase())
            os.utime(self._file(name), ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(name=st.sampled_from(NAMES))
    def touch(self, name: str) -> None:
        """A note is touched and stays what it is."""
        if self._file(name).exists():
            os.utime(self._file(name), (1, 1))

    @rule(name=st.sampled_from(NAMES), other=st.sampled_from(NAMES))
    def rename(self, name: str, other: str) -> None:
        """A note gets another name."""
        if self._file(name).exists():
            self._file(name).rename(self._file(other))
            self.stale = True

    @rule(name=st.sampled_from(NAMES))
    def delete(self, name: str) -> None:
        """A note goes."""
        self._file(name).unlink(missing_ok=True)
        self.stale = True

    @rule(text=st.sampled_from(SETTINGS))
    def set(self, text: str) -> None:
        """The settings change."""
        (self.top / "kb.toml").write_text(text)
        self.stale = True

    @rule(how=st.sampled_from(["edit", "delete", "swap", "all"]), data=st.data())
    def meddle(self, how: str, data: st.DataObject) -> None:
        """Somebody edits the site's own files, or deletes them."""
        files = sorted(_tree(self.top / "site")) if (self.top / "site").exists() else []
        if files and how == "all":
            shutil.rmtree(self.top / "site")
        elif files:
            file = self.top / "site" / data.draw(st.sampled_from(files))
            if how == "delete":
                file.unlink()
            else:
                content = file.read_bytes()
                file.write_bytes(content.swapcase() if how == "swap" else content + b" ")
        self.stale = True

    @rule(question=st.sampled_from(["quay", '"shore power"', "theme:ai", "ferr*", "-drones", "see -theme:quay"]))
    def search(self, question: str) -> None:
        """A question gets the answer that it gets where nothing is kept."""
        if any((self.top / "notes").rglob("*.md")):
            kept, anew = (kb.open_vault(self.top, cache=cache) for cache in (True, False))
            assert kept.search(question) == anew.search(question)
            assert kept.narrowings(question) == anew.narrowings(question)

    @rule()
    def build_elsewhere(self) -> None:
        """Another site is made of the same notes."""
        if any((self.top / "notes").rglob("*.md")):
            _hold(self.top, "other", self.memory)

    @rule(jobs=st.integers(0, 30))
    def crash(self, jobs: int) -> None:
        """A build ends in the middle, when some jobs are done or all files are written and nothing is kept yet."""
        make, done = Site.make, iter(range(jobs))

        def some(site: Site, name: str, made: list[Made], since: Since | None = None) -> Iterator[Output]:
            if next(done, None) is None:
                raise KeyboardInterrupt
            return make(site, name, made, since)

        stop = patch.object(Site, "make", some) if jobs < 30 else patch.object(Cache, "commit", side_effect=SystemExit)
        with stop, suppress(KeyboardInterrupt, SystemExit, KbError):
            _build(self.top, "site", memory=self.memory)
        self.stale = True

    @rule()
    def lose_rows(self) -> None:
        """Another program puts nonsense into the cache."""
        for file in self.top.glob("cache/kb/*.sqlite3"):
            rows = sqlite3.connect(file)
            with rows:
                rows.execute(
                    "UPDATE kept SET value = substr(value, 1, 9) WHERE space IN ('look', 'read', 'site', 'stood')"
                )
            rows.close()
        self.stale = True

    @precondition(lambda self: self.stale)
    @rule()
    def build(self) -> None:
        """The site is made, and is what a clean build makes."""
        if any((self.top / "notes").rglob("*.md")):
            _hold(self.top, memory=self.memory)
        self.stale = False


class Staying(Editing):
    """The same with one process that stays and holds what it knows, while others come and go."""

    def __init__(self) -> None:
        """Begin to stay, with notes that have all parts."""
        super().__init__()
        self.memory = Memory()
        for name in NAMES[:3]:
            self._write(name, FULL.format(name))

    @rule(name=st.sampled_from(NAMES[:3]), part=st.sampled_from(PARTS), goal=st.sampled_from([*NAMES, "nowhere"]))
    def save(self, name: str, part: tuple[str, str], goal: str) -> None:
        """A part is edited, and the site is made at once."""
        self.edit_a_part(name, part, goal)
        self.build()

    @rule()
    def build_by_another(self) -> None:
        """Another process makes the site meanwhile, and writes what both keep."""
        if any((self.top / "notes").rglob("*.md")):
            _hold(self.top)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "vault" / "cache"))


@pytest.mark.parametrize("machine", [Editing, Staying])
def test_any_sequence_of_edits_ends_in_the_clean_site(tmp_path: Path, machine: type[Editing]) -> None:
    """After any edits, additions, renames, deletions, settings and meddling, a build gives a clean build's bytes."""
    machine.top = tmp_path / "vault"
    examples = int(os.environ.get("KB_EXAMPLES", "6"))
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=12, deadline=None))


VAULT = """\
-- notes/a1b2c3d4.md --
# __Shore power__, from ([20240218](https://example.org/p/20240218).)

## Summary

Ferries plug in at the quay.

## Themes

* ports
-- notes/b2c3d4e5.md --
# __Ferries__, from ([20240218](https://example.org/p/20240218).)

## Summary

A ferry charges at the quay.

## Closest

* [Shore power](a1b2c3d4)
-- notes/c3d4e5f6.md --
# __Orchards__, from ([20240303](https://example.org/p/20240303).)

## Summary

Drones pollinate.
"""


def test_one_edited_body_reads_one_note_and_makes_few_pages(vault: Write) -> None:
    """After one edit one note is read, its page is made again, and pages that show nothing of it are not."""
    top = vault(VAULT)
    _hold(top)
    file = top / "notes" / "c3d4e5f6.md"
    file.write_text(file.read_text("utf-8").replace("Drones", "Small drones"))
    built = _hold(top)
    assert built.counts["read"] == 1
    assert "c3d4e5f6/index.html" in built.written.written
    assert not {"a1b2c3d4/index.html", "theme/ports/index.html"} & {*built.written.written}
    assert built.counts["jobs"] < built.pages


def test_what_two_processes_left_is_what_one_leaves(vault: Write) -> None:
    """Whichever process tells what stands under all names, and makes what of an edit: the next goes on from it."""
    top = vault(VAULT)
    note = (top / "notes" / "c3d4e5f6.md").read_text("utf-8")
    for number in range(pieces.MANY):
        (top / "notes" / f"d{number:07}.md").write_text(note.replace("Orchards", f"Orchards of {number}"))
    file = top / "notes" / "a1b2c3d4.md"
    edits = [file.read_text("utf-8"), file.read_text("utf-8").replace("Ferries plug", "Two ferries plug")]
    built = []
    for jobs in (1, 2):
        file.write_text(edits[0])
        kb.open_vault(top, jobs=jobs).build(top / f"site{jobs}")
        file.write_text(edits[1])
        built.append(kb.open_vault(top).build(top / f"site{jobs}"))
        file.write_text(edits[1].replace("# __Shore", "# __Sea shore").replace("* ports", "* ports\n* ferries"))
        kb.open_vault(top, jobs=jobs).build(top / f"site{jobs}")
    _build(top, "clean", cache=False)
    assert built[0].counts == built[1].counts
    assert built[0].counts["jobs"] < pieces.MANY
    assert _tree(top / "site1") == _tree(top / "site2") == _tree(top / "clean")


def test_a_store_that_two_processes_began_has_the_rows_of_one(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known before pages are made is written by whoever is free then: each row is there, and says the same."""
    top = vault(VAULT)
    note = (top / "notes" / "c3d4e5f6.md").read_text("utf-8")
    for number in range(pieces.MANY):
        (top / "notes" / f"d{number:07}.md").write_text(note.replace("Orchards", f"Orchards of {number}"))
    found, begun = list[dict[tuple[str, str], bytes]](), list[bool]()
    stamped = {"state", "files", "site", f"placed {top / 'site'}"}  # by moments, and cut where work was
    begin = Cache.begin

    def noting(cache: Cache) -> Callable[[], None] | None:
        fill = begin(cache)
        begun.append(fill is not None)
        return fill

    monkeypatch.setattr(Cache, "begin", noting)
    for jobs in (1, 2):
        monkeypatch.setenv("XDG_CACHE_HOME", str(top / f"cache{jobs}"))
        kb.open_vault(top, jobs=jobs).build(top / "site")
        shutil.rmtree(top / "site")
        (file,) = (top / f"cache{jobs}").glob("kb/*.sqlite3")
        with closing(sqlite3.connect(file)) as rows:
            kept = rows.execute("SELECT space, key, value FROM kept")
            found.append({(space, key): value for space, key, value in kept if space not in stamped})
    assert begun == [True, True]
    assert found[0] == found[1]


def test_a_front_page_that_tells_the_same_is_left_alone(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit that moves ties makes the graph again, and the front page only where a community is another."""
    top = vault(VAULT)
    _hold(top)
    make, done = Site.make, list[str]()

    def noting(site: Site, name: str, made: list[Made], since: Since | None = None) -> Iterator[Output]:
        done.append(name)
        return make(site, name, made, since)

    monkeypatch.setattr(Site, "make", noting)
    file = top / "notes" / "a1b2c3d4.md"
    file.write_text(file.read_text("utf-8").replace("at the quay.", "at the quay, as [they](b2c3d4e5) do."))
    _build(top, "site")
    assert "graph" in done
    assert "front" not in done
    monkeypatch.setattr(Site, "make", make)
    _hold(top)
    file.write_text(file.read_text("utf-8").replace("(b2c3d4e5)", "(c3d4e5f6)"))
    assert "index.html" in _hold(top).written.written


def test_where_nothing_changed_nothing_is_read_or_made(vault: Write) -> None:
    """A second build, and one after files were touched, reads no note's text and does no job of the site."""
    top = vault(VAULT)
    _hold(top)
    for touched in (False, True):
        for file in (top / "notes").iterdir() if touched else ():
            os.utime(file, (1, 1))
        built = _hold(top)
        assert (built.counts["read"], built.counts["jobs"], built.written.written) == (0, 0, ())


def test_another_folder_takes_nothing_from_the_first(vault: Write) -> None:
    """A site made of the same notes in another folder, as `kb serve` makes it, leaves the first as quick to go on."""
    top = vault(VAULT)
    _hold(top)
    assert _hold(top, "other").counts["jobs"] > 0
    file = top / "notes" / "c3d4e5f6.md"
    file.write_text(file.read_text("utf-8").replace("Drones", "Small drones"))
    counts = [_hold(top, site).counts["jobs"] for site in ("other", "site", "site")]
    assert counts[0] == counts[1] > 0
    assert counts[2] == 0


def test_a_copied_vault_is_built_like_the_first(vault: Write, tmp_path: Path) -> None:
    """A copy has a cache of its own, and a site that was copied along is checked before it is believed."""
    top = vault(VAULT)
    _hold(top)
    shutil.copytree(top / "notes", tmp_path / "copy" / "notes")
    shutil.copytree(top / "site", tmp_path / "copy" / "site")
    assert _hold(tmp_path / "copy").written.written == ()
    (tmp_path / "copy" / "notes" / "a1b2c3d4.md").unlink()
    _hold(tmp_path / "copy")
    _hold(top)


def test_a_version_begins_anew(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of kb believes nothing that this one kept, and the other way round."""
    top = vault(VAULT)
    for version in (b"1", b"2", b"1"):
        monkeypatch.setattr("kb.api.held.code_version", lambda version=version: version)
        assert _hold(top).counts["read"] == 3


def test_an_item_of_several_notes_is_kept_like_others(vault: Write) -> None:
    """Notes that become one item, and two again, leave no trace of what they were."""
    top = vault(VAULT)
    _hold(top)
    copy = top / "notes" / "d4e5f6a7.md"
    copy.write_bytes((top / "notes" / "b2c3d4e5.md").read_bytes())
    _hold(top)
    copy.write_text(copy.read_text("utf-8").replace("A ferry", "Another ferry"))
    _hold(top)


def test_an_origin_is_named_anew_where_another_has_its_date(vault: Write) -> None:
    """The pages of an origin, and what links to it, tell its label while its date is not its alone."""
    head = "| name | description | change | 10-year | driving-force |\n|--|--|--|--|--|\n"
    top = vault(
        "-- notes/quay.md --\n# __Quay__, from ([20240303](https://example.org/p/quay).)\n\n"
        f"## Signals\n\n{head}| A | b | c | d | e |\n"
    )
    _hold(top)
    page = top / "site" / "origin" / "20240303" / "index.html"
    assert "(20240303)" not in page.read_text(encoding="utf-8")
    (top / "notes" / "ferry.md").write_text("# __Ferry__, from ([20240303b](https://example.org/p/ferry).)\n")
    _hold(top)
    assert "3 March 2024 (20240303)" in page.read_text(encoding="utf-8")
    (shard,) = (top / "site" / "data" / "signals").glob("0-*.js")
    assert "3 March 2024 (20240303)" in shard.read_text(encoding="utf-8")


def test_a_note_that_cannot_be_kept_is_read_by_every_build(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that stays doesn't hold what the cache lacks: the note is read again, and all is right."""
    top, memory = vault(VAULT), Memory()

    def fit(value: object) -> bytes:
        if isinstance(value, tuple) and isinstance(value[0], Note) and value[0].id == "b2c3d4e5":
            raise UnfitError("It has no bytes.")
        return encode(value)

    monkeypatch.setattr("kb.pipeline.shelving.encode", fit)
    other = top / "notes" / "c3d4e5f6.md"
    for words, read in (("Drones", 3), ("Large drones", 2), ("Small drones", 2)):
        other.write_text(f"# Orchards\n\n## Summary\n\n{words} pollinate.\n")
        assert _hold(top, memory=memory).counts["read"] == read
    (top / "notes" / "b2c3d4e5.md").unlink()
    assert _hold(top, memory=memory).counts["read"] == 0


@pytest.mark.parametrize("room", [0, 7])
def test_an_index_for_which_there_is_no_room_is_made_anew(
    vault: Write, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """Rows of the search index that can't be laid aside are forgotten with all others of it, and the site is right.

    Those of one that goes on from a kept one are not laid aside.
    """
    top = vault(VAULT)
    put = Aside.__setitem__

    def full(aside: Aside, key: str, value: bytes | None) -> None:
        monkeypatch.setattr(aside, "_full", len(aside) >= room)
        put(aside, key, value)

    def rows() -> int:
        with Cache(cache_file(top), code_version()) as cache:
            return len(cache.all("search"))

    drones = (
        ("Drones", False, False),
        ("Large drones", False, False),
        ("Small drones", True, True),
        ("Drones", False, True),
    )
    for words, laid, kept in drones:
        monkeypatch.setattr(Aside, "__setitem__", put if laid else full)
        (top / "notes" / "c3d4e5f6.md").write_text(f"# Orchards\n\n## Summary\n\n{words} pollinate.\n")
        _hold(top)
        assert bool(rows()) == kept
