"""A notes folder into the folder that its served site is made in, out of the way of the one that is exported."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kb.errors import VaultError
from kb.io.lock import locked
from kb.io.place import cache_file


@contextmanager
def room(notes: Path) -> Iterator[Path]:
    """A folder in the user's cache, the same each time, so that what stands there already need not be made again.

    A temporary one while another kb serves these notes, or when the cache can't be written.
    """
    folder = cache_file(notes).with_suffix(".site")
    with ExitStack() as held:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # notes may be private
            held.enter_context(locked(folder))
        except (OSError, VaultError):
            folder = Path(held.enter_context(TemporaryDirectory(prefix="kb-", ignore_cleanup_errors=True)))
        yield folder
