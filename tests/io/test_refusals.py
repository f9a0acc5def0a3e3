"""Laws of remembering a refusal: kb.toml then says it, and says everything else as before, comments too."""

import tomllib

import pytest

from kb.errors import WrongUseError
from kb.io.refusals import add_refusal

PAIR = ("one", 'a "b"')
WRITTEN = [
    "",
    "# ours",
    "[site]\ntitle = 'x' # [dedupe]\n",
    "[dedupe]\n",
    "[dedupe] # ours\nkeep = ['refused = [']\n[site]\ntitle = 'x'\n",
    "[ dedupe ]\nrefused = []\n",
    "[dedupe]\nrefused = [['a', 'b']] # why\nkeep = ['x']\n",
    "[dedupe]\nrefused = [['a', 'b'],]\n",
    "[dedupe]\nrefused = [\n    ['a', 'b'], # first ]\n    ['c', '#d'] # second\n]\n",
    "[dedupe]\nrefused = [ # none\n]\nkeep = []\n",
    "[site]\nrefused = 1\n[dedupe]\nkeep = []\n",
    "[site]\ndescription = '''\n[dedupe]\n'''\n",
    "[terms.aliases]\n'dedupe' = ['x']\r\n[dedupe]\r\nkeep = []\r\n",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_the_pair_is_added_and_all_else_stays(text: str) -> None:
    """The file reads as before but for the pair at the end of `refused`, and each line is still there."""
    before, after = tomllib.loads(text), add_refusal(text, PAIR)
    dedupe = before.setdefault("dedupe", {})
    dedupe["refused"] = [*dedupe.get("refused", []), list(PAIR)]
    assert tomllib.loads(after) == before
    for line in text.splitlines():
        assert line.rpartition("#")[0].rstrip(" ,]") in after
        assert line.rpartition("#")[2].rstrip(" ,]") in after


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_refused_already_changes_nothing(text: str) -> None:
    """In either order."""
    after = add_refusal(text, PAIR)
    assert add_refusal(after, (PAIR[1], PAIR[0])) == after


@pytest.mark.parametrize("text", ["dedupe = { keep = [] }\n", "dedupe.keep = []\n", "[dedupe]\n'refused' = []\n"])
def test_what_only_a_person_can_add_to_is_said(text: str) -> None:
    """A file that is written in a rarer form is left alone, with what to add."""
    with pytest.raises(WrongUseError, match="by hand"):
        add_refusal(text, PAIR)
