"""All notes together: their names and ids, what their links reach, the addresses of their pages, their JSON."""

from kb.vault.addresses import RESERVED, addresses
from kb.vault.collect import collect
from kb.vault.find import find
from kb.vault.links import Linked, link_trouble, resolve_links
from kb.vault.reached import Links, Named, Reached
from kb.vault.record import cleaned_closest, record, rows_of, signal_rows
from kb.vault.resolve import Resolver

__all__ = [
    "RESERVED",
    "Linked",
    "Links",
    "Named",
    "Reached",
    "Resolver",
    "addresses",
    "cleaned_closest",
    "collect",
    "find",
    "link_trouble",
    "record",
    "resolve_links",
    "rows_of",
    "signal_rows",
]
