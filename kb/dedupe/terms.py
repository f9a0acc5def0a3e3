"""Keywords or themes of notes into terms: spellings that mean one thing brought together under one name and address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from kb.dedupe.acronyms import Acronyms
from kb.dedupe.variants import group
from kb.model import Note, Term
from kb.text import fold_term, fold_terms, short_hash, slug

Aliases = Sequence[tuple[str, Sequence[str]]]
TermKind = Literal["themes", "keywords"]
_SUFFIX_DIGITS = 6
_NONE = Acronyms()


def collect_terms(notes: Iterable[Note], kind: TermKind, aliases: Aliases, known: Acronyms = _NONE) -> tuple[Term, ...]:
    """All terms of a kind, sorted by key; `notes` are items, each once, and `aliases` those of `TermOptions`.

    Spellings are one term when they fold alike, when the alias table says so, or when `kb.dedupe.variants` finds that
    they are; a line of the table without other spellings keeps its own apart. The spelling shown is the alias table's,
    else the one that most notes use, ties by code point.
    """
    shown = _shown(aliases)
    used, carriers, english = _uses(notes, kind)
    keys = _keys(used, english, aliases, known)
    spellings: defaultdict[str, dict[str, int]] = defaultdict(dict)  # no spelling folds into two
    held: defaultdict[str, list[str]] = defaultdict(list)
    for folded, counts in used.items():
        spellings[keys[folded]].update(counts)
        held[keys[folded]] += carriers[folded]
    slugs = _slugs(spellings)
    return tuple(
        Term(
            key=key,
            label=shown.get(key) or _commonest(counts),
            slug=slugs[key],
            variants=tuple(sorted(counts)),
            notes=tuple(sorted({*held[key]} if len(counts) > 1 else held[key])),
        )
        for key in sorted(spellings)
        for counts in (spellings[key],)
    )


def _uses(notes: Iterable[Note], kind: TermKind) -> tuple[dict[str, dict[str, int]], dict[str, list[str]], set[str]]:
    """For each folded spelling how often each way to write it is used, and by which notes; and which may be English."""
    carrying: defaultdict[str, list[str]] = defaultdict(list)
    maybe_english: set[str] = set()
    for note in notes:
        spellings = note.themes if kind == "themes" else note.keywords
        for spelling in dict.fromkeys(spellings):
            carrying[spelling].append(note.id)
        if (note.lang or "en").lower().startswith("en"):
            maybe_english.update(spellings)
    used: defaultdict[str, dict[str, int]] = defaultdict(dict)
    carriers: defaultdict[str, list[str]] = defaultdict(list)
    english: set[str] = set()
    for (spelling, ids), folded in zip(carrying.items(), fold_terms([*carrying]), strict=True):
        if folded:
            used[folded][spelling] = len(ids)
            carriers[folded] += ids
            if spelling in maybe_english:
                english.add(folded)
    return used, carriers, english


def _commonest(counts: Mapping[str, int]) -> str:
    if len(counts) == 1:
        return next(iter(counts))
    most = max(counts.values())
    return min([spelling for spelling, count in counts.items() if count == most])


def _shown(aliases: Aliases) -> dict[str, str]:
    """The spelling that the alias table shows for each key; where two lines have one key, the first counts."""
    shown: dict[str, str] = {}
    for label, _ in aliases:
        shown.setdefault(fold_term(label), label)
    return shown


def _keys(used: Mapping[str, Iterable[str]], english: set[str], aliases: Aliases, known: Acronyms) -> dict[str, str]:
    """The key of each folded spelling: that of its line in the alias table, else the shortest of its group."""
    table = alias_keys(aliases)
    alone = {fold_term(label) for label, others in aliases if not others}
    written = {fold_term(spelling): [spelling] for label, others in aliases for spelling in (label, *others)}
    every = {key: [*used.get(key, ()), *written.get(key, ())] for key in (*used, *written) if key}
    meant = group(every, english | written.keys(), known)
    members: defaultdict[str, list[str]] = defaultdict(list)
    lines: defaultdict[str, set[str]] = defaultdict(set)
    for key in sorted(every):
        if key not in table:
            members[meant[key]].append(key)
        elif table[key] not in alone:
            lines[meant[key]].add(table[key])
    keys = {key: table[key] for key in used if key in table}
    for meaning, some in members.items():
        # Two lines of the table that claim one group leave it to itself.
        line = next(iter(lines[meaning])) if len(lines.get(meaning, ())) == 1 else ""
        if len(some) == 1:  # as nearly always
            keys[some[0]] = line or some[0]
        else:
            keys |= dict.fromkeys(some, line or min(some, key=lambda key: (len(key), key)))
    return keys


def alias_keys(aliases: Aliases) -> dict[str, str]:
    """The key of each folded spelling in the alias table; a spelling that is shown itself is nobody's alias."""
    keys = {key: key for key in _shown(aliases)}
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
