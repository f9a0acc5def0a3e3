"""Templates into functions that print quickly: each, written in Jinja's language, becomes one Python expression.

kb's templates show attributes of values, call plain functions and macros with all their arguments in order, choose, and
go through sequences. Of Jinja they need only the grammar, so Jinja reads them, and `kb.site.writer` makes of what it
read nested joins of bytes: while a page is printed nothing is looked up by name, what never changes is encoded before,
and no scrap of it is handed on by itself.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

from jinja2 import Environment, nodes
from msgspec import Struct

from kb.site.escaped import escaped, printed
from kb.site.writer import Writer

Function = Callable[..., object]
Page = Callable[..., bytes]
"""Prints a page from what its template names, given by name; what it does not name may be given too."""

_PARTS = "parts"
_FILTERS: dict[str, Function] = {"length": len, "string": str, "join": lambda some, between: between.join(some)}


class Templates:
    """Templates by name, each compiled when it is first asked for; all that they print is escaped unless it is HTML.

    Macros are in the template that calls them, or in `parts.html`, which all others know as `parts`.
    """

    def __init__(self, source: Callable[[str], str], filters: Mapping[str, Function]) -> None:
        """Take what gives a template's text by its name, and functions that templates use as filters."""
        self._source = source
        self._grammar = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self._read: dict[str, nodes.Template] = {}
        self._pages: dict[str, Page] = {}
        self._names: dict[str, object] = {
            "_escape": escaped,
            "_printed": printed,
            "_looped": _looped,
            "_type": type,
            "_str": str,
            "_bytes": bytes,
            **{f"_filter_{name}": function for name, function in {**_FILTERS, **filters}.items()},
        }

    def page(self, name: str) -> Page:
        """What prints a template, with its blocks in place of those of the template that it extends.

        Raises `jinja2.TemplateSyntaxError`, also for what no template of kb needs.
        """
        if name not in self._pages:
            if _PARTS not in self._names:
                self._names[_PARTS] = self.macros(f"{_PARTS}.html")
            tree, *children = self._ancestors(name)
            writer = Writer(name, self._names, (tree, *children))
            self._pages[name] = cast("Page", self._run(name, [writer.page(tree.body)])["page"])
        return self._pages[name]

    def macros(self, name: str) -> Any:  # noqa: ANN401  # whatever macros there are
        """The macros of a template, which know only their arguments and each other."""
        tree = self._tree(name)
        return SimpleNamespace(**self._run(name, Writer(name, self._names, (tree,)).macros(tree.body)))

    def _ancestors(self, name: str) -> list[nodes.Template]:
        """The template that extends no other, and those that extend it, down to this one."""
        tree = self._tree(name)
        extends = tree.find(nodes.Extends)
        return [*(self._ancestors(cast("nodes.Const", extends.template).value) if extends else ()), tree]

    def _tree(self, name: str) -> nodes.Template:
        if name not in self._read:
            self._read[name] = self._grammar.parse(self._source(name), name)
        return self._read[name]

    def _run(self, name: str, functions: Sequence[ast.FunctionDef]) -> dict[str, object]:
        """The functions that were written, by name."""
        module = ast.fix_missing_locations(ast.Module(body=[*functions], type_ignores=[]))
        names = dict(self._names)
        exec(compile(module, name, "exec"), names)  # noqa: S102  # made of kb's own templates
        return {one.name: names[one.name] for one in functions}


class _Loop(Struct, frozen=True):
    """Where a loop is."""

    first: bool
    last: bool


def _looped(some: Sequence[object]) -> Iterator[tuple[object, _Loop]]:
    """What a loop goes through, each with where the loop then is."""
    last = len(some) - 1
    return ((one, _Loop(place == 0, place == last)) for place, one in enumerate(some))
