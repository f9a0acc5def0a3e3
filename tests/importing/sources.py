"""Sources shown as text, brought into a vault shown as text."""

import hashlib
import re

from kb.importing import Found, Imported, Kind, Load, settle, take_file, take_folder
from kb.model import Vault
from kb.note import decode, read
from kb.options import DedupeOptions
from kb.vault import collect

EMPTY = Vault(notes=(), names=())


def parts(text: str) -> list[Found]:
    """The files of a text, each below a line `-- PATH --`."""
    pieces = re.split(r"^-- (?=.+ --$)", text, flags=re.MULTILINE)[1:]
    split = (piece.partition(" --\n") for piece in pieces)
    return [Found(path=path, data=content.encode()) for path, _, content in split]


def folder(text: str, *, obsidian: bool = False) -> Load:
    """A folder of Markdown."""
    return take_folder(parts(text), (), obsidian=obsidian)


def file(name: str, content: str | bytes, kind: Kind | None = None) -> Load:
    """A file, of the kind that its content tells."""
    return take_file(Found(path=name, data=content.encode() if isinstance(content, str) else content), kind)


def bring(*loads: Load, into: dict[str, str] | None = None) -> Imported:
    """What importing does to a vault of these texts, by path."""
    texts = into or {}
    vault, _ = collect([read(decode(path, text.encode())[0])[0] for path, text in texts.items()])
    digests = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}
    return settle(loads, vault, digests, DedupeOptions())


def only(imported: Imported) -> str:
    """The text of the one new note."""
    ((_, text),) = imported.files
    return text


def fates(imported: Imported) -> list[tuple[str, str, str]]:
    """(fate, place, id) of each outcome."""
    return [(one.fate, one.place, one.id) for one in imported.outcomes]
