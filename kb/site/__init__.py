"""Everything that is known of a vault into the files of a static site."""

from kb.site.lasting import Shown, Since
from kb.site.pages import FRONT, GRAPH, OF_GRAPH, SCRIPTS, SEARCH, STEADY, tells_notes, turn
from kb.site.plan import Plan
from kb.site.render import Listed, Made, Site, render

__all__ = [
    "FRONT",
    "GRAPH",
    "OF_GRAPH",
    "SCRIPTS",
    "SEARCH",
    "STEADY",
    "Listed",
    "Made",
    "Plan",
    "Shown",
    "Since",
    "Site",
    "render",
    "tells_notes",
    "turn",
]
