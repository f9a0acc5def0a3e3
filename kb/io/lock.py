"""A notes folder into one that no second kb changes meanwhile.

The folder itself is locked, so that nothing is left lying in it: the lock ends with the process that holds it, however
that ends. It binds only other kbs; against editors, a note is never written over one that changed since it was read.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import VaultError

_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder; `VaultError` when another kb does.

    Where the system or the disk has no such locks (Windows, some network disks), or there is no such folder, nothing
    is held.
    """
    try:
        import fcntl  # noqa: PLC0415  # not on every system
    except ImportError:
        yield
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # reading the notes will say why
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            os.close(descriptor)
            hint = "Wait for it to end, then run the command again."
            raise VaultError(f"Another kb is changing the notes in {folder}; nothing is changed.", hint) from error
    try:
        yield
    finally:
        # Not only closed: a process that was forked meanwhile may still have the folder open.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)
