"""The law of merging for links: over random vaults, what reached a note before reaches the note that took its place."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kb import note, pipeline, vault
from kb.io.source import File
from kb.model import Found, Item, Link, Note
from kb.options import Options
from kb.pipeline import Stopwatch, analyse, read_files

IDS = ["aa", "bb", "cc", "sub/dd", "Ee f"]
TITLES = {"aa": "Quay", "bb": "Ferry (new)", "cc": "Port & power", "sub/dd": "Deep", "Ee f": "Quay"}
# Every way of writing a link to a note, by id, path, title or an id that it had before.
FORMS = [
    "[x]({0})", "[x](./{0}.md)", "[x]({0}#why)", '[x](<{0}> "t")', "[[{0}]]", "[[{0}|words]]", "[[{0}#why|words]]",
    "see [x]({0}), [[{0}]] and [x]({0}).", "* [x]({0})", "> [x]({0})", "| [[{0}\\|x]] | [x]({0}) |\n|---|---|",
    "[x][r{1}]\n\n[r{1}]: {0}", "### [x]({0})", "*[x]({0})*", "![x]({0})", "`[x]({0})`", "[*x*]({0})",
]  # fmt: skip
TARGETS = [*IDS, *TITLES.values(), "old", "DD", "missing", "Ee%20f", "bb.md", "../aa"]


@st.composite
def texts(draw: st.DrawFn, path: str) -> str:
    """A note of one of two links to items, with a Closest list and running text full of links."""
    front = "---\nredirect_from: [old]\n---\n" if path == "bb" else ""
    item = draw(st.sampled_from(["one", "two", f"own-{len(path)}{path[0]}"]))
    label = draw(st.sampled_from(["20230101", "20240101"]))
    listed = draw(st.lists(st.sampled_from(TARGETS), max_size=5))
    closest = "".join(f"* [x]({'<' + target + '>' if ' ' in target else target})\n" for target in listed)
    some = draw(st.lists(st.tuples(st.sampled_from(FORMS), st.sampled_from(TARGETS)), max_size=5))
    body = "\n\n".join(form.format(target, number) for number, (form, target) in enumerate(some))
    return (
        f"{front}# __{TITLES[path]}__, from ([{label}](https://example.org/p).)\n\n"
        f"__[External link](https://example.com/{item}?utm_source={path[0]})__\n\n"
        f"## Summary\n\nAbout it.\n\n## Closest\n\n{closest}\n## Own text\n\n{body}\n"
    )


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str]:
    """Five notes, some of which are one item."""
    return {f"{id_}.md": draw(texts(id_)) for id_ in IDS}


def _reached(files: dict[str, str]) -> tuple[dict[str, list[tuple[Link, str]]], tuple[Item, ...], dict[str, Note]]:
    """By path, each link that reaches a note, and the id of the note's item; the items; the notes."""
    watch = Stopwatch()
    reading = read_files([File(path, text.encode()) for path, text in sorted(files.items())], (), watch)
    collection = analyse(reading.vault, reading, Options(), watch)
    notes = {one.id: one for one in collection.vault.notes}
    found: dict[str, list[tuple[Link, str]]] = {path: [] for path in files}
    for one in collection.links:
        if isinstance(one.resolution, Found):
            found[notes[one.source].path].append((one.link, one.resolution.id))
    return found, collection.items, notes


def _merged(files: dict[str, str]) -> dict[str, str]:
    """The files once each item is one note."""
    watch = Stopwatch()
    reading = read_files([File(path, text.encode()) for path, text in sorted(files.items())], (), watch)
    collection = analyse(reading.vault, reading, Options(), watch)
    sources = {path: note.decode(path, text.encode())[0] for path, text in files.items()}
    united = dict(pipeline.unite(collection, collection.items, sources))
    return {path: text for path, text in united.items() if text is not None}


@given(vaults())
@settings(max_examples=80)
def test_no_link_breaks_when_notes_are_merged(files: dict[str, str]) -> None:
    """Every note that was reached is reached still, or the one that took its place; a list names no note itself."""
    before, items, notes = _reached(files)
    leads = {member: item.canonical for item in items for member in item.members}
    merged = _merged(files)
    after, _, _ = _reached(merged)
    for path, text in merged.items():
        own = next(one.id for one in notes.values() if one.path == path)
        sources = [one.path for one in notes.values() if leads.get(one.id, one.id) == own]
        for kind in ("mention", "closest"):
            links = [id_ for one in sources for link, id_ in before[one] if link.kind == kind]
            wanted = {leads.get(id_, id_) for id_ in links}
            reached = [id_ for link, id_ in after[path] if link.kind == kind]
            if kind == "closest":
                wanted -= {own} if own in leads.values() else set()
                reached = [id_ for id_ in reached if id_ not in set(leads.values()) or id_ != own]
            assert wanted <= set(reached), (path, kind, text)


@given(vaults())
@settings(max_examples=30)
def test_every_id_that_went_leads_on(files: dict[str, str]) -> None:
    """An id, and an id that it had before, reaches the note that took its place."""
    _, items, _ = _reached(files)
    _, _, notes = _reached(_merged(files))
    names, _ = vault.collect(notes.values())
    resolver = vault.Resolver(names.names)
    for item in items:
        for member in item.members:
            assert resolver.resolve(Link(kind="mention", target=member)) == Found(id=item.canonical)
    assert isinstance(resolver.resolve(Link(kind="mention", target="old")), Found)
