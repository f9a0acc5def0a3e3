"""Terms into the aliases that a vault may want: spellings that are probably one term, which only a person can say."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from kb.dedupe.acronyms import Acronyms, is_acronym
from kb.dedupe.plural import stem
from kb.dedupe.terms import Aliases, TermKind, alias_keys
from kb.dedupe.variants import plain
from kb.model import Diagnostic, Note, Span, Term
from kb.pattern import pattern
from kb.rules import found
from kb.text import fold_term, fold_terms

# Endings that British and American English write differently, brought to one.
_AMERICAN = (
    (pattern(r"is(ation|ing|ed|er|e)(s?)$"), r"iz\1\2"),
    (pattern(r"our(s?|able|al|ed|ing|ist|ite)$"), r"or\1"),
    (pattern(r"(?<=[a-z]{3})tre(s?)$"), r"ter\1"),
    (pattern(r"(?<=[a-z]{3})ence(s?)$"), r"ense\1"),
    (pattern(r"ogue(s?)$"), r"og\1"),
    (pattern(r"amme(s?)$"), r"am\1"),
    (pattern(r"ll(ed|ing|er|ers)$"), r"l\1"),
)
# All that such a word can end in.
_BRITISH = tuple(
    (
        "isation isations ising isings ised iseds iser isers ise ises our ours ourable oural oured ouring ourist "
        "ourite tre tres ence ences ogue ogues amme ammes lled lling ller llers"
    ).split()
)
_SHORTEST = 5  # letters without the spaces; shorter ones agree by chance


def suggest_aliases(
    terms: Sequence[Term], kind: TermKind, notes: Mapping[str, Note], aliases: Aliases, known: Acronyms
) -> Iterator[Diagnostic]:
    """A diagnostic for each term that is probably another's spelling; nothing is changed by it.

    Terms agree when they are equal but for spaces, plurals inside, and British or American endings, or when one note
    alone spells a two-letter acronym out. Two lines of the alias table are settled, and so is a line that stands alone.
    """
    lines = set(alias_keys(aliases).values())
    alone = {fold_term(label) for label, others in aliases if not others}
    alike: defaultdict[str, list[Term]] = defaultdict(list)
    folded = iter(fold_terms([spelling for term in terms for spelling in term.variants]))
    for term in terms:
        for form in sorted({_loose(key, known, term) for key in islice(folded, len(term.variants))}):
            if len(form) >= _SHORTEST and term not in alike[form]:
                alike[form].append(term)
    told: set[tuple[str, str]] = set()
    for some in [some for some in alike.values() if len(some) > 1]:
        some.sort(key=lambda term: (-len(term.notes), term.key))
        for other in some[1:]:
            settled = {other.key, some[0].key} <= lines or other.key in alone or some[0].key in alone
            if not settled and (some[0].key, other.key) not in told:
                told.add((some[0].key, other.key))
                yield _suggested(some[0], other, kind, notes)


def _loose(key: str, known: Acronyms, term: Term) -> str:
    """What terms that are probably one have in common."""
    form = plain(key)
    for short in (form, form.removesuffix("s")):
        if short in known.doubtful and any(map(is_acronym, term.variants)):
            form = known.doubtful[short]
    return "".join(map(_plainest, form.split()))


@lru_cache(maxsize=4096)
def _plainest(word: str) -> str:
    single = stem(word)
    if not single.endswith(_BRITISH):
        return single
    for ending, american in _AMERICAN:
        single = ending.sub(american, single)
    return single


def _suggested(term: Term, other: Term, kind: TermKind, notes: Mapping[str, Note]) -> Diagnostic:
    name = kind.removesuffix("s")
    uses = f"{len(term.notes)} {'note' if len(term.notes) == 1 else 'notes'}"
    message = f"The {name} {other.label!r} may be {term.label!r} ({uses})."
    hint = f'Add "{term.label}" = ["{other.label}"] to [terms.aliases], or "{other.label}" = [] if it is another.'
    return found("term-variant", message, Span(path=notes[other.notes[0]].path), hint=hint)
