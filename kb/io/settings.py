"""`kb.toml` into options, with where each value came from."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from kb.errors import VaultError, WrongUseError
from kb.model import Severity
from kb.options import ClosestOptions, DedupeOptions, LlmOptions, NotesOptions, Options, SiteOptions, TermOptions
from kb.rules import RULES

FILE = "kb.toml"
_LOOPBACK = r"http://(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?([/?][^\s#]*)?"
Table = TypeVar("Table", SiteOptions, NotesOptions, ClosestOptions, DedupeOptions, LlmOptions)
_LONGEST_TIMEOUT = 600
_FEWEST_TOKENS, _MOST_TOKENS = 200, 32_000
Wanted = TypeVar("Wanted")


class Settings(Struct, frozen=True, kw_only=True):
    """The options in force and the file that gave them."""

    options: Options
    """All of them, defaults included."""
    file: Path | None
    """The `kb.toml` that was read, None when there is none."""
    given: frozenset[str]
    """Names such as `site.title` of the values that the file sets."""


def find_settings(start: Path) -> Path | None:
    """The nearest `kb.toml` in a folder or above it, as git looks for its own."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder / FILE
    return None


def read_settings(file: Path | None) -> Settings:
    """Read a `kb.toml`; None gives the defaults. Raises `WrongUseError` for what it does not understand."""
    if file is None:
        return Settings(options=Options(), file=None, given=frozenset())
    import tomllib  # noqa: PLC0415  # a folder of notes has no settings

    try:
        table = tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise VaultError(f"{file} can't be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUseError(f"{file} is not valid TOML: {error}.") from error
    reader = _Reader(file)
    return Settings(options=reader.options(table), file=file, given=frozenset(reader.given))


class _Reader:
    """Checks one file's tables, key by key, so that a message can name the file and the key."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.given: set[str] = set()

    def options(self, table: Mapping[str, Any]) -> Options:
        self._refuse_unknown("", table, Options.__struct_fields__)
        for name, value in table.items():
            if not isinstance(value, dict):
                raise WrongUseError(f"{self._file}: {name} must be a table.", f"Write [{name}] on a line of its own.")
        options = Options(
            site=self._table(SiteOptions, "site", table),
            notes=self._table(NotesOptions, "notes", table),
            closest=self._table(ClosestOptions, "closest", table),
            dedupe=self._table(DedupeOptions, "dedupe", table),
            llm=self._table(LlmOptions, "llm", table),
            terms=self._terms(table.get("terms", {})),
            checks=self._checks(table.get("checks", {})),
        )
        return checked(options, str(self._file))

    def _table(self, kind: type[Table], name: str, tables: Mapping[str, Any]) -> Table:
        table = tables.get(name, {})
        self._refuse_unknown(f"{name}.", table, kind.__struct_fields__)
        self.given.update(f"{name}.{key}" for key in table)
        return self._convert(table, kind, name)

    def _terms(self, table: Mapping[str, Any]) -> TermOptions:
        self._refuse_unknown("terms.", table, ["aliases"])
        aliases = self._convert(table.get("aliases", {}), dict[str, tuple[str, ...]], "terms.aliases")
        self.given.update(f"terms.aliases.{label}" for label in aliases)
        return TermOptions(aliases=tuple(aliases.items()))

    def _checks(self, table: Mapping[str, Any]) -> tuple[tuple[str, Severity | None], ...]:
        self._refuse_unknown("checks.", table, RULES)
        self.given.update(f"checks.{code}" for code in table)
        levels: dict[str, Severity | None] = {"off": None, "info": "info", "warning": "warning", "error": "error"}
        for code, level in table.items():
            if level not in levels:
                raise WrongUseError(f"{self._file}: checks.{code} is {level!r}.", f"It takes {', '.join(levels)}.")
        return tuple((code, levels[level]) for code, level in table.items())

    def _convert(self, table: object, kind: type[Wanted], name: str) -> Wanted:
        try:
            return msgspec.convert(table, kind)
        except msgspec.ValidationError as error:
            message = (
                re.sub(r"`\$([^`]*)`", rf"`{name}\1`", str(error)) if "`$" in str(error) else f"{error} - at `{name}`"
            )
            message = message.replace("`array`", "a list").replace("`object`", "a table").replace("[...]", "")
            raise WrongUseError(f"{self._file}: {message}.", "kb config shows what is in force.") from error

    def _refuse_unknown(self, prefix: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
        names = list(known)
        for key in table:
            if key not in names:
                import difflib  # noqa: PLC0415  # for a word that kb doesn't know

                near = difflib.get_close_matches(key, names, n=1)
                hint = f"Did you mean {prefix}{near[0]}?" if near else f"Known here: {', '.join(sorted(names))}."
                raise WrongUseError(f"{self._file}: unknown setting {prefix}{key}.", hint)


def checked(options: Options, where: str = "options") -> Options:
    """The same options; `WrongUseError`, naming where they came from, for values that can't be meant."""
    site = options.site
    if site.base_url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", site.base_url):
        hint = "Write it in full, such as https://example.org/signals/."
        raise WrongUseError(f"{where}: site.base_url is {site.base_url!r}.", hint)
    if site.accent and not re.fullmatch(r"#[0-9a-fA-F]{6}", site.accent):
        raise WrongUseError(f"{where}: site.accent is {site.accent!r}.", "Write a colour as #rrggbb.")
    if options.notes.origin_url and not re.fullmatch(r"https?://[^\s/]\S*", options.notes.origin_url):
        hint = "Write it in full, such as https://example.org/p/{label}."
        raise WrongUseError(f"{where}: notes.origin_url is {options.notes.origin_url!r}.", hint)
    if options.closest.k < 0:
        raise WrongUseError(f"{where}: closest.k is {options.closest.k}.", "It is a count, 0 or more.")
    for name, value in (("cosine", options.dedupe.cosine), ("jaccard", options.dedupe.jaccard)):
        if not 0 < value <= 1:
            raise WrongUseError(f"{where}: dedupe.{name} is {value}.", "It lies above 0 and is 1 at most.")
    _check_closest(options.closest, where)
    _check_llm(options.llm, where)
    return options


def _check_closest(closest: ClosestOptions, where: str) -> None:
    """Refuse an endpoint that can't be meant."""
    if closest.model == "endpoint" and not (closest.endpoint and closest.endpoint_model):
        hint = "Set closest.endpoint to its address and closest.endpoint_model to a model that it has."
        raise WrongUseError(f"{where}: closest.model is 'endpoint', but which one is not said.", hint)
    check_endpoint(closest.endpoint, "notes", f"{where}: closest.endpoint")
    _check_variable(closest.endpoint_key, f"{where}: closest.endpoint_key")


def _check_llm(llm: LlmOptions, where: str) -> None:
    """Refuse a language model that can't be meant, and limits that are none."""
    check_endpoint(llm.base_url, "articles", f"{where}: llm.base_url")
    _check_variable(llm.key_env, f"{where}: llm.key_env")
    if not 0 < llm.timeout <= _LONGEST_TIMEOUT:
        raise WrongUseError(f"{where}: llm.timeout is {llm.timeout:g}.", f"It is 1 to {_LONGEST_TIMEOUT} seconds.")
    if not _FEWEST_TOKENS <= llm.max_tokens <= _MOST_TOKENS:
        hint = f"It is {_FEWEST_TOKENS} to {_MOST_TOKENS}: a note has some hundreds."
        raise WrongUseError(f"{where}: llm.max_tokens is {llm.max_tokens}.", hint)


def check_endpoint(address: str, sent: str, name: str) -> None:
    """Refuse an address that would be sent texts or a key in the clear (`WrongUseError`); an empty one is none."""
    if address and not re.fullmatch(r"https://[^\s/?#@]+([/?][^\s#]*)?|" + _LOOPBACK, address):
        hint = "Write it in full, https (http on this machine alone), without a user, such as https://example.org/v1/embeddings."
        raise WrongUseError(f"{name} is no address that kb would send {sent} to.", hint)


def _check_variable(variable: str, name: str) -> None:
    """Refuse what can't name a variable of the environment; it may be a key, so it is not repeated."""
    if variable and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
        hint = "The key goes into the environment, and here goes the variable's name. Change a key that stood here."
        raise WrongUseError(f"{name} is no name of an environment variable.", hint)
