"""What a newsletter says into Markdown, a web page or an e-mail, by kb's templates or a user's own."""

import traceback

from jinja2 import BaseLoader, ChoiceLoader, FunctionLoader, PackageLoader, PrefixLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from kb.author.digest import Digest
from kb.errors import KbError
from kb.note.external import write_address
from kb.note.plain import one_line
from kb.pattern import pattern
from kb.site.colour import accents

TEMPLATES = {"markdown": "digest.md", "html": "digest.html", "email": "digest.email.html"}
"""The template of each form of a digest, by which a user's own is called too."""

MOST_MAILED = 100_000
"""Bytes of an e-mail; some programs cut longer ones off without a word."""

_ACCENTS = ("#8a2c0d", "#f0a07c")  # as in the site's style sheet
# What inline Markdown reads as more than itself, and what would begin or end a block at either end of a line.
_SPECIAL = pattern(r"[\\`*_\[\]<>&~|]|(?<!\S)#|\A[-+=]|!\Z")
_NUMBERED = pattern(r"\A(\d{1,9})([.)])(?=\s|\Z)")


def print_digest(digest: Digest, form: str, accent: str = "", own: str | None = None, file: str = "") -> str:
    """The digest in one of the forms of `TEMPLATES`, by the user's own template where one is given, which is in `file`.

    An e-mail holds as many notes as `MOST_MAILED` allows and counts the rest. Raises `KbError`, naming file and line,
    for a template that can't be used, and for an e-mail that is too long without any note.
    """
    press = _Press(TEMPLATES[form], own, file, accents(accent) or _ACCENTS)
    text = press.printed(digest)
    if form != "email" or _size(text) <= MOST_MAILED:
        return text
    fits, too_many = -1, digest.size
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if _size(press.printed(digest.first(middle))) <= MOST_MAILED:
            fits = middle
        else:
            too_many = middle
    if fits < 0:
        raise KbError(f"{file} makes an e-mail of over {MOST_MAILED:,} bytes without any note.", "Make it shorter.")
    return press.printed(digest.first(fits))


def escaped(text: str) -> Markup:
    r"""A plain text as Markdown that reads as itself, wherever in a line it stands.

    >>> print(escaped("1. *Stars* & <tags> # [here]"))
    1\. \*Stars\* \& \<tags\> \# \[here\]
    """
    return Markup(_NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", one_line(text))))  # noqa: S704  # escaped


class _Press:
    """A template ready to print."""

    def __init__(self, name: str, own: str | None, file: str, colours: tuple[str, str]) -> None:
        self._file = file if own is not None else name
        self._accent, self._dark_accent = colours
        environment = _environment(own, name)
        try:
            self._template = environment.get_template(name)
        except TemplateSyntaxError as error:
            raise self._wrong(error, error.lineno) from error

    def printed(self, digest: Digest) -> str:
        """The text, which ends with one line end."""
        try:
            text = self._template.render(digest=digest, accent=self._accent, dark_accent=self._dark_accent)
        except Exception as error:
            raise self._wrong(error, self._line(error)) from error
        return text.strip("\n") + "\n"

    def _line(self, error: Exception) -> int:
        """The template's line that failed."""
        if isinstance(error, TemplateSyntaxError):  # of a template that it takes in
            return error.lineno
        frames = traceback.extract_tb(error.__traceback__)
        return next((frame.lineno or 0 for frame in reversed(frames) if frame.filename == self._template.filename), 0)

    def _wrong(self, error: Exception, line: int) -> KbError:
        said = error.message if isinstance(error, TemplateError) else str(error)
        place = f"{self._file}:{line}" if line else self._file
        reason = one_line(said or type(error).__name__).rstrip(".")
        return KbError(f"{place}: the template can't be used: {reason}.", "README lists what a template is given.")


def _environment(own: str | None, name: str) -> ImmutableSandboxedEnvironment:
    """Templates by name: the user's before kb's, which are also below `kb/`; what they print is escaped."""
    ours = PackageLoader("kb.author")
    theirs = FunctionLoader(lambda wanted: (own, wanted, None) if own is not None and wanted == name else None)
    loaders: list[BaseLoader] = [theirs, ours, PrefixLoader({"kb": ours})]
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_as_markdown if name.endswith(".md") else None,
    )
    made.filters["address"] = lambda url: Markup(write_address(url))  # noqa: S704  # escaped
    return made


def _as_markdown(value: object) -> object:
    """What a template for Markdown prints: text escaped, unless a template made it."""
    return value if isinstance(value, Markup) else escaped(str(value))


def _size(text: str) -> int:
    return len(text.encode())
