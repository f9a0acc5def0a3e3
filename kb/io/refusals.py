"""A refused pair into the text of `kb.toml`, everything else as it was written, comments too."""

import json
import re
import tomllib

from kb.errors import WrongUseError
from kb.pattern import pattern

_TABLE = pattern(r"(?m)^[ \t]*\[[ \t]*dedupe[ \t]*\][ \t]*(?:#.*)?$")
_ANY_TABLE = pattern(r"(?m)^[ \t]*\[")
_KEY = pattern(r"(?m)^[ \t]*refused[ \t]*=[ \t]*(?=\[)")
# What may hold brackets that are none: strings and comments.
_QUOTED = pattern(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)


def add_refusal(text: str, pair: tuple[str, str]) -> str:
    r"""The text with the pair at the end of `refused`; the text itself when the pair is there already.

    Raises `WrongUseError` when the file is written so that only a person can add to it.

    >>> print(add_refusal("[dedupe] # ours\nkeep = [\"ref\"]\n", ("a", "b")), end="")
    [dedupe] # ours
    refused = [["a", "b"]]
    keep = ["ref"]
    """
    if "\r\n" in text:
        return add_refusal(text.replace("\r\n", "\n"), pair).replace("\n", "\r\n")
    before = tomllib.loads(text)
    refused = before.get("dedupe", {}).get("refused", [])
    if any(set(pair) == set(known) for known in refused):
        return text
    entry = f"[{json.dumps(pair[0], ensure_ascii=False)}, {json.dumps(pair[1], ensure_ascii=False)}]"
    after = _added(text, entry)
    wanted = {**before, "dedupe": {**before.get("dedupe", {}), "refused": [*refused, list(pair)]}}
    if _read(after) != wanted:
        raise WrongUseError(
            "kb.toml is written in a way that kb can't add to.", f"Add {entry} to refused in [dedupe] by hand."
        )
    return after


def _read(text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _added(text: str, entry: str) -> str:
    hidden = _QUOTED.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text)
    table = _TABLE.search(_without_comments(text))
    if not table:
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}[dedupe]\nrefused = [{entry}]\n"
    following = _ANY_TABLE.search(hidden, table.end())
    end = following.start() if following else len(hidden)
    key = _KEY.search(hidden, table.end(), end)
    if not key:
        return f"{text[: table.end()]}\nrefused = [{entry}]{text[table.end() :]}"
    close = _closing(hidden, key.end())
    inside = hidden[key.end() + 1 : close]
    last = len(inside.rstrip("x \t\n").rstrip())
    written = text[key.end() + 1 : close]
    comma = "" if not inside.strip("x \t\n") or inside[:last].endswith(",") else ","
    head, tail = written[:last], written[last:]
    if "\n" in inside:
        return f"{text[: key.end() + 1]}{head}{comma}{tail.rstrip()}\n    {entry},\n{text[close:]}"
    return f"{text[: key.end() + 1]}{head}{comma}{' ' if head else ''}{entry}{text[close:]}"


def _without_comments(text: str) -> str:
    """The text, of the same length, with strings hidden and comments left: a header may have one behind it."""
    return _QUOTED.sub(lambda match: match[0] if match[0].startswith("#") else re.sub(r"[^\n]", "x", match[0]), text)


def _closing(hidden: str, start: int) -> int:
    """Where the bracket that opens at `start` closes."""
    depth = 0
    for place in range(start, len(hidden)):
        depth += (hidden[place] == "[") - (hidden[place] == "]")
        if not depth:
            return place
    return len(hidden)
