"""Keywords or themes of a vault's notes into a vocabulary that finds its terms in a text, whatever their spelling."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from kb.dedupe import Acronyms
from kb.dedupe.plural import stem
from kb.text import tokens

_NO_ACRONYMS = Acronyms()

Aliases = Sequence[tuple[str, Sequence[str]]]


@lru_cache(maxsize=1 << 16)
def stemmed(word: str) -> str:
    """A folded word in the likeliest singular."""
    return stem(word)


@lru_cache(maxsize=1 << 16)
def key_of(phrase: str) -> str:
    """What the spellings of a phrase have in common: its words folded, each in the singular, hyphens as spaces.

    >>> key_of("Open-Source Models"), key_of("open source model")
    ('open source model', 'open source model')
    """
    return " ".join(map(stemmed, tokens(phrase)))


class Known(Struct, frozen=True):
    """A term that a vault uses."""

    label: str
    """The spelling that most notes use, or that of the alias table."""
    uses: int
    """How many notes carry it."""


class Vocabulary:
    """The terms of one kind, each under the key that all its names lead to."""

    def __init__(
        self, lists: Iterable[Iterable[str]], aliases: Aliases = (), acronyms: Acronyms = _NO_ACRONYMS
    ) -> None:
        """Take the terms of each note, the alias table, and what acronyms stand for."""
        self._meant = {key_of(short): key_of(long) for short, long in acronyms.sure.items()}
        for label, others in reversed(aliases):
            self._meant |= {key_of(other): key_of(label) for other in others}
            self._meant.pop(key_of(label), None)
        shown = {key_of(label): label for label, _ in reversed(aliases)}
        written = Counter(spelling for terms in lists for spelling in dict.fromkeys(terms))
        spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for spelling, uses in written.items():
            if key := self.meant(key_of(spelling)):
                spellings[key][spelling] += uses
        self._known = {
            key: Known(shown.get(key) or min(counts, key=lambda one: (-counts[one], one)), counts.total())
            for key, counts in spellings.items()
        }

    def meant(self, key: str) -> str:
        """The key of the term that a phrase with this key names, whether or not the vault uses it."""
        return self._meant.get(key, key)

    def find(self, key: str) -> Known | None:
        """The term under the key that `meant` gave, if the vault uses it."""
        return self._known.get(key)

    def __iter__(self) -> Iterator[tuple[str, Known]]:
        """Every key with its term."""
        return iter(self._known.items())
