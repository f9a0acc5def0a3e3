"""Laws of what was decided: links to terms are what each is by itself, whoever was asked about before."""

import pytest

from kb.model import Term
from kb.site.kept import TermLinks
from kb.site.published import TERM_KINDS, term_links


def _term(number: int) -> Term:
    key, notes = f"k{number}", tuple(f"n{place}" for place in range(number % 3))
    return Term(key=key, label=key.upper(), slug=key, variants=(key.upper(),), notes=notes)


def test_links_to_terms_are_alike_one_by_one_and_all_at_once() -> None:
    """What was made stays that value, since what is printed of a link is kept by it; what is no term has none."""
    terms = {(kind, f"k{number}"): _term(number) for kind in TERM_KINDS for number in range(12)}
    links = TermLinks(terms)
    first = {}
    for key in reversed(terms):
        first[key] = links[key]
        [alone] = term_links(key[0], [terms[key]])
        told = links[key].label, links[key].path, links[key].count
        assert told == (alone.label, alone.path, alone.count)
    assert all(links[key] is one for key, one in first.items())
    assert len(links) == len(terms)
    with pytest.raises(KeyError):
        _ = links["theme", "nobody"]
