"""What a command loads: nothing that it does not need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOADED = """
import sys
from kb.cli import cli
cli.main(sys.argv[1:], prog_name="kb", standalone_mode=False)
print("\\nloaded:", *(name for name in {names!r} if name in sys.modules))
"""
HEAVY = ("frontmatter", "jinja2", "markdown_it", "networkx", "numpy", "scipy", "yaml")


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["check", "--help"], ["search", "--help"]])
def test_help_loads_no_library(arguments: list[str]) -> None:
    """Help comes at once: no parser, template engine or numerical library is loaded for it."""
    command = [sys.executable, "-c", LOADED.format(names=HEAVY), *arguments]
    told = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    ).stdout
    assert told.splitlines()[-1] == "loaded:"
