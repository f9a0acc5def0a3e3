"""Laws of the distillate: the recipe gives what is packaged, as far as it can be told without the model's weights."""

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.io.vectors.wordpiece import packaged

DISTIL: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "distil.py"))


class Fake:
    """Stands for the model: each piece says a vector that its number decides."""

    def read(self, numbers: np.ndarray) -> np.ndarray:
        """Texts of one piece between two marks by what is said of each."""
        return np.stack([np.random.default_rng(int(text[1])).standard_normal((3, 8)) for text in numbers])


def test_pieces_that_tell_nothing_stay_zero() -> None:
    """Marks, punctuation and other scripts are zero, the rest fill 8 bits, and what is common is short."""
    vocabulary = ["[PAD]", "!", "x", "中", "the", *(f"word{number}" for number in range(300))]
    rows = DISTIL["distilled"](Fake(), vocabulary)
    assert rows.dtype == np.int8
    assert rows.any(axis=1).tolist() == [False, False, True, False, True, *[True] * 300]
    assert np.abs(rows).max() == 127
    lengths = np.linalg.norm(rows.astype(float), axis=1)
    assert lengths[4] * 5 < np.median(lengths[100:])


def test_the_packaged_file_fits_the_recipe() -> None:
    """The same pieces tell something, in as many dimensions, and the file stays small."""
    vocabulary, rows = packaged()
    assert rows.shape == (len(vocabulary), DISTIL["_SIZE"])
    silent = {piece for piece, row in zip(vocabulary, rows, strict=True) if not row.any()}
    assert silent - {piece for piece in vocabulary if not DISTIL["tells"](piece)} <= {"the"}
    assert DISTIL["_TARGET"].stat().st_size < 2_000_000


@pytest.mark.parametrize(
    ("piece", "telling"), [("quay", True), ("##s", True), ("é", True), ("港", False), ("##", False), ("[CLS]", False)]
)
def test_what_tells(piece: str, telling: bool) -> None:  # noqa: FBT001  # a row of the table
    """Latin letters and digits do."""
    assert DISTIL["tells"](piece) is telling
