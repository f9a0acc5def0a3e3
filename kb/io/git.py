"""Files into what git knows of them: whether what is about to change could be had back."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

_BATCH = 500  # names in one command, far below what any system takes
# What git tells the hooks that it runs; in them it would speak of another repository than that of the notes.
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")


def uncommitted(folder: Path, files: Sequence[Path]) -> tuple[str, ...] | None:
    """Those of the files whose content git could not give back, sorted; None when the folder is in no repository.

    They are named from the top of the repository; a file that a link leads to elsewhere, by its full path.
    """
    git = shutil.which("git")
    top = _run(git, folder, "rev-parse", "--show-toplevel") if git else None
    if not git or not top:
        return None
    root = Path(top.removesuffix("\n"))
    real = sorted({file.resolve() for file in files})
    names = [str(file.relative_to(root)) for file in real if file.is_relative_to(root)]
    outside = [str(file) for file in real if not file.is_relative_to(root)]
    return tuple(sorted({*_changed(git, root, names), *outside}))


def _changed(git: str, root: Path, names: Sequence[str]) -> Iterator[str]:
    """Those of the names that git does not have as they are; all of a batch that git says nothing of."""
    what = ("--porcelain", "-z", "--untracked-files=all", "--ignored=matching", "--no-renames")
    for start in range(0, len(names), _BATCH):
        batch = names[start : start + _BATCH]
        status = _run(git, root, "status", *what, "--", *batch)
        yield from batch if status is None else (entry[3:] for entry in status.split("\0") if entry)


def _run(git: str, folder: Path, *arguments: str) -> str | None:
    """What git prints; None when it fails."""
    # Names are names, no patterns; and nothing that a repository's settings name is run.
    ours = ("--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-C", str(folder.resolve()))
    done = subprocess.run(  # noqa: S603  # our own words, and files named behind `--`
        [git, *ours, *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="surrogateescape",
        env={key: value for key, value in os.environ.items() if key not in _OF_HOOKS},
    )
    return None if done.returncode else done.stdout
