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
    terms = [_term(number) for number in range(12)]
    for kind in TERM_KINDS:
        links = TermLinks(kind, terms)
        first = {}
        for term in reversed(terms):
            made = first[term.key] = links[term.key]
            [alone] = term_links(kind, [term])
            assert (made.label, made.path, made.count) == (alone.label, alone.path, alone.count)
        assert links == first
        assert all(links[key] is one for key, one in first.items())
        with pytest.raises(KeyError):
            _ = links["nobody"]
