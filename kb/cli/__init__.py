"""The command `kb`: options in, one function of the API called, its values printed, an exit code out."""

import atexit
import gc
import importlib
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

import click

from kb import __version__
from kb.errors import KbError

_HOMES = {
    "kb.cli.beginning": ("init", "schema"),
    "kb.cli.authoring": ("new", "draft"),
    "kb.cli.writing": ("check", "fmt"),
    "kb.cli.linking": ("link",),
    "kb.cli.exploring": ("list", "show", "closest", "signals"),
    "kb.cli.merging": ("dedupe",),
    "kb.cli.transferring": ("import", "export"),
    "kb.cli.graphing": ("graph",),
    "kb.cli.searching": ("search",),
    "kb.cli.publishing": ("build", "config"),
    "kb.cli.serving": ("serve",),
    "kb.cli.digesting": ("digest",),
    "kb.cli.completing": ("completion",),
}
_WHERE = {name: module for module, names in _HOMES.items() for name in names}
_FAILED, _INTERRUPTED = 1, 130
_COMPLETE = "_KB_COMPLETE"  # what a shell sets when it wants to complete a word


class _Commands(click.Group):
    """Loads a command's module when the command is asked for, so that `kb --help` stays quick."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(_WHERE)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib  # noqa: PLC0415  # for a command that there is not

            near = difflib.get_close_matches(args[0], _WHERE, n=1)
            if near:
                raise click.UsageError(f"{error.message} Did you mean {near[0]}?", ctx) from error
            raise

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in _WHERE:
            return None
        command: click.Command = getattr(importlib.import_module(_WHERE[name]), f"{name}_command")
        if _COMPLETE in os.environ:
            from kb.cli.completing import offer  # noqa: PLC0415  # only while somebody types

            offer(command)
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="kb COMMAND --help tells more of each.",
)
@click.version_option(__version__, message="kb %(version)s")
@click.option(
    "-C", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Work in DIR.", metavar="DIR"
)
def cli(folder: Path | None) -> None:
    """Write signal notes, explore their links, and publish them as a static site."""
    if folder:
        os.chdir(folder)


def main() -> None:
    """Run the command line; failures become one message and an exit code, never a traceback."""
    # Values live as long as the command, and refer to none that refers to them: looking for garbage among them finds
    # nothing, and is a tenth of a build's time. A command that stays needs `gc.enable`.
    gc.disable()
    # Processes share the work, so threads of numpy's would be in their way; and what they do first is wait, in a loop.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if _COMPLETE in os.environ:
        from kb.cli.completing import register  # noqa: PLC0415  # as above

        register()
    try:
        code = cli.main(prog_name="kb", standalone_mode=False)
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; every file is whole.", err=True)
        code = _INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except KbError as error:
        click.echo(f"kb: {error}", err=True)
        code = error.exit_code
    except OSError as error:
        # The reader of our output, such as head, has seen enough, or what it goes to is full.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            click.echo(f"kb: {error}", err=True)
        code = _FAILED
    sys.exit(code if isinstance(code, int) else 0)


def run() -> None:
    """Be the process of a command: `main`, and then an end that takes nothing in memory apart.

    A build of thousands of notes leaves millions of values; freeing them one by one is a fifth of its time.
    """
    try:
        main()
    except SystemExit as ended:
        if isinstance(ended.code, int) and threading.active_count() == 1:
            _leave(ended.code)
        raise


def _leave(code: int) -> None:
    """End with an exit code, unless what was printed can't be written: Python itself knows what to do then."""
    with suppress(OSError, ValueError):
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        atexit._run_exitfuncs()  # noqa: SLF001  # what others asked for, as Python would; there is no public name
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        os._exit(code)
