"""A note's front matter apart from its text, as the fields that it gives; and fields into a header.

The header is kept as it is written; what it says is for `kb.note.header` to read.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from kb.model import Diagnostic, Ratings, Span
from kb.note.keys import OTHER_KEYS, fields_of, plain_value
from kb.note.plain import one_line
from kb.pattern import pattern
from kb.rules import found

_KEY_LINE = pattern(r"^['\"]?([\w\-]+)['\"]?[ \t]*:(?:[ \t]|$)", re.MULTILINE)


class Front(NamedTuple):
    """A text with its front matter apart."""

    raw: str
    """What stands between the fences, empty when there are none."""
    body: str
    """The text below."""
    above: int
    """How many lines of the file stand above the body."""
    fields: Mapping[str, Any]
    """Note fields that the header gives, `origin` as a label."""
    lines: Mapping[str, int]
    """The file's line of each key, keys lower-cased."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with it."""

    def line_of(self, field: str) -> int:
        """The file's line of a field's key."""
        return self.lines.get(field) or self.lines.get(OTHER_KEYS.get(field, ""), 1)


def read_front(path: str, text: str) -> Front:
    r"""Take the front matter off a text; only keys with values are one, anything else between two fences is text.

    >>> front = read_front("a.md", "---\ntitle: 12:30\ndraft: \"no\"\n---\nBody\n")
    >>> front.fields, front.body, [(one.code, one.span.line) for one in front.diagnostics]
    ({'title': '12:30'}, '\nBody\n', [('front-matter-type', 3)])
    """
    if not text.startswith("---"):
        return Front("", text, 0, {}, {}, ())
    from kb.note import header as yaml  # noqa: PLC0415  # it loads when a note has a header

    opening = yaml.FENCE.match(text)
    closing = yaml.FENCE.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return Front("", text, 0, {}, {}, ())
    raw, body = yaml.split(text)
    above = text.count("\n", 0, opening.end()) + 1
    lines = {match[1].lower(): above + raw.count("\n", 0, match.start()) for match in _KEY_LINE.finditer(raw)}
    wrong, is_text, header = "", False, None
    try:
        header = yaml.load(raw)
    except yaml.UNREADABLE as error:
        wrong = f"The front matter can't be read: {_reason(error)}."
        is_text = not lines
    else:
        if not isinstance(header, dict | None):
            wrong = "Between the two --- stand no keys with values; that is read as part of the text."
            is_text = True
    if is_text and "\n" in opening[0]:  # a rule stands apart from what follows it, the fence of a header does not
        wrong = ""
    diagnostics = (found("front-matter-invalid", wrong, Span(path=path)),) if wrong else ()
    if is_text:
        return Front("", text, 0, {}, {}, diagnostics)
    fields, trouble = fields_of(header or {}, lambda key: Span(path=path, line=lines.get(key, 1)))
    above = text.count("\n", 0, len(text) - len(body))
    return Front(raw.strip("\n") if raw.strip() else "", body, above, fields, lines, (*diagnostics, *trouble))


def fields_in(raw: str) -> Mapping[str, Any]:
    r"""The note fields that a header gives.

    >>> fields_in("lang: fr\nunknown: 1")
    {'lang': 'fr'}
    """
    return read_front("", f"---\n{raw}\n---\n").fields if raw else {}


def with_fields(raw: str, fields: Mapping[str, Any]) -> str:
    r"""A header with other values for these fields, the rest of it as written; an empty value takes its key out.

    >>> print(with_fields("lang: en # really\naliases:\n  - a", {"aliases": ("a", "b")}))
    lang: en # really
    aliases: [a, b]
    """
    from kb.note.header import export  # noqa: PLC0415  # as above

    kept: list[str] = []
    dropped = False
    taken = {*fields, *(OTHER_KEYS[field] for field in fields if field in OTHER_KEYS)}
    for line in raw.split("\n") if raw else ():
        if match := _KEY_LINE.match(line):
            dropped = match[1].lower() in taken
        elif line[:1] not in {" ", "\t", "-", ""}:
            dropped = False
        if not dropped:
            kept.append(line)
    for field, value in fields.items():
        if value:
            style = None if isinstance(value, tuple | Ratings) else False  # None puts a list on its key's line
            given = {field: plain_value(value)}
            kept.append(export(given, flow=style))
    return "\n".join(kept).strip("\n")


def _reason(error: BaseException) -> str:
    """What YAML says, in a line."""
    problem = getattr(error, "problem", None)
    return one_line(str(problem or error)).rstrip(".") or type(error).__name__
