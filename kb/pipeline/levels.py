"""Diagnostics into those that a vault's settings want to hear of, in the order of their places."""

from collections.abc import Iterable

from msgspec.structs import replace

from kb.model import Diagnostic
from kb.options import Options


def levelled(diagnostics: Iterable[Diagnostic], options: Options) -> tuple[Diagnostic, ...]:
    """Diagnostics with the severities that the vault's settings give them, sorted by place; `off` leaves out."""
    levels = dict(options.checks)
    kept = []
    for one in diagnostics:
        level = levels.get(one.code, one.severity)
        if level is not None:
            kept.append(one if level == one.severity else replace(one, severity=level))
    kept.sort(key=lambda one: (one.span.path, one.span.line, one.span.column, one.code, one.message))
    return tuple(kept)
