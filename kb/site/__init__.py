"""Everything that is known of a vault into the files of a static site."""

from kb.site.digests import Digests, Table
from kb.site.pages import SEARCH, turn
from kb.site.render import Listed, Made, Site, render

__all__ = ["SEARCH", "Digests", "Listed", "Made", "Site", "Table", "render", "turn"]
