"""The environment into the folder where kb keeps what it can make again."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Where a user's programs keep what they can make again: `$XDG_CACHE_HOME/kb`, else `~/.cache/kb`."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if Path(given).is_absolute() else Path("~/.cache").expanduser()) / "kb"
