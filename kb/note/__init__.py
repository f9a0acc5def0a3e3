"""The note format: bytes into text, text into a note and what is wrong with it, a note into its text and file."""

from kb.note.append import append_closest, can_link
from kb.note.check import origin_future
from kb.note.decode import decode
from kb.note.encode import encode
from kb.note.junk import junk
from kb.note.mend import mend
from kb.note.read import id_of, read
from kb.note.write import canonical, write

__all__ = [
    "append_closest",
    "can_link",
    "canonical",
    "decode",
    "encode",
    "id_of",
    "junk",
    "mend",
    "origin_future",
    "read",
    "write",
]
