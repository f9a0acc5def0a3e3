"""Other makers of sites on the same notes: how each is told what to build, for `scripts/bench` to time.

Each has the smallest theme that makes the same kinds of pages: one a note, one a theme, one a keyword, an index.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from peers.material import Told, as_front_matter, as_meta, as_pages

_THEMES = Path(__file__).resolve().parent
_ASKING = 60  # seconds that a program may take to tell its version


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A maker of sites."""

    name: str
    """What it is called, which is also the folder of its theme."""
    program: str
    """What is called on the command line."""
    asked: tuple[str, ...]
    """Arguments by which it tells its version."""
    notes: str
    """The folder of the notes, from that of the work."""
    write: Callable[[Sequence[Told], Path], None]
    """Writes notes into the folder of the work, in the form that it reads."""
    build: Callable[[Path], tuple[str, ...]]
    """Arguments that build into a folder."""

    def prepare(self, notes: Sequence[Told], work: Path) -> None:
        """Lay out all that it builds from."""
        shutil.copytree(_THEMES / self.name, work)
        self.write(notes, work)

    def version(self, program: str) -> str:
        """What it says that it is, in one line; empty where it can't be run."""
        try:
            told = subprocess.run([program, *self.asked], capture_output=True, text=True, timeout=_ASKING, check=True)
        except (OSError, subprocess.SubprocessError):
            return ""
        words = [word.strip("v,+") for word in re.split(r"[\s+-]", told.stdout)]
        return next((word for word in words if word[:1].isdigit()), "of unknown version")


PEERS = (
    Peer(
        name="hugo",
        program="hugo",
        asked=("version",),
        notes="content/notes",
        write=lambda notes, work: as_front_matter(notes, work / "content/notes"),
        build=lambda output: ("--quiet", "--destination", str(output)),
    ),
    Peer(
        name="eleventy",
        program="eleventy",
        asked=("--version",),
        notes="content/notes",
        write=lambda notes, work: as_front_matter(notes, work / "content/notes"),
        build=lambda output: ("--quiet", "--config=eleventy.config.cjs", f"--output={output}"),
    ),
    Peer(
        name="pelican",
        program="pelican",
        asked=("--version",),
        notes="content/notes",
        write=lambda notes, work: as_meta(notes, work / "content/notes"),
        build=lambda output: ("--quiet", "--settings", "settings.py", "--output", str(output)),
    ),
    Peer(
        name="mkdocs",
        program="mkdocs",
        asked=("--version",),
        notes="docs/notes",
        write=lambda notes, work: as_pages(notes, work / "docs"),
        build=lambda output: ("build", "--quiet", "--site-dir", str(output)),
    ),
)
"""Those that can be timed, where they are installed."""
