"""Laws of escaping: whatever way is quick for some texts gives what is right for all."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from kb.site.escaped import escaped, escaped_prose, printed, shower, shown

TEXTS = st.text(max_size=20) | st.text("&<>'\"ab;’", max_size=20)


@given(TEXTS)
def test_every_way_escapes_as_markup_does(text: str) -> None:
    """Signs of markup become characters, each once, in any number and order; bytes are that as UTF-8."""
    safe = str(escape(text))
    assert (escaped(text), escaped_prose(text)) == (safe, safe)
    assert (shown(text), printed(text)) == (safe.encode(), safe.encode())
    assert printed(Markup(text)) == printed(text.encode()) == text.encode()  # noqa: S704  # to see that it stays


@given(st.lists(TEXTS, max_size=4))
def test_parts_are_shown_as_alone(texts: list[str]) -> None:
    """What shows parts of a text does so as if it knew nothing of the rest."""
    show = shower(" ".join(texts))
    assert [show(text) for text in texts] == [shown(text) for text in texts]
