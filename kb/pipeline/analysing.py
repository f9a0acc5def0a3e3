"""Notes into everything that is known of them: the flow of the stages between reading and the site."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kb import closest, dedupe, graph, note, vault
from kb.codec import UnfitError
from kb.errors import KbError
from kb.io.cache import Cache
from kb.io.settings import FILE
from kb.model import Collection, Diagnostic, Found, Graph, Item, Link, Neighbour, Note, Source, Span, Term, Vault
from kb.options import Options
from kb.pipeline.carried import Carried
from kb.pipeline.keeping import Keeping
from kb.pipeline.levels import levelled
from kb.pipeline.merged import merged_in, united_in
from kb.pipeline.reading import Reading
from kb.pipeline.watch import Stopwatch
from kb.rules import found as finding

if TYPE_CHECKING:
    from kb.closest.meaning import Vectors
    from kb.note.cuts import Cuts
    from kb.pipeline.ahead import Ahead
    from kb.pipeline.surveying import Surveyor

_Items = tuple[tuple[Item, ...], tuple[Diagnostic, ...]]
_Terms = tuple[tuple[Term, ...], tuple[Term, ...], tuple[Diagnostic, ...]]
_KeptTerms = tuple[Carried, Carried, tuple[Diagnostic, ...]]


def published(collected: Vault) -> Vault:
    """The vault without its drafts, which no later stage may see."""
    if not any(one.draft for one in collected.notes):
        return collected
    kept = [(one, name) for one, name in zip(collected.notes, collected.names, strict=True) if not one.draft]
    return Vault(notes=tuple(one for one, _ in kept), names=tuple(name for _, name in kept))


def analyse(  # noqa: PLR0913, PLR0917  # what is read, and what goes along
    collected: Vault,
    reading: Reading,
    options: Options,
    watch: Stopwatch,
    cache: Cache | None = None,
    ahead: "Ahead | None" = None,
    surveyor: "Surveyor | None" = None,
) -> Collection:
    """Run every stage between reading and rendering on these notes of the reading.

    Computed neighbours by terms go on from those that the cache has, and only what an edit touched is ranked. Where
    somebody needs a search index too, `ahead` begins it; where somebody surveys the graph, `surveyor` is told of it.
    """
    paths = [one.path for one in collected.names]
    left_out = {one.path for one in reading.vault.names}.difference(paths) if collected is not reading.vault else ()
    diagnostics = [one for one in reading.diagnostics if one.span.path not in left_out]
    keeping = Keeping(cache, drafts=any(one.draft for one in collected.notes))
    digests = [*map(reading.digests.__getitem__, paths)]
    facts = [*map(reading.facts.__getitem__, paths)]
    with watch.stage("links"):
        linked = _linked(collected, [*map(reading.contents.__getitem__, paths)], keeping)
        diagnostics.extend(linked.diagnostics)
        addresses, trouble = vault.addresses(collected)
        diagnostics.extend(trouble)
    with watch.stage("dedupe"):
        ids = [one.id for one in collected.names]
        shared = {digest for digest, times in Counter(digests).items() if times > 1}
        inputs: object = (
            options.dedupe,
            ids,
            b"".join([one.item for one in facts]),
            [(id_, digest) for id_, digest in zip(ids, digests, strict=True) if digest in shared],
        )
        items, trouble = keeping.made(
            "items", inputs, _Items, lambda: dedupe.find_items(collected.notes, digests, options.dedupe)
        )
        diagnostics.extend(trouble)
        united = united_in(collected, items, reading.contents, keeping)
        by_id = merged_in(collected, items, united)
        merged, named = [*by_id.values()], [*by_id]
        # What an item's notes spell out together depends on more of them than their facts.
        content = dict(zip(ids, digests, strict=True))
        members = [(item.members, [content[id_] for id_ in item.members]) for item in items]
        spelled = [(id_, one.spelled) for id_, one in zip(ids, facts, strict=True) if one.spelled]
        known = keeping.made(
            "acronyms", (spelled, members), dedupe.Acronyms, lambda: _acronyms(merged, ids, dict(spelled), items)
        )
        leading = {item.canonical: item.members for item in items}
        carried = [(leading[one.id], one.lang, one.themes, one.keywords) for one in united]
        inputs = options.terms.aliases, ids, b"".join([one.terms for one in facts]), carried, known
        themes, keywords, trouble = keeping.made(
            "terms",
            inputs,
            _KeptTerms,
            lambda: _terms(merged, known, options),
            into=lambda made: (Carried.of(made[0], named), Carried.of(made[1], named), made[2]),
            back=lambda kept: (kept[0].by(named), kept[1].by(named), kept[2]),
        )
        diagnostics.extend(trouble)
        if surveyor:
            surveyor.expect(merged, (*themes, *keywords))
    is_note = [one.kind == "note" for one in merged]
    compared = [*compress(merged, is_note)]
    vectors, trouble = _vectors(compared, options, watch)
    diagnostics.extend(trouble)
    collection = Collection(
        vault=collected,
        links=linked.links,
        items=items,
        united=united,
        themes=themes,
        keywords=keywords,
        similar=(),
        graph=Graph(nodes=(), edges=()),
        addresses=addresses,
        diagnostics=(),
    )
    with watch.stage("closest"):
        if ahead:
            ahead.begin(collection, compared, reading.contents)
        if vectors or not cache or not cache.usable:
            watch.counts["ranked"] += len(compared)
            similar = closest.similar(compared, options.closest.k, vectors, watch.workers.share)
        else:
            similar = _similar(
                compared,
                _keys(compress(named, is_note), items, content),
                options,
                watch,
                cache,
                keeping.which,
                ahead.cuts if ahead else None,
            )
    with watch.stage("graph"):
        joined = graph.build(merged, collection.links, items, similar)
    return replace(
        collection,
        similar=similar,
        graph=joined,
        diagnostics=levelled(diagnostics, options),
        model=vectors.model if vectors else "",
    )


def _linked(collected: Vault, contents: Sequence[bytes], keeping: Keeping) -> vault.Linked:
    """What links reach, going on from what is kept; `contents` is as of `vault.resolve_links`."""
    before = keeping.last("links", vault.Reached)
    linked = vault.resolve_links(collected, contents, before, lambda: keeping.last("names", vault.Named))
    if linked.reached is not before:
        keeping.keep("links", linked.reached)
    if not before or linked.reached.names != before.names:
        keeping.keep("names", vault.Named(linked.reached.names, collected.names))
    return linked


def _similar(  # noqa: PLR0913, PLR0917  # as `analyse`
    compared: Sequence[Note],
    keys: Mapping[str, str],
    options: Options,
    watch: Stopwatch,
    cache: Cache,
    which: str,
    cuts: "Cuts | None",
) -> Sequence[Neighbour]:
    """Computed neighbours by terms alone; what was found out of the same notes before is taken from the cache.

    `keys` is as of `closest.again`, `which` as of `Keeping`.
    """
    held = cache.held(f"ranking{which}", closest.Again)
    kept: dict[str, Mapping[str, bytes]] = {}

    def rows(space: str) -> Mapping[str, bytes]:
        kept[space] = held.rows[space] if held and held.rows else cache.all(f"{space}{which}")
        return kept[space]

    try:
        found = closest.again(
            compared, keys, options.closest.k, rows, watch.workers.share, held.ranking if held else None, cuts
        )
    except UnfitError:
        watch.counts["ranked"] += len(compared)
        return closest.similar(compared, options.closest.k, None, watch.workers.share)
    watch.counts["ranked"] += found.ranked
    if found.rows is None:
        return found.neighbours
    for space, new in found.rows.items():
        old = kept[space] if space in kept else rows(space)
        for key in old.keys() - new.keys():
            cache.drop(f"{space}{which}", key)
        for key, row in new.items():
            if old.get(key) != row:
                cache.put(f"{space}{which}", key, row)
    cache.hold(f"ranking{which}", found)
    return found.neighbours


def _keys(compared: Iterable[str], items: Iterable[Item], content: Mapping[str, str]) -> dict[str, str]:
    """By the ids of notes that are compared what tells each from the same with another text: the files it is made of.

    `content` are the digests of files by the ids of their notes.
    """
    keys = {id_: content[id_] for id_ in compared}
    united = {item.canonical: " ".join([f"{id_} {content[id_]}" for id_ in item.members]) for item in items}
    return keys | {id_: key for id_, key in united.items() if id_ in keys}


def suggestions(collection: Collection, options: Options) -> tuple[Item, ...]:
    """What may be one item beyond the collection's items; nothing that is built depends on it."""
    merged = [*merged_in(collection.vault, collection.items, collection.united).values()]
    shown = {member: item.canonical for item in collection.items for member in item.members}
    refused = tuple((shown.get(one, one), shown.get(other, other)) for one, other in options.dedupe.refused)
    return dedupe.suggest(merged, collection.similar, replace(options.dedupe, refused=refused))


