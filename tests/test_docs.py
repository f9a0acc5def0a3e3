"""The documents say what is so: every command, setting, rule and room stands in them, and their examples run."""

import ast
import contextlib
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kb.cli import cli
from kb.io.settings import read_settings
from kb.options import ClosestOptions, DedupeOptions, LlmOptions, NotesOptions, SiteOptions
from kb.rules import RULES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RULES_TABLE = re.compile(r"(<!-- rules: [^>]*-->\n)(.*?)(<!-- /rules -->)", re.DOTALL)


def commands(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        elif command:
            yield f"{prefix} {name}", command


COMMANDS = dict(commands(cli, "kb"))


def blocks(text: str, language: str) -> list[str]:
    """The fenced code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("words", COMMANDS)
def test_command_is_documented(words: str) -> None:
    """README lists each command, and its help explains it and each of its options."""
    command = COMMANDS[words]
    assert re.search(rf"^\| `{words}[` ]", README, re.MULTILINE)
    assert command.help
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


def test_documented_options_exist() -> None:
    """README names no command or option that kb does not have."""
    for words, rest in re.findall(
        r"^\| `(kb [a-z]+(?: (?:stats|neighbours|path|hubs|bridges|communities|orphans|suggest|export))?)(.*)\|$",
        README,
        re.MULTILINE,
    ):
        known = {name for parameter in COMMANDS[words].params for name in parameter.opts}
        assert set(re.findall(r"(?<=`)--?[a-z-]+", rest)) <= known, words


def test_python_example_runs() -> None:
    """README's Python runs on this project's own notes and prints something on every print."""
    (example,) = blocks(README, "python")
    printed = io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(printed):
        exec(compile(ast.parse(example), "README.md", "exec"), {})  # noqa: S102  # our own words
    assert len(printed.getvalue().splitlines()) >= example.count("print(")


def test_settings_are_documented(tmp_path: Path) -> None:
    """README's kb.toml is valid, and names every key that kb knows."""
    (example,) = blocks(README, "toml")
    (tmp_path / "kb.toml").write_text(example, "utf-8")
    read_settings(tmp_path / "kb.toml")
    shown = tomllib.loads(example)
    for table, kind in {
        "site": SiteOptions,
        "notes": NotesOptions,
        "closest": ClosestOptions,
        "dedupe": DedupeOptions,
        "llm": LlmOptions,
    }.items():
        assert set(shown[table]) == set(kind.__struct_fields__)


def test_rules_are_documented(request: pytest.FixtureRequest) -> None:
    """README's table of rules is the one that kb/rules.py gives; --update writes it."""
    lines = ["| code | severity | finds | `--fix` |", "|---|---|---|---|"]
    lines += [
        f"| `{code}` | {rule.severity} | {rule.about} | {'yes' if rule.fixable else ''} |"
        for code, rule in RULES.items()
    ]
    table = "\n".join(lines) + "\n"
    if request.config.getoption("--update"):
        (ROOT / "README.md").write_text(RULES_TABLE.sub(lambda found: found[1] + table + found[3], README), "utf-8")
    else:
        found = RULES_TABLE.search(README)
        assert found
        assert found[2] == table, "scripts/test --update rewrites it"


def test_rooms_are_documented() -> None:
    """CONTRIBUTING's table of rooms names the layers of the import contract, from the top down."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    documented = re.findall(r"^\| [a-z/]+ \| (`kb/.*?) \|", CONTRIBUTING, re.MULTILINE)
    rooms = [re.findall(r"`kb/(\w+)(?:\.py|/)`", cell) for cell in documented]
    assert [room for row in rooms for room in row] == [room for layer in layers for room in layer.split(" | ")]


def test_own_settings_are_valid() -> None:
    """This project's kb.toml holds only what kb knows."""
    assert read_settings(ROOT / "kb.toml").given
