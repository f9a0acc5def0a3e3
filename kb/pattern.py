"""The text of a regular expression into one that is compiled when it is first used.

A command uses few of the expressions that stand in the modules it loads, and to compile one takes as long as to load a
small module.
"""

import re
from typing import Any, AnyStr, cast


class _Pattern:
    """Has the methods of a compiled expression: each from its first use on, as an attribute."""

    def __init__(self, text: Any, flags: int) -> None:  # noqa: ANN401  # text or bytes
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever it stands for
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)
        return value


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    r"""What can be asked as what `re.compile` gives; functions of `re` and `isinstance` don't take it for one.

    >>> pattern(r"(\d+)").findall("12 of 130")
    ['12', '130']
    """
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
