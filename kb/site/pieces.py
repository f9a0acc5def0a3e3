"""Pieces of a page, as expressions of Python, into the statements that put them together."""

import ast
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import cast

from kb.site.escaped import printed
from kb.site.expressions import call, method, named, to_set

Part = ast.expr | ast.stmt
"""A piece, or a statement that adds some."""

_OUT = "_out"  # the pieces so far, in a function


def whole(parts: Sequence[Part]) -> list[ast.stmt]:
    """What a function does that returns these parts as one."""
    if not any(isinstance(one, ast.stmt) for one in parts):
        merged_ = cast("list[ast.expr]", merged(parts))
        return [ast.Return(value=single(merged_) or _join(ast.Tuple(elts=merged_, ctx=ast.Load())))]
    empty = ast.Assign(targets=[to_set(_OUT)], value=ast.List(elts=[], ctx=ast.Load()))
    return [empty, *statements(parts), ast.Return(value=_join(named(_OUT)))]


def statements(parts: Iterable[Part]) -> list[ast.stmt]:
    """What adds these parts to those that are there."""
    done: list[ast.stmt] = []
    pieces: list[ast.expr] = []
    for part in (*merged(parts), None):
        if isinstance(part, ast.expr):
            pieces.append(part)
            continue
        done += [_adding(pieces)] if pieces else []
        done += [part] if part else []
        pieces = []
    return done


def merged(parts: Iterable[Part]) -> list[Part]:
    """The parts, neighbours of fixed text as one."""
    done: list[Part] = []
    for is_fixed, some in groupby(parts, lambda one: isinstance(one, ast.Constant)):
        pieces = [*some]
        done += [fixed(b"".join(map(_bytes, pieces)))] if is_fixed else pieces
    return done


def single(parts: Sequence[Part]) -> ast.expr | None:
    """What prints these parts as one piece, if they are one or none."""
    match parts:
        case []:
            return fixed(b"")
        case [ast.expr() as piece]:
            return piece
    return None


def fixed(text: bytes) -> ast.Constant:
    """A piece that never changes."""
    return ast.Constant(value=text)


def shown(value: ast.expr) -> ast.expr:
    """A value as it stands in HTML; nearly all are plain text, so that is asked for in place, where it may be other."""
    if always := _always(value):
        return always
    if _is_text(value):
        return method(call("_escape", value), "encode")
    kind = call("_type", ast.NamedExpr(target=to_set("_one"), value=value))
    return ast.IfExp(
        test=ast.Compare(left=kind, ops=[ast.Is()], comparators=[named("_str")]),
        body=method(call("_escape", named("_one")), "encode"),
        orelse=call("_printed", named("_one")),
    )


def _is_text(value: ast.expr) -> bool:
    """Whether a value is a text whatever it is made of: what methods of fixed texts give."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()))):
            return True
    return False


def _always(value: ast.expr) -> ast.expr | None:
    """What a value shows that is a fixed text, or one of several."""
    match value:
        case ast.Constant(value=text):
            return fixed(printed(text))
        case ast.IfExp(test=test, body=body, orelse=orelse) if (one := _always(body)) and (other := _always(orelse)):
            return ast.IfExp(test=test, body=one, orelse=other)
    return None


def _bytes(piece: Part) -> bytes:
    return cast("bytes", cast("ast.Constant", piece).value)


def _adding(pieces: list[ast.expr]) -> ast.stmt:
    if len(pieces) == 1:
        return ast.Expr(value=method(named(_OUT), "append", *pieces))
    return ast.AugAssign(target=to_set(_OUT), op=ast.Add(), value=ast.Tuple(elts=pieces, ctx=ast.Load()))


def _join(pieces: ast.expr) -> ast.expr:
    return method(fixed(b""), "join", pieces)
