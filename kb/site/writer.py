"""A template's syntax tree, as Jinja reads it, into that of the Python function that prints it."""

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any, cast

from jinja2 import TemplateSyntaxError, nodes

from kb.site.escaped import printed

Known = dict[str, ast.expr]
"""What names mean that a template gave itself: a loop's, a macro's arguments, and what it set."""

_ROW = 2  # pieces from which there is something to join
_Value = Callable[[nodes.Node], ast.expr]
_COMPARED: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "lteq": ast.LtE, "gt": ast.Gt, "gteq": ast.GtE,
    "in": ast.In, "notin": ast.NotIn,
}  # fmt: skip


class Writer:
    """Writes functions of one template; what it does not know how to write is a `TemplateSyntaxError`."""

    def __init__(self, name: str, defined: Iterable[str], trees: Sequence[nodes.Template]) -> None:
        """Take the template's name, names that are defined anyhow, and what was read: each extends the one before."""
        self._name = name
        self._macros = frozenset(macro.name for tree in trees for macro in tree.find_all(nodes.Macro))
        self._defined = self._macros.union(defined)
        self._blocks = {block.name: block.body for tree in trees for block in tree.find_all(nodes.Block)}
        self._written: list[ast.FunctionDef] = []
        self._given: set[str] = set()
        self._shown: set[str] = set()

    def page(self, body: Iterable[nodes.Node]) -> ast.FunctionDef:
        """A function `page` of all that the template names and does not define, given by name."""
        whole = self._text(body, {})
        # What is given is shown again and again, and in loops: it is escaped once.
        once = [
            ast.Assign(targets=[_set(f"_{one}")], value=_call("_printed", _name(one))) for one in sorted(self._shown)
        ]
        function = _function("page", (), [*self._written, *once, ast.Return(value=whole)])
        function.args.kwonlyargs = [ast.arg(arg=one) for one in sorted(self._given)]
        function.args.kw_defaults = [None for _ in self._given]
        function.args.kwarg = ast.arg(arg="_")
        return function

    def macros(self, body: Iterable[nodes.Node]) -> list[ast.FunctionDef]:
        """A function for each macro of a template that has nothing else."""
        self._text(body, {})
        if self._given:
            raise TemplateSyntaxError(f"nobody gives macros {', '.join(sorted(self._given))}", 1, self._name)
        return self._written

    def _text(self, body: Iterable[nodes.Node], known: Known) -> ast.expr:
        """What a part of the template prints."""
        return _joined(self._flat(body, known))

    def _flat(self, body: Iterable[nodes.Node], known: Known) -> list[ast.expr]:
        """The pieces of that, neighbours of fixed text as one; a starred piece is a row of them."""
        values: list[ast.expr] = []
        for fixed, some in groupby(self._pieces(body, known), lambda one: isinstance(one, ast.Constant)):
            pieces = [*some]
            values += [_fixed(b"".join(map(_bytes, pieces)))] if fixed else pieces
        return values

    def _pieces(self, body: Iterable[nodes.Node], known: Known) -> Iterator[ast.expr]:
        for node in body:
            match node:
                case nodes.Output():
                    yield from (self._piece(one, known) for one in node.nodes)
                case nodes.If():
                    yield self._choice(node, known)
                case nodes.For(else_=[], recursive=False):
                    yield self._loop(node, known)
                case nodes.Block():
                    yield from self._pieces(self._blocks[node.name], known)
                case nodes.Macro(defaults=[]):
                    names = [one.name for one in node.args]
                    whole = self._text(node.body, known | {one: _name(one) for one in names})
                    self._written.append(_function(node.name, names, [ast.Return(value=whole)]))
                case nodes.Assign(target=nodes.Name(name=name)):
                    known = {**known, name: self._value(node.node, known)}
                case _:
                    raise self._refused(node)

    def _piece(self, node: nodes.Expr, known: Known) -> ast.expr:
        """An expression as it stands in HTML."""
        match node:
            case nodes.TemplateData():
                return _fixed(node.data.encode())
            case nodes.CondExpr():
                orelse = self._piece(node.expr2, known) if node.expr2 else _fixed(b"")
                return ast.IfExp(test=self._value(node.test, known), body=self._piece(node.expr1, known), orelse=orelse)
            case nodes.Call() if self._is_macro(node.node):
                return self._value(node, known)
        value = self._value(node, known)
        if isinstance(node, nodes.Name) and node.name in self._given and node.name not in known:
            self._shown.add(node.name)
            return _name(f"_{node.name}")
        if ready := _ready(value):
            return ready
        # Nearly all of it is ready or plain text, so that is asked for in place.
        kind = ast.NamedExpr(
            target=_set("_kind"), value=_call("_type", ast.NamedExpr(target=_set("_one"), value=value))
        )
        encode = ast.Attribute(value=_call("_escape", _name("_one")), attr="encode", ctx=ast.Load())
        text = ast.IfExp(
            test=ast.Compare(left=_name("_kind"), ops=[ast.Is()], comparators=[_name("_str")]),
            body=ast.Call(func=encode, args=[], keywords=[]),
            orelse=_call("_printed", _name("_one")),
        )
        is_ready = ast.Compare(left=kind, ops=[ast.Is()], comparators=[_name("_bytes")])
        return ast.IfExp(test=is_ready, body=_name("_one"), orelse=text)

    def _is_macro(self, node: nodes.Node) -> bool:
        match node:
            case nodes.Getattr(node=nodes.Name(name="parts")):
                return True
            case nodes.Name():
                return node.name in self._macros
        return False

    def _choice(self, node: nodes.If, known: Known) -> ast.expr:
        branches = [self._flat(one.body, known) for one in (node, *node.elif_)]
        last = self._flat(node.else_, known)
        single = all(len(one) < _ROW and not _has_rows(one) for one in (*branches, last))
        row = _joined if single else _listed
        chosen = row(last)
        for one, branch in zip(reversed((node, *node.elif_)), reversed(branches), strict=True):
            chosen = ast.IfExp(test=self._value(one.test, known), body=row(branch), orelse=chosen)
        return chosen if single else ast.Starred(value=chosen, ctx=ast.Load())

    def _loop(self, node: nodes.For, known: Known) -> ast.expr:
        target = _target(node.target)
        known = known | {one.id: _name(one.id) for one in ast.walk(target) if isinstance(one, ast.Name)}
        some = self._value(node.iter, known)
        if node.test:
            kept = ast.comprehension(target=target, iter=some, ifs=[self._value(node.test, known)], is_async=0)
            some = ast.ListComp(elt=self._value(node.target, known), generators=[kept])
        any_of_it, some = ast.NamedExpr(target=_set("_some"), value=some), _name("_some")
        if any(one.name == "loop" for part in node.body for one in part.find_all(nodes.Name)):
            known |= {"loop": _name("loop")}
            some, target = _call("_looped", some), ast.Tuple(elts=[target, _set("loop")], ctx=ast.Store())
        each = ast.comprehension(target=target, iter=some, ifs=[], is_async=0)
        texts = ast.ListComp(elt=self._text(node.body, known), generators=[each])
        some = ast.IfExp(test=any_of_it, body=texts, orelse=_listed([]))  # since many a loop has nothing to go through
        return ast.Starred(value=some, ctx=ast.Load())

    def _value(self, node: nodes.Node, known: Known) -> ast.expr:
        """An expression, in the line of the template where it stands."""
        if isinstance(node, nodes.Name):
            if node.name not in known and node.name not in self._defined:
                self._given.add(node.name)
            made = known.get(node.name) or _name(node.name)
        elif type(node) not in _WRITTEN or self._is_odd(node):
            raise self._refused(node)
        else:
            made = _WRITTEN[type(node)](node, partial(self._value, known=known))
        made.lineno = made.end_lineno = node.lineno
        made.col_offset = made.end_col_offset = 0
        return made

    def _is_odd(self, node: nodes.Node) -> bool:
        """Whether a call has more than a row of arguments, a filter is not known, or a choice has no other side."""
        match node:
            case nodes.Call() | nodes.Filter():
                named = node.kwargs or node.dyn_args or node.dyn_kwargs
                return bool(named) or (isinstance(node, nodes.Filter) and f"_filter_{node.name}" not in self._defined)
            case nodes.CondExpr():
                return node.expr2 is None
        return False

    def _refused(self, node: nodes.Node) -> TemplateSyntaxError:
        return TemplateSyntaxError(f"kb's templates do without this: {node}", node.lineno, self._name)


