"""A folder into a vault to start from: files that lie beside this module, none written over another."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from kb.io.edit import create
from kb.pattern import pattern

Editor = Literal["vscode"]

_HERE = Path(__file__).parent
_EXAMPLE = "notes/ferries-at-the-quay.md"
_FILES = {
    "kb.toml": "kb.toml",
    _EXAMPLE: "note.md",
    ".gitignore": "gitignore",
    ".github/workflows/pages.yml": "pages.yml",
}
_EDITORS: dict[Editor, dict[str, str]] = {
    "vscode": {".vscode/tasks.json": "vscode/tasks.json", ".vscode/kb.code-snippets": "vscode/kb.code-snippets"}
}
_KNOWN = "What pip installs as kb: the commit that wrote this file. Change the end to go to another."
_UNKNOWN = (
    "What pip installs as kb, as git+https://HOST/OWNER/kb@COMMIT: kb is in no package index that this file could name."
)
_VARIABLE = "${{ vars.KB_SOURCE }}"
_REPOSITORY = pattern(r"https://[\w.\-:]+/[\w.\-/~]+", re.ASCII)


class Begun(Struct, frozen=True, kw_only=True):
    """What became of a folder."""

    made: tuple[str, ...]
    """Files that were written, relative to the folder."""
    there: tuple[str, ...]
    """Files that were there already and are as they were."""
    outside: int
    """Markdown files of the folder that are not in `notes`, so that kb will not read them."""
    source_known: bool
    """Whether the workflow knows where kb comes from."""


def begin_vault(folder: Path, editors: Sequence[Editor] = ()) -> Begun:
    """Write what a vault needs, and for these editors, where it is not there; `VaultError` when it can't be written.

    A folder with notes gets no example.
    """
    wanted = dict(_FILES)
    for editor in editors:
        wanted |= _EDITORS[editor]
    if any((folder / "notes").rglob("*.md")) and not (folder / _EXAMPLE).exists():
        del wanted[_EXAMPLE]
    source = installed_from()
    made, there = [], []
    for name, own in wanted.items():
        path = folder / name
        if path.exists() or path.is_symlink():
            there.append(name)
            continue
        text = (_HERE / own).read_text("utf-8")
        text = text.replace("KB_SOURCE_COMMENT", _KNOWN if source else _UNKNOWN)
        create(path, text.replace("KB_SOURCE_VALUE", source or _VARIABLE))
        made.append(name)
    outside = sum(1 for path in folder.glob("*.md") if not path.stem.isupper())
    return Begun(made=tuple(made), there=tuple(there), outside=outside, source_known=bool(source))


def installed_from() -> str:
    """What pip installed this kb from, if that is a repository that others can reach; empty for anything else."""
    from importlib import metadata  # noqa: PLC0415  # it brings what reads e-mails

    try:
        told = metadata.distribution("kb").read_text("direct_url.json")
        record = json.loads(told) if told else {}
        url, commit = record["url"], record["vcs_info"]["commit_id"]
    except (metadata.PackageNotFoundError, ValueError, KeyError, TypeError):
        return ""
    reachable = isinstance(url, str) and _REPOSITORY.fullmatch(url)
    return f"git+{url}@{commit}" if reachable and re.fullmatch(r"[0-9a-f]{40}", str(commit)) else ""
