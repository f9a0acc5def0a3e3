"""Texts into vectors by an embedding endpoint of the form that OpenAI made common: `POST {model, input}`."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from kb.io import asking
from kb.io.asking import EndpointError
from kb.options import ClosestOptions

_BATCH = 64  # texts of a request
_LONGEST = 20_000  # characters of a text that are sent; models read some thousand tokens at most


class Endpoint:
    """One endpoint and the model asked for."""

    def __init__(self, options: ClosestOptions) -> None:
        """Take the address, the model and the name of the variable that holds the key."""
        self._endpoint = asking.Endpoint(options.endpoint, options.endpoint_key)
        self._model = options.endpoint_model
        self.identity = f"endpoint {options.endpoint} {options.endpoint_model}"
        self.name = f"{options.endpoint_model} of an embedding endpoint"

    def batches(self, texts: Sequence[str]) -> Iterator[npt.NDArray[np.float32]]:
        """The vectors of texts, some at a time and in order; raises `EndpointError`."""
        for start in range(0, len(texts), _BATCH):
            some = [text[:_LONGEST] for text in texts[start : start + _BATCH]]
            answer = self._endpoint.ask({"model": self._model, "input": some, "encoding_format": "float"})
            yield _read(answer, len(some))


def _read(answer: object, count: int) -> npt.NDArray[np.float32]:
    """The vectors in an answer, one for each text asked about, all of one length."""
    try:
        rows = {row["index"]: row["embedding"] for row in answer["data"]}  # type: ignore[index]  # whatever it is, it is tried
        vectors = np.array([rows[place] for place in range(count)], dtype=np.float32)
    except (ValueError, TypeError, KeyError, OverflowError):
        raise EndpointError("its answer is not what an embedding endpoint gives") from None
    if vectors.ndim != 2 or not vectors.shape[1] or not np.isfinite(vectors).all():  # noqa: PLR2004  # texts by dimensions
        raise EndpointError("its answer is not what an embedding endpoint gives")
    return vectors
