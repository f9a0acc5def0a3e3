"""Laws of reports for GitHub: no text of a note ends its field, and SARIF says what its standard demands."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cli import main
from kb.cli.reports import annotations, in_repository, sarif
from kb.model import Diagnostic, Edit, Severity, Span
from kb.note import mend
from kb.rules import RULES

COMMAND = re.compile(r"::(error|warning|notice) file=([^,:]*),line=(\d+),endLine=(\d+),col=(\d+),title=([^,:]*)::(.*)")
TEXTS = st.text(alphabet="ab%:,\r\n\x1b\u2028[]()#", max_size=12)


def finding(message: str = "Bad.", path: str = "a.md", severity: Severity = "warning", **more: Any) -> Diagnostic:  # noqa: ANN401  # fields
    """A diagnostic."""
    return Diagnostic(code="closest-self", severity=severity, message=message, span=Span(path=path, line=3), **more)


def undone(text: str) -> str:
    """What GitHub reads."""
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


@given(TEXTS, TEXTS.filter(bool))
def test_a_command_is_one_line_and_means_one_finding(message: str, path: str) -> None:
    """Per cent signs, line ends, colons and commas of notes and names are data."""
    (line,) = annotations([finding(message, path)], str)
    found = COMMAND.fullmatch(line)
    assert found
    assert len(line.splitlines()) == 1
    assert undone(found[2]) == re.sub("[\x1b\u2028]", " ", path)
    assert undone(found[7]).split() == message.replace("\x1b", " ").split()


def test_the_gravest_come_first() -> None:
    """GitHub shows ten of a kind."""
    levels: list[Severity] = ["info", "error", "warning", "error"]
    lines = list(annotations([finding(severity=level) for level in levels], str))
    assert [line.split()[0] for line in lines] == ["::error", "::error", "::warning", "::notice"]


def test_a_command_follows_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths count from the checkout, wherever kb runs."""
    (tmp_path / "docs" / "notes").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "docs")
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    assert in_repository(Path("notes/a.md")) == "notes/a.md"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert in_repository(Path("notes/a.md")) == "docs/notes/a.md"


def test_sarif_has_every_rule() -> None:
    """With its level and help; a result names its rule by name and by number."""
    log = sarif([finding()], str, "1.2.3")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "closest-self"


def holds(log: dict[str, Any]) -> None:
    """Hold a log to what SARIF 2.1.0 demands of the parts that kb writes (sections 3.13 to 3.57 of the standard)."""
    assert (log["version"], set(log)) == ("2.1.0", {"$schema", "version", "runs"})
    for run in log["runs"]:
        assert set(run) <= {"tool", "columnKind", "results", "originalUriBaseIds"}
        assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
        assert run["tool"]["driver"]["name"]
        for result in run["results"]:
            assert set(result) <= {"ruleId", "ruleIndex", "level", "message", "locations", "fixes"}
            assert result["level"] in {"none", "note", "warning", "error"}
            assert result["message"]["text"]
            for location in result["locations"]:
                place = location["physicalLocation"]
                assert re.fullmatch(r"[\w.~!$&'()*+,;=:@%/\-]+", place["artifactLocation"]["uri"], re.ASCII)
                region(place["region"])
            for fix in result.get("fixes", ()):
                for change in fix["artifactChanges"]:
                    assert change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
                    assert change["replacements"]
                    for one in change["replacements"]:
                        region(one["deletedRegion"])


def region(part: dict[str, int]) -> None:
    """Hold a region to its order: lines and columns count from 1, and it does not end before it begins."""
    assert set(part) <= {"startLine", "startColumn", "endLine", "endColumn"}
    assert all(number >= 1 for number in part.values())
    assert part.get("endLine", part["startLine"]) >= part["startLine"]


@given(TEXTS, TEXTS.filter(lambda text: text.strip("/.") == text and bool(text)))
def test_sarif_is_what_its_standard_demands(message: str, path: str) -> None:
    """Whatever notes and files are called; a message leads nowhere."""
    edits = (Edit(line=3, end_line=3), Edit(line=5, end_line=4, text="x\n"), Edit(line=1, end_line=0))
    log = sarif([finding(f"m{message}", path, edits=edits)], str, "0")
    holds(json.loads(json.dumps(log)))
    assert not re.search(r"(?<!\\)\[[^\[\]]*\]\(", log["runs"][0]["results"][0]["message"]["text"])


def test_a_fix_of_sarif_does_what_kb_does() -> None:
    """Its regions, cut out and filled, give the text that `kb check --fix` writes."""
    text = "one\ntwo\nthree\nfour\n"
    edits = (Edit(line=1, end_line=1), Edit(line=3, end_line=2, text="new\n"), Edit(line=4, end_line=4, text="4\n"))
    (result,) = sarif([finding(edits=edits)], str, "0")["runs"][0]["results"]
    lines = text.splitlines(keepends=True)
    for one in reversed(result["fixes"][0]["artifactChanges"][0]["replacements"]):
        gone = one["deletedRegion"]
        assert (gone["startColumn"], gone["endColumn"]) == (1, 1)
        lines[gone["startLine"] - 1 : gone["endLine"] - 1] = [one.get("insertedContent", {}).get("text", "")]
    assert "".join(lines) == mend(text, edits)


def test_a_vault_is_reported(
    vault: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same findings in every form, the same exit code, and paths that the repository knows."""
    monkeypatch.chdir(
        vault("-- kb.toml --\n-- notes/a b.md --\n# A\n\n## Closest\n\n* [Me](a%20b)\n* [A: 1, 2](<a b.md>)\n")
    )
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    printed = {}
    for form in ("json", "github", "sarif"):
        monkeypatch.setattr("sys.argv", ["kb", "check", "--strict", "--format", form])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        printed[form] = capsys.readouterr().out
    rows = json.loads(printed["json"])
    log = json.loads(printed["sarif"])
    holds(log)
    results = log["runs"][0]["results"]
    assert [(one["ruleId"]) for one in results] == [row["code"] for row in rows]
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results} == {"notes/a%20b.md"}
    assert len(printed["github"].splitlines()) == len(rows)
    assert all("file=notes/a b.md," in line for line in printed["github"].splitlines())
