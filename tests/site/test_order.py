"""Laws of order: one that is restored from its row is the one that would be made, of these notes and of no others."""

from collections.abc import Sequence
from operator import attrgetter, is_
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.options import SiteOptions
from kb.site import Plan, Site
from kb.site.decide import decide
from kb.site.order import Ordered, row_of
from tests.site.made import collection, files

_HOSTS = ("", "example.org", "m.example.org", "-.example")
_Note = tuple[str, str, str, str]
"""Title, origin, host and category of a note; one without origin and host is a page."""
_note = st.tuples(
    st.sampled_from(["Ferry", "ferry", "Quay", "Ékit"]), st.sampled_from(["", "18", "19", "19, again"]),
    st.sampled_from(_HOSTS), st.sampled_from(["", "Ports", "ports"]),
)  # fmt: skip
_notes = st.lists(_note, min_size=2, max_size=6)


def _plan(notes: Sequence[_Note], before: Plan | bytes = b"", words: str = "Text.") -> Plan:
    text = ""
    for place, (title, origin, host, category) in enumerate(notes):
        front = "".join(f"{line}\n" for line in (host and f"link: https://{host}/{place}", f"category: {category}"))
        told = f", from ([202402{origin}](https://example.org/p/{origin[:2]}).)" if origin else ""
        text += f"-- n{place}.md --\n---\n{front}---\n\n# __{title}__{told}\n\n{words}\n"
    return Site(collection(files(text)), SiteOptions(), before=before).plan


def _ordered(plan: Plan) -> Ordered:
    return Ordered(plan.kept.items, plan.kept.pages, plan.kept.groups)


@given(notes=_notes, place=st.integers(0, 5), part=st.integers(0, 3), now=_note)
def test_an_order_is_restored_for_the_same_notes_alone(notes: list[_Note], place: int, part: int, now: _Note) -> None:
    """From the row of any notes the order is that which these have by themselves, and a row that holds is told."""
    others = [*notes]
    edited = notes[place % len(notes)]
    others[place % len(notes)] = (*edited[:part], now[part], *edited[part + 1 :])  # type: ignore[assignment]  # as many
    made = _plan(notes)
    row = row_of(made.kept.published, _ordered(made))
    again = _plan(notes, row)
    assert again.kept.order == row
    other, plainly = _plan(others, row), _plan(others)
    for one, plain in ((again, made), (other, plainly)):
        assert _ordered(one) == _ordered(plain)
        inside = sorted((*one.kept.items, *one.kept.pages), key=attrgetter("id"))
        assert all(map(is_, inside, one.kept.published))  # the values of this plan
    assert other.kept.order == (row if row_of(plainly.kept.published, _ordered(plainly)) == row else b"")


@given(notes=_notes, place=st.integers(0, 5), now=_note)
@settings(max_examples=30)
def test_the_order_of_a_plan_goes_on_where_lists_show_the_same(notes: list[_Note], place: int, now: _Note) -> None:
    """Then nothing is sorted; where they show something else, the order is that of the notes as they are."""
    before = _plan(notes)
    with patch.dict(decide.__globals__, in_order=None):
        edited = _plan(notes, before, words="Other words.")
    others = [*notes]
    others[place % len(notes)] = now
    for one, plain in ((edited, before), (_plan(others, before), _plan(others))):
        assert _ordered(one) == _ordered(plain)
        inside = sorted((*one.kept.items, *one.kept.pages), key=attrgetter("id"))
        assert all(map(is_, inside, one.kept.published))
