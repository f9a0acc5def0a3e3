"""The start of a word on the command line into the words of the vault that it may become, for bash, zsh and fish.

A shell calls kb with `_KB_COMPLETE` set and with what was typed; click answers for commands and options, this module
for notes and terms. Whatever goes wrong, nothing is offered and nothing said: this runs while somebody types.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete, add_completion_class
from click.types import StringParamType

import kb
from kb.cli.printing import one_line
from kb.model import Note
from kb.text import count

_VARIABLE = "_KB_COMPLETE"
_SHELLS = ("bash", "zsh", "fish")
_LONGEST_HELP = 80
_NEEDS_ESCAPE = frozenset(" \t\\\"'`$&|;<>()[]{}*?!#~^=")

Word = tuple[str, str]
"""What may be typed, and what a shell may say of it."""


def _ids(notes: Iterable[Note]) -> Iterator[Word]:
    return ((note.id, note.title) for note in notes)


def _origins(notes: Iterable[Note]) -> Iterator[Word]:
    return _counted(sorted((note.origin.label for note in notes if note.origin), reverse=True), by_use=False)


def _terms(of: Callable[[Note], Iterable[str]]) -> Callable[[Iterable[Note]], Iterator[Word]]:
    return lambda notes: _counted(term for note in notes for term in dict.fromkeys(of(note)))


def _counted(terms: Iterable[str], *, by_use: bool = True) -> Iterator[Word]:
    """Terms with the number of their notes, those of most first."""
    uses = Counter(terms)
    for term in sorted(uses, key=lambda term: (-uses[term], term)) if by_use else uses:
        yield term, count(uses[term], "note")


_THEMES = _terms(lambda note: note.themes)
_OFFERED: Mapping[str, Callable[[Iterable[Note]], Iterator[Word]]] = {
    **dict.fromkeys(("note", "notes", "start", "end", "links_to", "linked_by"), _ids),
    **dict.fromkeys(("theme", "themes"), _THEMES),
    "keyword": _terms(lambda note: note.keywords),
    "category": _terms(lambda note: [note.category] if note.category else []),
    "origin": _origins,
}
"""What is offered for a parameter that takes any text, by its name in the code."""


class _Offered(StringParamType):
    """Any text, for which words of the vault are offered."""

    def __init__(self, words: Callable[[Iterable[Note]], Iterator[Word]]) -> None:
        self._words = words

    def shell_complete(self, ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The words that begin as what was typed, whatever its case."""
        wanted = incomplete.casefold()
        with suppress(Exception):
            folder = ctx.find_root().params.get("folder")
            if folder:
                os.chdir(folder)
            return [
                CompletionItem(word, help=one_line(help_)[:_LONGEST_HELP] or None)
                for word, help_ in self._words(kb.open_vault().brief_notes)
                if word.casefold().startswith(wanted) and word == one_line(word).strip()
            ]
        return []


def offer(command: click.Command) -> None:
    """Let a command, or a group's commands, offer words of the vault for what they take."""
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        offer(inner)
    for parameter in command.params:
        if isinstance(parameter.type, StringParamType) and parameter.name in _OFFERED:
            parameter.type = _Offered(_OFFERED[parameter.name])


class _Bash(BashComplete):
    """Escapes what bash would split or expand, and puts together what it splits at `=`."""

    source_template = """\
%(complete_func)s() {
    local type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            plain) COMPREPLY+=("$value") ;;
            file) compopt -o default ;;
            dir) compopt -o dirnames ;;
        esac
    done < <(COMP_WORDS="$(printf '%%s\\n' "${COMP_WORDS[@]}")" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""  # noqa: E501  # one command of a shell

    @staticmethod
    def _check_version() -> None:
        """Nothing is asked of bash: it answers when it reads the script."""

    def get_completion_args(self) -> tuple[list[str], str]:
        words, incomplete = super().get_completion_args()
        args: list[str] = []
        for word in words:
            if len(args) > 1 and args[-1] == "=" and args[-2].startswith("--"):
                args[-2:] = [f"{args[-2]}={word}"]
            else:
                args.append(word)
        if args[-1:] == ["="]:
            args.pop()
        return args, "" if incomplete == "=" else incomplete

    def format_completion(self, item: CompletionItem) -> str:
        typed = os.environ.get("COMP_WORDS", "").split("\n")[int(os.environ.get("COMP_CWORD", "0")) :][:1]
        if item.type != "plain" or (typed[:1] and typed[0][:1] in {"'", '"'}):
            return super().format_completion(item)
        escaped = "".join(f"\\{sign}" if sign in _NEEDS_ESCAPE else sign for sign in item.value)
        return f"{item.type},{escaped}"


class _Zsh(ZshComplete):
    """As click has it, without a word on stderr."""

    source_template = ZshComplete.source_template.replace(')}")', ' 2>/dev/null)}")', 1)


class _Fish(FishComplete):
    """As click has it, but a comma in a word or its explanation does not end it."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","').replace(
        "%(prog_name)s);", "%(prog_name)s 2>/dev/null);"
    )


@cache
def register() -> None:
    """Make these classes the ones that click answers with."""
    for name, shell in zip(_SHELLS, (_Bash, _Zsh, _Fish), strict=True):
        add_completion_class(shell, name)


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print what makes a SHELL complete kb's commands, notes and terms.

    For bash put eval "$(kb completion bash)" into ~/.bashrc, for zsh the like into ~/.zshrc after compinit; for fish
    kb completion fish > ~/.config/fish/completions/kb.fish.
    """
    made = dict(zip(_SHELLS, (_Bash, _Zsh, _Fish), strict=True))[shell]
    click.echo(made(ctx.find_root().command, {}, "kb", _VARIABLE).source(), nl=False)
