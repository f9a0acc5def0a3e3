"""Laws of kept code: it is what would be made, and it is made again when what decides it is another."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from kb.site.bytecode import Bytecode


@pytest.fixture(autouse=True)
def _writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python keeps bytecode beside the files."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def grounds(tmp_path: Path) -> list[Path]:
    """Two files that decide the code."""
    paths = [tmp_path / "one", tmp_path / "two"]
    for path in paths:
        path.write_text("1")
    return paths


def _pieces(grounds: list[Path], made: list[str]) -> dict[str, object]:
    """What the code of each file gives; `made` gets the texts that it was made of."""

    def make() -> Iterator[CodeType]:
        for path in grounds:
            made.append(path.read_text())
            yield compile(path.read_text(), path.name, "eval")

    pieces = Bytecode(str(grounds[0].parent / "made.py"), [*map(str, grounds)], make).pieces()
    return {name: eval(code) for name, code in pieces.items()}  # noqa: S307  # written here


def test_code_is_made_once(grounds: list[Path]) -> None:
    """Later runs have the same code by the same names, and make none."""
    made: list[str] = []
    assert _pieces(grounds, made) == _pieces(grounds, made) == {"one": 1, "two": 1}
    assert made == ["1", "1"]


def test_another_ground_is_other_code(grounds: list[Path]) -> None:
    """Whichever of the files changes, even to one of its time, the code is that of the files as they are."""
    made: list[str] = []
    _pieces(grounds, made)
    for path in grounds:
        path.write_text("20")
        assert _pieces(grounds, made)[path.name] == 20
    assert _pieces(grounds, []) == {"one": 20, "two": 20}
    assert made == ["1", "1", "20", "1", "20", "20"]


def test_damaged_bytecode_is_made_again(grounds: list[Path]) -> None:
    """What is no bytecode of this Python is never run."""
    _pieces(grounds, [])
    (kept,) = grounds[0].parent.glob("__pycache__/*")
    whole = kept.read_bytes()
    for rest in (b"", whole[:8], b"x" * len(whole)):
        kept.write_bytes(rest)
        assert _pieces(grounds, []) == {"one": 1, "two": 1}
        assert kept.read_bytes() == whole


def test_where_nothing_can_be_kept_code_is_made_each_time(grounds: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that holds no bytecode, or files without times, cost time and nothing else."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    made: list[str] = []
    assert _pieces(grounds, made) == _pieces(grounds, made) == {"one": 1, "two": 1}
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    nowhere = Bytecode("nowhere/made.py", ["nowhere/one"], lambda: [compile("2", "one", "eval")])
    assert [*nowhere.pieces()] == ["one"]
    assert len(made) == 4
    assert not [*grounds[0].parent.glob("__pycache__/*")]
