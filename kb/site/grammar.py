"""Templates' texts, by Jinja's grammar, into Python's code for what prints them."""

import ast
from collections.abc import Callable, Iterable, Sequence
from types import CodeType
from typing import cast

from jinja2 import Environment, nodes

from kb.site.writer import Writer


class Grammar:
    """Templates by name, each read once."""

    def __init__(self, source: Callable[[str], str], defined: Iterable[str]) -> None:
        """Take what gives a template's text by its name, and names that all may use that nobody gives them."""
        self._source = source
        self._defined = frozenset(defined)
        self._environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._read: dict[str, nodes.Template] = {}

    def page(self, name: str) -> CodeType:
        """A function `page` that prints a template, with its blocks in place of those of the one that it extends.

        Raises `jinja2.TemplateSyntaxError`, also for what no template of kb needs.
        """
        tree, *children = self._ancestors(name)
        parts = {macro.name: macro for macro in self._tree("parts.html").find_all(nodes.Macro)}
        writer = Writer(name, self._defined, (tree, *children), parts)
        return _code(name, [writer.page(tree.body)])

    def macros(self, name: str) -> CodeType:
        """A function for each macro of a template that has nothing else."""
        tree = self._tree(name)
        return _code(name, Writer(name, self._defined, (tree,)).macros(tree.body))

    def _ancestors(self, name: str) -> list[nodes.Template]:
        """The template that extends no other, and those that extend it, down to this one."""
        tree = self._tree(name)
        extends = tree.find(nodes.Extends)
        return [*(self._ancestors(cast("nodes.Const", extends.template).value) if extends else ()), tree]

    def _tree(self, name: str) -> nodes.Template:
        if name not in self._read:
            self._read[name] = self._environment.parse(self._source(name), name)
        return self._read[name]


def _code(name: str, functions: Sequence[ast.FunctionDef]) -> CodeType:
    module = ast.fix_missing_locations(ast.Module(body=[*functions], type_ignores=[]))
    return compile(module, name, "exec")
