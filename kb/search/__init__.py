"""The search index: a collection into sorted, sharded postings, and a question into the notes that answer it."""

from kb.search.evaluate import find
from kb.search.index import build_index
from kb.search.query import Query, parse
from kb.search.values import Answer, Hit, Index

__all__ = ["Answer", "Hit", "Index", "Query", "build_index", "find", "parse"]
