"""Laws of a vault to start from: it is whole, it is never in the way, and each file is what its reader expects."""

import json
import re
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

import kb
from kb.cli import main
from kb.errors import VaultError
from kb.io import starter
from kb.io.settings import read_settings
from kb.io.starter import begin_vault, installed_from
from kb.model import Source
from kb.note import read

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_a_new_vault_is_clean_and_builds(tmp_path: Path) -> None:
    """Its one note has nothing to find, at any day after its own, and the site is made."""
    begun = begin_vault(tmp_path / "new", ["vscode"])
    assert begun.there == ()
    assert sorted(begun.made) == sorted(
        path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*") if path.is_file()
    )
    vault = kb.open_vault(tmp_path / "new")
    assert [one.title for one in vault.notes] == ["Ferries of three northern ports run on current from the quay"]
    assert {one.code for one in vault.collection.diagnostics} <= {"section-missing"}
    assert vault.build(vault.site_folder).notes == 1


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """Whatever stands under a name, a link that leads nowhere too; a second time all is there."""
    first = begin_vault(tmp_path)
    (tmp_path / "kb.toml").write_text("mine", "utf-8")
    (tmp_path / ".gitignore").unlink()
    (tmp_path / ".gitignore").symlink_to(tmp_path / "nowhere")
    again = begin_vault(tmp_path, ["vscode"])
    assert again.there == first.made
    assert all(name.startswith(".vscode/") for name in again.made)
    assert (tmp_path / "kb.toml").read_text("utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_notes_that_are_there_stay_alone(tmp_path: Path) -> None:
    """A folder with notes gets no example; Markdown where kb will not look is counted, but for README and the like."""
    (tmp_path / "notes" / "deep").mkdir(parents=True)
    for name in ("notes/deep/mine.md", "README.md", "beside.md"):
        (tmp_path / name).write_text("# Mine\n", "utf-8")
    begun = begin_vault(tmp_path)
    assert not any(name.startswith("notes/") for name in begun.made + begun.there)
    assert begun.outside == 1


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file in the place of a folder is named."""
    (tmp_path / "notes").write_text("a file", "utf-8")
    with pytest.raises(VaultError, match=r"ferries-at-the-quay\.md can't be written"):
        begin_vault(tmp_path)


def test_the_settings_are_known(tmp_path: Path) -> None:
    """Also those behind a # mark."""
    begin_vault(tmp_path)
    text = (tmp_path / "kb.toml").read_text("utf-8")
    assert read_settings(tmp_path / "kb.toml").given == {"site.title", "notes.folder"}
    (tmp_path / "kb.toml").write_text(re.sub(r"^# (?=\S+ = )", "", text, flags=re.MULTILINE), "utf-8")
    assert len(read_settings(tmp_path / "kb.toml").given) > 12


class Installed:
    """A package as pip notes it down."""

    def __init__(self, record: str | None) -> None:
        """Take the text of direct_url.json."""
        self._record = record

    def read_text(self, _: str) -> str | None:
        """The record."""
        return self._record


@pytest.mark.parametrize(
    ("url", "more", "wanted"),
    [
        ("https://example.org/a/kb.git", {"vcs_info": {"vcs": "git", "commit_id": COMMIT}}, True),
        ("https://user:secret@example.org/a/kb", {"vcs_info": {"vcs": "git", "commit_id": COMMIT}}, False),
        ("https://example.org/a$(id)/kb", {"vcs_info": {"vcs": "git", "commit_id": COMMIT}}, False),
        ("https://example.org/a/kb", {"vcs_info": {"vcs": "git", "commit_id": "main; id"}}, False),
        ("file:///home/me/kb", {"dir_info": {"editable": True}}, False),
        ("https://example.org/kb.whl", {"archive_info": {}}, False),
    ],
)
def test_the_workflow_installs_this_kb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, more: dict[str, Any], *, wanted: bool
) -> None:
    """From the repository and commit that pip had it from, where others can reach that; else it says what to set."""
    record = json.dumps({"url": url, **more})
    monkeypatch.setattr(metadata, "distribution", lambda _: Installed(record))
    assert installed_from() == (f"git+{url}@{COMMIT}" if wanted else "")
    begin_vault(tmp_path)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/pages.yml").read_text("utf-8"))
    assert workflow["env"]["KB_SOURCE"] == (f"git+{url}@{COMMIT}" if wanted else "${{ vars.KB_SOURCE }}")


