"""Keywords or themes of notes into terms: spellings that mean one thing brought together under one name and address."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from kb.model import Note, Term
from kb.text import fold_term, short_hash, slug

Aliases = Sequence[tuple[str, Sequence[str]]]
_SUFFIX_DIGITS = 6


def collect_terms(notes: Iterable[Note], kind: Literal["themes", "keywords"], aliases: Aliases) -> tuple[Term, ...]:
    """All terms of a kind, sorted by key; `notes` are items, each once, and `aliases` those of `TermOptions`.

    Spellings are one term when they fold alike or the alias table says so. The spelling shown is the alias table's,
    else the one that most notes use, ties by code point.
    """
    shown = _shown(aliases)
    keys = _keys(shown, aliases)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    carriers: defaultdict[str, set[str]] = defaultdict(set)
    for note in notes:
        for spelling in dict.fromkeys(note.themes if kind == "themes" else note.keywords):
            folded = fold_term(spelling)
            if folded:
                key = keys.get(folded, folded)
                spellings[key][spelling] += 1
                carriers[key].add(note.id)
    slugs = _slugs(spellings)
    return tuple(
        Term(
            key=key,
            label=shown.get(key) or min(counts, key=lambda spelling: (-counts[spelling], spelling)),
            slug=slugs[key],
            variants=tuple(sorted(counts)),
            notes=tuple(sorted(carriers[key])),
        )
        for key, counts in sorted(spellings.items())
    )


def _shown(aliases: Aliases) -> dict[str, str]:
    """The spelling that the alias table shows for each key; where two lines have one key, the first counts."""
    shown: dict[str, str] = {}
    for label, _ in aliases:
        shown.setdefault(fold_term(label), label)
    return shown


def _keys(shown: Mapping[str, str], aliases: Aliases) -> dict[str, str]:
    """The key of each folded spelling in the alias table; a spelling that is shown itself is nobody's alias."""
    keys = {key: key for key in shown}
    for label, others in aliases:
        for spelling in others:
            keys.setdefault(fold_term(spelling), fold_term(label))
    return {spelling: key for spelling, key in keys.items() if key}


def _slugs(keys: Iterable[str]) -> dict[str, str]:
    """An address for each key, all different: the plain one for the key that reads like it, else for the first."""
    rivals: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        rivals[slug(key)].append(key)
    slugs: dict[str, str] = {}
    for plain, claimants in rivals.items():
        namesake = plain.replace("-", " ")
        slugs[namesake if namesake in claimants else claimants[0]] = plain
    taken = set(slugs.values())
    for plain, claimants in rivals.items():
        for key in claimants:
            if key not in slugs:
                slugs[key] = _free(plain, key, taken)
                taken.add(slugs[key])
    return slugs


def _free(plain: str, key: str, taken: set[str]) -> str:
    """The plain address with as much of the key's hash as makes it one that nobody has."""
    digits = _SUFFIX_DIGITS
    while (address := f"{plain}-{short_hash(key, digits)}") in taken:
        digits += 1
    return address
