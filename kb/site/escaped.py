"""Values as they stand in HTML: text says what it says, and markup is what it is."""

from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # a MarkupSafe without its part in C

    def _escape_inner(text: str, /) -> str:
        return str(escape(text))


escaped = _escape_inner
"""A text as it stands in HTML: its signs of markup as characters."""


def printed(value: object) -> str:
    """A value as it stands in HTML: text escaped, markup as it is.

    >>> printed("a < b"), printed(Markup("<b>")), printed(3)
    ('a &lt; b', Markup('<b>'), '3')
    """
    return value if isinstance(value, Markup) else escaped(str(value))
