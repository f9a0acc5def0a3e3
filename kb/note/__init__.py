"""The note format: a file's bytes into text, text into a note and what is wrong with it, and a note into its text."""

from kb.note.check import origin_future
from kb.note.decode import decode
from kb.note.junk import junk
from kb.note.mend import mend
from kb.note.read import id_of, read
from kb.note.write import canonical, write

__all__ = ["canonical", "decode", "id_of", "junk", "mend", "origin_future", "read", "write"]
