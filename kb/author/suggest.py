"""An article and what the vault knows near it into a draft: nothing in it that neither of the two says."""

from collections import defaultdict
from collections.abc import Mapping
from math import log

from msgspec import Struct

from kb.author.draft import Article, Draft, as_note
from kb.author.phrases import phrases
from kb.author.sentences import sentences
from kb.author.terms import keywords, themes
from kb.author.turn import strongest
from kb.author.vocabulary import Aliases, Vocabulary, stemmed
from kb.closest.nearest import Nearest
from kb.closest.stopwords import STOPWORDS
from kb.dedupe import Spelled, agreed, spelled_out
from kb.model import Note, Signal
from kb.note.plain import as_text
from kb.note.title import made_title

_KEYWORDS, _THEMES = 10, 3
_SENTENCES = (5, 4)  # of a summary, the second where five would be long
_LONG = 900  # characters of a summary
_MOST_SENTENCES = 400  # that are compared; the first of a long text


class Surroundings(Struct, frozen=True, kw_only=True):
    """What of a vault helps to draft a note."""

    notes: tuple[Note, ...]
    """All notes, sorted by id; nobody looks at their long texts."""
    spelled: Mapping[str, Spelled]
    """By id what the notes that do so spell out."""
    near: Nearest
    """Those nearest to the article, at least as many as the draft is to name."""
    aliases: Aliases = ()
    """The vault's alias table."""


def suggested(article: Article, around: Surroundings, closest: int) -> Draft:
    """The draft of an article's note, with `closest` neighbours at most; `made` names what its source does not say."""
    from kb.author.lexrank import chosen, ranked  # noqa: PLC0415  # numpy loads when it is needed

    told = list(sentences(article.text))[:_MOST_SENTENCES]
    ranking = ranked(told)
    summary: tuple[str, ...] = ()
    for most in _SENTENCES:
        summary = tuple(told[place] for place in chosen(ranking, most))
        if sum(map(len, summary)) <= _LONG:
            break
    found = phrases(article)
    by_id = {note.id: note for note in around.notes}
    near = [(one.score, by_id[one.target]) for one in around.near.neighbours]
    rarity = _Rarity(around.near).of
    of_keywords, of_themes = vocabularies(article, around)
    words = keywords(found, of_keywords, [(score, note.keywords) for score, note in near], rarity, _KEYWORDS)
    subjects = themes(found, of_themes, [(score, note.themes) for score, note in near], rarity, _THEMES)
    title = article.title or (made_title(as_text(summary[0]), (), "") if summary else "")
    parts = (
        ("title", title if title != article.title else ""),
        ("summary", summary),
        ("keywords", words),
        ("themes", subjects),
        ("signals", title),
        ("closest", near[:closest]),
    )
    return Draft(
        title=title,
        date=article.date,
        lang=article.lang,
        link=article.link,
        summary=summary,
        keywords=words,
        themes=subjects,
        signals=(Signal(name=title, change=strongest(told, ranking.order)),) if title else (),
        closest=tuple((note.id, note.title) for _, note in near[:closest]),
        made=tuple(name for name, value in parts if value),
    )


def vocabularies(article: Article, around: Surroundings) -> tuple[Vocabulary, Vocabulary]:
    """The vault's keywords and its themes, with the acronyms that it or the article spells out."""
    told = ((note.id, around.spelled[note.id]) for note in around.notes if note.id in around.spelled)
    known = agreed((*told, ("", spelled_out(as_note(article)))))
    return (
        Vocabulary([note.keywords for note in around.notes], around.aliases, known),
        Vocabulary([note.themes for note in around.notes], around.aliases, known),
    )


class _Rarity:
    """How rare the words of an article are in the vault."""

    def __init__(self, near: Nearest) -> None:
        self._notes = near.notes
        self._frequency: defaultdict[str, int] = defaultdict(int)
        for word, notes in near.frequency.items():
            self._frequency[stemmed(word)] += notes

    def of(self, word: str) -> float:
        """The inverse document frequency of a stemmed word; a word of every text is worth least."""
        notes = self._notes if word in STOPWORDS else min(self._notes, self._frequency[word])
        return 1 + log((1 + self._notes) / (1 + notes))
