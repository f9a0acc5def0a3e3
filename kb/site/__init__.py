"""Everything that is known of a vault into the files of a static site."""

from kb.site.digests import DECIDED, OF_NOTE, Digests
from kb.site.pages import turn
from kb.site.render import Listed, Made, Site, render

__all__ = ["DECIDED", "OF_NOTE", "Digests", "Listed", "Made", "Site", "render", "turn"]
