"""Laws of folding, tokens and slugs, and the vectors that every other implementation must match."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import END, fold, fold_term, fold_terms, slug, tokens, tokens_by_piece, words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("China's LLMs aren't new", ["china", "llms", "aren't", "new"]),
        ("China’s LLMs aren’t new", ["china", "llms", "aren't", "new"]),
        ("Zürich, ÉLYSÉE & Straße", ["zurich", "elysee", "strasse"]),
        ("Zu\u0308rich", ["zurich"]),
        ("snake_case 3.5 km² ﬁne", ["snake", "case", "3", "5", "km2", "fine"]),
        ("日本の信号", ["日本", "本の", "の信", "信号"]),
        ("雨 GPT日本", ["雨", "gpt", "日本"]),
        ("がか", ["がか"]),
        ("الذكاء الاصطناعي", ["الذكاء", "الاصطناعي"]),
        ("हिन्दी", ["हिन्दी"]),
        ("", []),
        ("— … !", []),
    ],
)
def test_vectors_of_tokens(text: str, words: list[str]) -> None:
    """What a text's words are, in scripts with and without spaces."""
    assert tokens(text) == words


@given(st.text() | st.text(st.sampled_from("ℂ™℠ℙⅣ㎏ſẞİᾳ\u0345aA")))
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is folded, however it was composed."""
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(st.sampled_from("aZ ½'’‘“”–—…\u00a0")))
def test_folding_knows_no_short_cut(text: str) -> None:
    """A text folds to what it folds to beside letters that need more."""
    assert fold(f"{text} Ⅳ") == f"{fold(text)} iv"


@given(st.text())
def test_tokens_are_those_of_the_folded_text(text: str) -> None:
    """Case and accents decide no token, and no token holds white space."""
    assert tokens(fold(text)) == tokens(text)
    assert all(word and not any(map(str.isspace, word)) for word in tokens(text))


@given(st.text())
def test_a_slug_is_an_address(text: str) -> None:
    """It is never empty, has no character that an address can't hold, fits a file name, and is its own slug."""
    made = slug(text)
    assert made
    assert len(made.encode()) <= 80
    assert not set(made) & set("/\\?#%:. \0\"'<>")
    assert slug(made) == made


@given(st.lists(st.sampled_from(["Large", "language", "MODELS"]), min_size=1), st.sampled_from([" ", "  ", "\n"]))
def test_white_space_decides_no_term(words: list[str], space: str) -> None:
    """Spellings that differ by case and white space are one term."""
    assert fold_term(space.join(words)) == fold_term(" ".join(words).upper())


@given(st.lists(st.text(max_size=9) | st.text(" \u0301é\u00a0\naB", max_size=5), max_size=4))
def test_texts_are_folded_together_as_one_by_one(texts: list[str]) -> None:
    """Whatever stands at their ends."""
    assert fold_terms(texts) == [fold_term(text) for text in texts]


PIECES = st.one_of(
    st.text(max_size=12),
    st.text("aZ9sS'’.\n", max_size=9),
    st.sampled_from(["China's", "don't\nstop", "Zürich", "It’s “A\u00a0B”…", ""]),
).map(lambda piece: piece.replace(END, " "))


@given(st.lists(PIECES, max_size=5))
def test_tokens_by_piece_are_those_of_each_piece(pieces: list[str]) -> None:
    """Taken together or one by one, texts have the same tokens."""
    text = "".join(f"{piece}{END}" for piece in pieces)
    assert tokens_by_piece(text) == [token for piece in pieces for token in (*tokens(piece), END)]


@given(st.text(st.sampled_from("aZ9é™'’ “”–—‘…\u00a0")))
def test_signs_part_words(text: str) -> None:
    """Quotation marks and dashes beyond ASCII part words as any other sign does."""
    other = text.translate(dict.fromkeys(map(ord, "“”–—‘…\u00a0"), "→"))
    beyond = f"{text}“"
    assert tokens(beyond) == tokens(f"{other}→")
    assert words(beyond) == words(f"{other}→")
    assert slug(f"{beyond}a") == slug(f"{other}→a")
