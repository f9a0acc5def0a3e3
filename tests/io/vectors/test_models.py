"""Laws of the models that come with kb: a vector depends on its text alone, and near texts have near vectors."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.closest import said, similar
from kb.errors import WrongUseError
from kb.io.vectors import sentence, vectors_of
from kb.io.vectors.static import Static
from kb.io.vectors.wordpiece import WordPieces, packaged
from kb.model import Note
from kb.options import ClosestOptions

STATIC = ClosestOptions(model="static")
SENTENCE = ClosestOptions(model="sentence")
FERRY = "Ferries plug in at the quay."
SHIP = "Ships take electric power in the harbour."
VIOLIN = "Libraries lend violins and drums to readers."
# Pairs of made-up notes on one thing, as id, title, keywords and summary.
LANGUAGES = """
ar1 | الميناء يزود السفن بالكهرباء | الميناء | السفن تستخدم كهرباء الميناء بدلا من الوقود.
ar2 | عبارة كهربائية جديدة | السفن | العبارة تشحن بطارياتها من كهرباء الميناء.
en1 | Libraries lend instruments | libraries | Branches lend violins beside books.
en2 | A violin from the library | violins | Readers may borrow a violin at their library.
fr1 | Les abeilles déclinent | abeilles | Les vergers manquent d'abeilles, et la ruche se loue cher au printemps.
fr2 | Drones dans les vergers | drones | Des drones remplacent les abeilles des vergers, qui manquent au printemps.
fr3 | Le prix des loyers | loyers | Une ville plafonne les loyers, et qui loue plus cher doit rendre la différence.
fr4 | Un plafond pour les loyers | logement | Les locataires de la ville se réjouissent du plafond, les bailleurs non.
ja1 | 図書館が楽器を貸す | 図書館 | 図書館は本のほかに楽器も貸し出す。
ja2 | 楽器の共有が広がる | 楽器 | 図書館で楽器を借りる人が増えた。
zh1 | 港口使用岸电 | 岸电 | 渡轮在码头充电，不再燃烧燃料。
zh2 | 电动渡轮启航 | 渡轮 | 渡轮使用岸电，在码头充电。
"""


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one.astype(float), other.astype(float)
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@pytest.mark.parametrize("options", [STATIC, SENTENCE], ids=["static", "sentence"])
def test_near_texts_have_near_vectors(options: ClosestOptions, tmp_path: Path) -> None:
    """Two texts on one thing that share no word are nearer than a text on another."""
    ferry, ship, violin = vectors_of([FERRY, SHIP, VIOLIN], options, tmp_path)[0].rows
    assert _cosine(ferry, ship) > _cosine(ferry, violin) + 0.1


@pytest.mark.parametrize("options", [STATIC, SENTENCE], ids=["static", "sentence"])
def test_a_vector_depends_on_its_text_alone(options: ClosestOptions, tmp_path: Path) -> None:
    """In any company and order, kept or computed, a text has the same vector."""
    texts = [FERRY, SHIP, VIOLIN, "", VIOLIN * 80]
    alone = [vectors_of([text], options, tmp_path / str(place))[0].rows for place, text in enumerate(texts)]
    for folder in (tmp_path / "all", tmp_path / "0", tmp_path / "2"):
        together = vectors_of(texts, options, folder)[0].rows
        assert [row.tolist() for row in together] == [
            rows[0].tolist() if rows.size else [0] * together.shape[1] for rows in alone
        ]


@pytest.mark.parametrize("options", [STATIC, SENTENCE], ids=["static", "sentence"])
def test_every_language_has_neighbours(options: ClosestOptions, tmp_path: Path) -> None:
    """Beside a model that reads English, notes in other languages find each other as they do by terms alone."""
    rows = [[cell.strip() for cell in line.split("|")] for line in LANGUAGES.strip().splitlines()]
    notes = [
        Note(id=id_, path=f"{id_}.md", title=title, keywords=(keyword,), summary=summary)
        for id_, title, keyword, summary in rows
    ]
    partner = {note.id: note.id[:2] + "2143"[int(note.id[2]) - 1] for note in notes}
    vectors, trouble = vectors_of([said(note) for note in notes], options, tmp_path)
    assert trouble == ""
    assert {one.source: one.target for one in similar(notes, 1)} == partner
    assert {one.source: one.target for one in similar(notes, 1, vectors)} == partner
    known = dict(zip((note.id[:2] for note in notes), (bool(row.any()) for row in vectors.rows), strict=True))
    assert known == {"ar": False, "en": True, "fr": False, "ja": False, "zh": False}


def test_a_sentence_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run with nothing new does not so much as load the model."""
    first, _ = vectors_of([FERRY, SHIP], SENTENCE, tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    again, _ = vectors_of([SHIP, FERRY], SENTENCE, tmp_path)
    assert again.rows[::-1].tolist() == first.rows.tolist()
    with pytest.raises(WrongUseError, match=r"pip install \"kb\[semantic\]\""):
        vectors_of([VIOLIN], SENTENCE, tmp_path)


def test_another_file_under_the_models_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the model that kb knows by its digest is run."""
    monkeypatch.setattr(sentence, "_DIGEST", "0" * 64)
    with pytest.raises(WrongUseError, match="not the one that kb knows"):
        vectors_of([FERRY], SENTENCE, tmp_path)


def test_static_vectors_need_no_cache(tmp_path: Path) -> None:
    """Adding up words is as quick as looking the sum up, so nothing is kept."""
    vectors_of([FERRY], STATIC, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_static_vectors_are_the_same_everywhere() -> None:
    """Sums of whole numbers, which no machine adds otherwise: the first of them, as always."""
    (row,) = next(iter(Static().batches([FERRY])))
    assert row[:6].tolist() == [-13, -87, 55, 12, 83, 25]


def test_common_words_are_light() -> None:
    """What stands in every text tells little: its vector is far shorter than that of a telling word."""
    the, ferry = (next(iter(Static().batches([word]))) for word in ("the", "ferry"))
    assert 5 * np.linalg.norm(the) < np.linalg.norm(ferry)


@given(st.text(max_size=40))
def test_any_text_is_cut(text: str) -> None:
    """Every number is a piece of the vocabulary, whatever the text."""
    vocabulary, rows = PACKAGED
    numbers = PIECES.of(text)
    assert all(0 <= number < len(vocabulary) for number in numbers)
    assert rows.shape[0] == len(vocabulary)


PACKAGED = packaged()
PIECES = WordPieces(PACKAGED[0], (100,))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Plugging in, naïvely.", "plug ##ging in , naive ##ly ."),
        ("AI's e-mail_x", "ai ' s e - mail _ x"),
        ("東京 tokyo", "東 京 tokyo"),
        ("x" * 101, "[UNK]"),
        ("", ""),
    ],
)
def test_words_are_cut_into_the_longest_pieces(text: str, pieces: str) -> None:
    """Folded first; punctuation and Han characters by themselves; words beyond all measure are unknown."""
    assert " ".join(PACKAGED[0][number] for number in PIECES.of(text)) == pieces
