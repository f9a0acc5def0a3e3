"""A note into the text that a model reads of it."""

from kb.model import Note
from kb.note.markdown import has_address
from kb.pattern import pattern

# Where a link leads, which is not what the text is about.
_ADDRESS = pattern(r"(?<=\])\([^()]*\)|https?://[^\s)]+")


def said(note: Note) -> str:
    """Title, summary, keywords and themes of a note, as sentences.

    >>> said(Note(id="a", path="a.md", title="Shore power", summary="At  the quay.", themes=("ports", "energy")))
    'Shore power. At the quay. ports; energy.'
    """
    parts = (note.title if note.title_given else "", note.summary, "; ".join(note.keywords), "; ".join(note.themes))
    tidied = (" ".join(without_addresses(part).split()) for part in parts)
    return " ".join(f"{part.removesuffix('.')}." for part in tidied if part)


def without_addresses(text: str) -> str:
    """Markdown without the addresses of its links."""
    return _ADDRESS.sub(" ", text) if has_address(text) else text
