"""Laws of lists: what is read of them at once is what their lines say one by one."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from kb.note.lists import plain_links
from kb.note.markdown import is_markup

PLAIN = re.compile(r"\[([^\[\]\\*_`<>~\n\r]*)\]\(([\w\-./]*)\)")
LINES = st.text("a日 .-_/&;]\\*`<>~\r\U0001f600", max_size=4)
LINKS = st.builds("[{}]({})".format, LINES, LINES) | st.text("[]()a", max_size=6)


@given(st.lists(LINKS, min_size=1, max_size=4).map("\n".join))
@example("[a](a)\n[a a)")
@example("[a](a)\na](a)")
@example("aa](a)")
@example("[a](ab")
@example("[a>](a)")
@example("[a](a b)")
def test_links_are_plain_where_each_line_is_one(text: str) -> None:
    """And none of them where one of the lines is anything else, or holds markup."""
    found = [*map(PLAIN.fullmatch, text.split("\n"))]
    plainly = [one.groups() for one in found if one]
    if len(plainly) < len(found) or is_markup(" ".join(label for label, _ in plainly)):
        plainly = []
    assert plain_links(text) == plainly
