"""What writing notes needs: articles into drafts, drafts into notes and their ids, an origin into its newsletter."""

from kb.author.compose import compose
from kb.author.draft import Article, Draft, as_note

__all__ = ["Article", "Draft", "as_note", "compose"]
