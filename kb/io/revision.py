"""A file that stands, and what is new of it, into the file that takes its place."""

import os
from pathlib import Path
from typing import BinaryIO

from kb.io.whole import replacing
from kb.model import Revision

_AT_ONCE = 1 << 18  # bytes that are copied at a time: few enough to stay in a processor's cache


def is_so(path: Path, revision: Revision) -> bool:
    """Whether the file is what the revision would make of it; only what is new is looked at."""
    at = 0
    with path.open("rb") as there:
        for new, begin, size in revision.parts:
            if new:
                there.seek(at)
                if there.read(size) != revision.content[begin : begin + size]:
                    return False
            elif begin != at:
                return False
            at += size
        return at == os.fstat(there.fileno()).st_size


def revise(path: Path, revision: Revision) -> None:
    """Put the revised file in the place of the one that it is made of."""
    with replacing(path) as file, path.open("rb") as there:
        for new, begin, size in revision.parts:
            if new:
                file.write(memoryview(revision.content)[begin : begin + size])
            else:
                there.seek(begin)
                _copy(there, file, size)


def _copy(there: BinaryIO, file: BinaryIO, size: int) -> None:
    while size > 0 and (some := there.read(min(size, _AT_ONCE))):
        size -= file.write(some)
