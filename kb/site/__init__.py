"""Everything that is known of a vault into the files of a static site."""

from kb.site.digests import DECIDED, OF_GRAPH, OF_NOTE, Digests
from kb.site.lasting import Shown
from kb.site.pages import GRAPH, SEARCH, turn
from kb.site.render import Listed, Made, Site, render

__all__ = [
    "DECIDED",
    "GRAPH",
    "OF_GRAPH",
    "OF_NOTE",
    "SEARCH",
    "Digests",
    "Listed",
    "Made",
    "Shown",
    "Site",
    "render",
    "turn",
]
