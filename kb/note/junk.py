"""A note's words into the sign that they are no note: a paywall, an error page, a placeholder.

A scanner that met such a page digested it all the same. Only what such pages say of themselves counts, as the whole title,
as a placeholder that a program left, or as the boilerplate of a short summary: news *about* paywalls is no junk.
"""

import re

from kb.model import Note
from kb.text import fold

_SHORT = 600  # characters; a page that failed to load gives little to sum up
_TITLES = frozenset(
    """
    just a moment|access denied|access to this page has been denied|page not found|not found|404 not found|404|403|
    error 404|404 error|error 403|403 forbidden|forbidden|attention required|attention required cloudflare|
    are you a robot|are you human|security check|security checkpoint|please wait|robot check|verify you are human|
    verification required|subscribe to read|subscribe to continue reading|sign in|log in|login|service unavailable|
    503 service unavailable|502 bad gateway|bad gateway|internal server error|500 internal server error|error|untitled|
    site not found|too many requests|429 too many requests|page unavailable|site maintenance|under maintenance
    """.replace("\n", "").replace("    ", "").split("|")
)
_PLACEHOLDER = re.compile(r"(?:keyword|theme|signal|summary|topic|tag)[\s_\-]?\d+")
_BOILERPLATE = re.compile(
    r"""enable javascript and cookies to continue
    |(?:please )?(?:enable|turn on) (?:javascript|cookies)\b[^.]{0,60}(?:to continue|to view|to proceed|and reload|your browser)
    |checking (?:if the site connection is secure|your browser before accessing)
    |(?:verify|verifying|confirm)(?: that)? you are (?:a )?human
    |you (?:do not|don't|don’t) have permission to access
    |(?:this|the) (?:content|article|page) is (?:only )?(?:available )?(?:for|to) (?:paying |paid |registered )?(?:subscribers|members)\b
    |subscribe (?:now )?to (?:continue|keep) reading
    |(?:log|sign) in to (?:continue|keep) reading
    |(?:the|this) (?:requested )?page (?:you (?:requested|are looking for) )?(?:could not be found|cannot be found|can't be found|does not exist|was not found)
    |(?:returned|shows|displays|received|resulted in) an? (?:http )?(?:404|403|500|503)(?: error)?\b
    |(?:404|403|500|503) (?:error page|not found|forbidden)
    |our systems have detected unusual traffic
    |ray id: ?[0-9a-f]{8}
    |lorem ipsum dolor""",
    re.VERBOSE,
)
_LETTERS = re.compile(r"[^0-9a-z]+")


def junk(note: Note) -> str:
    """What gives a note away as no note at all, in words, or nothing."""
    if _LETTERS.sub(" ", fold(note.title)).strip() in _TITLES:
        return f"the title is {note.title!r}"
    for word in (*note.keywords, *note.themes, *(signal.name for signal in note.signals)):
        if _PLACEHOLDER.fullmatch(fold(word).strip()):
            return f"{word!r} is a placeholder"
    if len(note.summary) < _SHORT:
        said = _BOILERPLATE.search(" ".join(fold(note.summary).split()))
        if said:
            return f"the summary says {said[0]!r}"
    return ""
