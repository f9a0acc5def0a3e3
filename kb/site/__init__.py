"""Everything that is known of a vault into the files of a static site."""

from kb.site.render import render

__all__ = ["render"]
