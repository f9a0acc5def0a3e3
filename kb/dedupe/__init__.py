"""What is the same under different names: canonical links, items, merged notes, and terms with all their spellings."""

from kb.dedupe.acronyms import Acronyms, Spelled, acronyms, agreed, spelled_out
from kb.dedupe.aliases import suggest_aliases
from kb.dedupe.canonical import canonical_link, names_item, site_of
from kb.dedupe.facts import Facts, facts
from kb.dedupe.items import find_items, place
from kb.dedupe.merge import merge
from kb.dedupe.relink import relink
from kb.dedupe.suggest import suggest
from kb.dedupe.terms import collect_terms
from kb.dedupe.unite import lost, unite

__all__ = [
    "Acronyms",
    "Facts",
    "Spelled",
    "acronyms",
    "agreed",
    "canonical_link",
    "collect_terms",
    "facts",
    "find_items",
    "lost",
    "merge",
    "names_item",
    "place",
    "relink",
    "site_of",
    "spelled_out",
    "suggest",
    "suggest_aliases",
    "unite",
]
