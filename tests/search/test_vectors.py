"""Texts by which Python and the browser agree on folding and terms; `tests/browser/test_search.py` asks them too."""

import json
from pathlib import Path

from kb.text import fold, tokens, words

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))


def test_vectors_hold() -> None:
    """Each text folds and falls into terms and words as written down."""
    for one in VECTORS:
        text = one["text"]
        assert {"text": text, "fold": fold(text), "tokens": tokens(text), "words": words(text)} == one
