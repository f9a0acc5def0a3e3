"""The installed code into what names its version: another kb, or another library below it, makes other rows and pages."""

import os
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path


@cache
def code_version() -> bytes:
    """A digest of kb's own files, of the names and versions of what is installed beside them, and of Python."""
    found = blake2b(repr((sys.version, sys.platform)).encode(), digest_size=16)
    root = str(Path(__file__).parents[1])
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if one != "__pycache__")
        for name in sorted(names):
            full = f"{folder}/{name}"
            found.update(f"{full.removeprefix(root)}\0{os.path.getsize(full)}\0".encode("utf-8", "surrogateescape"))
            if not name.endswith((".npz", ".map")):
                found.update(Path(full).read_bytes())
    for place in sys.path:
        if place.endswith("-packages") and os.path.isdir(place):
            found.update(
                "\0".join(sorted(n for n in os.listdir(place) if n.endswith((".dist-info", ".egg-info")))).encode()
            )
    return found.digest()
