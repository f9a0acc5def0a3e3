"""Texts of notes into vectors, by the model that `kb.toml` chose; what was computed once is not computed again.

A text's vector depends on that text alone. The models that kb knows by name read English: to them any two French notes
are near because they are French. So a text in another language gets no vector from them, and its note is compared by
terms. English is told by its function words: a quarter of an English note's words or more are such, and a seventeenth
of a French one's or less.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kb.closest.meaning import Vectors, whole
from kb.closest.stopwords import STOPWORDS
from kb.io.asking import EndpointError
from kb.io.place import cache_folder
from kb.io.vectors.endpoint import Endpoint
from kb.io.vectors.sentence import Sentence
from kb.io.vectors.static import Static
from kb.io.vectors.store import Store, Vector, key
from kb.options import ClosestOptions
from kb.text import tokens

__all__ = ["EndpointError", "vectors_of"]

# Shares that help where lists were made by meaning and do little harm where they were made by terms (CONTRIBUTING.md);
# an endpoint's model counts as a sentence model.
_WEIGHTS = {"static": 0.1, "sentence": 0.2, "endpoint": 0.2}
_ENGLISH = 0.15  # share of function words from which on a text is English
_SHORT = 12  # words of a text that is too short to be told by them, and is read if it is in Latin letters
_LAST_LATIN = 0x24F


class _Model(Protocol):
    """What turns texts into vectors."""

    name: str
    """For people."""
    identity: str
    """What all its vectors depend on besides the text; empty when computing is as quick as looking up."""

    def batches(self, texts: Sequence[str]) -> Iterator[npt.NDArray[np.float32]]:
        """The vectors of texts, some at a time and in order."""


def vectors_of(texts: Sequence[str], options: ClosestOptions, folder: Path | None = None) -> tuple[Vectors, str]:
    """A vector for each text, and what went wrong, in words, when some could not be had; those are zeros.

    What is kept between runs is in `folder`, or where the user's programs keep such things. Raises `WrongUseError` when
    the model is not installed.
    """
    model = _model(options)
    wanted = [text for text in dict.fromkeys(texts) if options.model == "endpoint" or _english(text)]
    store = Store((folder or cache_folder()) / "vectors.sqlite3") if model.identity else None
    vectors, trouble = _had(model, [text for text in wanted if text], store)
    size = len(next(iter(vectors.values()), ()))
    rows = np.zeros((len(texts), size), dtype=np.int16)
    for place, text in enumerate(texts):
        if text in vectors:
            rows[place] = vectors[text]
    return Vectors(model=model.name, rows=rows, weight=_WEIGHTS[options.model]), trouble


def _model(options: ClosestOptions) -> _Model:
    if options.model == "static":
        return Static()
    return Sentence() if options.model == "sentence" else Endpoint(options)


def _english(text: str) -> bool:
    """Whether a text is in English, as far as its words tell."""
    words = tokens(text)
    if len(words) >= _SHORT:
        return sum(word in STOPWORDS for word in words) >= _ENGLISH * len(words)
    return all(ord(character) <= _LAST_LATIN for character in text if character.isalpha())


def _had(model: _Model, texts: list[str], store: Store | None) -> tuple[dict[str, Vector], str]:
    """The vectors of texts that are kept or can be computed, all of one size, and what kept the others from it."""
    keys = {text: key(model.identity, text) for text in texts} if store else {}
    kept = store.get(list(keys.values())) if store else {}
    vectors = {text: kept[keys[text]] for text in keys if keys[text] in kept}
    size = _commonest_size(vectors)
    for _ in range(2):  # again when new vectors turn out to have another size than those that were kept
        lacking = [text for text in texts if text not in vectors or len(vectors[text]) != size]
        done = 0
        try:
            for batch in model.batches(lacking) if lacking else ():
                some = dict(zip(lacking[done:], whole(batch), strict=False))
                done += len(some)
                size = batch.shape[1]
                if store:
                    store.put({keys[text]: vector for text, vector in some.items()})
                vectors |= some
        except EndpointError as error:
            return _of_size(size, vectors), str(error)
    even = _of_size(size, vectors)
    return even, "" if len(even) == len(texts) else "its vectors differ in size"


def _of_size(size: int, vectors: dict[str, Vector]) -> dict[str, Vector]:
    return {text: vector for text, vector in vectors.items() if len(vector) == size}


def _commonest_size(vectors: dict[str, Vector]) -> int:
    """Size of most vectors: the model behind a name may have been replaced by another with vectors of its own size."""
    sizes = Counter(map(len, vectors.values()))
    return max(sizes, key=lambda size: (sizes[size], size), default=0)
