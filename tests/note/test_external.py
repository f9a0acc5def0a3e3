"""Laws of external links: the quick way to read one says what the other says."""

from hypothesis import given
from hypothesis import strategies as st

from kb.note.external import plain_external, read_address

PARTS = st.sampled_from(["https://a.org/", "a", "&", ";", "&amp;", "&#38;", "=", "\\", "(", ")", "<", " ", '"', "é"])


@given(st.lists(PARTS).map("".join))
def test_a_plainly_written_link_leads_where_it_would_lead(address: str) -> None:
    """Or is left to be read in full."""
    assert plain_external(f"__[External link]({address})__") in {"", read_address(address).url}


def test_a_question_in_an_address_is_written_plainly() -> None:
    """With several answers, as many real ones have."""
    assert plain_external("__[External link](https://example.org/x?a=b&c=d)__") == "https://example.org/x?a=b&c=d"
