"""Everything that is known of a vault into the files of a static site."""

from kb.site.digests import Digests, Table
from kb.site.lasting import Shown
from kb.site.pages import GRAPH, SEARCH, turn
from kb.site.plan import Plan
from kb.site.render import Listed, Made, Site, render

__all__ = ["GRAPH", "SEARCH", "Digests", "Listed", "Made", "Plan", "Shown", "Site", "Table", "render", "turn"]
