"""A vault on disk into its site on this machine's own address, made again whenever something is saved."""

from kb.serving.builder import Round
from kb.serving.news import Trouble
from kb.serving.room import room
from kb.serving.site import Serving

__all__ = ["Round", "Serving", "Trouble", "room"]
