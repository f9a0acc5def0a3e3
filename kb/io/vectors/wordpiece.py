"""Text into the word pieces that models of the BERT family read."""

from importlib import resources

import numpy as np
import numpy.typing as npt

from kb.pattern import pattern
from kb.text import fold

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"  # each character a word of its own
_WORDS = pattern(rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_])+|[^\w\s]|_")
_LONGEST = 100  # characters of a word that is looked at; longer ones are unknown


class WordPieces:
    """Cuts words into the longest pieces of a vocabulary, from the left; remembers each word that it has seen."""

    def __init__(self, vocabulary: list[str], unknown: tuple[int, ...] = ()) -> None:
        """Take the pieces by number, those inside a word with `##` before them, and what stands for unknown words."""
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = unknown
        self._seen: dict[str, tuple[int, ...]] = {}

    def of(self, text: str) -> list[int]:
        """The numbers of a text's pieces, in order.

        >>> WordPieces(["plug", "##ging", "."], (9,)).of("Plugging in.")
        [0, 1, 9, 2]
        """
        seen = self._seen
        numbers: list[int] = []
        for word in _WORDS.findall(fold(text)):
            pieces = seen.get(word)
            if pieces is None:
                pieces = seen[word] = self._cut(word)
            numbers.extend(pieces)
        return numbers

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST:
            return self._unknown
        pieces = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
            else:
                return self._unknown
            pieces.append(number)
            start = end
        return tuple(pieces)


def packaged() -> tuple[list[str], npt.NDArray[np.int8]]:
    """The vocabulary that comes with kb, and a vector for each of its pieces, zeros for those that tell nothing."""
    file = resources.files("kb.io.vectors").joinpath("minilm-l6-v2.npz")
    with file.open("rb") as content, np.load(content, allow_pickle=False) as arrays:
        return arrays["vocabulary"].tobytes().decode().split("\n"), arrays["rows"]