def _function(name: str, args: Iterable[str], body: list[ast.stmt]) -> ast.FunctionDef:
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(arg=one) for one in args], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    return ast.FunctionDef(name=name, args=arguments, body=body, decorator_list=[])


def _name(name: str) -> ast.Name:
    return ast.Name(id=name, ctx=ast.Load())


def _set(name: str) -> ast.Name:
    return ast.Name(id=name, ctx=ast.Store())


def _fixed(text: bytes) -> ast.Constant:
    return ast.Constant(value=text)


def _ready(value: ast.expr) -> ast.expr | None:
    """What a value shows that is a fixed text, or one of several, as they stand in HTML."""
    match value:
        case ast.Constant(value=text):
            return _fixed(printed(text))
        case ast.IfExp(test=test, body=body, orelse=orelse) if (one := _ready(body)) and (other := _ready(orelse)):
            return ast.IfExp(test=test, body=one, orelse=other)
    return None


def _bytes(piece: ast.expr) -> bytes:
    return cast("bytes", cast("ast.Constant", piece).value)


def _has_rows(pieces: Iterable[ast.expr]) -> bool:
    return any(isinstance(one, ast.Starred) for one in pieces)


def _listed(pieces: list[ast.expr]) -> ast.expr:
    return ast.List(elts=pieces, ctx=ast.Load()) if _has_rows(pieces) else ast.Tuple(elts=pieces, ctx=ast.Load())


