"""Templates into functions that print quickly: Jinja's own code, tightened before it is compiled.

Jinja looks every attribute up in two ways, makes a safe string of each text that it escapes, sends every call through
its context and sorts a macro's arguments, and hands each scrap of a page on by itself. A page has hundreds of each.
kb's templates show attributes of values and call plain functions and macros with all their arguments in order, so here
an attribute is an attribute, a call a call and a macro a function, escaped text stays plain text inside a page, and
scraps that follow each other are joined at once. Code that a later Jinja writes in another way stays
as that Jinja wrote it: slower, and the same pages.
"""

import ast
from collections.abc import Iterable
from types import CodeType

from jinja2 import Environment
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as _escape_text
except ImportError:  # a MarkupSafe without its part in C

    def _escape_text(text: str, /) -> str:
        return str(escape(text))


_OF_CONTEXT = frozenset({"_loop_vars", "_block_vars"})  # what only functions that ask for the context see


class Templates(Environment):
    """An environment whose templates print values with attributes, escaped, by plain functions.

    A function that templates call must not ask for Jinja's context, a macro is given all its arguments in order, and
    what they name with a dot must be an attribute.
    """

    def _compile(self, source: str, filename: str) -> CodeType:
        """Jinja's hook between the Python that it writes and the code that runs."""
        tree = ast.parse(source)
        tree = ast.fix_missing_locations(_Tightened().visit(tree))
        imported = ast.parse("from kb.site.engine import printed as escape").body
        tree.body[1:1] = imported  # behind Jinja's own import of what it calls `escape`
        return compile(tree, filename, "exec")


def printed(value: object) -> str:
    """A value as it stands in HTML: text escaped, markup as it is.

    >>> printed("a < b"), printed(Markup("<b>")), printed(3)
    ('a &lt; b', Markup('<b>'), '3')
    """
    kind = type(value)
    if kind is str:
        return _escape_text(value)  # type: ignore[arg-type]  # its type is str
    if kind is Markup:
        return value  # type: ignore[return-value]  # it is a str
    return str(escape(value))


class _Tightened(ast.NodeTransformer):
    """The module that Jinja writes for a template, with the detours taken out."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="environment"), attr="getattr"),
                args=[value, ast.Constant(value=str(name))],
                keywords=[],
            ) if name.isidentifier():
                return ast.copy_location(ast.Attribute(value=value, attr=name, ctx=ast.Load()), node)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="context"), attr="call"), args=[function, *given]):
                named = [one for one in node.keywords if one.arg not in _OF_CONTEXT]
                return ast.copy_location(ast.Call(func=function, args=given, keywords=named), node)
            case ast.Call(func=ast.Name(id="Macro"), args=[_, ast.Name() as function, _, _, *special, _]) if not any(
                isinstance(one, ast.Constant) and one.value for one in special
            ):
                return function
            case _:
                return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        last = node.body[-1]
        if node.name == "macro" and isinstance(last, ast.Return) and last.value:
            last.value = ast.Call(func=ast.Name(id="Markup", ctx=ast.Load()), args=[last.value], keywords=[])
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                setattr(node, name, list(_joined(body)))
        return node


def _joined(statements: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    """Statements, those that yield one after another as one."""
    run: list[tuple[ast.Expr, ast.Yield]] = []
    for statement in statements:
        match statement:
            case ast.Pass() if run:
                continue
            case ast.Expr(value=ast.Yield(value=ast.expr()) as given):
                run.append((statement, given))
            case _:
                yield from _one(run)
                run = []
                yield statement
    yield from _one(run)


def _one(run: list[tuple[ast.Expr, ast.Yield]]) -> Iterable[ast.stmt]:
    """What some statements yield, yielded together."""
    if len(run) < 2:  # noqa: PLR2004  # nothing to join
        return [statement for statement, _ in run]
    pieces: list[ast.expr] = [given.value for _, given in run if given.value]
    join = ast.Attribute(value=ast.Constant(value=""), attr="join", ctx=ast.Load())
    whole = ast.Call(func=join, args=[ast.Tuple(elts=pieces, ctx=ast.Load())], keywords=[])
    return [ast.copy_location(ast.Expr(value=ast.Yield(value=whole)), run[0][0])]
