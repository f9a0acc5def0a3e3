"""The front matter of a note into the values that it gives, whatever stands between its fences, and values into it.

The header is kept as written. python-frontmatter finds it and reads the YAML, with these guards: a header deeper or
longer than any note's is not read, since libyaml's composer can overrun the stack; nor is one with aliases, which can
grow without bounds; words are not taken for dates, numbers or times, so that `title: 12:30` is a title.
"""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler

from kb.model import Diagnostic, Ratings, Span
from kb.note.external import unwrapped
from kb.note.grammar import RELEVANCIES
from kb.note.plain import one_line
from kb.rules import found

_HANDLER = YAMLHandler()
_LONGEST = 64_000  # characters
_DEEPEST = 20
_KEY_LINE = re.compile(r"^['\"]?([\w\-]+)['\"]?[ \t]*:(?:[ \t]|$)", re.MULTILINE)
_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T\s].*)?", re.ASCII)
_ALIKE = 0.8
_OTHER_KEYS = {"keywords": "tags"}


class _Loader(SafeLoader):  # type: ignore[misc,valid-type]
    """Reads words as words: only true, false and nothing are more."""


_KEPT = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
}


class Front(NamedTuple):
    """A text with its front matter apart."""

    raw: str
    """What stands between the fences, empty when there are none."""
    body: str
    """The text below."""
    line: int
    """How many lines stand above the body."""
    values: Mapping[str, Any]
    """Note fields, `origin` as a label, that the header gives, each with a value of its type."""
    lines: Mapping[str, int]
    """The file's line that each key stands on, keys lower-cased."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with it."""

    def line_of(self, key: str) -> int:
        """The file's line of a field's key."""
        return self.lines.get(key) or self.lines.get(_OTHER_KEYS.get(key, ""), 1)


class HeaderError(ValueError):
    """A header that is not read, though it may be YAML."""


class _WrongType(TypeError):
    """A value is not what its key wants; the message says what that is."""


def read_front(path: str, text: str) -> Front:
    r"""Take the front matter off a text; only a mapping is one, anything else between two fences is text.

    >>> front = read_front("a.md", "---\ntitle: 12:30\ndraft: \"no\"\n---\nBody\n")
    >>> front.values, front.body, [(one.code, one.span.line) for one in front.diagnostics]
    ({'title': '12:30'}, '\nBody\n', [('front-matter-type', 3)])
    """
    opening = _HANDLER.FM_BOUNDARY.match(text) if text.startswith("---") and _HANDLER.FM_BOUNDARY else None
    if not opening:
        return Front("", text, 0, {}, {}, ())
    try:
        raw, body = _HANDLER.split(text)
    except ValueError:  # there is no second fence
        return Front("", text, 0, {}, {}, ())
    above = text.count("\n", 0, opening.end()) + 1
    lines = {match[1].lower(): above + raw.count("\n", 0, match.start()) for match in _KEY_LINE.finditer(raw)}
    line = text.count("\n", 0, len(text) - len(body))
    try:
        header = load(raw)
    except _UNREADABLE as error:
        wrong = found("front-matter-invalid", f"The front matter can't be read: {_reason(error)}.", Span(path=path))
        if not lines:  # nothing in it looks like a key: these are two rules with text between them
            return Front("", text, 0, {}, {}, (wrong,))
        return Front(raw.strip("\n"), body, line, {}, lines, (wrong,))
    if header is None:
        return Front(raw.strip("\n") if raw.strip() else "", body, line, {}, lines, ())
    if not isinstance(header, dict):
        kind = "a list" if isinstance(header, list) else "text"
        message = f"Between the two --- stands {kind}, not keys with values; it is read as part of the note."
        return Front("", text, 0, {}, {}, (found("front-matter-invalid", message, Span(path=path)),))
    values: dict[str, Any] = {}
    trouble = tuple(_fill(values, header, lambda key: Span(path=path, line=lines.get(key, 1))))
    return Front(raw.strip("\n"), body, line, values, lines, trouble)


def header_values(raw: str) -> Mapping[str, Any]:
    """The note fields that a header gives, as `Front.values`.

    >>> header_values("lang: fr\\nunknown: 1")
    {'lang': 'fr'}
    """
    return read_front("", f"---\n{raw}\n---\n").values if raw else {}


