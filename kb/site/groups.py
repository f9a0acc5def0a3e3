"""Items into groups of those that share an origin, a category or a source."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from kb.model import Origin
from kb.once import Once
from kb.site import paths
from kb.site.published import Group, Published, by_title
from kb.site.words import when
from kb.text import fold, fold_term, fold_terms, short_hash, slug

_Addresses = Callable[[Sequence[str]], list[str]]
"""Gives names their addresses."""


def origins(items: Iterable[Published]) -> tuple[Group, ...]:
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
    dates = Counter(origin.date for origin in found.values())
    groups = [
        Group(
            label=origin.label,
            name=_name(origin, alone=dates[origin.date] == 1),
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


def _name(origin: Origin, *, alone: bool) -> str:
    """The name of an origin, which may have its date alone."""
    known = when(origin.date, origin.label)
    return known if alone or not origin.date else f"{known} ({origin.label})"


def _ordinal(origin: Origin | None) -> int:
    return origin.date.toordinal() if origin and origin.date else 0


def _addresses(names: Sequence[str]) -> list[str]:
    """An address for each name."""
    return [slug(name) for name in names]


def host_addresses(names: Sequence[str]) -> list[str]:
    """Hosts as they are, dots and all, unless no folder should be called that."""
    all_plain = paths.is_plain("".join(names))
    return [
        name if (all_plain or paths.is_plain(name)) and "_" not in name and name[0] not in ".-" else slug(name)
        for name in names
    ]


def grouped(
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
        shown = spellings[0]
        groups.append(Group(label=shown, name=shown, spellings=tuple(sorted(spellings)), slug=own, items=some))
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
