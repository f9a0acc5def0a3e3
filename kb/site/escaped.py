"""Values as they stand in HTML: text says what it says, and markup is what it is."""

from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # a MarkupSafe without its part in C

    def _escape_inner(text: str, /) -> str:
        return str(escape(text))


_SIGNS = [(sign, _escape_inner(sign)) for sign in "&<>'\""]  # what begins others comes first

escaped = _escape_inner
"""A text as it stands in HTML: its signs of markup as characters."""


def safe(html: str) -> Markup:
    """HTML that templates print as it is, a text before: what `Markup` makes of it after asking what it may be.

    >>> safe("<b>") == Markup("<b>"), type(safe("<b>"))
    (True, <class 'markupsafe.Markup'>)
    """
    return str.__new__(Markup, html)


def escaped_prose(text: str) -> str:
    r"""The same for sentences, which hold few such signs: each is looked for by itself, in a tenth of the time.

    >>> escaped_prose("'a' < \"b\" & c > d") == escaped("'a' < \"b\" & c > d")
    True
    """
    for sign, written in _SIGNS:
        if sign in text:
            text = text.replace(sign, written)
    return text


def shown(text: str) -> bytes:
    """A text as it stands in a file of HTML."""
    return escaped(text).encode()


def has_signs(text: str) -> bool:
    """Whether a text holds a sign that HTML writes otherwise.

    >>> has_signs("one, two"), has_signs("one < two")
    (False, True)
    """
    return "&" in text or "<" in text or ">" in text or "'" in text or '"' in text


def printed(value: object) -> bytes:
    """A value as it stands in a file of HTML: text escaped, markup and bytes as they are.

    >>> printed("a < b"), printed(Markup("<b>")), printed(b"<i>"), printed(3)
    (b'a &lt; b', b'<b>', b'<i>', b'3')
    """
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, Markup) else escaped(str(value))).encode()