def _joined(pieces: list[ast.expr]) -> ast.expr:
    """Pieces as one."""
    if len(pieces) < _ROW and not _has_rows(pieces):
        return pieces[0] if pieces else _fixed(b"")
    join = ast.Attribute(value=_fixed(b""), attr="join", ctx=ast.Load())
    return ast.Call(func=join, args=[_listed(pieces)], keywords=[])


def _call(function: str, *args: ast.expr) -> ast.Call:
    return ast.Call(func=_name(function), args=list(args), keywords=[])


def _target(node: nodes.Node) -> ast.expr:
    """What a loop sets."""
    if isinstance(node, nodes.Tuple):
        return ast.Tuple(elts=[_target(one) for one in node.items], ctx=ast.Store())
    return _set(cast("nodes.Name", node).name)


def _either(op: ast.boolop) -> Callable[[Any, _Value], ast.expr]:
    return lambda node, value: ast.BoolOp(op=op, values=[value(node.left), value(node.right)])


def _counted(op: ast.operator) -> Callable[[Any, _Value], ast.expr]:
    return lambda node, value: ast.BinOp(left=value(node.left), op=op, right=value(node.right))


_WRITTEN: dict[type[nodes.Node], Callable[[Any, _Value], ast.expr]] = {
    nodes.Const: lambda node, _: ast.Constant(value=node.value),
    nodes.Tuple: lambda node, value: ast.Tuple(elts=[value(one) for one in node.items], ctx=ast.Load()),
    nodes.Getattr: lambda node, value: ast.Attribute(value=value(node.node), attr=node.attr, ctx=ast.Load()),
    nodes.Getitem: lambda node, value: ast.Subscript(value=value(node.node), slice=value(node.arg), ctx=ast.Load()),
    nodes.Slice: lambda node, value: ast.Slice(*(one and value(one) for one in (node.start, node.stop, node.step))),
    nodes.Call: lambda node, value: ast.Call(func=value(node.node), args=[*map(value, node.args)], keywords=[]),
    nodes.Filter: lambda node, value: _call(f"_filter_{node.name}", value(node.node), *map(value, node.args)),
    nodes.CondExpr: lambda node, value: ast.IfExp(*map(value, (node.test, node.expr1, node.expr2))),
    nodes.Compare: lambda node, value: ast.Compare(
        left=value(node.expr),
        ops=[_COMPARED[one.op]() for one in node.ops],
        comparators=[value(one.expr) for one in node.ops],
    ),
    nodes.Not: lambda node, value: ast.UnaryOp(op=ast.Not(), operand=value(node.node)),
    nodes.And: _either(ast.And()),
    nodes.Or: _either(ast.Or()),
    nodes.Add: _counted(ast.Add()),
    nodes.Sub: _counted(ast.Sub()),
}
"""How expressions are written, given what writes their parts."""
