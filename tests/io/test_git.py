"""Laws of what git could give back: what it has as it is, and nothing else."""

import subprocess
from pathlib import Path

import pytest

from kb.io.git import uncommitted

WHO = {f"GIT_{who}_{what}": f"a@{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def _git(folder: Path, *words: str) -> None:
    command = ["git", "-C", str(folder), *words]
    subprocess.run(command, check=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one committed note."""
    for name, value in WHO.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "a.md").write_text("a")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        _git(folder, *words)
    return folder


def test_a_committed_note_can_be_had_back(repository: Path) -> None:
    """Nothing is said of it, from whichever folder of the repository one asks."""
    assert uncommitted(repository, [repository / "a.md"]) == ()
    (repository / "sub").mkdir()
    assert uncommitted(repository / "sub", [repository / "a.md"]) == ()


@pytest.mark.parametrize("name", ["*.md", "b [1].md", ":(top)a.md", "naïve “b”.md", "\udce9.md", "ignored.md"])
def test_a_note_that_git_does_not_have_is_named(repository: Path, name: str) -> None:
    """Whatever its name means to git, only this one is meant; one that git ignores counts too."""
    (repository / ".gitignore").write_text("ignored.md\n")
    (repository / name).write_text("b")
    (repository / "other.md").write_text("c")
    assert uncommitted(repository, [repository / name, repository / "a.md"]) == (name,)


def test_a_staged_change_is_none_that_git_gives_back(repository: Path) -> None:
    """Only a commit keeps a text for good."""
    (repository / "a.md").write_text("b")
    _git(repository, "add", "-A")
    assert uncommitted(repository, [repository / "a.md"]) == ("a.md",)


def test_a_link_out_of_the_repository_is_named(repository: Path) -> None:
    """Git keeps the link and not what it leads to."""
    outside = repository.parent / "outside.md"
    outside.write_text("b")
    (repository / "b.md").symlink_to(outside)
    _git(repository, "add", "-A")
    _git(repository, "commit", "-qm", "link")
    assert uncommitted(repository, [repository / "b.md"]) == (str(outside.resolve()),)


def test_thousands_of_names_are_asked_in_batches(repository: Path) -> None:
    """No number of files is too long for a command."""
    names = [f"{number:0200}.md" for number in range(600)]
    for name in names:
        (repository / name).write_text("b")
    assert uncommitted(repository, [repository / name for name in names]) == tuple(names)


def test_what_a_hook_is_told_does_not_mislead(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a hook of another repository the notes' own one is asked."""
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert uncommitted(repository, [repository / "a.md"]) == ()


def test_without_a_repository_or_git_there_is_no_answer(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is another answer than nothing."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert uncommitted(tmp_path, [tmp_path / "a.md"]) is None
    monkeypatch.setattr("kb.io.git.shutil.which", lambda _: None)
    assert uncommitted(repository, [repository / "a.md"]) is None
