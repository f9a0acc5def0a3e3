"""Templates into functions that print quickly: each, written in Jinja's language, becomes one Python function.

kb's templates show attributes of values, call plain functions and macros with all their arguments in order, choose, and
go through sequences. Of Jinja they need only the grammar, so Jinja reads them, and `kb.site.writer` makes of what it
read statements that put pieces, as bytes, into one row: what never changes is encoded before, while a page is printed
nothing is looked up by name, and all pieces are joined once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import CodeType, MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from kb.site.escaped import escaped, printed

if TYPE_CHECKING:
    from kb.site.grammar import Grammar

Function = Callable[..., object]
Print = Callable[..., bytes]
"""Prints a page from what of its own its template names: `page` and `public`, in this order."""
Page = Callable[..., Print]
"""What prints pages, from all else that their template names, by name; what it does not name may be given too."""

_PARTS = "parts"
_FILTERS: dict[str, Function] = {"length": len, "string": str}


class Templates:
    """Templates by name, each compiled when it is first asked for; all that they print is escaped unless it is HTML.

    Macros are in the template that calls them, or in `parts.html`, which all others know as `parts`.
    """

    def __init__(
        self,
        source: Callable[[str], str],
        filters: Mapping[str, Function],
        compiled: Mapping[str, CodeType] = MappingProxyType({}),
    ) -> None:
        """Take what gives a template's text by its name, and functions that templates use as filters.

        `compiled` is the code of those of which it was kept.
        """
        self._source = source
        self._compiled = compiled
        self._pages: dict[str, Page] = {}
        self._names: dict[str, object] = {
            "_escape": escaped,
            "_printed": printed,
            "_looped": _looped,
            "_type": type,
            "_str": str,
            **{f"_filter_{name}": function for name, function in {**_FILTERS, **filters}.items()},
        }

    def page(self, name: str) -> Page:
        """What prints a template, with its blocks in place of those of the template that it extends.

        Raises `jinja2.TemplateSyntaxError`, also for what no template of kb needs.
        """
        if name not in self._pages:
            if _PARTS not in self._names:
                self._names[_PARTS] = self.macros(f"{_PARTS}.html")
            made = self._run(self._compiled.get(name) or self._grammar.page(name))
            self._pages[name] = cast("Page", made["page"])
        return self._pages[name]

    def macros(self, name: str) -> Any:  # noqa: ANN401  # whatever macros there are
        """The macros of a template, which know only their arguments and each other."""
        return SimpleNamespace(**self._run(self._compiled.get(name) or self._grammar.macros(name)))

    def compile(self, pages: Iterable[str], macros: Iterable[str]) -> Iterator[CodeType]:
        """The code of templates, named by their names: of pages, and of those that are macros alone."""
        yield from map(self._grammar.page, pages)
        yield from map(self._grammar.macros, macros)

    @cached_property
    def _grammar(self) -> "Grammar":
        from kb.site.grammar import Grammar  # noqa: PLC0415  # it loads when code is made

        return Grammar(self._source, (*self._names, _PARTS))

    def _run(self, code: CodeType) -> dict[str, object]:
        """The functions that code makes, by name."""
        names = dict(self._names)
        exec(code, names)  # noqa: S102  # made of kb's own templates
        return {name: names[name] for name in names.keys() - self._names.keys() - {"__builtins__"}}


class _Loop(Struct, frozen=True):
    """Where a loop is."""

    first: bool
    last: bool


def _looped(some: Sequence[object]) -> Iterator[tuple[object, _Loop]]:
    """What a loop goes through, each with where the loop then is."""
    last = len(some) - 1
    return ((one, _Loop(place == 0, place == last)) for place, one in enumerate(some))
