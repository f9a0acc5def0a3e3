"""The search index: a collection into sorted, sharded postings, and a question into the notes that answer it."""

from kb.search.evaluate import find, narrow
from kb.search.index import build_index
from kb.search.memory import LISTS, Memory
from kb.search.query import Query, parse
from kb.search.shelves import cuts
from kb.search.stack import script, script_digest
from kb.search.values import Answer, Hit, Index, Narrowing, Shelf, Sort

__all__ = [
    "LISTS",
    "Answer",
    "Hit",
    "Index",
    "Memory",
    "Narrowing",
    "Query",
    "Shelf",
    "Sort",
    "build_index",
    "cuts",
    "find",
    "narrow",
    "parse",
    "script",
    "script_digest",
]
