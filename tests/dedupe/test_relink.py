"""Laws of links to merged notes: they lead to the note that took the place, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dedupe import relink
from kb.model import Link, Source
from kb.note import read

TABLE = "# T\n\n## Own\n\n| x | y |\n|---|---|\n"


def _moved(link: Link) -> str:
    return {"b": "a", "sub/b": "a", "The b note": "a", "a": "a"}.get(link.target, "")


def _relinked(text: str, path: str = "x.md") -> str:
    return relink(Source(path=path, text=text, digest=""), _moved)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [b](b).", "See [b](a)."),
        ("See [b](./sub/b.md#Why) and [c](c).", "See [b](a#Why) and [c](c)."),
        ("See [[b]] and [[b|that]].", "See [[a]] and [[a|that]]."),
        ("See [[b#Why]].", "See [[a#Why]]."),
        ("See [[The b note]].", "See [[a|The b note]]."),
        ('See [b](<b.md> "title").', 'See [b](a "title").'),
        ("See [b][1].\n\n[1]: b.md\n", "See [b][1].\n\n[1]: a\n"),
        ("First line,\nthen [b](b).", "First line,\nthen [b](a)."),
        (f"{TABLE}| [[b\\|B]] | [B](b) |\n", f"{TABLE}| [[a\\|B]] | [B](a) |\n"),
        (f"{TABLE}| [[The b note]] | b |\n", f"{TABLE}| [[a\\|The b note]] | b |\n"),
        ("# T\n\n## Closest\n\n* [C](c)\n* [B](b)\n", "# T\n\n## Closest\n\n* [C](c)\n* [B](a)\n"),
        ("# T\n\n## Closest\n\n* [B](b)\n* [C](c)\n* [A](a)\n", "# T\n\n## Closest\n\n* [B](a)\n* [C](c)\n"),
        ("See [b](https://example.org/b).", "See [b](https://example.org/b)."),
        ("`[b](b)` is code.", "`[b](b)` is code."),
        ("```\n[b](b)\n```\n", "```\n[b](b)\n```\n"),
        ("The letter b, (b) and [b].", "The letter b, (b) and [b]."),
    ],
)
def test_links_lead_on(before: str, after: str) -> None:
    """Every form of a link is rewritten where it stands, with its words and anchor; what is no link stays."""
    assert _relinked(before) == after


def test_a_note_is_not_its_own_neighbour() -> None:
    """The united note loses the lines that name it or what it took in."""
    text = "# A\n\n## Closest\n\n* [A](a)\n* [B](b)\n* [C](c)\n"
    assert _relinked(text, "a.md") == "# A\n\n## Closest\n\n* [C](c)\n"


PIECES = st.lists(
    st.sampled_from(
        "[b](b)|[[b]]|[[The b note]]|(b)|`b`|## Closest|* [B](b)|* [A](a)|* [C](c)|text|[b][1]|[1]: b".split("|")
    ),
    max_size=7,
).map("\n\n".join)


@given(PIECES)
def test_all_links_lead_on_and_once_is_enough(text: str) -> None:
    """No link to a merged note is left, doing it again changes nothing, and other words stay."""
    after = _relinked(text)
    note, _ = read(Source(path="x.md", text=after, digest=""))
    assert not [link for link in (*note.closest, *note.mentions) if link.target in {"b", "The b note"}]
    assert _relinked(after) == after
    assert after.count("text") == text.count("text")
