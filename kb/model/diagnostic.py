"""A place in a file, what is wrong there, and what would mend it."""

from typing import Literal

from msgspec import Struct

Severity = Literal["info", "warning", "error"]


class Span(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A place in a file; lines and columns count from 1."""

    path: str
    """Path relative to the notes folder, with `/` between its parts."""
    line: int = 1
    """First line."""
    column: int = 1
    """First column, in characters."""
    end_line: int = 0
    """Last line, or 0 when it is the first."""


class Edit(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A repair with one right answer: whole lines of a file and what stands there instead."""

    line: int
    """First line that goes, counted from 1."""
    end_line: int
    """Last line that goes; `line - 1` when the text is put before `line` and nothing goes."""
    text: str = ""
    """What stands there instead, with its line ends; empty to delete."""


class Diagnostic(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Trouble in an author's text: what, where, and what to do about it."""

    code: str
    """Stable name of the rule, a key of `kb.rules.RULES`."""
    severity: Severity
    """How much it matters; `kb.toml` can change it for a code."""
    message: str
    """What is wrong, in one sentence without the path."""
    span: Span
    """Where it is."""
    hint: str = ""
    """What to do about it."""
    edits: tuple[Edit, ...] = ()
    """What `kb check --fix` does; empty when it needs a person."""
