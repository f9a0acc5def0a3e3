"""What a first run of a job left, for a second one of other notes to go on from, in memory."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from kb.codec import decode
from kb.io.revision import revise
from kb.model import Output, Revision
from kb.site import Made, Shown, Site
from kb.site.digests import Digests
from kb.site.tables import Column


class Since:
    """What is known of the last run of a job, and of what stands under names now."""

    def __init__(self, now: Site, there: Mapping[str, bytes] | None = None, left: Made | None = None) -> None:
        """Take the site that there is now, the files that stand, and what the last run left."""
        self._digests = digests_of(now)
        self._there = there or {}
        self._left = left

    def stands(self, _: str, path: str) -> bool:
        """Whether the file is there."""
        return path in self._there

    def shown(self, _: str) -> Shown:
        """What the job left."""
        shown: Shown = decode(self._left.rows[""] or b"", Shown) if self._left else {}
        return shown

    def column(self, kind: str) -> Column:
        """Digests of what stands under names."""
        return self._digests.column(kind)


def digests_of(now: Site, before: Mapping[str, bytes] | None = None) -> Digests:
    """What stands under the names of a site; rows of an earlier run may be known."""
    contents = {one.id: sha256(repr(one).encode()).digest() for one in now.plan.kept.collection.vault.notes}
    return Digests(now, contents, lambda key: (before or {}).get(key, b""))


def content_of(one: Output, there: Mapping[str, bytes]) -> bytes:
    """A file's bytes, where it is perhaps made of the one that stands."""
    if not isinstance(one, Revision):
        return one.content
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(there[one.path])
        revise(path, one)
        return path.read_bytes()
