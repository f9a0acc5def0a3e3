"""The link graph of all items: what it is made of, what it is like, what it joins, and its files for other programs."""

from kb.graph.build import build
from kb.graph.export import FORMATS, export, node_link
from kb.graph.measure import Stats, orphans, stats
from kb.graph.nearby import Near, Neighbourhoods
from kb.graph.project import COMPUTED, WRITTEN, project
from kb.graph.walk import Step, neighbours, path

__all__ = [
    "COMPUTED",
    "FORMATS",
    "WRITTEN",
    "Near",
    "Neighbourhoods",
    "Stats",
    "Step",
    "build",
    "export",
    "neighbours",
    "node_link",
    "orphans",
    "path",
    "project",
    "stats",
]
