"""What a command loads: nothing that it does not need."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOADED = """
import sys
from kb.cli import cli
try:
    cli.main(sys.argv[1:], prog_name="kb", standalone_mode=False)
except SystemExit as ended:
    assert not ended.code
print("\\nloaded:", *(name for name in {names!r} if name in sys.modules))
"""
HEAVY = ("frontmatter", "jinja2", "markdown_it", "networkx", "numpy", "scipy", "yaml")


def _loaded(*arguments: str) -> str:
    """The libraries that a command loads."""
    command = [sys.executable, "-c", LOADED.format(names=HEAVY), *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return told.splitlines()[-1].removeprefix("loaded:").strip()


@pytest.mark.parametrize("command", [(), ("build",), ("check",), ("search",)])
def test_help_loads_no_library(command: tuple[str, ...]) -> None:
    """Help comes at once: no parser, template engine or numerical library is loaded for it."""
    assert _loaded(*command, "--help") == ""


def test_plain_notes_are_checked_without_a_library(vault: Callable[[str], Path]) -> None:
    """Notes in canonical form need no parser, and a check needs no neighbours."""
    folder = vault("-- a.md --\n# A\n\n## Themes\n\n* b\n-- b.md --\n# B\n\n## Themes\n\n* b\n")
    assert _loaded("check", str(folder)) == ""