def unite(
    collection: Collection, items: Iterable[Item], sources: Mapping[str, Source]
) -> Iterator[tuple[str, str | None]]:
    """(path, new text) of each of these files once the items are one file each, None for a file that goes.

    `sources` holds by path the files of all members and of every note that links to one of them. Raises `KbError` when
    a united note could not say all that its members say.
    """
    by_id = {one.id: one for one in collection.vault.notes}
    leads = {member: item.canonical for item in items for member in item.members}
    gone = {by_id[id_].path for id_, canonical in leads.items() if id_ != canonical}
    texts: dict[str, str] = {}
    for item in items:
        members = {id_: by_id[id_] for id_ in item.members}
        source = sources[by_id[item.canonical].path]
        text = note.write(dedupe.unite(item, members))
        again, _ = note.read(replace(source, text=text, digest=""))
        if missing := dedupe.lost(members, replace(again, id=item.canonical), text):
            raise KbError(f"{source.path} would lose {missing}; nothing is merged.", "Merge these notes by hand.")
        texts[source.path] = text
    resolver = vault.Resolver(collection.vault.names)

    def moved(link: Link) -> str:
        match resolver.resolve(link):
            case Found(id=id_):
                return leads.get(id_, "")
            case _:
                return ""

    for path, source in sources.items():
        if path in gone:
            yield path, None
        elif path in texts:
            united = replace(source, text=texts[path], digest="")
            yield path, note.canonical(replace(united, text=dedupe.relink(united, moved)))
        else:
            yield path, dedupe.relink(source, moved)


