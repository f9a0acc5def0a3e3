"""What writing notes needs: an article into a draft, a draft into a note, and the id of a new note."""

from kb.author.compose import compose
from kb.author.draft import Article, Draft, as_note

__all__ = ["Article", "Draft", "as_note", "compose"]
