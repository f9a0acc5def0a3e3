"""Where kb keeps things besides notes: what it can make again in the user's cache, communities in the vault."""

import os
from hashlib import blake2b
from pathlib import Path

COMMUNITIES = "communities.json"
"""Beside `kb.toml`: the communities that a vault keeps."""


def cache_folder() -> Path:
    """Where a user's programs keep what they can make again: `$XDG_CACHE_HOME/kb`, else `~/.cache/kb`."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if Path(given).is_absolute() else Path("~/.cache").expanduser()) / "kb"


def cache_file(folder: Path) -> Path:
    """The file of what is kept of a notes folder, wherever that is called from."""
    name = blake2b(str(folder.resolve()).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return cache_folder() / f"{name}.sqlite3"
