"""Laws of writing a site: exactly kb's files, others untouched, every file whole, equal ones not written."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kb.errors import OutputError
from kb.io.fork import LostError
from kb.io.manifest import JOURNAL, MANIFEST
from kb.io.output import Written
from kb.model import Output
from tests.io.written import write_site

SITES = st.dictionaries(
    st.sampled_from(["index.html", "a/index.html", "b/index.html", "a/b/c.json", "ü/x"]), st.binary(max_size=3)
)


def _outputs(files: dict[str, bytes]) -> list[Output]:
    return [Output(path=path, content=content) for path, content in files.items()]


def _present(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class Site(RuleBasedStateMachine):
    """Any sequence of builds, stopped builds and strangers' files."""

    def __init__(self) -> None:
        """Start with an empty folder."""
        super().__init__()
        import tempfile  # noqa: PLC0415  # a fixture does not reach a state machine

        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name) / "site"
        self.strangers: dict[str, bytes] = {}
        self.built: dict[str, bytes] = {}

    def teardown(self) -> None:
        """Remove the folder."""
        self.temporary.cleanup()

    @rule(site=SITES)
    def build(self, site: dict[str, bytes]) -> None:
        """A build leaves exactly its files, and a second one writes nothing."""
        before = dict(self.built)
        report = write_site(self.folder, _outputs(site))
        again = write_site(self.folder, _outputs(site))
        assert set(report.removed) >= set(before) - set(site)
        assert (again.written, again.removed, again.unchanged) == ((), (), len(site))
        self.built = site

    @rule(site=SITES, after=st.integers(0, 4))
    def stopped(self, site: dict[str, bytes], after: int) -> None:
        """A build that is stopped leaves whole files that the next one knows for kb's own."""

        def until_stopped() -> Iterator[Output]:
            yield from _outputs(site)[:after]
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_site(self.folder, until_stopped())
        self.built = self.built | dict(list(site.items())[:after])

    @rule(site=SITES)
    def checked(self, site: dict[str, bytes]) -> None:
        """A check says what a build would do and does nothing."""
        report = write_site(self.folder, _outputs(site), check=True)
        assert set(report.written) == {path for path, content in site.items() if self.built.get(path) != content}
        assert set(report.removed) == set(self.built) - set(site)

    @rule(name=st.sampled_from(["stranger.txt", "a/stranger", "z/y"]))
    def stranger(self, name: str) -> None:
        """Somebody puts a file of their own into the folder."""
        if (self.folder / MANIFEST).exists():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(b"theirs")
            self.strangers[name] = b"theirs"

    @invariant()
    def holds(self) -> None:
        """The folder holds what was built, and what others put there."""
        if self.folder.exists():
            assert _present(self.folder) == self.built | self.strangers


TestSite = Site.TestCase


def _build(folder: Path, **files: str) -> Written:
    return write_site(folder, _outputs({name: text.encode() for name, text in files.items()}))


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    """A folder with files of unknown origin is left exactly as it was."""
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(OutputError, match=r"did not write: thesis\.tex"):
        _build(tmp_path, page="x")
    assert _present(tmp_path) == {"thesis.tex": b"mine"}
    assert not (tmp_path / MANIFEST).exists()


@pytest.mark.parametrize("lost", [False, True])
def test_a_file_that_appears_while_a_first_site_is_made_is_kept(tmp_path: Path, *, lost: bool) -> None:
    """It is named, whether or not what kb itself keeps beside the site is still there."""
    folder = tmp_path / "site"

    def outputs() -> Iterator[Output]:
        yield Output(path="page", content=b"x")
        (folder / "page").write_text("theirs")
        if lost:
            (folder / JOURNAL).unlink()

    with pytest.raises(OutputError, match="holds page, which kb did not write"):
        write_site(folder, outputs())
    assert (folder / "page").read_text() == "theirs"
    assert not (folder / MANIFEST).exists()


