"""All notes together: their names and ids, what their links reach, the addresses of their pages, their JSON."""

from kb.vault.addresses import RESERVED, addresses
from kb.vault.collect import collect
from kb.vault.find import find
from kb.vault.links import Linked, resolve_links
from kb.vault.record import cleaned_closest, record, rows_of, signal_rows
from kb.vault.resolve import Resolver

__all__ = [
    "RESERVED",
    "Linked",
    "Resolver",
    "addresses",
    "cleaned_closest",
    "collect",
    "find",
    "record",
    "resolve_links",
    "rows_of",
    "signal_rows",
]