def _vectors(
    notes: Sequence[Note], options: Options, watch: Stopwatch
) -> tuple["Vectors | None", tuple[Diagnostic, ...]]:
    """The notes' vectors by the model that the settings name, None when terms alone are compared."""
    if options.closest.model == "lexical":
        return None, ()
    from kb.io.vectors import vectors_of  # noqa: PLC0415  # models load only when they are asked for

    with watch.stage("vectors"):
        vectors, trouble = vectors_of([closest.said(one) for one in notes], options.closest)
    if not trouble:
        return vectors, ()
    lacking = len(notes) - int(vectors.rows.any(axis=1).sum())
    message = f"The embedding endpoint gave {lacking} notes no vectors: {trouble}."
    return vectors, (finding("closest-vectors", message, Span(path=FILE)),)


def _acronyms(
    merged: Sequence[Note], ids: Iterable[str], spelled: Mapping[str, dedupe.Spelled], items: Iterable[Item]
) -> dedupe.Acronyms:
    """What acronyms stand for; `spelled` is what those of the notes spell out that do, by id."""
    united = {item.canonical for item in items}
    return dedupe.acronyms(merged, {id_: spelled.get(id_, ()) for id_ in ids if id_ not in united})


def _terms(merged: Sequence[Note], known: dedupe.Acronyms, options: Options) -> _Terms:
    """Themes, keywords, and what is to be said about their spellings."""
    aliases = options.terms.aliases
    themes = dedupe.collect_terms(merged, "themes", aliases, known)
    keywords = dedupe.collect_terms(merged, "keywords", aliases, known)
    by_id = {one.id: one for one in merged}
    trouble = chain(
        dedupe.suggest_aliases(themes, "themes", by_id, aliases, known),
        dedupe.suggest_aliases(keywords, "keywords", by_id, aliases, known),
    )
    return themes, keywords, tuple(trouble)