@pytest.mark.parametrize("moved", [0, 1])
def test_a_first_site_that_is_lost_while_it_moves_up_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    """What stands already is kb's own, and the next build makes the rest or takes it away."""
    rename, renamed = os.rename, list[str]()

    def some(source: str, target: str) -> None:
        if len(renamed) == moved:
            raise LostError("as if killed")
        renamed.append(target)
        rename(source, target)

    monkeypatch.setattr(os, "rename", some)
    with pytest.raises(LostError):
        _build(tmp_path, a="1", b="2")
    monkeypatch.undo()
    assert len(_present(tmp_path)) == moved
    assert _build(tmp_path, b="2", c="3").unchanged <= moved
    assert _present(tmp_path) == {"b": b"2", "c": b"3"}


@pytest.mark.parametrize("before", [{}, {"a": "1"}])
def test_the_manifest_names_a_site_sorted(tmp_path: Path, before: dict[str, str]) -> None:
    """So it does whatever was there before, and whatever order files come in."""
    _build(tmp_path, **before)
    _build(tmp_path, c="3", b="2")
    assert (tmp_path / MANIFEST).read_text().splitlines()[1:] == ["b", "c"]


@pytest.mark.parametrize("lost", [False, True])
def test_a_site_that_was_whole_already_is_named_by_the_manifest(tmp_path: Path, *, lost: bool) -> None:
    """Where a run was stopped at its very end, or somebody removed the manifest meanwhile."""
    _build(tmp_path, a="1")

    def outputs() -> Iterator[Output]:
        yield from _outputs({"a": b"1", "b": b"2"})
        if lost:
            (tmp_path / MANIFEST).unlink()
        else:
            raise KeyboardInterrupt

    with nullcontext() if lost else pytest.raises(KeyboardInterrupt):
        write_site(tmp_path, outputs())
    assert _build(tmp_path, a="1", b="2").written == ()
    assert _build(tmp_path, a="1").removed == ("b",)


def test_somebody_elses_file_is_not_replaced(tmp_path: Path) -> None:
    """A file that appeared where a page should go is named and kept; one that is equal already is adopted."""
    _build(tmp_path, a="1")
    (tmp_path / "b").write_text("theirs")
    with pytest.raises(OutputError, match="holds b, which kb did not write"):
        _build(tmp_path, a="1", b="2")
    assert _present(tmp_path) == {"a": b"1", "b": b"theirs"}
    assert _build(tmp_path, a="1", b="theirs").unchanged == 2
    assert _build(tmp_path, a="1").removed == ("b",)


def test_hidden_files_are_nobodys_business(tmp_path: Path) -> None:
    """A folder that holds only hidden files, as a checkout does, may be written to."""
    (tmp_path / ".gitignore").write_text("*")
    assert _build(tmp_path, page="x").written == ("page",)
    assert (tmp_path / ".gitignore").read_text() == "*"


@pytest.mark.parametrize("line", ["../escape", "/etc/escape", "a/../../escape", "a\\..\\escape"])
def test_a_manifest_can_not_reach_outside(tmp_path: Path, line: str) -> None:
    """Paths of a manifest that leave the folder are not kb's, so they are not removed."""
    victim = tmp_path / "escape"
    victim.write_text("precious")
    site = tmp_path / "site"
    _build(site, page="x")
    with (site / MANIFEST).open("a") as manifest:
        manifest.write(f"{line}\n")
    assert _build(site, page="x").removed == ()
    assert victim.read_text() == "precious"


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """A page that somebody made a link of becomes a page again; what it led to is untouched."""
    site = tmp_path / "site"
    _build(site, page="x")
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (site / "page").unlink()
    (site / "page").symlink_to(victim)
    _build(site, page="y")
    assert (site / "page").read_text() == "y"
    assert victim.read_text() == "precious"


@given(st.binary())
def test_any_manifest_is_read_or_refused(data: bytes) -> None:
    """A damaged manifest never makes kb remove a file."""
    import tempfile  # noqa: PLC0415  # a fixture does not reach each example

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "theirs").write_text("x")
        (folder / MANIFEST).write_bytes(data)
        with pytest.raises(OutputError):
            _build(folder, page="y")
        assert (folder / "theirs").read_text() == "x"
