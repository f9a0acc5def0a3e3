"""What is the same under different names: canonical links, items, merged notes, and terms with all their spellings."""

from kb.dedupe.acronyms import Acronyms, acronyms
from kb.dedupe.canonical import canonical_link, names_item
from kb.dedupe.items import find_items
from kb.dedupe.merge import merge
from kb.dedupe.suggest import suggest
from kb.dedupe.terms import collect_terms

__all__ = ["Acronyms", "acronyms", "canonical_link", "collect_terms", "find_items", "merge", "names_item", "suggest"]
