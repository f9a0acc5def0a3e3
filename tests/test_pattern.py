"""Regular expressions compile when they are first used."""

import ast
import re
from importlib import import_module
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.pattern import pattern

ROOT = Path(kb.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py") if "kb.pattern import" in path.read_text(encoding="utf-8"))


def test_nothing_is_compiled_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expression is compiled at its first use, and not again."""
    compile_it = Mock(wraps=re.compile)
    monkeypatch.setattr(re, "compile", compile_it)
    words = pattern("[a-z]+", re.IGNORECASE)
    compile_it.assert_not_called()
    assert [words.findall(text) for text in ("One, two", "three")] == [["One", "two"], ["three"]]
    compile_it.assert_called_once_with("[a-z]+", re.IGNORECASE)


@given(st.from_regex("[ab]{0,9}"), st.sampled_from([0, re.IGNORECASE, re.DOTALL]))
def test_answers_are_those_of_a_compiled_expression(text: str, flags: int) -> None:
    """Who asks gets what the compiled expression gives."""
    lazy, eager = pattern("a(B?).", flags), re.compile("a(B?).", flags)
    assert lazy.findall(text) == eager.findall(text)
    assert lazy.sub("-", text) == eager.sub("-", text)
    assert (lazy.pattern, lazy.flags, lazy.groups) == (eager.pattern, eager.flags, eager.groups)


def test_no_module_compiles_as_it_loads() -> None:
    """What a module compiles when it loads costs every command that loads it, so `re.compile` stands in functions."""
    assert not [path.name for path in ROOT.rglob("*.py") if _compiles(ast.parse(path.read_text(encoding="utf-8")))]


def _compiles(tree: ast.AST) -> bool:
    """Whether something is compiled outside of functions."""
    if isinstance(tree, ast.Call) and ast.unparse(tree.func) == "re.compile":
        return True
    inside = isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    return not inside and any(map(_compiles, ast.iter_child_nodes(tree)))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_expression_can_be_compiled(path: Path) -> None:
    """An error in an expression is not left for its first use to find."""
    name = ".".join(("kb", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    held = [*vars(import_module(name)).values()]
    lazy = [
        one
        for value in held
        for one in (value if isinstance(value, tuple) else (value,))
        for one in (one if isinstance(one, tuple) else (one,))
        if type(one) is type(pattern(""))
    ]
    assert lazy
    for one in lazy:
        assert one.groups == re.compile(one.pattern, one.flags).groups
