"""An expression of a template, as Jinja reads it, into that of Python."""

import ast
from collections.abc import Callable
from typing import Any

from jinja2 import nodes

Value = Callable[[nodes.Node], ast.expr]
"""Writes a part of an expression."""

JOIN = "join"
"""The filter that puts a text between texts, which Python writes as a method."""
READY = "ready"
"""The filter that says of bytes that they are what they are: they are put in as they stand, and nobody asks."""

_COMPARED: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "lteq": ast.LtE, "gt": ast.Gt, "gteq": ast.GtE,
    "in": ast.In, "notin": ast.NotIn,
}  # fmt: skip


def named(one: str) -> ast.Name:
    """What a name means."""
    return ast.Name(id=one, ctx=ast.Load())


def to_set(one: str) -> ast.Name:
    """A name that something gets."""
    return ast.Name(id=one, ctx=ast.Store())


def call(function: str, *args: ast.expr) -> ast.Call:
    """What a function gives."""
    return ast.Call(func=named(function), args=list(args), keywords=[])


def method(of: ast.expr, called: str, *args: ast.expr) -> ast.Call:
    """What a method gives."""
    return ast.Call(func=ast.Attribute(value=of, attr=called, ctx=ast.Load()), args=list(args), keywords=[])


def _filtered(filter_: str, one: ast.expr, args: list[ast.expr]) -> ast.expr:
    if filter_ == JOIN:
        return method(args[0], JOIN, one)
    return call(f"_filter_{filter_}", one, *args)


def _either(op: ast.boolop) -> Callable[[Any, Value], ast.expr]:
    return lambda node, value: ast.BoolOp(op=op, values=[value(node.left), value(node.right)])


def _counted(op: ast.operator) -> Callable[[Any, Value], ast.expr]:
    return lambda node, value: ast.BinOp(left=value(node.left), op=op, right=value(node.right))


WRITTEN: dict[type[nodes.Node], Callable[[Any, Value], ast.expr]] = {
    nodes.Const: lambda node, _: ast.Constant(value=node.value),
    nodes.Tuple: lambda node, value: ast.Tuple(elts=[value(one) for one in node.items], ctx=ast.Load()),
    nodes.Getattr: lambda node, value: ast.Attribute(value=value(node.node), attr=node.attr, ctx=ast.Load()),
    nodes.Getitem: lambda node, value: ast.Subscript(value=value(node.node), slice=value(node.arg), ctx=ast.Load()),
    nodes.Slice: lambda node, value: ast.Slice(*(one and value(one) for one in (node.start, node.stop, node.step))),
    nodes.Call: lambda node, value: ast.Call(func=value(node.node), args=[*map(value, node.args)], keywords=[]),
    nodes.Filter: lambda node, value: _filtered(node.name, value(node.node), [*map(value, node.args)]),
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
