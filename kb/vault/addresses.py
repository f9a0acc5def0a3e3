"""Ids of notes into the addresses of their pages: safe in a URL and on every disk, and never one address for two."""

from collections.abc import Sequence

from kb.model import Diagnostic, Span, Vault
from kb.rules import found
from kb.text import short_hash, slug

RESERVED = frozenset(
    {
        "404.html", "about", "assets", "categories", "category", "data", "digest", "emergence", "feed.json", "feeds",
        "graph", "index.html", "items", "keyword", "keywords", "llms.txt", "notes", "origin", "origins", "quality",
        "robots.txt", "search", "signals", "sitemap.xml", "source", "sources", "theme", "themes",
    }
)  # fmt: skip
"""First parts of the addresses of the site's own pages. A page of the vault may take `about`, which is made for it."""

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_PLAIN = "".join(sorted(_SAFE)).encode()
_LONGEST = 80
_HASH = 32  # characters of a hash, as which no name is reserved
# Names that Windows keeps for devices, whatever follows a dot.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


def addresses(vault: Vault) -> tuple[tuple[tuple[str, str], ...], tuple[Diagnostic, ...]]:
    """(id, address) for every note, and a report of each id that could not be its own address.

    An id keeps itself as address when it is made of letters, digits, `-` and `_`, is short, is nobody else's address
    without regard to case, and is not reserved. Ids that can are served first, so that a strange file name never takes
    the address of a plain one.
    """
    ids = [note.id for note in vault.notes]
    if _all_fit(ids):
        return tuple(zip(ids, ids, strict=True)), ()
    kept: dict[str, str] = {}
    owner: dict[str, str] = {}
    late: list[tuple[str, str, str]] = []
    for note in vault.notes:
        reason = _unfit(note.id, page=note.kind == "page")
        key = note.id.casefold()
        if not reason and key in owner:
            reason = f"differs from {owner[key]!r} only by case"
        if reason:
            late.append((note.id, note.path, reason))
        else:
            kept[note.id] = note.id
            owner[key] = note.id
    diagnostics = []
    for id_, path, reason in late:
        address = _own(id_, owner)
        kept[id_] = address
        owner[address.casefold()] = id_
        message = f"The id {id_!r} {reason}; the page's address is {address!r}."
        diagnostics.append(found("id-address", message, Span(path=path)))
    return tuple(sorted(kept.items())), tuple(diagnostics)


def _all_fit(ids: Sequence[str]) -> bool:
    """Whether each of all ids can be its own address, as nearly always: seen at once, in a third of the time."""
    every = "".join(ids)
    folded = {*ids} if every == every.casefold() else {*map(str.casefold, ids)}
    return (
        len(folded) == len(ids)
        and folded.isdisjoint(RESERVED | _DEVICES | {""})
        and max(map(len, ids), default=0) <= _LONGEST
        and not every.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    )


def _unfit(id_: str, *, page: bool) -> str:
    """Why an id can't be an address, or nothing."""
    if len(id_) == _HASH and id_.isascii() and id_.isalnum():
        return ""
    folded = id_.casefold()
    if folded in RESERVED and not (page and id_ == "about"):
        return "is the address of another page of the site"
    if folded in _DEVICES:
        return "is a name that some systems keep for themselves"
    if not id_ or not _SAFE.issuperset(id_):
        return "holds characters that an address can't hold as they are"
    if len(id_) > _LONGEST:
        return "is too long for a file name on some systems"
    return ""


def _own(id_: str, owner: dict[str, str]) -> str:
    """The id's slug, or the slug with digits of the id's hash when that is taken or reserved too."""
    plain = slug(id_)
    unfit = plain.casefold() in owner or plain.casefold() in RESERVED or plain.casefold() in _DEVICES
    if not unfit:
        return plain
    digits = 6
    while (address := f"{plain}-{short_hash(id_, digits)}").casefold() in owner:
        digits += 1
    return address
