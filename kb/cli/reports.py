"""Findings into the two forms that GitHub reads: workflow commands, and SARIF 2.1.0 as other tools know it too."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kb.cli.printing import one_line
from kb.model import Diagnostic, Edit, Severity
from kb.pattern import pattern
from kb.rules import RULES

Place = Callable[[str], str]
"""A path of the notes folder as one of the repository."""

_ORDER: tuple[Severity, ...] = ("error", "warning", "info")
_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"  # as code scanning calls the top of a repository
_LINK = pattern(r"\[(?=[^\[\]]*\]\()")  # a text of SARIF would have it lead somewhere
_ESCAPED = pattern("[%\r\n]")
_ESCAPED_IN_PROPERTY = pattern("[%\r\n:,]")


def in_repository(path: Path) -> str:
    """A path from the top of the repository that GitHub checked out, else from the current folder."""
    top = Path(os.environ.get("GITHUB_WORKSPACE") or Path())
    full = path.resolve()
    return full.relative_to(top.resolve()).as_posix() if full.is_relative_to(top.resolve()) else full.as_posix()


def annotations(found: Iterable[Diagnostic], place: Place) -> Iterator[str]:
    """A workflow command for each finding, gravest first, since GitHub shows ten of a kind and step."""
    for one in sorted(found, key=lambda one: _ORDER.index(one.severity)):
        properties = {
            "file": place(one.span.path),
            "line": one.span.line,
            "endLine": one.span.end_line or one.span.line,
            "col": one.span.column,
            "title": f"kb: {one.code}",
        }
        listed = ",".join(f"{name}={_hex(_ESCAPED_IN_PROPERTY, str(value))}" for name, value in properties.items())
        yield f"::{_COMMANDS[one.severity]} {listed}::{_hex(_ESCAPED, one_line(f'{one.message} {one.hint}'))}"


def _hex(unsafe: re.Pattern[str], text: str) -> str:
    return one_line(unsafe.sub(lambda sign: f"%{ord(sign[0]):02X}", text))


def sarif(found: Iterable[Diagnostic], place: Place, version: str) -> dict[str, Any]:
    """A SARIF log of one run with every rule, the findings in their order, and what would mend them."""
    numbers = {code: number for number, code in enumerate(RULES)}
    rules = [
        {
            "id": code,
            "shortDescription": {"text": rule.about},
            "fullDescription": {"text": rule.about},
            "help": {"text": rule.hint},
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        }
        for code, rule in RULES.items()
    ]
    driver = {"name": "kb", "version": version, "semanticVersion": version, "rules": rules}
    results = [_result(one, _location(place(one.span.path)), numbers[one.code]) for one in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _location(path: str) -> dict[str, str]:
    """Where a file is: below the repository, or anywhere on this machine."""
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": _ROOT}


def _result(one: Diagnostic, file: dict[str, str], number: int) -> dict[str, Any]:
    region = {"startLine": one.span.line, "startColumn": one.span.column}
    if one.span.end_line > one.span.line:
        region["endLine"] = one.span.end_line
    result = {
        "ruleId": one.code,
        "ruleIndex": number,
        "level": _LEVELS[one.severity],
        "message": {"text": _LINK.sub(r"\\[", f"{one.message} {one.hint}".strip())},
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": region}}],
    }
    replacements = [_replacement(edit) for edit in one.edits if edit.text or edit.end_line >= edit.line]
    if replacements:
        change = {"artifactLocation": file, "replacements": replacements}
        result["fixes"] = [{"description": {"text": one.hint or one.message}, "artifactChanges": [change]}]
    return result


def _replacement(edit: Edit) -> dict[str, Any]:
    """Whole lines that go: up to where the line after them begins."""
    gone = {"startLine": edit.line, "startColumn": 1, "endLine": edit.end_line + 1, "endColumn": 1}
    return {"deletedRegion": gone, **({"insertedContent": {"text": edit.text}} if edit.text else {})}
