"""A collection into the plan of its site."""

from collections.abc import Iterable, Mapping, Sequence
from operator import is_

from msgspec.structs import replace

from kb.model import Collection, Note, Origin, Term
from kb.once import Once
from kb.options import SiteOptions
from kb.site import paths
from kb.site.kept import Kept
from kb.site.looks import Looks
from kb.site.order import Ordered, in_order
from kb.site.plan import More, Plan, Published, Redirect, Spelled
from kb.text import slug
from kb.vault import RESERVED


def decide(collection: Collection, options: SiteOptions, before: Plan | bytes = b"") -> Plan:
    """Decide what is published and where; what is the same in the plan `before` is taken from there.

    Of an earlier process there may be the row of its order, which holds where lists show the same.
    """
    last, row = (None, before) if isinstance(before, bytes) else (before, b"")
    earlier = last.kept if last and last.options == options else None
    looks = last.looks if last and earlier else Looks()
    by_id = _published(collection, options, looks, earlier)
    published = tuple([one for id_, one in by_id.items() if id_ == one.id])
    replaced = _replaced(published, earlier) if earlier else None
    ordered, row = (replaced, earlier.order) if replaced and earlier else in_order(published, row)
    kept = Kept(
        collection=collection,
        by_id=by_id,
        published=published,
        items=ordered.items,
        pages=ordered.pages,
        redirects=_redirects(collection, by_id),
        groups=ordered.groups,
        order=row,
    )
    return Plan(kept, options, looks)


def _replaced(published: Sequence[Published], before: Kept) -> Ordered | None:
    """The same by way of an earlier plan, where only such changed of which lists show nothing; None for all else."""
    new = {one.id: one for one in published if before.by_id.get(one.id) is not one}
    if len(published) != len(before.published) or any(before.by_id.get(id_) != one for id_, one in new.items()):
        return None

    def now(some: tuple[Published, ...]) -> tuple[Published, ...]:
        return tuple([new.get(one.id, one) for one in some])

    groups = {
        kind: tuple(
            [replace(one, items=now(one.items)) if any(each.id in new for each in one.items) else one for one in some]
        )
        for kind, some in before.groups.items()
    }
    return Ordered(now(before.items), now(before.pages), groups)


def _published(collection: Collection, options: SiteOptions, looks: Looks, before: Kept | None) -> dict[str, Published]:
    """By the ids of all notes, sorted; what is made of the very same as before is what it was."""
    same = (
        before and before.collection.themes is collection.themes and before.collection.keywords is collection.keywords
    )
    earlier: Mapping[str, Published] = before.by_id if before and same else {}
    notes = {note.id: note for note in collection.vault.notes}
    addresses = dict(collection.addresses)
    pages = dict(zip(addresses, paths.pages([*addresses.values()]), strict=True))
    united = {id_: item for item in collection.items for id_ in item.members}
    whole = {note.id: note for note in collection.united}
    spelled: Spelled = {"theme": _spellings(collection.themes), "keyword": _spellings(collection.keywords)}
    foreign, tongue = Once(_foreign), Once(_tongue)
    made: dict[str, Published] = {}
    by_id: dict[str, Published] = {}
    for note in collection.vault.notes:
        item = united.get(note.id)
        canonical = item.canonical if item else note.id
        if canonical not in made:
            members = tuple([notes[id_] for id_ in item.members]) if item else (note,)
            known = earlier.get(canonical)
            if known and known.address == addresses[canonical] and _are(known.more.members, members):
                by_id[note.id] = made[canonical] = known
                continue
            shown = whole[canonical] if item else note
            lang = foreign[shown.lang or options.language]
            made[canonical] = Published(  # without names, which would take five times as long; there are thousands
                canonical,
                item.members if item else (note.id,),
                shown.kind,
                shown.title,
                shown.date,
                shown.origin,
                _each_once(members) if item else (note.origin,) if note.origin else (),
                shown.signal_count,
                addresses[canonical],
                pages[canonical],
                shown.lang,
                lang,
                tongue[lang],
                shown.link,
                shown.category,
                More(shown, members, spelled, looks),
            )
        by_id[note.id] = made[canonical]
    return by_id


def _are(some: Sequence[Note], others: Sequence[Note]) -> bool:
    """Whether these notes are those, and not others that are equal, which would take longer to see."""
    return len(some) == len(others) and all(map(is_, some, others))


def _each_once(members: Sequence[Note]) -> tuple[Origin, ...]:
    """The origins of notes, each label once, the first note's first."""
    return tuple({o.label: o for member in reversed(members) if (o := member.origin)}.values())[::-1]


def _tongue(lang: str) -> bytes:
    """The `lang` attribute for a language, ready for a tag: it has only letters, digits and hyphens."""
    return f' lang="{lang}"'.encode() if lang else b""


def _foreign(lang: str) -> str:
    """The language, unless it is that of the site's own words or no language tag at all."""
    parts = lang.split("-")
    plain = lang.isascii() and all(part.isalnum() and len(part) <= 8 for part in parts)  # noqa: PLR2004  # BCP 47
    return lang if plain and parts[0].isalpha() and parts[0].lower() != "en" else ""


def _redirects(collection: Collection, by_id: Mapping[str, Published]) -> tuple[Redirect, ...]:
    """Other ids of items, then ids that notes left behind, unless their address is somebody's already."""
    others = [
        (address.casefold(), address, one) for id_, address in collection.addresses if (one := by_id[id_]).id != id_
    ]
    made = {key: Redirect(address=address, to=one) for key, address, one in others}
    left = [note for note in collection.vault.notes if note.redirect_from]
    taken = {address.casefold() for _, address in collection.addresses} | RESERVED | {"about"} if left else set()
    for note in left:
        for old in note.redirect_from:
            address = old if old.isascii() and old.replace("-", "").replace("_", "").isalnum() else slug(old)
            if address.casefold() not in taken:
                taken.add(address.casefold())
                made[address.casefold()] = Redirect(address=address, to=by_id[note.id])
    return tuple(one for _, one in sorted(made.items()))


def _spellings(terms: Iterable[Term]) -> dict[str, Term]:
    return {spelling: term for term in terms for spelling in term.variants}
