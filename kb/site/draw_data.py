"""The plan into the scripts that the front page draws notes from: each has a share of all items (`kb.site.draw`)."""

from collections.abc import Iterator

import msgspec

from kb.model import Output
from kb.site.plan import Plan, Published
from kb.site.words import when

FOLDER = "data/draw/"
"""Where the shards are, from the root; each is named by its number."""

_SHOWN = 2  # signals that a note is shown with


def files(plan: Plan, place: int) -> Iterator[Output]:
    """A shard as a script, so that it loads from a folder, too."""
    rows = [_row(plan, one) for one in plan.drawn(place)]
    content = b"kbDraw(" + msgspec.json.encode(place) + b"," + msgspec.json.encode(rows) + b");\n"
    yield Output(path=f"{FOLDER}{place}.js", content=content)


def _row(plan: Plan, one: Published) -> tuple[str, ...]:
    """Id, page, title, language, date, signals: as a list of notes shows them."""
    plan.looks.at(f"entry {one.id}")
    names = one.more.wording.names
    more = [f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    label = one.origin.label if one.origin else ""
    return one.id, one.path, one.title, one.lang, when(one.date, label), " · ".join([*names[:_SHOWN], *more])
