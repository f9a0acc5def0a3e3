"""The text of a question into what it asks for; every text asks for something, if only for nothing.

* `climate policy`: both words; `"climate policy"`: side by side.
* `regul*`: a word that begins so; within quotes, the last one.
* `theme:ports`, and so `keyword:`, `category:`, `source:` (a host), `origin:` (2024, 202402), `has:` (link, …);
  `theme:"AI rules"` for values of several words, `theme:ai*` for those that begin so.
* `-word`, `-"…"`, `-theme:…`: without.
"""

import re

from msgspec import Struct

from kb.pattern import pattern
from kb.search.fields import LONGEST_TERM, host
from kb.text import fold_term, tokens

FIELDS = ("theme", "keyword", "origin", "category", "source", "has")
"""What can be asked by name."""

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
"""What stands for a plain quote."""
_CLAUSE = pattern(
    rf'(?P<minus>-)?(?:(?P<field>(?ai:{"|".join(FIELDS)})):(?=\S))?(?:(?P<quote>")(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))'
)


class Words(Struct, frozen=True, kw_only=True):
    """Words that stand side by side; mostly one alone."""

    terms: tuple[str, ...]
    """Folded terms in order, at least one."""
    prefix: bool = False
    """Whether the last may go on."""
    quoted: bool = False
    """Whether the author of the question put them in quotes, and so wants exactly them."""
    begun: bool = False
    """Whether the last may go on because nothing was found: then only as the commonest words that begin so."""


class Facet(Struct, frozen=True, kw_only=True):
    """A named field's value."""

    key: str
    """As `Index.facets` has it: `theme:ai rules`."""
    prefix: bool = False
    """Whether the value may go on."""


Clause = Words | Facet


class Query(Struct, frozen=True, kw_only=True):
    """What a question asks for: every one of some things, none of others."""

    wanted: tuple[Clause, ...]
    """What must hold, each once, in the order asked."""
    unwanted: tuple[Clause, ...]
    """What must not."""


def parse(text: str) -> Query:
    """Read a question.

    >>> parse("Ports regul* -theme:AI").wanted == (Words(terms=("ports",)), Words(terms=("regul",), prefix=True))
    True
    >>> parse("Ports regul* -theme:AI").unwanted
    (Facet(key='theme:ai', prefix=False),)
    """
    wanted: dict[Clause, None] = {}
    unwanted: dict[Clause, None] = {}
    for found in _CLAUSE.finditer(text.translate(QUOTES)):
        clause = _clause(found)
        if clause:
            (unwanted if found["minus"] else wanted)[clause] = None
    return Query(wanted=tuple(wanted), unwanted=tuple(unwanted))


def _clause(found: re.Match[str]) -> Clause | None:
    value = found["quoted"] if found["quote"] else found["bare"]
    prefix = value.endswith("*")
    if found["field"]:
        return _facet(found["field"].lower(), value.rstrip("*"), prefix=prefix)
    terms = tuple(term[:LONGEST_TERM] for term in tokens(value))
    return Words(terms=terms, prefix=prefix, quoted=bool(found["quote"])) if terms else None


def _facet(field: str, value: str, *, prefix: bool) -> Facet | None:
    folded = (host(value) if field == "source" and not prefix else "") or fold_term(value)
    return Facet(key=f"{field}:{folded}", prefix=prefix or field == "origin") if folded else None
