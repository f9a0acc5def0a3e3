"""Commands that write new notes: new, draft."""

import sys
from typing import TYPE_CHECKING

import click

import kb
from kb.author import Article, Draft
from kb.author.clean import clean_line
from kb.cli.clock import today
from kb.cli.printing import end_progress, message, one_line, progress, show_text
from kb.errors import SourceError, VaultError

if TYPE_CHECKING:
    from kb.authoring import Drafted
    from kb.changes import Fresh
    from kb.io.chat import Chat
    from kb.model import Note

_ORIGIN = click.option(
    "--origin",
    default="",
    metavar="DATE",
    help="The origin: a date, or a label that begins with one.  [default: today]",
)
_SHOWN = 5  # nearest notes


@click.command("new")
@click.argument("title", default="")
@click.option("--link", default="", metavar="URL", help="The item itself, which decides the note's id.")
@_ORIGIN
@click.option("--theme", "themes", multiple=True, metavar="T", help="A theme; may be given more than once.")
@click.option("--edit", is_flag=True, help="Open the note in $VISUAL or $EDITOR.")
def new_command(title: str, link: str, origin: str, themes: tuple[str, ...], *, edit: bool) -> None:
    """Write a note with a place for everything, and print its path.

    A link that the vault has already is refused, however it is spelled, and its note named.
    """
    from kb.io.editor import chosen_editor, open_editor  # noqa: PLC0415  # for --edit alone

    command = chosen_editor() if edit else ()
    words = tuple(dict.fromkeys(filter(None, map(clean_line, themes))))
    fresh = kb.open_vault().new(Draft(title=clean_line(title), link=link.strip(), themes=words), origin or str(today()))
    fresh.save()
    click.echo(fresh.path.as_posix())
    if edit:
        open_editor(command, fresh.path)


@click.command("draft")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@_ORIGIN
@click.option("-n", "--dry-run", is_flag=True, help="Print the notes instead of writing them.")
@click.option("--anyway", is_flag=True, help="Write a note though the vault has one that looks much like it.")
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and private networks too, and by proxies.")
@click.option("--llm", is_flag=True, help="Let the language model of [llm] write it, which is sent the article.")
def draft_command(
    sources: tuple[str, ...], origin: str, *, dry_run: bool, anyway: bool, allow_private: bool, llm: bool
) -> None:
    """Write a note from each SOURCE and print its path.

    SOURCE is an address, an HTML, text, Markdown or PDF file, or - for standard input. All that a note says is found
    in its source or in the vault: sentences of the source that sum it up, keywords and themes in the vault's own words,
    its nearest notes, and a signal to think through. `suggested` in its front matter names what nobody has reviewed
    yet. Nothing is written for what the vault has already. With --llm a language model writes summary, keywords, themes
    and signals; where it can't, the note is made without it.
    """
    from kb.io.articles import read_article  # noqa: PLC0415  # for this command alone

    vault = kb.open_vault(progress=progress)
    chat = _chat(vault) if llm else None
    origin = origin or str(today())
    made: list[Note] = []
    failed = False
    for source in sources:
        try:
            progress(f"reading {one_line(source)}")
            article = read_article(source, allow_private=allow_private)
            drafted = vault.draft(article, origin, made)
            end_progress()
            _tell(source, drafted)
            if drafted.same or (drafted.alike and not anyway):
                failed = True
                continue
            fresh = _told(vault, article, origin, drafted, made, chat=chat) if chat else drafted.fresh
            if not dry_run:
                fresh.save()
        except (SourceError, VaultError) as error:
            end_progress()
            message(one_line(f"kb: {error.message} {error.hint}".rstrip()))
            failed = True
        else:
            show_text(fresh.text if dry_run else f"{fresh.path.as_posix()}\n")
            made.append(fresh.note)
    sys.exit(1 if failed else 0)


def _chat(vault: kb.OpenVault) -> "Chat":
    """The language model of the settings."""
    from kb.io.chat import Chat  # noqa: PLC0415  # for --llm alone

    return Chat(vault.options.llm)


def _told(
    vault: kb.OpenVault, article: Article, origin: str, drafted: "Drafted", made: "list[Note]", *, chat: "Chat"
) -> "Fresh":
    """What the language model makes of a draft, or the draft itself when it makes nothing."""
    from kb.io.asking import EndpointError  # noqa: PLC0415  # for --llm alone

    message(one_line(f"  asking {chat.name}"))
    try:
        fresh, price = vault.told(article, origin, drafted, made, chat=chat)
    except EndpointError as error:
        message(one_line(f"  {chat.name} wrote nothing: {error}. This draft is made without it."))
        return drafted.fresh
    message(one_line(f"  {chat.name} wrote it: {price}. Review what suggested names."))
    return fresh


def _tell(source: str, drafted: "Drafted") -> None:
    """Say what the vault has near a draft, and whether it has the same."""
    message(one_line(f"{source}: {drafted.fresh.note.title}"))
    for near, note in drafted.nearest[:_SHOWN]:
        message(one_line(f"  {near.score:.2f}  {note.id}  {note.title}  ({', '.join(near.reasons)})"))
    if drafted.same:
        message(one_line(f"  The vault has a note of this link: {drafted.same.id}  {drafted.same.title}"))
    for note, evidence in drafted.alike:
        message(
            one_line(f"  This may be the item of {note.id}  {note.title}: {evidence}. --anyway writes it all the same.")
        )
