"""Laws of what is asked for: items are numbered as the notes are that they are merged into."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb import dedupe
from kb.model import Item, Note
from kb.search.asked import Items
from tests.search.vaults import DAYS, collection

DATES = st.lists(st.sampled_from(DAYS), min_size=4, max_size=8)


@given(DATES, st.permutations([digit * 32 for digit in "0123"]), st.integers(2, 4))
def test_items_are_numbered_by_date_and_id_of_what_is_made_of_them(
    dates: list[dt.date | None], order: list[str], many: int
) -> None:
    """Without a date first, then from the last id to the first; each is the one note that its members make."""
    notes = [Note(id=f"{place}" * 32, path=f"n{place}.md", title="A", date=date) for place, date in enumerate(dates)]
    item = Item(canonical=order[0], members=tuple(order[:many]), rule="link", evidence="one")
    by_id = {note.id: note for note in notes}
    merged = dedupe.merge(item, by_id)
    every = [merged, *(note for note in notes if note.id not in item.members)]
    every.sort(key=lambda note: note.id, reverse=True)
    every.sort(key=lambda note: note.date.toordinal() if note.date else 0)
    items = Items(collection(notes, (item,)))
    assert [*items.ids.values()] == [note.id for note in every]
    assert [*items.ids] == sorted(items.ids)
    assert [items.note(number) for number in items.ids] == every
    place = [*items.ids.values()].index(item.canonical)
    assert [note.id for note in items.members([*items.ids][place])] == order[:many]
    digests = {id_: id_.encode() for id_ in by_id}
    assert items.contents(digests)[place] == b"".join(digests[id_] for id_ in item.members)
    assert items.contents(None) == [b""] * len(every)
