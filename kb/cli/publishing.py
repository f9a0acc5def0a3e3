"""Commands that publish: build, config."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

import kb
from kb.cli.printing import end_progress, format_option, message, progress, show_json, show_rows
from kb.text import count

if TYPE_CHECKING:
    from kb.pipeline import Build

_MOST_SHOWN = 20


@click.command("build")
@click.argument("notes", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder of the site.  [default: site]", metavar="DIR"
)
@click.option("--base-url", help="Where the site will stand; overrides kb.toml.", metavar="URL")
@click.option("--strict", is_flag=True, help="Fail if anything found is a warning or worse.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes that share the work.  [default: as many as pay]",
    metavar="N",
)
@click.option(
    "--executor",
    type=click.Choice(["serial", "processes", "dask"]),
    help="Who does the work: this process, processes of this machine, or a Dask cluster.  [default: processes]",
)
@click.option("--scheduler", help="Address of the cluster's scheduler, such as tcp://HOST:8786.", metavar="ADDRESS")
@click.option("--clean", is_flag=True, help="Use and keep nothing of other runs; the site is the same.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the folder is not what a build would make.")
@format_option("text", "json", default="text")
def build_command(
    notes: Path | None,
    output: Path | None,
    base_url: str | None,
    *,
    strict: bool,
    jobs: int | None,
    executor: str | None,
    scheduler: str | None,
    clean: bool,
    check: bool,
    form: str,
) -> None:
    """Export the vault, or the folder NOTES, as a static site.

    Only files that differ are written, and only files of earlier builds are removed. Trouble in notes never stops a
    build; kb check lists it.
    """
    jobs, scheduler = _workers(jobs, executor, scheduler)
    vault = kb.open_vault(notes, progress=progress, jobs=jobs, scheduler=scheduler, cache=not clean)
    if base_url is not None:
        vault = vault.at(base_url)
    try:
        built = vault.build(output or vault.site_folder, check=check)
    finally:
        end_progress()
    errors = sum(one.severity == "error" for one in built.diagnostics)
    warnings = sum(one.severity == "warning" for one in built.diagnostics)
    if form == "json":
        show_json(_record(built, errors, warnings))
    else:
        click.echo(_report(built, output or vault.site_folder, check=check))
        for path in [*built.written.written, *built.written.removed][: _MOST_SHOWN if check else 0]:
            click.echo(f"  {path}")
    if errors or warnings:
        message(f"{count(errors, 'error')} and {count(warnings, 'warning')} in the notes; kb check tells more.")
    if not vault.options.site.base_url:
        message("No base_url is set, so there are no feeds, sitemap or canonical links.")
    differs = check and (built.written.written or built.written.removed)
    sys.exit(1 if differs or (strict and (errors or warnings)) else 0)


def _workers(jobs: int | None, executor: str | None, scheduler: str | None) -> tuple[int | None, str]:
    """How many processes of this machine, and the address of a cluster that does the work instead, if one does."""
    if executor == "dask" and not scheduler:
        raise click.UsageError("--executor dask needs --scheduler ADDRESS: kb uses a cluster, and starts none.")
    if scheduler is not None and executor != "dask":
        raise click.UsageError("--scheduler goes with --executor dask.")
    if jobs and executor in ("serial", "dask"):
        raise click.UsageError(f"--jobs counts processes, of which there are none with --executor {executor}.")
    return (1 if executor == "serial" else jobs), scheduler or ""


def _report(built: "Build", output: Path, *, check: bool) -> str:
    done, gone = ("to write", "to remove") if check else ("written", "removed")
    written = built.written
    counts = f"{len(written.written)} {done}, {written.unchanged} unchanged, {len(written.removed)} {gone}"
    took = sum(built.seconds.values())
    return f"{count(built.notes, 'note')}, {count(built.pages, 'page')} in {output}: {counts}; {took:.2f} s."


def _record(built: "Build", errors: int, warnings: int) -> dict[str, object]:
    return {
        "notes": built.notes,
        "pages": built.pages,
        "files": built.files,
        "bytes": built.written.size,
        "written": len(built.written.written),
        "unchanged": built.written.unchanged,
        "removed": len(built.written.removed),
        "errors": errors,
        "warnings": warnings,
        "seconds": {stage: round(seconds, 4) for stage, seconds in built.seconds.items()},
    }


@click.command("config")
@format_option("table", "json", default="table")
def config_command(form: str) -> None:
    """Print the settings in force and where each comes from."""
    settings = kb.open_vault().settings
    rows = [
        {"setting": name, "value": value, "from": str(settings.file) if name in settings.given else "default"}
        for name, value in _flat("", settings.options)
    ]
    show_rows(rows, form, ("setting", "value", "from"))


def _flat(prefix: str, table: object) -> list[tuple[str, object]]:
    """(name, value) of every setting; the entries of a table of free names one by one."""
    if isinstance(table, Struct):
        return [
            pair
            for name in table.__struct_fields__
            for pair in _flat(f"{prefix}.{name}" if prefix else name, getattr(table, name))
        ]
    if not isinstance(table, tuple):
        return [(prefix, table)]
    if prefix in ("terms.aliases", "checks"):
        return [(f"{prefix}.{name}", value or "off") for name, value in table]
    return [(prefix, list(table))]
