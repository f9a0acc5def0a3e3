"""The notes of one item into the note that takes their place in the vault: all that they say, and where it came from.

`merge` makes the note that a page shows, where origins and links stay with the members. Here the members' files go, so
what only they knew goes into a section of its own, `Merged from ID`: origin, link, whatever differs, their header.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from kb.dedupe.merge import merge
from kb.model import Card, Item, Note, Section, Signal
from kb.note.external import write_address
from kb.note.lists import write_words

_LISTS = ("keywords", "themes", "aliases")
_TABLES = ("signals", "concerns", "behaviors", "technologies", "issues")


def unite(item: Item, notes: Mapping[str, Note]) -> Note:
    """The item's canonical note with what the other members add and what is to be remembered of them."""
    first, *others = (notes[id_] for id_ in item.members)
    prepared = {first.id: _opened(first, others), **{one.id: _named(one) for one in others}}
    united = merge(item, {**notes, **prepared})
    records = (_record(one, united) for one in others)
    return replace(united, sections=(*united.sections, *records))


def lost(members: Mapping[str, Note], united: Note, text: str) -> str:
    """What a member says that the united note, as read from its text, does not say; empty when nothing is lost."""
    missing = (f"the {what} of {one.path}" for one in members.values() for what in _lost(one, members, united, text))
    return next(missing, "")


def _lost(one: Note, members: Mapping[str, Note], united: Note, text: str) -> Iterator[str]:
    yield from (name for name in _LISTS if not set(getattr(one, name)) <= set(getattr(united, name)))
    yield from (name for name in _TABLES if not _rows(one, name) <= _rows(united, name))
    kept = [united.summary, *(section.markdown for section in united.sections)]
    if not all(any(part in whole for whole in kept) for part in _parts(one)):
        yield "text"
    if not {link.target for link in one.closest} - members.keys() <= {link.target for link in united.closest}:
        yield "neighbours"
    if not {one.id, *one.redirect_from} <= {united.id, *united.redirect_from}:
        yield "id"
    if one.title_given and one.title not in {united.title, *united.aliases}:
        yield "title"
    if one.origin and not (one.origin.label in text and one.origin.url in text):
        yield "origin"
    if not all(link in text or write_address(link) in text for link in (one.link, one.archive)):
        yield "link"


def _rows(one: Note, table: str) -> set[Signal | Card]:
    """The rows without the empty cells of columns that only other rows need."""
    return {replace(row, extra=tuple(cell for cell in row.extra if cell[1])) for row in getattr(one, table)}


def _parts(one: Note) -> Iterator[str]:
    yield one.summary
    for section in one.sections:
        yield section.markdown


def _opened(first: Note, others: list[Note]) -> Note:
    """The first member, digest sections that have not their form made plain where others have something to add."""
    added = {section.known for section in first.sections if any(getattr(one, section.known, ()) for one in others)}
    sections = tuple(_plain(one, "as written") if one.known in added else one for one in first.sections)
    return replace(first, sections=sections)


def _named(one: Note) -> Note:
    """Another member, its malformed digest sections plain and named after where they came from."""
    where = one.origin.label if one.origin else one.id
    return replace(
        one, sections=tuple(_plain(section, where) if section.known else section for section in one.sections)
    )


def _plain(section: Section, where: str) -> Section:
    heading = f"{section.heading} ({where})"
    return Section(heading=heading, markdown=section.markdown, opening=f"## {heading}")


def _record(one: Note, united: Note) -> Section:
    heading = f"Merged from {one.id}"
    parts = ["\n".join(_facts(one, united))]
    if one.front:
        fence = "`" * 3
        while fence in one.front:
            fence += "`"
        parts.append(f"{fence}yaml\n{one.front}\n{fence}")
    return Section(heading=heading, markdown="\n\n".join(filter(None, parts)), opening=f"## {heading}")


def _facts(one: Note, united: Note) -> Iterator[str]:
    """A list of what the member alone knew."""
    if one.origin:
        label = write_words([one.origin.label])[2:]
        yield f"* Origin: [{label}]({write_address(one.origin.url)})" if one.origin.url else f"* Origin: {label}"
    if one.date and one.date != (one.origin and one.origin.date):
        yield f"* Date: {one.date}"
    for name, link, shown in (("External link", one.link, united.link), ("Archive", one.archive, united.archive)):
        if link and link != shown:
            yield f"* [{name}]({write_address(link)})"
    for name in ("category", "type", "lang"):
        value = getattr(one, name)
        if value and value != getattr(united, name):
            yield write_words([f"{name.capitalize()}: {value}"])
