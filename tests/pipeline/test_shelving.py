"""Laws of what is kept of files that were read: the same with notes at hand and on a shelf, whatever was edited."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kb import dedupe, note
from kb.codec import DamagedError, digest
from kb.io.cache import Cache
from kb.model import Note
from kb.model.shelved import Shelved, whole
from kb.options import DedupeOptions
from kb.pipeline import Stopwatch, find, read_vault, shelving
from kb.pipeline.shelving import Read
from tests.note.documents import documents

Write = Callable[[str], Path]

UNFIT = "Half a character"
PATHS = st.sampled_from([f"{number}.md" for number in range(40)])  # some of which share a block


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
        shelved = shelving.shelved(cache)
        assert all(isinstance(one[0], Shelved) for one in shelved)
        assert shelving.some(list(at_hand), cache) == list(at_hand.values())
        return at_hand, {one[0].path: (whole(one[0]), *one[1:]) for one in shelved}


@given(st.lists(st.tuples(st.dictionaries(PATHS, documents() | st.just(UNFIT)), st.sets(PATHS)), max_size=4))
def test_what_is_kept_is_what_was_read_last(rounds: list[tuple[dict[str, str], set[str]]]) -> None:
    """After any rounds of files that are new, others or gone: what has no bytes is not kept, and all else is."""
    read: dict[str, Read] = {}
    with TemporaryDirectory() as folder:
        file = Path(folder, "rows")
        for new, gone in rounds:
            found = {path: _read(path, text) for path, text in new.items()}
            read = {path: one for path, one in (read | found).items() if path in found or path not in gone}
            with Cache(file, b"") as cache:
                unfit = shelving.keep(read, new, gone - new.keys(), cache)
                assert cache.commit()
            assert set(unfit) == {path for path, text in new.items() if text == UNFIT}
            read = {path: one for path, one in read.items() if path not in unfit}
            at_hand, shelved = _kept(file)
            assert (at_hand, shelved) == (read, read)


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
    with closing(sqlite3.connect(file)) as rows:
        query = "SELECT sum, value FROM kept WHERE space = 'read' AND key = 'c3.md'"
        rows.execute(f"UPDATE kept SET (sum, value) = ({query}) WHERE space = 'read' AND key = 'a1b2c3d4.md'")  # noqa: S608
        rows.commit()
    with Cache(file, b"") as cache:
        by_path = {one[0].path: one[0] for one in shelving.shelved(cache)}
        assert by_path["a1b2c3d4.md"].title == "Ports"
        with pytest.raises(DamagedError):
            by_path["a1b2c3d4.md"].summary  # noqa: B018  # what is tested
        assert by_path["c3.md"].mentions
