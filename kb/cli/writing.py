"""Commands that look after the text of notes: check, fmt."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import kb
from kb.cli.clock import today
from kb.cli.printing import format_option, message, one_line, show_json
from kb.cli.reports import annotations, in_repository, sarif
from kb.cli.saving import held, show_and_save
from kb.model import Diagnostic
from kb.rules import finding
from kb.text import count

if TYPE_CHECKING:
    from kb.api import OpenVault

_PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")


@click.command("check")
@_PATHS
@click.option("--fix", is_flag=True, help="Mend what has one right answer, showing the difference.")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@format_option("text", "json", "github", "sarif", default="text")
def check_command(paths: tuple[Path, ...], *, fix: bool, strict: bool, form: str) -> None:
    """Say what is wrong with notes: path:line:column, severity, code, message, what to do.

    PATH is a file or folder of the vault, or any folder of notes; without one, the whole vault. --format github prints
    what GitHub Actions shows as annotations, sarif is SARIF 2.1.0 for code scanning.
    """
    vault, only = _opened(paths)
    if fix:
        with vault.writing():
            fixes = list(vault.fixes(vault.check(today(), only)))
            show_and_save(vault, fixes, write=True, aside=form != "text")
        vault, only = _opened(paths)
    found = vault.check(today(), only)
    if form == "json":
        show_json([finding(one) | {"path": _place(vault, one.span.path)} for one in found])
    elif form == "github":
        for line in annotations(found, lambda path: in_repository(vault.folder / path)):
            click.echo(line)
        message(_counted(found))
    elif form == "sarif":
        show_json(sarif(found, lambda path: in_repository(vault.folder / path), kb.__version__))
    else:
        for one in found:
            click.echo(_line(vault, one))
        message(_counted(found))
    failing = {"error", "warning"} if strict else {"error"}
    sys.exit(1 if any(one.severity in failing for one in found) else 0)


@click.command("fmt")
@_PATHS
@click.option("--check", is_flag=True, help="Only say which files would change; exit 1 if any would.")
@click.option("--diff", is_flag=True, help="Only show what would change.")
def fmt_command(paths: tuple[Path, ...], *, check: bool, diff: bool) -> None:
    """Write notes in their canonical form; what kb does not know stays as it is.

    PATH is a file or folder of the vault, or any folder of notes; without one, the whole vault.
    """
    vault, only = _opened(paths)
    write = not (check or diff)
    with held(vault, write=write):
        changes = list(vault.formatted(only))
        if check and not diff:
            for change in changes:
                click.echo(_place(vault, change.name))
        else:
            show_and_save(vault, changes, write=write)
    message(f"{count(len(changes), 'file')} {'changed' if write else 'would change'}.")
    sys.exit(1 if check and changes else 0)


def _opened(paths: Sequence[Path]) -> tuple["OpenVault", Sequence[Path]]:
    """The vault that holds these paths: the one here, or else the one folder that is named."""
    if not paths:
        return kb.open_vault(), ()
    here = _here()
    if here and all(path.resolve().is_relative_to(here.folder.resolve()) for path in paths):
        return here, paths
    folders = {path if path.is_dir() else path.parent for path in paths}
    if len(folders) > 1:
        raise click.UsageError("These paths lie in different folders of notes; name one at a time.")
    return kb.open_vault(folders.pop()), paths


def _here() -> "OpenVault | None":
    """The vault of the current folder; a folder that merely holds Markdown is none when another one is named."""
    try:
        vault = kb.open_vault()
    except kb.KbError:
        return None
    return vault if vault.settings.file or vault.folder != Path() else None


def _place(vault: "OpenVault", path: str) -> str:
    return (vault.folder / path).as_posix()


def _line(vault: "OpenVault", one: Diagnostic) -> str:
    place = f"{_place(vault, one.span.path)}:{one.span.line}:{one.span.column}"
    return one_line(f"{place}: {one.severity} {one.code} {one.message} {one.hint}")


def _counted(found: Sequence[Diagnostic]) -> str:
    severities = Counter(one.severity for one in found)
    counts = [count(severities[level], level) for level in ("error", "warning")]
    fixable = sum(bool(one.edits) for one in found)
    mended = f"; {fixable:,} can be mended by kb check --fix" if fixable else ""
    return f"{', '.join(counts)}, {severities['info']:,} info{mended}."
