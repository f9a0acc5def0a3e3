"""Texts into the sums of vectors that words have by themselves: quick, and the same on every machine.

The vectors were distilled from a sentence model by `scripts/distil.py`, with common words made light.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from kb.io.vectors.wordpiece import WordPieces, packaged

_BATCH = 256


class Static:
    """Word vectors that come with kb."""

    name = "word vectors distilled from all-MiniLM-L6-v2"
    identity = ""

    def __init__(self) -> None:
        """Read the vectors."""
        vocabulary, self._rows = packaged()
        self._pieces = WordPieces(vocabulary)

    def batches(self, texts: Sequence[str]) -> Iterator[npt.NDArray[np.float32]]:
        """The vectors of texts; whole numbers far below 2**24, which 32-bit floats hold."""
        for start in range(0, len(texts), _BATCH):
            yield np.stack([self._sum(text) for text in texts[start : start + _BATCH]])

    def _sum(self, text: str) -> npt.NDArray[np.float32]:
        total: npt.NDArray[np.float32] = self._rows[self._pieces.of(text)].sum(axis=0, dtype=np.float32)
        return total