def load(raw: str) -> object:
    """What the YAML of a header says; raises one of `_UNREADABLE`."""
    if len(raw) > _LONGEST:
        raise HeaderError(f"it is longer than {_LONGEST} characters")
    depth = 0
    for event in yaml.parse(raw, Loader=SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise HeaderError("it uses aliases, which kb does not read")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise HeaderError(f"it is nested more than {_DEEPEST} deep")
    loaded: object = _HANDLER.load(raw, Loader=_Loader)
    return loaded


# What reading YAML raises: its own errors, and whatever an explicit tag's constructor makes of a value.
_UNREADABLE = (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def _reason(error: BaseException) -> str:
    problem = getattr(error, "problem", None)
    return one_line(str(problem or error)).rstrip(".") or type(error).__name__


def _fill(values: dict[str, Any], header: Mapping[Any, Any], place: Callable[[str], Span]) -> Iterator[Diagnostic]:
    """Put each known key's value under its field; yields what is wrong."""
    for written, value in header.items():
        if not isinstance(written, str):
            continue
        key = written.lower()
        if key not in _KNOWN:
            near = difflib.get_close_matches(key, _KNOWN, 1, _ALIKE)
            if near and near[0][0] == key[:1]:
                hint = f"Did you mean {near[0]}?"
                yield found("front-matter-key", f"The key {written!r} means nothing to kb.", place(key), hint=hint)
            continue
        field = "keywords" if key == _OTHER_KEYS["keywords"] else key
        if value is None:
            continue
        try:
            meant = _KNOWN[key](value)
        except _WrongType as error:
            yield found("front-matter-type", f"{written} should be {error}; it is not used.", place(key))
            continue
        if field in values and values[field] != meant:
            message = f"{written} is given twice, differently; the first is used."
            yield found("front-matter-conflict", message, place(key))
        elif meant:
            values[field] = meant


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongType("text (in quotes if it is yes, no, on, off, true or false)")
    return one_line(_UNPRINTABLE.sub("\ufffd", value))


def _address(value: object) -> str:
    return unwrapped(_text(value)).url


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise _WrongType("a list of texts (in quotes those that are yes, no, on, off, true or false)")
    return tuple(word for word in map(_text, value) if word)


def _date(value: object) -> dt.date:
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    try:
        return dt.date(*map(int, match.groups())) if match else _refused("a date, YYYY-MM-DD")
    except ValueError:
        return _refused("a date, YYYY-MM-DD")


def _flag(value: object) -> bool:
    return value if isinstance(value, bool) else _refused("true or false")


def _ratings(value: object) -> Ratings | None:
    if not isinstance(value, dict):
        raise _WrongType("keys with numbers from 1 to 5")
    scores = {key: value[key] for key in _SCORES if value.get(key) is not None}
    if not all(str(score) in RELEVANCIES for score in scores.values()):
        raise _WrongType("whole numbers from 1 to 5")
    rated_by = _words(value.get("rated_by") or [])
    if not scores and not rated_by:
        return None
    return Ratings(**{key: int(score) for key, score in scores.items()}, rated_by=rated_by)


def _refused(wanted: str) -> NoReturn:
    raise _WrongType(wanted)


_SCORES = ("novelty", "plausibility", "impact", "relevance", "timeliness")
_KNOWN: Mapping[str, Callable[[object], Any]] = {
    "title": _text,
    "origin": _text,
    "date": _date,
    "link": _address,
    "archive": _address,
    "keywords": _words,
    "tags": _words,
    "themes": _words,
    "category": _text,
    "type": _text,
    "lang": _text,
    "aliases": _words,
    "redirect_from": _words,
    "draft": _flag,
    "ratings": _ratings,
}


def with_values(raw: str, values: Mapping[str, Any]) -> str:
    """A header with other values under these keys, the rest of it as written; empty values take their keys out.

    >>> print(with_values("lang: en # really\\naliases:\\n  - a", {"aliases": ("a", "b")}))
    lang: en # really
    aliases: [a, b]
    """
    kept: list[str] = []
    dropped = False
    taken = {*values, *(_OTHER_KEYS[key] for key in values if key in _OTHER_KEYS)}
    for line in raw.split("\n") if raw else ():
        if match := _KEY_LINE.match(line):
            dropped = match[1].lower() in taken
        elif line[:1] not in {" ", "\t", "-", ""}:
            dropped = False
        if not dropped:
            kept.append(line)
    given = {key: _dumped(value) for key, value in values.items() if value}
    if given:
        kept.append(_HANDLER.export(given, default_flow_style=None, sort_keys=False, width=10**6))
    return "\n".join(kept).strip("\n")


def _dumped(value: object) -> object:
    """A value as YAML knows it."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Ratings):
        scores: dict[str, object] = {key: getattr(value, key) for key in _SCORES if getattr(value, key)}
        return {**scores, "rated_by": list(value.rated_by)} if value.rated_by else scores
    return value
