"""Laws of escaping: whatever way is quick for some texts gives what is right for all."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from kb.site.escaped import escaped, escaped_prose, has_signs, printed, shown

TEXTS = st.text(max_size=20) | st.text("&<>'\"ab;’", max_size=20)


@given(TEXTS)
def test_every_way_escapes_as_markup_does(text: str) -> None:
    """Signs of markup become characters, each once, in any number and order; bytes are that as UTF-8."""
    safe = str(escape(text))
    assert (escaped(text), escaped_prose(text)) == (safe, safe)
    assert (shown(text), printed(text)) == (safe.encode(), safe.encode())
    assert printed(Markup(text)) == printed(text.encode()) == text.encode()  # noqa: S704  # to see that it stays


@given(TEXTS)
def test_signs_are_what_html_writes_otherwise(text: str) -> None:
    """A text without signs stands in HTML as it is, and no other does."""
    assert has_signs(text) == (shown(text) != text.encode())
