"""The command that serves: serve."""

import signal
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

import kb
from kb.cli.printing import end_progress, message, one_line, progress
from kb.later import later
from kb.text import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb import serving
else:
    # Watching is loaded by the command, not by its help.
    serving = later("kb.serving")


@click.command("serve")
@click.argument("notes", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="0 for any that is free.",
    metavar="N",
)
@click.option("--open", "show", is_flag=True, help="Open the site in the browser.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Make the site in DIR.  [default: out of the way, in the cache]",
    metavar="DIR",
)
def serve_command(notes: Path | None, port: int, output: Path | None, *, show: bool) -> None:
    """Serve the site of the vault, or of the folder NOTES, to this machine, and keep it up to what is saved.

    Open pages load again when they change. Ctrl-C ends it.
    """

    def opened(told: "Callable[[str], None] | None", jobs: int | None) -> kb.OpenVault:
        return kb.open_vault(notes, progress=told, jobs=jobs)

    with ExitStack() as held:
        folder = output or held.enter_context(serving.room(opened(None, 1).folder))
        site = serving.Serving(opened, folder, port, _told)
        held.callback(site.close)
        try:
            first = site.first(progress)
        finally:
            end_progress()
        _told(first)
        click.echo(site.address)
        # A server is ended by these, and that is no failure; before this line, Ctrl-C is an interruption as ever.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if show:
            Thread(target=_show, args=(site.address,), daemon=True).start()
        try:
            site.run()
        except KeyboardInterrupt:
            message("Ended; every file is whole.")


def _show(address: str) -> None:
    import webbrowser  # noqa: PLC0415  # it loads when it is needed

    if not webbrowser.open(address):
        message(f"No browser was found; open {address} in yours.")


def _told(what: "serving.Round | str") -> None:
    """Say what came of a build that made something, or failed."""
    if isinstance(what, str):
        message(one_line(what))
        return
    built, news = what.built, what.news
    if built and (built.written.written or built.written.removed or news.number == 1):
        written = f"{len(built.written.written)} files written, {len(built.written.removed)} removed"
        message(f"{count(built.notes, 'note')}, {built.counts['read']} read; {written}; {what.seconds:.2f} s.")
    if news.failure:
        message(f"The site is as it was: {one_line(news.failure)}")
    for one in news.trouble:
        message(one_line(f"{one.place}: error {one.message}"))
