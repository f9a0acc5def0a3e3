"""Turn a number into that many made-up notes in digest form, the same bytes every time: `generate.py N FOLDER`.

Words follow Zipf's law, from a vocabulary that all notes share and one for each of 300 topics. A third of the notes are
of generation 2. Of a hundred, two repeat another's link with a tracking parameter, one is another's copy byte for byte,
and two tell another's news in other words. The topics stay 300, so that terms grow more slowly than notes, as they do.
"""

import hashlib
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

_FUNCTION_WORDS = (
    "the of and to in a is that for on with as by are from at this an be which have has it its will more can their was "
    "not but into than also these other could between such over through about may how some while most many where they "
    "after there during would across under up out only first two both each even as well because before against"
).split()
_SYLLABLES = [start + vowel for start in "b c d f g l m n p r s t v br cl dr gr pl st tr".split() for vowel in "aeiou"]
_TOPICS = 300
_GENERAL_WORDS = 1_500
_TOPIC_WORDS = 45
_KEYWORDS = 14
_ORIGINS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topic:
    theme: str
    words: list[str]
    keywords: list[str]
    members: list[int]


@dataclass(slots=True, kw_only=True)
class _Made:
    generation: int
    title: str
    origin: str
    link: str
    paragraph: list[str]
    keywords: list[str]
    themes: list[str]
    rows: list[list[str]]
    closest: list[int]


class _World:
    """The vocabulary, the topics, and which topic each of `count` notes belongs to."""

    def __init__(self, count: int, seed: int) -> None:
        self.chance = random.Random(f"{seed}:{count}")  # noqa: S311  # repeatable, not secret
        words = random.Random(seed)  # noqa: S311  # the same words for every count
        self._general = _FUNCTION_WORDS + [_word(words) for _ in range(_GENERAL_WORDS)]
        self._general_odds = _zipf(len(self._general))
        self._topic_odds = _zipf(_TOPIC_WORDS)
        self.ids = [hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()[:32] for number in range(count)]
        self.topics = [self._topic(words) for _ in range(_TOPICS)]
        self.topic_of = self.chance.choices(self.topics, cum_weights=_zipf(_TOPICS, 0.6), k=count)
        for number, topic in enumerate(self.topic_of):
            topic.members.append(number)
        self.origins = [_day(week) for week in range(_ORIGINS)]

    @staticmethod
    def _topic(words: random.Random) -> _Topic:
        own = [_word(words) for _ in range(_TOPIC_WORDS)]
        keywords = [" ".join(words.sample(own, words.choice((1, 2, 2, 3)))) for _ in range(_KEYWORDS)]
        return _Topic(theme=" ".join(words.sample(own, 2)), words=own, keywords=keywords, members=[])

    def phrase(self, topic: _Topic, length: int) -> str:
        """Words of which three in ten are the topic's own."""
        general = self.chance.choices(self._general, cum_weights=self._general_odds, k=length)
        special = self.chance.choices(topic.words, cum_weights=self._topic_odds, k=length)
        own = self.chance.choices((False, True), weights=(7, 3), k=length)
        return " ".join(b if chosen else a for a, b, chosen in zip(general, special, own, strict=True))


def notes(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield (file name, text) of each note."""
    world = _World(count, seed)
    made = [_fresh(world, number) for number in range(count)]
    titles = [one.title for one in made]
    lots = world.chance.choices(("own", "link", "copy", "retold"), weights=(95, 2, 1, 2), k=count)
    for number, lot in enumerate(lots):
        other = made[world.chance.randrange(count)]
        if lot == "copy":
            made[number] = other
        elif lot == "link":
            made[number].link = f"{other.link}?utm_source=letter{number}"
        elif lot == "retold":
            made[number].paragraph = [*other.paragraph[:-1], _sentence(world, world.topic_of[number])]
    for number, one in enumerate(made):
        yield f"{world.ids[number]}.md", _text(one, world.ids, titles)


def _fresh(world: _World, number: int) -> _Made:
    chance, topic = world.chance, world.topic_of[number]
    title = world.phrase(topic, chance.randint(5, 10)).capitalize()
    others = chance.sample(world.topics, 2)
    near = chance.sample(topic.members, min(len(topic.members), chance.randint(4, 10)))
    far = [chance.randrange(len(world.ids))]
    return _Made(
        generation=1 + (number % 3 == 0),
        title=title,
        origin=chance.choice(world.origins),
        link=f"https://{topic.words[0]}{chance.randint(1, 9)}.example/{number}/{title.lower().replace(' ', '-')}",
        paragraph=[_sentence(world, topic) for _ in range(chance.randint(5, 9))],
        keywords=sorted(set(chance.sample(topic.keywords, 6) + [chance.choice(one.keywords) for one in others])),
        themes=[topic.theme, *(one.theme for one in others)],
        rows=[_row(world, topic) for _ in range(chance.randint(1, 6))],
        closest=near + far,
    )


def _sentence(world: _World, topic: _Topic) -> str:
    return world.phrase(topic, world.chance.randint(10, 22)).capitalize() + "."


def _row(world: _World, topic: _Topic) -> list[str]:
    return [world.phrase(topic, world.chance.randint(*length)).capitalize() for length in ((2, 4), *[(7, 14)] * 4)]


def _text(made: _Made, ids: list[str], titles: list[str]) -> str:
    page = f"[{made.origin}](https://letter.example/p/{made.origin})"
    summary = ["## Summary", " ".join(made.paragraph)]
    terms = ["## Keywords", _bullets(made.keywords), "## Themes", _bullets(made.themes)]
    if made.generation == 1:
        rows = [[row[0], *row[2:]] for row in made.rows]
        parts = [
            f"# __{made.title}__, from ({page}.)",
            f"__[External link]({made.link})__",
            *summary,
            *terms,
            "## Signals",
            _table(["Signal", "Change", "10y horizon", "Driving force"], rows),
            "## Closest",
            _bullets([f"[{titles[one]}]({ids[one]})" for one in made.closest]),
        ]
    else:
        rows = [[*row, "4"] for row in made.rows]
        parts = [
            f"# __{made.title}__, (from page {page}.)",
            f"__[External link]({made.link})__",
            *terms,
            "## Other",
            _bullets([f"Category: {made.themes[0].split()[0][:2]}", "Type: news"]),
            *summary,
            "## Signals",
            _table(["name", "description", "change", "10-year", "driving-force", "relevancy"], rows),
            "## Concerns",
            _table(["name", "description", "relevancy"], [[row[0], row[1], "3"] for row in made.rows]),
        ]
    return "\n\n".join(parts) + "\n"


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"* {line}" for line in lines)


def _table(header: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, [":--"] * len(header), *rows])


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


def _zipf(length: int, slope: float = 1.0) -> list[float]:
    return list(accumulate(1 / (rank + 2) ** slope for rank in range(length)))


def _day(week: int) -> str:
    return f"{2021 + week // 48}{1 + week // 4 % 12:02}{1 + week % 4 * 7:02}"


def write(count: int, folder: Path) -> None:
    """Write the notes into a folder, made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in notes(count):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
