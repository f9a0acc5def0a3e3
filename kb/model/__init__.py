"""The values that pass between stages: frozen to the leaves, so that equal content is equal, hashes and pickles.

Fields are `str int float bool None date`, tuples of them, or other values of this room. A position in a file is not
part of a value's content: a field that holds one takes no part in comparison.
"""

from kb.model.collection import (
    Ambiguous,
    Collection,
    Edge,
    EdgeKind,
    Found,
    Graph,
    Item,
    Missing,
    Name,
    Neighbour,
    Node,
    Output,
    Resolution,
    ResolvedLink,
    Revision,
    Term,
    Vault,
)
from kb.model.diagnostic import Diagnostic, Edit, Severity, Span
from kb.model.note import Card, CardKind, Link, Note, Origin, Ratings, Section, Signal, Source
from kb.model.rows import ByNote, Rows

__all__ = [
    "Ambiguous",
    "ByNote",
    "Card",
    "CardKind",
    "Collection",
    "Diagnostic",
    "Edge",
    "EdgeKind",
    "Edit",
    "Found",
    "Graph",
    "Item",
    "Link",
    "Missing",
    "Name",
    "Neighbour",
    "Node",
    "Note",
    "Origin",
    "Output",
    "Ratings",
    "Resolution",
    "ResolvedLink",
    "Revision",
    "Rows",
    "Section",
    "Severity",
    "Signal",
    "Source",
    "Span",
    "Term",
    "Vault",
]
