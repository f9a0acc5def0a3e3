"""The text of an article into the phrases that it uses: how often, how early, and how they are spelled."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct, field

from kb.author.draft import Article
from kb.author.sentences import blocks
from kb.author.vocabulary import stemmed
from kb.closest.stopwords import STOPWORDS
from kb.pattern import pattern
from kb.text import fold, tokens, words

_LONGEST = 5  # words of a phrase that may be a term of the vault
_MOST = 20_000  # words of an article that are counted
_CUT = pattern(r"[.;:!?,…]{1,6}(?:\s|$)|[()\[\]\"“”„«»|*…。、！？–—]|\s-\s")
# Words that say when, which no term does by itself.
_WHEN = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today yesterday tomorrow year month week day".split()
)
_SILENT = STOPWORDS | _WHEN
_ADDRESS = pattern(r"\b[a-z]{1,10}://\S+|\bwww\.\S+")
_OWNER = pattern("['\u2019]s?$")
_TITLE = 2  # a phrase in the title counts as often


class Phrase(Struct, frozen=True):
    """A run of words in an article."""

    key: str
    """As `kb.author.vocabulary.key_of` has it."""
    count: int
    """How often it occurs, the title's counted `_TITLE` times."""
    first: float
    """Where it first occurs, 0 at the beginning and 1 at the end."""
    spelling: str
    """Its commonest spelling below the title, without an `'s` at its end."""
    size: int
    """Words of it."""
    named: bool
    """Whether it is mostly written with capitals where words need none."""
    is_new_term: bool
    """Whether it could be a term that nobody used before: no small word or number in it, and said more than once."""


class _Word(NamedTuple):
    """One word of an article, or a pair of characters of unspaced script."""

    stem: str
    written: str
    tells: bool
    """Whether it could stand in a new term: unspaced script does not say where its words end."""


class _Seen(Struct):
    """What is known so far of a phrase."""

    size: int
    tells: bool
    first: int
    count: int = 0
    capitals: int = 0
    spellings: Counter[str] = field(default_factory=Counter)


def phrases(article: Article) -> Mapping[str, Phrase]:
    """All phrases of an article up to `_LONGEST` words, by key; of a long one, those of its beginning."""
    seen: dict[str, _Seen] = {}
    place = 0
    for segment, is_title in _segments(article):
        run = list(_words(segment))[: _MOST - place]
        for start in range(len(run)):
            for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
                _note(seen, run[start:end], place + start, begins=start == 0, is_title=is_title)
        place += len(run)
    return {key: _phrase(key, one, place) for key, one in seen.items()}


def _note(seen: dict[str, _Seen], run: list[_Word], place: int, *, begins: bool, is_title: bool) -> None:
    key = " ".join([word.stem for word in run])
    one = seen.get(key)
    if one is None:
        tells = all(word.tells for word in run) and not any(_OWNER.search(word.written) for word in run[:-1])
        one = seen[key] = _Seen(len(run), tells, place)
    one.count += _TITLE if is_title else 1
    if not is_title:
        one.spellings[" ".join([word.written for word in run])] += 1
        one.capitals += not begins and all(word.written[:1].isupper() for word in run)


def _phrase(key: str, one: _Seen, words_of_article: int) -> Phrase:
    told = one.spellings.total()
    spelling = min(one.spellings, key=lambda way: (-one.spellings[way], way), default="")
    return Phrase(
        key=key,
        count=one.count,
        first=one.first / max(1, words_of_article),
        spelling=_OWNER.sub("", spelling),
        size=one.size,
        named=2 * one.capitals > told,
        is_new_term=one.tells and told > 0 and (one.count > 1 or one.capitals > 0),
    )


def _words(segment: str) -> Iterator[_Word]:
    for word in words(segment):
        parts = tokens(word)
        if len(parts) == 1:
            stem = stemmed(parts[0])
            tells = not {stem, parts[0], fold(word)} & _SILENT and any(map(str.isalpha, word))
            yield _Word(stem, word, tells)
        else:
            yield from (_Word(part, part, tells=False) for part in parts)


def _segments(article: Article) -> Iterator[tuple[str, bool]]:
    """Pieces of text that no phrase goes beyond, and whether they stand in the title."""
    for piece in _CUT.split(article.title):
        yield piece, True
    for block in blocks(article.text):
        for piece in _CUT.split(_ADDRESS.sub(" | ", block)):
            yield piece, False
