"""What a person typed for an origin into the origin: its label, its date, or `latest`."""

import datetime as dt
import difflib
from collections.abc import Sequence

from kb.errors import WrongUseError
from kb.note.grammar import label_date
from kb.site.plan import Group
from kb.text import fold_term

LATEST = "latest"
"""What stands for the newest origin."""
_NEAREST = 5


def find_origin(origins: Sequence[Group], query: str, today: dt.date) -> Group:
    """The origin with this label or date; `latest` is the newest that lies not after `today`.

    Origins come newest first. Raises `WrongUseError`, naming the nearest, when there is none or several are of that
    date.
    """
    if not origins:
        raise WrongUseError("No note says where it came from, so there are no origins.")
    wanted = fold_term(query)
    for group in origins:
        if wanted in {fold_term(label) for label in group.spellings}:
            return group
    if wanted == LATEST:
        past = (group for group in origins if (date := _date(group)) and date <= today)
        return next(past, origins[0])
    date = _asked(query)
    dated = [group for group in origins if date and _date(group) == date]
    if len(dated) == 1:
        return dated[0]
    if dated:
        raise WrongUseError(f"{query!r} is the date of several origins:", _listed(dated))
    nearest = _nearest(origins, query, date)
    shown = f"The nearest are:\n{_listed(nearest)}" if nearest else f"The newest are:\n{_listed(origins[:_NEAREST])}"
    raise WrongUseError(f"There is no origin {query!r}.", shown)


def _nearest(origins: Sequence[Group], query: str, date: dt.date | None) -> Sequence[Group]:
    """By date where one was asked for, else those whose label begins so, then those whose label is like it."""
    dated = [(abs((day - date).days), group) for group in origins if date and (day := _date(group))]
    if dated:
        return [group for _, group in sorted(dated, key=lambda pair: pair[0])[:_NEAREST]]
    labels = {fold_term(group.label): group for group in origins}
    wanted = fold_term(query)
    begun = [label for label in labels if wanted and label.startswith(wanted)]
    alike = difflib.get_close_matches(wanted, labels, _NEAREST, 0.5)
    return [labels[label] for label in dict.fromkeys([*begun, *alike])][:_NEAREST]


def _asked(query: str) -> dt.date | None:
    """The date that a query is, as `2024-02-18` or `20240218`."""
    try:
        return dt.date.fromisoformat(query.strip())
    except ValueError:
        return label_date(query.strip())


def _date(group: Group) -> dt.date | None:
    return group.origin.date if group.origin else None


def _listed(groups: Sequence[Group]) -> str:
    return "\n".join(f"  {group.label}  {group.title}".rstrip() for group in groups)
