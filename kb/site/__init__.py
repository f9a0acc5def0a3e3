"""Everything that is known of a vault into the files of a static site."""

from kb.site.render import Listed, Site, render

__all__ = ["Listed", "Site", "render"]
