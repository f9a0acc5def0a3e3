"""The YAML of a front matter into what it says, and back, by python-frontmatter and with guards of our own.

A header that is deeper or longer than any note's is not read, since libyaml's composer overruns the stack; nor is one
with aliases, which grow without bounds; and words are not taken for dates, numbers or times: `title: 12:30` is a title.
"""

from typing import Any

import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler

UNREADABLE = (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What `load` raises: YAML's own errors, and whatever an explicit tag's constructor makes of a value."""

FENCE = YAMLHandler.FM_BOUNDARY
"""What stands above and below a header."""

_HANDLER = YAMLHandler()
_LONGEST = 64_000  # characters
_DEEPEST = 20


class _Loader(SafeLoader):  # type: ignore[misc,valid-type]  # the C loader where there is one
    """Reads words as words: only true, false and nothing are more."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # as yaml has it
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":bool", ":null", ":merge"))]
        for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
    }


def load(raw: str) -> Any:  # noqa: ANN401  # whatever YAML can say
    """What the YAML of a header says; raises one of `UNREADABLE`."""
    if len(raw) > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST} characters")
    depth = 0
    for event in yaml.parse(raw, Loader=SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("it uses aliases, which kb does not read")  # noqa: TRY004  # no question of types
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"it is nested more than {_DEEPEST} deep")
    return _HANDLER.load(raw, Loader=_Loader)


def export(fields: dict[str, Any], *, flow: bool | None) -> str:
    """Fields as YAML; `flow` puts each list on its key's line (None) or its entries on lines of their own (False)."""
    return _HANDLER.export(fields, default_flow_style=flow, sort_keys=False, width=10**6)


def split(text: str) -> tuple[str, str]:
    """The header and the body of a text that has both fences."""
    raw, body = _HANDLER.split(text)
    return raw, body
