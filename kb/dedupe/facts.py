"""A note into what decides which items and which terms there are: where it stays, and acronyms do, so do these."""

from msgspec import Struct

from kb.codec import digest
from kb.dedupe.acronyms import Spelled, spelled_out
from kb.model import Note


class Facts(Struct, frozen=True, kw_only=True, array_like=True):
    """Digests of parts of a note, 16 bytes each, and what its texts spell out, which is looked for once."""

    item: bytes
    """Of what `find_items` looks at, but the digest of the file."""
    terms: bytes
    """Of what `collect_terms` and `suggest_aliases` look at, but acronyms."""
    spelled: Spelled = ()
    """As `spelled_out` has it."""


def facts(note: Note) -> Facts:
    """The digests of a note as it was read; an id that it got instead of its own is not in them.

    >>> one, other = (Note(id="a", path="a.md", title="A", summary=text) for text in ("Some text", "More text"))
    >>> facts(one) == facts(other)
    True
    """
    return Facts(
        item=digest((note.path, note.kind, note.date, note.link, note.title, note.title_given)),
        terms=digest((note.path, note.lang, note.themes, note.keywords)),
        spelled=spelled_out(note),
    )
