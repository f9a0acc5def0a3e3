"""A note into digests of what decides which items and which terms there are: where they stay, so do these."""

from msgspec import Struct

from kb.codec import digest
from kb.dedupe.acronyms import spelled_out
from kb.model import Note


class Facts(Struct, frozen=True, kw_only=True):
    """Digests of parts of a note, 16 bytes each."""

    item: bytes
    """Of what `find_items` looks at, but the digest of the file."""
    terms: bytes
    """Of what `acronyms`, `collect_terms` and `suggest_aliases` look at."""


def facts(note: Note) -> Facts:
    """The digests of a note as it was read; an id that it got instead of its own is not in them.

    >>> one, other = (Note(id="a", path="a.md", title="A", summary=text) for text in ("Some (AI)", "More (AI)"))
    >>> facts(one) == facts(other)
    True
    """
    return Facts(
        item=digest((note.path, note.kind, note.date, note.link, note.title, note.title_given)),
        terms=digest((note.path, note.lang, note.themes, note.keywords, spelled_out(note))),
    )
