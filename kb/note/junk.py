"""A note's words into the sign that they are no note: a paywall, an error page, a placeholder.

A scanner that met such a page digested it all the same. What counts is only what such pages say of themselves: as the
whole title, as a placeholder that a program left, or as the boilerplate of a short summary. News about paywalls stays.
"""

import re
from string import digits

from kb.model import Note
from kb.pattern import pattern
from kb.text import fold

_SHORT = 400  # characters; a page that failed to load gives little to sum up
_TITLES = frozenset(
    (
        "just a moment|please wait|attention required|attention required cloudflare|security check|"
        "security checkpoint|robot check|are you a robot|are you human|verify you are human|verification required|"
        "access denied|access to this page has been denied|forbidden|403|403 forbidden|error 403|"
        "not found|page not found|site not found|404|404 not found|404 page not found|404 error|error 404|"
        "error|internal server error|500 internal server error|bad gateway|502 bad gateway|too many requests|"
        "service unavailable|503 service unavailable|429 too many requests|under maintenance|site maintenance|"
        "page unavailable|subscribe to read|subscribe to continue reading|sign in|log in|login|untitled"
    ).split("|")
)
_FIRST = pattern("[0-9a-z]+")
_FIRSTS = frozenset(title.split()[0] for title in _TITLES)  # first words of such titles
_PLACEHOLDER = pattern(r"(?:keyword|theme|signal|summary|topic|tag)[\s_\-]?\d+")
_ANYWHERE = pattern(r"\benabl(?:e|es|ing) javascript and cookies\b|\bray id: ?[0-9a-f]{8}|\blorem ipsum dolor")
# Compiled when there is a short summary, which takes a while.
_IN_SHORT = (
    r"(?:enable|turn on) (?:javascript|cookies)\b[^.]{0,60}(?:to continue|to view|to proceed|your browser)"
    r"|checking (?:if the site connection is secure|your browser before accessing)"
    r"|(?:verify|verifying|confirm)(?: that)? you are (?:a )?human"
    r"|you (?:do not|don['’]t) have permission to access"
    r"|(?:content|article|page) is (?:only )?(?:available )?(?:for|to) (?:paying |paid )?(?:subscribers|members)\b"
    r"|subscribe (?:now )?to (?:continue|keep) reading"
    r"|(?:log|sign) in to (?:continue|keep) reading"
    r"|page (?:you (?:requested|are looking for) )?(?:could not be|cannot be|can['’]t be|was not) found"
    r"|(?:returned|shows|displays|received|resulted in) an? (?:http )?(?:404|403|500|503)\b"
    r"|(?:404|403|500|503) (?:error page|not found|forbidden)"
    r"|our systems have detected unusual traffic"
)
_LETTERS = pattern(r"[^0-9a-z]+")


def junk(note: Note) -> str:
    """What gives a note away as no note at all, in words, or nothing."""
    title = fold(note.title)
    first = _FIRST.search(title)
    if first and first[0] in _FIRSTS and _LETTERS.sub(" ", title).strip() in _TITLES:
        return f"the title is {note.title!r}"
    words = (*note.keywords, *note.themes, *[signal.name for signal in note.signals])
    every = "".join(words)
    if not every.isascii() or any(map(every.__contains__, digits)):
        for word in [word for word in words if word[-1:].isdigit()]:
            if _PLACEHOLDER.fullmatch(fold(word)):
                return f"{word!r} is a placeholder"
    summary = fold(note.summary[: 4 * _SHORT])
    short = len(note.summary) < _SHORT
    if not short and not _may_be_anywhere(summary):
        return ""
    summary = " ".join(summary.split())
    said = _ANYWHERE.search(summary) or (re.search(_IN_SHORT, summary) if short else None)
    return f"the summary says {said[0]!r}" if said else ""


def _may_be_anywhere(summary: str) -> bool:
    """Whether a folded summary has a word of each thing that `_ANYWHERE` finds, looked for in far less time.

    One letter is found in a tenth of the time that a word is.
    """
    return ("j" in summary and "javascript" in summary) or (":" in summary and "ray" in summary) or "lorem" in summary