@pytest.mark.parametrize("record", [None, "", "{", "[]", "{}"])
def test_an_unknown_source_is_none(monkeypatch: pytest.MonkeyPatch, record: str | None) -> None:
    """Whatever pip wrote down."""
    monkeypatch.setattr(metadata, "distribution", lambda _: Installed(record))
    assert installed_from() == ""


def test_the_workflow_runs_kb_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its steps of kb, run as they stand, make the folder that is uploaded; expressions stand in no script."""
    begin_vault(tmp_path)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/pages.yml").read_text("utf-8"))
    steps = workflow["jobs"]["publish"]["steps"]
    scripts = [step["run"] for step in steps if "run" in step]
    assert not any("${{" in script for script in scripts)
    monkeypatch.chdir(tmp_path)
    for script in scripts[1:]:
        command = script.replace('"$BASE_URL/"', "https://example.org/signals/").split()
        monkeypatch.setattr("sys.argv", command)
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code, capsys.readouterr().err
    (upload,) = [step for step in steps if "upload-pages" in step.get("uses", "")]
    assert (tmp_path / upload["with"]["path"] / "index.html").is_file()


def plain_json(text: str) -> Any:  # noqa: ANN401  # any JSON
    """JSON of VS Code's, which has comments on lines of their own."""
    return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


def test_snippets_are_notes() -> None:
    """The snippet of a whole note, with its placeholders taken as they are, is a note without trouble."""
    snippets = plain_json((Path(starter.__file__).parent / "vscode/kb.code-snippets").read_text("utf-8"))
    today = {"YEAR": "2024", "MONTH": "02", "DATE": "18"}

    def filled(text: str) -> str:
        text = re.sub(r"\$CURRENT_(YEAR|MONTH|DATE)", lambda name: today[name[1]], text)
        return re.sub(r"\$\{\d+:([^}]*)\}|\$0", lambda place: place[1] or "", text)

    note, found = read(Source(path="a.md", text=filled("\n".join(snippets["Note"]["body"])), digest=""))
    assert {one.code for one in found} <= {"section-missing"}  # nobody is close yet
    assert note.origin
    assert (note.origin.label, len(note.signals), note.themes) == ("20240218", 1, ("theme",))
    row = filled(snippets["Signal"]["body"])
    again, found = read(Source(path="a.md", text=f"{snippets_head(snippets, filled)}{row}\n", digest=""))
    assert {one.code for one in found} <= {"section-missing"}  # nobody is close yet
    assert len(again.signals) == 2


def snippets_head(snippets: dict[str, Any], filled: Any) -> str:  # noqa: ANN401  # a function
    """The note's snippet up to where another row may stand."""
    return "\n".join(map(filled, snippets["Note"]["body"][:-1])) + "\n"


def test_the_problem_matcher_reads_what_check_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every line of `kb check`, with its place, severity and code."""
    begin_vault(tmp_path, ["vscode"])
    shutil.copy(tmp_path / "notes/ferries-at-the-quay.md", tmp_path / "notes/c: copy.md")
    (tmp_path / "notes/empty.md").write_text("", "utf-8")
    tasks = plain_json((tmp_path / ".vscode/tasks.json").read_text("utf-8"))
    pattern = tasks["tasks"][0]["problemMatcher"]["pattern"]
    monkeypatch.chdir(tmp_path)

    def printed(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["kb", *arguments])
        with pytest.raises(SystemExit):
            main()
        return capsys.readouterr().out

    rows = json.loads(printed("check", "--format", "json"))
    lines = printed(*tasks["tasks"][0]["args"]).splitlines()
    assert len(rows) > 2
    for row, line in zip(rows, lines, strict=True):
        found = re.fullmatch(pattern["regexp"], line)
        assert found
        assert [found[pattern[name]] for name in ("file", "line", "column", "severity", "code")] == [
            row["path"], str(row["line"]), str(row["column"]), row["severity"], row["code"],
        ]  # fmt: skip
