"""The link graph of all items: what it is made of, what it is like, what it joins, and its files for other programs."""

from kb.graph.all_near import AllNear, Columnar
from kb.graph.bridges import Bridge, bridges
from kb.graph.build import build, reached
from kb.graph.columns import Columns, columns, distinct, ordered, summed
from kb.graph.communities import Community, communities
from kb.graph.edges import CODES, Edges
from kb.graph.export import FORMATS, export, node_link
from kb.graph.hubs import Hub, hubs
from kb.graph.in_json import InJson
from kb.graph.layout import Disc, Layout, layout
from kb.graph.measure import Stats, orphans, stats
from kb.graph.names import Names
from kb.graph.naming import Carried, carried
from kb.graph.narrow import narrow
from kb.graph.nearby import Near, Neighbourhoods, labels
from kb.graph.project import COMPUTED, WRITTEN, Kinds, project
from kb.graph.spans import Spans
from kb.graph.standing import Standings, standings
from kb.graph.suggest import Suggestion, suggest
from kb.graph.survey import Survey
from kb.graph.ties import Ties, ties
from kb.graph.walk import Step, neighbours, path, strongest_path

__all__ = [
    "CODES",
    "COMPUTED",
    "FORMATS",
    "WRITTEN",
    "AllNear",
    "Bridge",
    "Carried",
    "Columnar",
    "Columns",
    "Community",
    "Disc",
    "Edges",
    "Hub",
    "InJson",
    "Kinds",
    "Layout",
    "Names",
    "Near",
    "Neighbourhoods",
    "Spans",
    "Standings",
    "Stats",
    "Step",
    "Suggestion",
    "Survey",
    "Ties",
    "bridges",
    "build",
    "carried",
    "columns",
    "communities",
    "distinct",
    "export",
    "hubs",
    "labels",
    "layout",
    "narrow",
    "neighbours",
    "node_link",
    "ordered",
    "orphans",
    "path",
    "project",
    "reached",
    "standings",
    "stats",
    "strongest_path",
    "suggest",
    "summed",
    "ties",
]
