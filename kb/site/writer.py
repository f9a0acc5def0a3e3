"""A template's syntax tree, as Jinja reads it, into that of the Python function that prints it."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import cast

from jinja2 import TemplateSyntaxError, nodes

from kb.site.expressions import JOIN, READY, WRITTEN, call, named, to_set
from kb.site.pieces import Part, fixed, merged, shown, single, statements, whole

OWN = ("page", "public")
"""Names of what is another for each page."""
Known = dict[str, ast.expr]
"""What names mean that a template gave itself: a loop's, a macro's arguments, and what it set."""


class Writer:
    """Writes functions of one template; what it does not know how to write is a `TemplateSyntaxError`."""

    def __init__(
        self,
        name: str,
        defined: Iterable[str],
        trees: Sequence[nodes.Template],
        parts: Mapping[str, nodes.Macro] = MappingProxyType({}),
    ) -> None:
        """Take the template's name, names that are defined anyhow, and what was read: each extends the one before.

        Macros that all templates know as `parts` are written where they are shown, since to call one takes as long as
        to print a short one.
        """
        self._name = name
        self._common = parts
        self._among_parts: Known = {one: ast.Attribute(value=named("parts"), attr=one, ctx=ast.Load()) for one in parts}
        self._macros = frozenset(macro.name for tree in trees for macro in tree.find_all(nodes.Macro))
        self._defined = self._macros.union(defined)
        self._blocks = {block.name: block.body for tree in trees for block in tree.find_all(nodes.Block)}
        self._written: list[ast.FunctionDef] = []
        self._given: set[str] = set()
        self._shown: set[str] = set()
        self._loops = 0

    def page(self, body: Iterable[nodes.Node]) -> ast.FunctionDef:
        """A function `page` of all that the template names and does not define, given by name.

        It gives the one that prints pages, of each page's own names in their order: to give all of them for each page
        would take as long as to print a short one.
        """
        parts = [*self._parts(body, {})]
        own = [one for one in OWN if one in self._given]
        printing = _function("printing", own, [*self._written, *self._once(own), *whole(parts)])
        others = sorted(self._given.difference(OWN))
        function = _function("page", (), [*self._once(others), printing, ast.Return(value=named("printing"))])
        function.args.kwonlyargs = [ast.arg(arg=one) for one in others]
        function.args.kw_defaults = [None for _ in others]
        function.args.kwarg = ast.arg(arg="_")
        return function

    def _once(self, given: Iterable[str]) -> list[ast.stmt]:
        """What is given is shown again and again, and in loops: it is escaped once."""
        shown_ones = (one for one in given if one in self._shown)
        return [ast.Assign(targets=[to_set(f"_{one}")], value=shown(named(one))) for one in shown_ones]

    def macros(self, body: Iterable[nodes.Node]) -> list[ast.FunctionDef]:
        """A function for each macro of a template that has nothing else."""
        _ = [*self._parts(body, {})]
        if self._given:
            raise TemplateSyntaxError(f"nobody gives macros {', '.join(sorted(self._given))}", 1, self._name)
        return self._written

    def _parts(self, body: Iterable[nodes.Node], known: Known) -> Iterator[Part]:
        """A part of the template, in order: expressions that are pieces of it, and statements that add some."""
        for node in body:
            match node:
                case nodes.Output():
                    for one in node.nodes:
                        yield from self._shown_parts(one, known)
                case nodes.If():
                    yield self._choice(node, known)
                case nodes.For(else_=[], recursive=False):
                    yield self._loop(node, known)
                case nodes.Block():
                    yield from self._parts(self._blocks[node.name], known)
                case nodes.Macro(defaults=[]):
                    names = [one.name for one in node.args]
                    parts = [*self._parts(node.body, known | {one: named(one) for one in names})]
                    self._written.append(_function(node.name, names, whole(parts)))
                case nodes.Assign(target=nodes.Name(name=name)):
                    known = {**known, name: self._value(node.node, known)}
                case _:
                    raise self._refused(node)

    def _shown_parts(self, node: nodes.Expr, known: Known) -> Iterator[Part]:
        """What shows an expression: of one of `parts` its own parts, in which names mean what it is called with."""
        macro = self._common.get(self._called(node, known))
        if not isinstance(node, nodes.Call) or macro is None or self._is_odd(node) or len(node.args) != len(macro.args):
            yield self._piece(node, known)
            return
        given = {
            own.name: self._value(value, known)
            for own, value in zip(macro.args, node.args, strict=True)
            # A page's own name may stay what it is, which is escaped already.
            if not (isinstance(value, nodes.Name) and value.name == own.name and own.name not in known)
        }
        yield from self._parts(macro.body, self._among_parts | given)

    def _called(self, node: nodes.Expr, known: Known) -> str:
        """Which of `parts` an expression calls; in one of these the others are known by their names alone."""
        match node:
            case nodes.Call(node=nodes.Getattr(node=nodes.Name(name="parts"), attr=name)):
                return str(name)
            case nodes.Call(node=nodes.Name(name=name)) if known.get(name) is self._among_parts.get(name, node):
                return str(name)
        return ""

    def _piece(self, node: nodes.Expr, known: Known) -> ast.expr:
        """An expression as it stands in HTML."""
        match node:
            case nodes.TemplateData():
                return fixed(node.data.encode())
            case nodes.CondExpr():
                orelse = self._piece(node.expr2, known) if node.expr2 else fixed(b"")
                return ast.IfExp(test=self._value(node.test, known), body=self._piece(node.expr1, known), orelse=orelse)
            case nodes.Call() if self._is_macro(node.node):
                return self._value(node, known)
            case nodes.Filter(name=name, node=nodes.Expr() as inner) if name == READY:
                return self._value(inner, known)
        value = self._value(node, known)
        if isinstance(node, nodes.Name) and node.name in self._given and node.name not in known:
            self._shown.add(node.name)
            return named(f"_{node.name}")
        return shown(value)

    def _is_macro(self, node: nodes.Node) -> bool:
        match node:
            case nodes.Getattr(node=nodes.Name(name="parts")):
                return True
            case nodes.Name():
                return node.name in self._macros
        return False

    def _choice(self, node: nodes.If, known: Known) -> Part:
        """One expression where each side is one piece or none, else a statement."""
        sides = [(self._value(one.test, known), merged(self._parts(one.body, known))) for one in (node, *node.elif_)]
        last = merged(self._parts(node.else_, known))
        pieces = [one for side in (*(side for _, side in sides), last) if (one := single(side))]
        if len(pieces) > len(sides):
            chosen = pieces.pop()
            for (test, _), piece in zip(reversed(sides), reversed(pieces), strict=True):
                chosen = ast.IfExp(test=test, body=piece, orelse=chosen)
            return chosen
        others = statements(last)
        for test, side in reversed(sides):
            others = [ast.If(test=test, body=statements(side) or [ast.Pass()], orelse=others)]
        return others[0]

    def _loop(self, node: nodes.For, known: Known) -> ast.stmt:
        self._loops += 1
        names = {one.name: f"{one.name}_{self._loops}" for one in _names(node.target)}
        known = known | {name: named(own) for name, own in names.items()}
        target, some = _target(node.target, names), self._value(node.iter, known)
        if node.test:
            kept = ast.comprehension(target=target, iter=some, ifs=[self._value(node.test, known)], is_async=0)
            some = ast.ListComp(elt=self._value(node.target, known), generators=[kept])
        if any(one.name == "loop" for part in node.body for one in part.find_all(nodes.Name)):
            loop = f"loop_{self._loops}"
            known |= {"loop": named(loop)}
            some, target = call("_looped", some), ast.Tuple(elts=[target, to_set(loop)], ctx=ast.Store())
        return ast.For(
            target=target, iter=some, body=statements(self._parts(node.body, known)) or [ast.Pass()], orelse=[]
        )

    def _value(self, node: nodes.Node, known: Known) -> ast.expr:
        """An expression, in the line of the template where it stands."""
        if isinstance(node, nodes.Name):
            if node.name not in known and node.name not in self._defined:
                self._given.add(node.name)
            made = known.get(node.name) or named(node.name)
        elif type(node) not in WRITTEN or self._is_odd(node):
            raise self._refused(node)
        else:
            made = WRITTEN[type(node)](node, partial(self._value, known=known))
        made.lineno = made.end_lineno = node.lineno
        made.col_offset = made.end_col_offset = 0
        return made

    def _is_odd(self, node: nodes.Node) -> bool:
        """Whether a call has more than a row of arguments, a filter is not known, or a choice has no other side."""
        match node:
            case nodes.Call() | nodes.Filter():
                named = node.kwargs or node.dyn_args or node.dyn_kwargs
                return bool(named) or (isinstance(node, nodes.Filter) and not self._is_known(node.name))
            case nodes.CondExpr():
                return node.expr2 is None
        return False

    def _is_known(self, name: str) -> bool:
        return name == JOIN or f"_filter_{name}" in self._defined

    def _refused(self, node: nodes.Node) -> TemplateSyntaxError:
        return TemplateSyntaxError(f"kb's templates do without this: {node}", node.lineno, self._name)


def _function(name: str, args: Iterable[str], body: list[ast.stmt]) -> ast.FunctionDef:
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(arg=one) for one in args], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    return ast.FunctionDef(name=name, args=arguments, body=body, decorator_list=[])


def _names(target: nodes.Node) -> list[nodes.Name]:
    """What a loop sets."""
    return [target] if isinstance(target, nodes.Name) else [*target.find_all(nodes.Name)]


def _target(node: nodes.Node, names: Mapping[str, str]) -> ast.expr:
    """The same, each under a name of its own."""
    if isinstance(node, nodes.Tuple):
        return ast.Tuple(elts=[_target(one, names) for one in node.items], ctx=ast.Store())
    return to_set(names[cast("nodes.Name", node).name])
