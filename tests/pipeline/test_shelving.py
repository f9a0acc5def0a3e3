"""Laws of what is kept of files that were read: the same with notes at hand and on a shelf, whatever was edited."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kb import dedupe, note
from kb.codec import DamagedError, decode, digest, encode
from kb.io.cache import Cache
from kb.io.shelf import Shelf
from kb.model import Note
from kb.model.shelved import Shelved, at_hand, whole
from kb.options import DedupeOptions
from kb.pipeline import Stopwatch, find, read_vault, shelving
from kb.pipeline.shelving import Read
from tests.note.documents import documents

Write = Callable[[str], Path]

UNFIT = "Half a character"
PATHS = st.sampled_from([f"{number}.md" for number in range(40)])
MOST = 4  # files of a block where there are few


def _read(path: str, text: str) -> Read:
    source, undecoded = note.decode(path, text.encode())
    one, trouble = note.read(source)
    if text == UNFIT:
        one = replace(one, summary="\ud800")
    return one, (*undecoded, *trouble), source.digest, dedupe.facts(one), digest((path, source.digest))


def _kept(file: Path) -> tuple[dict[str, Read], dict[str, Read]]:
    """What is kept, with notes at hand and on a shelf, by path."""
    with Cache(file, b"") as cache:
        at_hand = {one[0].path: one for one in shelving.every(cache)}
        shelved = list(shelving.shelved(sorted(at_hand), cache))
        assert all(isinstance(one[0], Shelved) for one in shelved)
        assert shelving.some(list(at_hand), cache) == list(at_hand.values())
        return at_hand, {one[0].path: (whole(one[0]), *one[1:]) for one in shelved}


@settings(max_examples=30)
@given(st.lists(st.tuples(st.dictionaries(PATHS, documents() | st.just(UNFIT)), st.sets(PATHS)), max_size=4))
@example(
    [({f"{number}.md": "Text." for number in range(9)}, set()), ({}, {"4.md", "5.md"}), ({"45.md": "Text."}, set())]
)
def test_what_is_kept_is_what_was_read_last(rounds: list[tuple[dict[str, str], set[str]]]) -> None:
    """After any rounds of files that are new, others or gone: what has no bytes is not kept, and all else is."""
    read: dict[str, Read] = {}
    with TemporaryDirectory() as folder, patch("kb.pipeline.shelving._MOST", MOST):
        file = Path(folder, "rows")
        for new, gone in rounds:
            found = {path: _read(path, text) for path, text in new.items()}
            read = {path: one for path, one in (read | found).items() if path in found or path not in gone}
            with Cache(file, b"") as cache:
                unfit = shelving.keep(read, new, gone - new.keys(), cache)
                assert cache.commit()
            assert unfit == {path for path, text in new.items() if text == UNFIT}
            read = {path: one for path, one in read.items() if path not in unfit}
            at_hand, shelved = _kept(file)
            assert (at_hand, shelved) == (read, read)
            assert list(shelved) == sorted(read)
            with Cache(file, b"") as cache:
                blocks = {first: decode(row, list[Any])[0][0] for first, row in cache.all("faces").items()}
                assert all(0 < len(notes) <= MOST for notes in blocks.values())
                assert decode(cache.get("firsts", "") or encode([]), list[str]) == sorted(blocks)


MANY = [f"{number:04}.md" for number in range(600)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is kept of many files."""
    file = tmp_path_factory.mktemp("many") / "rows"
    with Cache(file, b"") as cache:
        assert shelving.keep({path: _read(path, f"# {path}\n\nText.\n") for path in MANY}, MANY, (), cache) == set()
        assert cache.commit()
    return file


PLACES = st.lists(st.lists(st.integers(0, len(MANY) - 1), min_size=1, max_size=9), max_size=9)


