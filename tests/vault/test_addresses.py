"""Laws of addresses: safe anywhere, and never one for two notes."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Note, Vault
from kb.vault import RESERVED, addresses

IDS = st.sets(st.one_of(st.text(min_size=1, max_size=30), st.sampled_from(["a", "A", "notes", "con", "a b", "a-b"])))


def _vault(*ids: str) -> Vault:
    notes = tuple(Note(id=id_, path=f"{id_}.md", title=id_) for id_ in sorted(ids))
    return Vault(notes=notes, names=())


@given(IDS)
def test_two_notes_never_share_an_address(ids: set[str]) -> None:
    """Addresses differ without regard to case, none is reserved, none can leave its folder."""
    given_, _ = addresses(_vault(*ids))
    folded = [address.casefold() for _, address in given_]
    assert len(set(folded)) == len(ids) == len(given_)
    assert not RESERVED & set(folded)
    assert all(address and not set(address) & set("/\\%?#:.\0 ") for _, address in given_)


@given(IDS)
def test_ids_that_all_fit_are_told_as_they_are_among_others(ids: set[str]) -> None:
    """Whose id can be the own address has that beside one whose can't, and beside none of these."""
    given_, trouble = addresses(_vault(*ids))
    told = {one.span.path for one in trouble}
    fit = [id_ for id_, _ in given_ if f"{id_}.md" not in told]
    assert addresses(_vault(*fit)) == (tuple(zip(fit, fit, strict=True)), ())
    beside, _ = addresses(_vault(*fit, "?"))
    assert [(id_, address) for id_, address in beside if id_ != "?"] == [(id_, id_) for id_ in fit]


@given(st.text(string.ascii_lowercase + string.digits, min_size=5, max_size=32))
def test_a_plain_id_is_its_own_address(id_: str) -> None:
    """An id of letters and digits is published as it is, beside any other that folds to it."""
    kept = dict(addresses(_vault(id_, id_.upper() + " ", f"{id_} "))[0])
    assert id_ in RESERVED or kept[id_] == id_ == quote(id_)


@pytest.mark.parametrize("id_", ["notes", "Theme", "nul", "a b", "日本", "x" * 81, "..", "a.b", "a%20b"])
def test_an_id_that_cannot_be_its_own_address_is_reported(id_: str) -> None:
    """The report names the file and the address that the page got."""
    ((_, address),), (diagnostic,) = addresses(_vault(id_))
    assert diagnostic.code == "id-address"
    assert diagnostic.span.path == f"{id_}.md"
    assert repr(address) in diagnostic.message
