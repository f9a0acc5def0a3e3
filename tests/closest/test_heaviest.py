"""Laws of the heaviest terms: what columns of numbers give is what looking at one pair after another gives."""

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.closest.features import Terms
from kb.closest.heaviest import Heaviest
from kb.closest.postings import Postings
from kb.closest.steps import worths
from kb.model import Note
from kb.text import fold_term, tokens

WORDS = st.sampled_from(["amber", "Amber", "cedar", "dune", "grove", "heath", "2024", "7", "C++"])
PHRASES = st.sampled_from(["amber", "Cedar dune", "dune grove", "Grove 2024", "7", "heath amber", "C++", "amber  7"])
NOTES = st.lists(st.tuples(st.lists(WORDS, max_size=8), st.lists(PHRASES, max_size=4)), min_size=2, max_size=6)


def _plain(one: Note, other: Note, weights: list[dict[str, float]]) -> list[str]:
    """The heaviest terms of two notes, from the weights of all terms of each."""
    products = {term: weight * weights[1][term] for term, weight in weights[0].items() if term in weights[1]}
    least = max(products.values(), default=0) // 5
    words = {term: weight for term, weight in products.items() if weight >= least and any(map(str.isalpha, term))}
    options = [(-weight, -1, term, {term}) for term, weight in words.items()]
    phrases = [set(map(fold_term, (*note.keywords, *note.themes))) for note in (one, other)]
    for phrase in phrases[0] & phrases[1]:
        parts = {part for part in tokens(phrase) if part in weights[0].keys() | weights[1].keys()}
        options.append((-sum(words.get(part, 0) for part in parts), -len(parts), phrase, parts))
    found: list[str] = []
    named: set[str] = set()
    for weight, _, term, parts in sorted(options, key=lambda option: option[:3]):
        if weight and not parts <= named and len(found) < 3:
            named |= parts
            found.append(term)
    return found


@given(NOTES)
def test_all_pairs_at_once_are_each_pair_alone(drawn: list[tuple[list[str], list[str]]]) -> None:
    """The same terms in the same order, whatever pairs are asked about together."""
    notes = [
        Note(id=f"n{place}", path=f"n{place}.md", title="", summary=" ".join(words), keywords=tuple(phrases))
        for place, (words, phrases) in enumerate(drawn)
    ]
    terms = Terms()
    held = terms.held(enumerate(notes))
    postings = Postings.none().changed(np.zeros(0, dtype=np.bool_), held, len(terms.number))
    rows = postings.rows(np.arange(len(notes)), len(notes), worths(len(notes), postings.frequency))
    names = list(terms.number)
    weights = [
        {names[term]: weight for term, weight in zip(rows.terms[first:last], rows.weights[first:last], strict=True)}
        for first, last in zip(rows.ends[:-1], rows.ends[1:], strict=True)
    ]
    heaviest = Heaviest(notes, rows, terms.number)
    pairs = [(one, other) for one in range(len(notes)) for other in range(len(notes)) if one != other]
    found = heaviest.of(np.array(pairs))
    assert [[heaviest.names[name] for name in row if name >= 0] for row in found.tolist()] == [
        _plain(notes[one], notes[other], [weights[one], weights[other]]) for one, other in pairs
    ]
    alone = chain.from_iterable(heaviest.of(np.array([pair])).tolist() for pair in pairs)
    assert list(alone) == found.tolist()
