"""What a search costs a reader at three thousand notes: shards that are small, and few of them for a question."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

import kb
from kb.search import Answer, Index, build_index, find
from tests.search.vaults import collection

GENERATE = Path(__file__).parents[2] / "scripts" / "generate.py"
SHELVES = ("known", "words", "places", "facets", "choices", "documents")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The index of three thousand made-up notes."""
    folder = tmp_path_factory.mktemp("notes")
    subprocess.run([sys.executable, GENERATE, "3000", folder], check=True)
    return build_index(collection(kb.open_vault(folder).notes))


def test_every_shard_is_small(index: Index) -> None:
    """No shard is larger than 50 kB gzipped, none of documents larger than 10 kB, nor the list of keys than 20 kB."""
    for name in SHELVES:
        largest = max(map(_size, getattr(index, name).shards))
        assert largest <= (10_000 if name == "documents" else 50_000), name
    assert sum(_size(getattr(index, name).firsts) for name in SHELVES) <= 20_000


@pytest.mark.parametrize(
    "question",
    ["the", "{0} {1}", "keyword:{0}* {1}", "origin:2024 {0}", "{0} nowhere", "has:signals", "{0}x {1}", "the of {0}"],
)
def test_a_question_reads_few_shards(index: Index, question: str) -> None:
    """Only shards that a question's terms and hits lie in are read, together less than 150 kB gzipped."""
    answer, read = _asked(index, question.format(*_topical(index)))
    assert answer.total
    assert "places" not in read
    assert sum(_size(shard) for shards in read.values() for shard in shards.values()) <= 150_000


def test_only_phrases_read_places(index: Index) -> None:
    """Where words stand is read for words side by side alone."""
    first, second = _topical(index)
    _, read = _asked(index, f'"{first} {second}"')
    assert 1 <= len(read["places"]) <= 4


def _size(value: Any) -> int:  # noqa: ANN401  # whatever JSON can say
    return len(gzip.compress(msgspec.json.encode(value)))


def _topical(index: Index) -> tuple[str, str]:
    """The first two words of a keyword of two words."""
    keywords = (one.term for shard in index.facets.shards for one in shard if one.term.startswith("keyword:"))
    first, second, *_ = next(words for one in keywords if len(words := one.partition(":")[2].split()) > 1)
    return first, second


def _asked(index: Index, question: str) -> tuple[Answer, dict[str, dict[int, Any]]]:
    """The answer of an index that can only be read shard by shard, and what was read of each shelf."""
    read: dict[str, dict[int, Any]] = {}
    shelves = {
        name: replace(shelf := getattr(index, name), shards=_Shards(shelf.shards, name, read)) for name in SHELVES
    }
    return find(question, replace(index, **shelves)), read


class _Shards:
    """Shards that are handed out one by one, and counted."""

    def __init__(self, shards: tuple[Any, ...], name: str, read: dict[str, dict[int, Any]]) -> None:
        self._shards, self._name, self._read = shards, name, read

    def __getitem__(self, place: int) -> Any:  # noqa: ANN401  # a shard of any kind
        self._read.setdefault(self._name, {})[place] = self._shards[place]
        return self._shards[place]

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("a search never reads all shards")
