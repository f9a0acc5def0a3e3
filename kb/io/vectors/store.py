"""Vectors kept between runs, by model and text."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.io.rows import Rows

Vector = npt.NDArray[np.int16]


def key(model: str, text: str) -> bytes:
    """What a vector is found by: a digest of the model's own identity and the whole text."""
    return hashlib.sha256(f"{model}\0{text}".encode("utf-8", "surrogatepass")).digest()


class Store:
    """The vectors in one file."""

    def __init__(self, file: Path) -> None:
        """Name the file; it is made when there is something to keep."""
        self._rows = Rows(file, "vectors")

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Vector]:
        """The vectors that are kept of those asked for; a row that is not whole counts as not kept."""
        found = self._rows.get(keys)
        return {
            name: np.frombuffer(value, dtype="<i2").astype(np.int16)
            for name, value in found.items()
            if len(value) % 2 == 0
        }

    def put(self, vectors: Mapping[bytes, Vector]) -> None:
        """Keep vectors, all of them or none."""
        self._rows.put({name: vector.astype("<i2").tobytes() for name, vector in vectors.items()})
