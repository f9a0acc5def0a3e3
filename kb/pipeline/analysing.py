"""Notes into everything that is known of them: the flow of the stages between reading and the site."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb import closest, dedupe, graph, note, vault
from kb.codec import UnfitError, decode, digest, encode
from kb.errors import KbError
from kb.io.cache import Cache
from kb.io.settings import FILE
from kb.model import Collection, Diagnostic, Found, Item, Link, Neighbour, Note, Source, Span, Vault
from kb.options import Options
from kb.pipeline.reading import Reading
from kb.pipeline.watch import Stopwatch
from kb.rules import found as finding

if TYPE_CHECKING:
    from kb.closest.meaning import Vectors


def published(collected: Vault) -> Vault:
    """The vault without its drafts, which no later stage may see."""
    kept = [(one, name) for one, name in zip(collected.notes, collected.names, strict=True) if not one.draft]
    return Vault(notes=tuple(one for one, _ in kept), names=tuple(name for _, name in kept))


def analyse(
    collected: Vault, reading: Reading, options: Options, watch: Stopwatch, cache: Cache | None = None
) -> Collection:
    """Run every stage between reading and rendering on these notes of the reading.

    Computed neighbours are taken from the cache where the same notes were compared in the same way before.
    """
    left_out = {one.path for one in reading.vault.notes} - {one.path for one in collected.notes}
    diagnostics = [one for one in reading.diagnostics if one.span.path not in left_out]
    with watch.stage("links"):
        links, trouble = vault.resolve_links(collected)
        diagnostics.extend(trouble)
        addresses, trouble = vault.addresses(collected)
        diagnostics.extend(trouble)
    with watch.stage("dedupe"):
        digests = [reading.digests[one.path] for one in collected.notes]
        items, trouble = dedupe.find_items(collected.notes, digests, options.dedupe)
        diagnostics.extend(trouble)
        merged = _merged(collected, items)
        known = dedupe.acronyms(merged)
        themes = dedupe.collect_terms(merged, "themes", options.terms.aliases, known)
        keywords = dedupe.collect_terms(merged, "keywords", options.terms.aliases, known)
        by_id = {one.id: one for one in merged}
        diagnostics.extend(dedupe.suggest_aliases(themes, "themes", by_id, options.terms.aliases, known))
        diagnostics.extend(dedupe.suggest_aliases(keywords, "keywords", by_id, options.terms.aliases, known))
    compared = [one for one in merged if one.kind == "note"]
    vectors, trouble = _vectors(compared, options, watch)
    diagnostics.extend(trouble)
    with watch.stage("closest"):
        similar = None if vectors or not cache else _compared_before(collected, digests, options, cache)
        if similar is None:
            watch.counts["ranked"] += len(compared)
            similar = closest.similar(compared, options.closest.k, vectors, watch.workers.map)
            if cache and not vectors:
                _keep_compared(collected, digests, options, similar, cache)
    with watch.stage("graph"):
        edges = graph.build(collected, links, items, similar)
    return Collection(
        vault=collected,
        links=links,
        items=items,
        themes=themes,
        keywords=keywords,
        similar=similar,
        graph=edges,
        addresses=addresses,
        diagnostics=levelled(diagnostics, options),
        model=vectors.model if vectors else "",
    )


def _compared_before(
    collected: Vault, digests: Sequence[str], options: Options, cache: Cache
) -> tuple[Neighbour, ...] | None:
    """The neighbours that an earlier run computed of the same notes, by terms alone."""
    space, key = _comparison(collected, digests, options)
    row = cache.get("similar", space)
    known, similar = decode(row, tuple[bytes, tuple[Neighbour, ...]]) if row else (b"", ())
    return similar if known == key else None


def _keep_compared(
    collected: Vault, digests: Sequence[str], options: Options, similar: tuple[Neighbour, ...], cache: Cache
) -> None:
    space, key = _comparison(collected, digests, options)
    try:
        cache.put("similar", space, encode((key, similar)))
    except UnfitError:
        cache.drop("similar", space)


def _comparison(collected: Vault, digests: Sequence[str], options: Options) -> tuple[str, bytes]:
    """Where the neighbours of these notes are kept, and what tells them from those of others."""
    drafts = any(one.draft for one in collected.notes)
    files = [(one.id, one.path, content) for one, content in zip(collected.notes, digests, strict=True)]
    return "with drafts" if drafts else "published", digest((files, options.closest, options.dedupe))


def suggestions(collection: Collection, options: Options) -> tuple[Item, ...]:
    """What may be one item beyond the collection's items; nothing that is built depends on it."""
    merged = _merged(collection.vault, collection.items)
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
        again, _ = note.read(replace(source, text=text))
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
            yield path, note.canonical(replace(source, text=dedupe.relink(replace(source, text=texts[path]), moved)))
        else:
            yield path, dedupe.relink(source, moved)


def levelled(diagnostics: Iterable[Diagnostic], options: Options) -> tuple[Diagnostic, ...]:
    """Diagnostics with the severities that the vault's settings give them, sorted by place; `off` leaves out."""
    levels = dict(options.checks)
    kept = []
    for one in diagnostics:
        level = levels.get(one.code, one.severity)
        if level is not None:
            kept.append(one if level == one.severity else replace(one, severity=level))
    kept.sort(key=lambda one: (one.span.path, one.span.line, one.span.column, one.code, one.message))
    return tuple(kept)


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


def _merged(collected: Vault, items: Iterable[Item]) -> list[Note]:
    """The notes with each item's members united in its canonical note, sorted by id."""
    by_id = {one.id: one for one in collected.notes}
    for item in items:
        united = dedupe.merge(item, by_id)
        for member in item.members:
            del by_id[member]
        by_id[united.id] = united
    return [by_id[id_] for id_ in sorted(by_id)]
