"""The installed code into what names its version: another kb, or another library below it, makes other rows."""

import os
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

_TOO_LARGE = (".npz", ".map")  # known by their sizes


@cache
def code_version() -> bytes:
    """A digest of kb's own files, of the names and versions of what is installed beside them, and of Python."""
    found = sha256(repr((sys.version, sys.platform)).encode())
    root = str(Path(__file__).parents[1])
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if one != "__pycache__")
        for name in sorted(names):  # there are hundreds, and every command waits for this
            full = f"{folder}{os.sep}{name}"
            content = str(os.stat(full).st_size).encode() if name.endswith(_TOO_LARGE) else _content(full)
            told = f"{full[len(root) + 1 :]}\0{len(content)}\0"
            found.update(told.encode("utf-8", "surrogateescape") + content)
    for place in map(Path, sys.path):
        if place.name.endswith("-packages") and place.is_dir():
            packages = sorted(one.name for one in place.iterdir() if one.suffix in {".dist-info", ".egg-info"})
            found.update("\0".join(packages).encode("utf-8", "surrogateescape"))
    return found.digest()


def _content(full: str) -> bytes:
    with open(full, "rb", buffering=0) as file:
        return file.read()
