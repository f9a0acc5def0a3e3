"""A collection into the plan of its site."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter, is_

from msgspec.structs import replace

from kb.dedupe import merge
from kb.model import Collection, Note, Origin, Term
from kb.options import SiteOptions
from kb.site import paths
from kb.site.kept import Kept
from kb.site.looks import Looks
from kb.site.once import Once
from kb.site.plan import Group, GroupKind, More, Plan, Published, Redirect, Spelled, by_title, newest_first
from kb.site.words import host
from kb.text import fold, fold_term, fold_terms, short_hash, slug
from kb.vault import RESERVED

_Ordered = tuple[tuple[Published, ...], tuple[Published, ...], Mapping[GroupKind, tuple[Group, ...]]]
"""Items newest first, pages by title, and groups of items by kind."""
_Addresses = Callable[[Sequence[str]], list[str]]
"""Gives names their addresses."""


def decide(collection: Collection, options: SiteOptions, before: Plan | None = None) -> Plan:
    """Decide what is published and where; what is the same in the plan `before` is taken from there."""
    if before and before.options != options:
        before = None
    looks = before.looks if before else Looks()
    earlier = before.kept if before else None
    by_id = _published(collection, options, looks, earlier)
    published = tuple([one for id_, one in by_id.items() if id_ == one.id])
    items, pages, groups = (earlier and _replaced(published, earlier)) or _ordered(published)
    kept = Kept(
        collection=collection,
        by_id=by_id,
        published=published,
        items=items,
        pages=pages,
        redirects=_redirects(collection, by_id),
        groups=groups,
    )
    return Plan(kept, options, looks)


def _ordered(published: Sequence[Published]) -> _Ordered:
    """Items and pages in their orders, and groups of items."""
    items = tuple(newest_first(one for one in published if one.kind == "note"))
    groups: dict[GroupKind, tuple[Group, ...]] = {
        "origin": _origins(items),
        "category": _grouped(items, attrgetter("category")),
        "source": _grouped(items, attrgetter("host"), _host_addresses),
    }
    return items, tuple(by_title(one for one in published if one.kind == "page")), groups


def _replaced(published: Sequence[Published], before: Kept) -> _Ordered | None:
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
    return now(before.items), now(before.pages), groups


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
    spelled: Spelled = {"theme": _spellings(collection.themes), "keyword": _spellings(collection.keywords)}
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
            shown = merge(item, notes) if item else note
            lang = _foreign(shown.lang or options.language)
            made[canonical] = Published(  # without names, which would take five times as long; there are thousands
                canonical,
                item.members if item else (note.id,),
                shown.kind,
                shown.title,
                shown.date,
                shown.origin,
                _each_once(members) if item else (note.origin,) if note.origin else (),
                len(shown.signals),
                addresses[canonical],
                pages[canonical],
                shown.lang,
                lang,
                _tongue(lang),
                shown.link,
                host(shown.link),
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


@cache
def _tongue(lang: str) -> bytes:
    """The `lang` attribute for a language, ready for a tag: it has only letters, digits and hyphens."""
    return f' lang="{lang}"'.encode() if lang else b""


@cache
def _foreign(lang: str) -> str:
    """The language, unless it is that of the site's own words or no language tag at all."""
    parts = lang.split("-")
    plain = lang.isascii() and all(part.isalnum() and len(part) <= 8 for part in parts)  # noqa: PLR2004  # BCP 47
    return lang if plain and parts[0].isalpha() and parts[0].lower() != "en" else ""


def _redirects(collection: Collection, by_id: Mapping[str, Published]) -> tuple[Redirect, ...]:
    """Other ids of items, then ids that notes left behind, unless their address is somebody's already."""
    made: dict[str, Redirect] = {}
    taken = set(RESERVED) | {"about"}
    for id_, address in collection.addresses:
        taken.add(address.casefold())
        if (one := by_id[id_]).id != id_:
            made[address.casefold()] = Redirect(address=address, to=one)
    for note in collection.vault.notes:
        for old in note.redirect_from:
            address = old if old.isascii() and old.replace("-", "").replace("_", "").isalnum() else slug(old)
            if address.casefold() not in taken:
                taken.add(address.casefold())
                made[address.casefold()] = Redirect(address=address, to=by_id[note.id])
    return tuple(one for _, one in sorted(made.items()))


def _origins(items: Iterable[Published]) -> tuple[Group, ...]:
    """Newest first, by label where the date is one or unknown; an item stands in each of its origins."""
    found: dict[str, Origin] = {}
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    members: defaultdict[str, list[Published]] = defaultdict(list)
    folded: Once[str, str] = Once(fold_term)
    for one in items:
        for origin in one.origins:
            key = folded[origin.label]
            spellings[key].add(origin.label)
            known = found.setdefault(key, origin)
            if known is not origin and (origin.label, origin.url) < (known.label, known.url):
                found[key] = origin
            if not members[key] or members[key][-1] is not one:
                members[key].append(one)
    slugs = _slugs(found)
    groups = [
        Group(
            label=origin.label,
            spellings=tuple(sorted(spellings[key])),
            slug=slugs[key],
            items=tuple(by_title(members[key])),
            origin=origin,
        )
        for key, origin in found.items()
    ]
    groups.sort(key=lambda group: fold(group.label), reverse=True)
    groups.sort(key=lambda group: _ordinal(group.origin), reverse=True)
    return tuple(groups)


def _ordinal(origin: Origin | None) -> int:
    return origin.date.toordinal() if origin and origin.date else 0


def _addresses(names: Sequence[str]) -> list[str]:
    """An address for each name."""
    return [slug(name) for name in names]


def _host_addresses(names: Sequence[str]) -> list[str]:
    """Hosts as they are, dots and all, unless no folder should be called that."""
    all_plain = paths.is_plain("".join(names))
    return [
        name if (all_plain or paths.is_plain(name)) and "_" not in name and name[0] not in ".-" else slug(name)
        for name in names
    ]


def _grouped(
    items: Sequence[Published], label: Callable[[Published], str | None], address: _Addresses = _addresses
) -> tuple[Group, ...]:
    """Groups of items by label, each shown in its commonest spelling; an item without a label is in none."""
    labels = list(map(label, items))
    spelled = [*dict.fromkeys(filter(None, labels))]
    folded = dict(zip(spelled, fold_terms(spelled), strict=True))
    members: defaultdict[str, list[Published]] = defaultdict(list)
    for one, written in zip(items, labels, strict=True):
        if written:
            members[folded[written]].append(one)
    groups = []
    for key, own in _slugs(members, address).items():
        some = tuple(members[key])
        spellings: tuple[str, ...] = (label(some[0]) or "",)
        if len(some) > 1:  # few sources have two
            found = Counter(filter(None, map(label, some)))
            spellings = tuple(sorted(found, key=lambda word: (-found[word], word)))
        groups.append(Group(label=spellings[0], spellings=tuple(sorted(spellings)), slug=own, items=some))
    return tuple(groups)


def _slugs(keys: Iterable[str], address: _Addresses = _addresses) -> dict[str, str]:
    """An address for each folded label; where two would share one, each but the first gets digits of its hash."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    ordered = sorted(keys)
    for key, plain in zip(ordered, address(ordered), strict=True):
        own = plain if plain not in taken else f"{plain}-{short_hash(key, 8)}"
        taken.add(own)
        made[key] = own
    return made


def _spellings(terms: Iterable[Term]) -> dict[str, Term]:
    return {spelling: term for term in terms for spelling in term.variants}
