"""Notes into what their acronyms stand for: `large language models (LLMs)` spells out LLM."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from kb.dedupe.plural import stem
from kb.model import Note
from kb.pattern import pattern
from kb.text import fold

_BEHIND = pattern(r"\(([A-Z][A-Za-z0-9]{1,9})\)")
_BEFORE = pattern(r"(?<![^\W_])([A-Z][A-Za-z0-9]{1,9}) \(([^()\n]{5,99})\)")
_END = pattern(r"[.;:!?,()\[\]\"“”„«»|*\n]")
_WORD = pattern(r"[^\W_]+(?:['\u2019][^\W_]+)*")
# Words that an acronym passes over, in the languages that make acronyms of initials.
_PASSED = frozenset(
    "a an and as at by d da das de del der des di die do du e et for from in l la le of on or the to und with y".split()
)
_ELIDED = pattern(r"(?<![^\W_])[dl]['\u2019](?=[^\W_])")
_TAIL = 150  # characters before an acronym that may spell it out
_SURE = 3  # letters from which one note's word is enough; two letters stand for too much

Spelled = tuple[tuple[str, str], ...]
"""(folded acronym, stem of the words) for each acronym that is spelled out."""
_NOTHING: Mapping[str, Spelled] = {}


class Acronyms(Struct, frozen=True, kw_only=True):
    """Folded acronyms, singular, with the `stem` of what they stand for, where all notes that say so agree."""

    sure: Mapping[str, str] = field(default_factory=dict)
    """Those of three letters or more, and those of two letters that two notes spell out."""
    doubtful: Mapping[str, str] = field(default_factory=dict)
    """Those of two letters that one note alone spells out."""


def acronyms(notes: Iterable[Note], told: Mapping[str, Spelled] = _NOTHING) -> Acronyms:
    """What the texts, keywords and themes of notes spell out.

    An acronym stands for the words beside it whose initials are its letters, small words passed over. One that notes
    spell out in two ways stands for nothing. `told` is what `spelled_out` says of notes, by id, where that is known.

    >>> acronyms([Note(id="a", path="a.md", title="Large language models (LLMs) tell us (US) little")]).sure
    {'llm': 'large language model'}
    """
    return agreed((note.id, told[note.id] if note.id in told else spelled_out(note)) for note in notes)


def agreed(told: Iterable[tuple[str, Iterable[tuple[str, str]]]]) -> Acronyms:
    """The same of what is known to be spelled out by the notes with some ids."""
    meant: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for id_, pairs in told:
        for short, words in pairs:
            meant[short][words].add(id_)
    sure: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for short, ways in sorted(meant.items()):
        if len(ways) == 1:
            ((words, tellers),) = ways.items()
            (sure if len(short) >= _SURE or len(tellers) > 1 else doubtful)[short] = words
    return Acronyms(sure=sure, doubtful=doubtful)


def spelled_out(note: Note) -> Spelled:
    """What a note's texts, keywords and themes spell out, each once, sorted."""
    return tuple(sorted({one for text in _texts(note) for one in _spelled_out(text)}))


def is_acronym(spelling: str) -> bool:
    """Whether a spelling is one word with two capitals at least; one capital begins any word.

    >>> is_acronym("SaaS"), is_acronym("A.I."), is_acronym("Us")
    (True, True, False)
    """
    return " " not in spelling and sum(letter.isupper() for letter in spelling) > 1


def stands_for(short: str, text: str) -> bool:
    """Whether a whole text is made of the words that an acronym stands for.

    >>> stands_for("llms", "large language models"), stands_for("llm", "very large language models")
    (True, False)
    """
    words = _words(text)
    return any(_initials(words, letters) == len(words) for letters in (short, short.removesuffix("s")))


def _texts(note: Note) -> list[str]:
    """The texts of a note that may spell something out."""
    texts = [note.title, note.summary, *note.keywords, *note.themes]
    for row in note.signals:
        texts += (row.name, row.description, row.change, row.horizon, row.driving_force)
    for card in (*note.concerns, *note.behaviors, *note.technologies, *note.issues):
        texts += (card.name, card.description)
    return [text for text in texts if "(" in text] if "(" in "".join(texts) else []


def _spelled_out(text: str) -> Iterator[tuple[str, str]]:
    """(folded acronym, stem of the words) for each acronym that a text spells out."""
    for match in _BEHIND.finditer(text):
        before = _END.split(text[max(0, match.start() - _TAIL) : match.start()])[-1]
        yield from _meaning(match[1], before, whole=False)
    for match in _BEFORE.finditer(text):
        yield from _meaning(match[1], match[2], whole=True)


def _meaning(written: str, text: str, *, whole: bool) -> Iterator[tuple[str, str]]:
    plural = written.endswith("s") and written[:-1].isupper()
    short = fold(written[:-1] if plural else written)
    if not is_acronym(written):
        return
    words = _words(text)
    used = _initials(words, short)
    if used and (used == len(words) or not whole):
        yield short, stem(" ".join(words[len(words) - used :]))


def _words(text: str) -> list[str]:
    return _WORD.findall(_ELIDED.sub("", fold(text)))


def _initials(words: Sequence[str], letters: str) -> int:
    """How many of the last words have just these initials; 0 when they have not."""
    left = len(letters)
    for used, word in enumerate(reversed(words), 1):
        if word[0] == letters[left - 1]:
            left -= 1
            if not left:
                return used if used > 1 else 0
        elif word not in _PASSED or used == 1:
            return 0
    return 0