@settings(max_examples=20)
@given(asked=PLACES, step=st.integers(1, 9))
def test_whoever_asks_gets_the_note_that_was_asked_for(many: Path, asked: list[list[int]], step: int) -> None:
    """One by one, several at once, and going through all of them, in any order; of a file that is new there is none."""
    with Cache(many, b"") as cache:
        notes = {one[0].path: one[0] for one in shelving.shelved(sorted([*MANY, "0007 new.md", "new.md"]), cache)}
        for places in asked:
            at_hand([notes[MANY[place]] for place in places])
            assert [notes[MANY[place]].sections for place in places]
            assert notes[MANY[places[-1] - 1]].title == MANY[places[-1] - 1]
            for path in MANY[places[0] :: step][:50]:
                assert whole(notes[path]) == _read(path, f"# {path}\n\nText.\n")[0]


def test_who_goes_through_all_asks_seldom(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The longer the more is read at once, also where some are left out; elsewhere nothing is read in vain."""
    asked: list[int] = []
    some = Shelf.some

    def counted(shelf: Shelf, keys: list[str]) -> list[bytes]:
        asked.append(len(keys))
        return some(shelf, keys)

    monkeypatch.setattr(Shelf, "some", counted)
    with Cache(many, b"") as cache:
        for paths, times, rows in ((MANY, 10, 600), (MANY[::3], 10, 600), (MANY[::-1], 600, 600), (MANY[::7], 86, 86)):
            asked.clear()
            notes = {one[0].path: one[0] for one in shelving.shelved(MANY, cache)}
            assert all(notes[path].sections for path in paths)
            assert len(asked) <= times
            assert sum(asked) <= rows


VAULT = """\
-- a1b2c3d4.md --
# __Ports__, from ([20240218](https://example.org/p/20240218).)

__[External link](https://example.com/one)__

## Summary

Ferries.
-- deep/a1b2c3d4.md --
# __Other ports__, from ([20240225](https://example.org/p/20240225).)

__[External link](https://example.com/one)__

## Summary

Ships.
-- c3.md --
# Orchards

[Ports](a1b2c3d4)
"""


def test_a_vault_is_the_same_with_notes_on_a_shelf(vault: Write, tmp_path: Path) -> None:
    """Ids that two files share, and the notes of an item united, too."""
    folder = vault(VAULT)
    with Cache(tmp_path / "rows", b"") as cache:
        read_vault(find(folder, (), cache), cache, Stopwatch())
        cache.commit()
        files = find(folder, (), cache)
        at_hand = read_vault(files, cache, Stopwatch())
        shelved = read_vault(files, cache, Stopwatch(), shelved=True)
        assert shelved == at_hand
        assert [type(one) for one in shelved.vault.notes] == [Shelved, Shelved, Note]  # the last got another id
        for reading in (at_hand, shelved):
            notes = reading.vault.notes
            items, _ = dedupe.find_items(notes, [reading.digests[one.path] for one in notes], DedupeOptions())
            by_id = {one.id: one for one in notes}
            (united,) = [dedupe.merge(item, by_id) for item in items]
            assert (type(united), united.summary) == (Note, "Ferries.")


def test_a_note_of_another_file_is_not_taken(vault: Write, tmp_path: Path) -> None:
    """Where another kb has put what it read in a file since, whoever asks has trouble and no other words."""
    folder, file = vault(VAULT), tmp_path / "rows"
    with Cache(file, b"") as cache:
        read_vault(find(folder, (), cache), cache, Stopwatch())
        cache.commit()
        one, *beside = shelving.some(["a1b2c3d4.md"], cache)[0]
        cache.put("read", "a1b2c3d4.md", encode((one, beside[0], "another digest", *beside[2:])))
        cache.drop("read", "deep/a1b2c3d4.md")
        cache.commit()
    with Cache(file, b"") as cache:
        by_path = {one[0].path: one[0] for one in shelving.shelved(["a1b2c3d4.md", "c3.md"], cache)}
        assert by_path["a1b2c3d4.md"].title == "Ports"
        for path in ("a1b2c3d4.md", "deep/a1b2c3d4.md"):
            with pytest.raises(DamagedError):
                by_path[path].summary  # noqa: B018  # what is tested
        assert by_path["c3.md"].mentions
