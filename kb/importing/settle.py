"""Notes on their way, and the vault that they come to, into the files that are new and what became of everything."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kb.dedupe import canonical_link, names_item, relink
from kb.importing.names import fit_path, key
from kb.importing.reach import Reach
from kb.importing.values import Arrival, Fate, Imported, Load, Outcome
from kb.model import Found, Link, Name, Note, Source, Vault
from kb.note import id_of, read
from kb.options import DedupeOptions
from kb.vault import Resolver


class _Coming(Struct):
    """A note on its way with what has been decided of it."""

    arrival: Arrival
    note: Note
    path: str = ""
    """Where its file will be; empty when it does not come."""
    id: str = ""
    """Id of the note that it is or becomes."""
    why: str = ""
    """Why it does not come."""
    again: bool = False
    """Whether it does not come because the source has it already."""


def settle(loads: Sequence[Load], vault: Vault, digests: Mapping[str, str], options: DedupeOptions) -> Imported:
    """Decide what each thing in these sources becomes.

    A note stays out that is in the vault, or came before it, by its id, its canonical link or all of its text. What
    comes gets an id that no other note has, on no disk, and its links lead where they led. `digests` are those of the
    vault's files, by path.
    """
    known = _Known(vault, digests, options)
    outcomes: list[Outcome] = []
    coming: list[tuple[Load, list[_Coming]]] = []
    for load in loads:
        some = [_Coming(one, _read(one.path, one.text)) for one in load.arrivals]
        _name(some, options)
        for one in some:
            if not one.again:
                known.meet(one)
        for one in some:
            if one.path:
                known.add(one)
        coming.append((load, some))
    names = [*vault.names, *(_named(one) for _, some in coming for one in some if one.path)]
    resolver = Resolver(names)
    files: list[tuple[str, str]] = []
    links = reached = 0
    for load, some in coming:
        reach = Reach([(one.note, one.id) for one in some], obsidian=load.kind == "obsidian")
        for one in some:
            if one.path:
                text = _relinked(one, reach, resolver)
                files.append((one.path, text))
                written = _links(_read(one.path, text) if text != one.arrival.text else one.note)
                links += len(written)
                reached += sum(isinstance(resolver.resolve(link), Found) for link in written)
            outcomes.append(_outcome(one))
        outcomes += [Outcome(fate=one.fate, place=one.place, why=one.why) for one in load.remarks]
    return Imported(files=tuple(sorted(files)), outcomes=tuple(outcomes), links=links, reached=reached)


def _read(path: str, text: str) -> Note:
    return read(Source(path=path, text=text, digest=""))[0]


def _name(some: Sequence[_Coming], options: DedupeOptions) -> None:
    """Give each note of a source a path whose id no other note of the source has; an entry that comes again goes out.

    This looks at the source alone, so that the same source always gives the same ids. Of files that share a name the
    one nearest to the top keeps it, and the others take their path as name, as in any vault.
    """
    taken: dict[str, _Coming] = {}
    by_link: dict[str, _Coming] = {}
    order = sorted(
        some, key=lambda one: (one.arrival.path.count("/"), one.arrival.path if "/" in one.arrival.path else "")
    )
    for one in order:
        path = fit_path(one.arrival.path.rpartition(".")[0] if _is_markdown(one.arrival.path) else one.arrival.path)
        link = _item_link(one.note, options)
        before = taken.get(key(id_of(path))) or (None if one.arrival.named else by_link.get(link))
        if before and (before.arrival.text == one.arrival.text or not one.arrival.named) and _same(before, one, link):
            one.id, one.again, one.why = before.id, True, f"the same as {before.arrival.place}"
            continue
        path = _free(path, taken)
        one.path, one.id = path, id_of(path)
        taken[key(one.id)] = one
        if link:
            by_link.setdefault(link, one)


def _same(before: _Coming, one: _Coming, link: str) -> bool:
    """Whether two entries that want one id, or have one link, are the same."""
    return before.arrival.text == one.arrival.text or (bool(link or one.note.link) and not before.arrival.named)


def _free(path: str, taken: Mapping[str, _Coming]) -> str:
    """The path, or one like it whose id is free."""
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".md")
    before = f"{folder}/" if folder else ""
    if key(stem) in taken and folder:
        stem = f"{folder.replace('/', '-')}-{stem}"
    free, number = stem, 2
    while key(free) in taken:
        free = f"{stem}-{number}"
        number += 1
    return fit_path(f"{before}{free}")


def _is_markdown(path: str) -> bool:
    return path[-3:].casefold() == ".md"


def _item_link(note: Note, options: DedupeOptions) -> str:
    link = canonical_link(note.link, options)
    return link if names_item(link) else ""


class _Known:
    """The notes that are there, by all that tells that another is one of them."""

    def __init__(self, vault: Vault, digests: Mapping[str, str], options: DedupeOptions) -> None:
        self._options = options
        self._ids: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        for note in vault.notes:
            self._ids[key(note.id)] = note.id
            self._ids.setdefault(key(id_of(note.path)), note.id)
            for old in note.redirect_from:
                self._ids.setdefault(key(old), note.id)
            if link := _item_link(note, options):
                self._links.setdefault(link, note.id)
            self._digests.setdefault(digests[note.path], note.id)

    def meet(self, one: _Coming) -> None:
        """Keep a note out that is there already."""
        there, why = self._find(one)
        if there:
            one.id, one.path, one.why = there, "", why

    def add(self, one: _Coming) -> None:
        """Know a note that comes."""
        self._ids[key(one.id)] = one.id
        self._digests.setdefault(_digest(one), one.id)
        if link := _item_link(one.note, self._options):
            self._links.setdefault(link, one.id)

    def _find(self, one: _Coming) -> tuple[str, str]:
        same = self._digests.get(_digest(one), "")
        if there := self._ids.get(key(one.id), ""):
            return there, "same id and text" if same == there else "same id, but another text"
        if there := self._links.get(_item_link(one.note, self._options), ""):
            return there, "same link"
        return same, "same text"


def _digest(one: _Coming) -> str:
    return hashlib.sha256(one.arrival.text.encode("utf-8", "surrogatepass")).hexdigest()


def _named(one: _Coming) -> Name:
    note = one.note
    return Name(id=one.id, path=one.path, title=note.title, aliases=note.aliases, redirect_from=note.redirect_from)


def _links(note: Note) -> Sequence[Link]:
    return [link for link in (*note.closest, *note.mentions) if link.target != note.id]


def _relinked(one: _Coming, reach: Reach, resolver: Resolver) -> str:
    """The note's text with links that would lead elsewhere, or nowhere, leading where they led in the source."""

    def moved(link: Link) -> str:
        wanted = reach.find(link, one.note.path)
        return "" if not wanted or resolver.resolve(link) == Found(id=wanted) else wanted

    if not any(moved(link) for link in (*one.note.closest, *one.note.mentions)):
        return one.arrival.text
    return relink(Source(path=one.arrival.path, text=one.arrival.text, digest=""), moved)


def _outcome(one: _Coming) -> Outcome:
    fate: Fate = "new" if one.path else "left" if one.again else "here"
    why = "; ".join(filter(None, (one.why, *(_told(one) if one.path else ()))))
    return Outcome(fate=fate, place=one.arrival.place, id=one.id, title=one.note.title, why=why)


def _told(one: _Coming) -> Iterable[str]:
    yield from one.arrival.told
    if one.path and one.path != one.arrival.path:
        yield f"its file is {one.path}"
