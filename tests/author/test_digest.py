"""Laws of what a newsletter says: each note once and below one theme, and of before only what lies before."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.author.vaults import VAULT, told

BASE = "https://example.org/site/"
TERMS = st.lists(st.sampled_from("abcdef"), max_size=4, unique=True)
DATES = ["20200101", "20210101", "20220101"]


@st.composite
def vaults(draw: st.DrawFn) -> str:
    """A dozen notes of three origins with random themes."""
    written = []
    for number in range(draw(st.integers(1, 12))):
        label = draw(st.sampled_from(DATES)) if number else DATES[-1]
        themes = "".join(f"* theme {word}\n" for word in draw(TERMS))
        title = f"# __Note {number}__, from ([{label}](https://example.org/p).)"
        written.append(f"-- n{number}.md --\n{title}\n\n## Themes\n\n{themes}")
    return "".join(written)


@given(vaults())
def test_each_note_stands_once(text: str) -> None:
    """Every note of the origin and no other; sections by size, what no theme joins last."""
    found = told(text, DATES[-1])
    titles = [one.title for part in found.parts for one in part.entries]
    wanted = [part.splitlines()[0] for part in text.split("# __")[1:] if DATES[-1] in part.splitlines()[0]]
    assert sorted(titles) == sorted(line.split("__")[0] for line in wanted)
    sizes = [len(part.entries) for part in found.parts if part.label not in {"", "Other"}]
    assert sizes == sorted(sizes, reverse=True)
    assert [part.label for part in found.parts[:-1] if part.label in {"", "Other"}] == []


@given(vaults())
def test_a_theme_heads_notes_that_it_joins(text: str) -> None:
    """No theme of a note joins more of the origin's notes than the one that it stands below."""
    found = told(text, DATES[-1])
    themes = {
        part.split("__")[0]: {line[2:] for line in part.splitlines() if line.startswith("* ")}
        for part in text.split("# __")[1:]
        if DATES[-1] in part.splitlines()[0]
    }
    joins = Counter(theme for some in themes.values() for theme in some)
    for part in found.parts:
        for one in part.entries:
            most = max((joins[theme] for theme in themes[one.title]), default=0)
            assert joins[part.label] == most if most > 1 else part.label in {"", "Other"}


@given(vaults())
def test_new_terms_are_in_no_earlier_origin(text: str) -> None:
    """And those that came back are in one: no term is both."""
    found = told(text, DATES[-1])
    before = [part for part in text.split("# __")[1:] if DATES[-1] not in part.splitlines()[0]]
    earlier = {line[2:] for part in before for line in part.splitlines() if line.startswith("* ")}
    new, back = ({term.label for term in terms.shown} for terms in (found.new, found.back))
    assert not new & earlier
    assert back <= earlier
    assert bool(before) or not (new or back)


def test_what_is_told() -> None:
    """Parts, links, what was there before; a draft is nowhere, a link that can't be followed is none."""
    found = told(VAULT, "20240218", BASE)
    assert [(part.label, [one.title for one in part.entries]) for part in found.parts] == [
        ("harbours", ["Power <b>at</b> the *quay*", "رصيف"]),
        ("Other", ["Alone"]),
    ]
    first, other = found.parts[0].entries[0], found.parts[1].entries[0]
    assert (first.host, first.page) == ("example.com", f"{BASE}now1/")
    assert first.excerpt == "Ships plug in. See the ferries."
    assert (other.link, other.host, other.follows) == ("", "", None)
    assert found.parts[0].entries[1].lang == "ar"
    assert first.follows
    assert (first.follows.label, first.follows.url, first.follows.when) == (
        "Ferries wait", f"{BASE}middle/", "15 January 2024",
    )  # fmt: skip
    assert [term.label for term in found.new.shown] == ["energy", "lone", "lone theme", "shore power"]
    assert [(term.label, term.when) for term in found.back.shown] == [
        ("harbours", "1 January 2023"),
        ("cranes", "1 January 2023"),
    ]
    assert found.intro.startswith("3 notes with 3 signals; ")
    assert (found.page, found.url) == (f"{BASE}origin/20240218/", "https://example.org/p/3")


def test_the_fullest_row_is_the_strongest_signal() -> None:
    """Not the one with the highest relevancy, which machines made; of two alike the first."""
    signal = told(VAULT, "20240218").parts[0].entries[0].signal
    assert signal
    assert (signal.name, signal.before, signal.after, signal.horizon, signal.driving_force) == (
        "Plug in", "From engines", "to sockets", "Quiet ports", "Rules",
    )  # fmt: skip


def test_nothing_is_new_where_nothing_was_before() -> None:
    """The first origin, and one whose date nobody knows, say nothing of new and old."""
    for found in (told(VAULT, "20230101"), told(VAULT.replace("[20240218]", "[spring]"), "spring")):
        assert (found.new.shown, found.back.shown) == ((), ())


def test_links_need_a_site() -> None:
    """Without base_url nothing leads to a page; an earlier note is then linked by its article, if it has one."""
    found = told(VAULT.replace("* [Ferries wait](middle)", "* [Quays](early)"), "20240218")
    first = found.parts[0].entries[0]
    assert (first.page, found.page, found.parts[0].url) == ("", "", "")
    assert first.follows
    assert first.follows.url == "https://example.com/early"


def test_what_there_is_no_room_for_is_counted() -> None:
    """The first notes stay in their parts, the rest is a number."""
    found = told(VAULT, "20240218")
    for room in range(5):
        cut = found.first(room)
        assert (cut.size, cut.left) == (min(room, 3), max(0, 3 - room))
        assert all(part.entries for part in cut.parts)
