"""Files into what git knows of them: whether what is about to change could be had back."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path


def uncommitted(folder: Path, files: Sequence[Path]) -> tuple[str, ...] | None:
    """Those of the files whose content git could not give back, sorted; None when the folder is in no repository."""
    git = shutil.which("git")
    if not git:
        return None
    inside = _run(git, folder, "rev-parse", "--is-inside-work-tree")
    if inside is None or inside.strip() != "true":
        return None
    names = [str(file.resolve()) for file in files]
    what = ("--porcelain", "-z", "--untracked-files=all", "--ignored=matching", "--no-renames")
    status = _run(git, folder, "status", *what, "--", *names)
    return tuple(sorted({entry[3:] for entry in (status or "").split("\0") if entry}))


def _run(git: str, folder: Path, *arguments: str) -> str | None:
    """What git prints; None when it fails."""
    done = subprocess.run(  # noqa: S603  # our own words, and files named behind `--`
        [git, "--no-optional-locks", "-C", str(folder.resolve()), *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    return None if done.returncode else done.stdout
