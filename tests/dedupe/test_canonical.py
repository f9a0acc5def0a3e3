"""Laws of canonical links: any text has one, it is its own, and it changes only with the page."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dedupe import canonical_link, names_item
from kb.options import DedupeOptions

NONE = DedupeOptions()
ANY = st.text(st.characters())  # lone surrogates too: a link may come from a file that was damaged
PIECES = st.sampled_from(
    [
        "https://", "http://", "HTTPS://", "www.", "m.", "amp.", "example", ".org", ".co.uk", "[::1]", ":443", ":8080",
        "@", ":", "/", "//", "/a", "/amp", ".amp", ".html", "?", "&", "&amp;", "=", "#", "#!/", "id=7", "id", "utm_x=1",
        "%", "%41", "%2f", "%e9", "+", ";", "é", "日本", "ß", "\ud800", "\0", " ", "\n", ".",
    ]
)  # fmt: skip
LINKS = st.lists(PIECES, max_size=12).map("".join)


def _page(url: str) -> str:
    return canonical_link(url, NONE)


@given(st.one_of(ANY, LINKS, LINKS.map("https://example.org/".__add__)))
def test_any_text_has_a_canonical_link_that_is_its_own(url: str) -> None:
    """Nothing raises; the answer is empty or an https address in printable ASCII that stays as it is."""
    link = _page(url)
    assert not link or link.startswith("https://")
    assert set(link) <= set(string.printable) - set(string.whitespace)
    assert _page(link) == link


PLAIN = st.sampled_from(["www.", "m.", "amp.", "example", "org", ".", "/", "/a", "/amp", "a-b", "~", ".html", "_"])


@given(st.lists(PLAIN, max_size=8).map("".join))
def test_a_part_of_a_page_is_the_page(place: str) -> None:
    """A fragment changes nothing, not even of a link that is so plain that it is read at once."""
    for scheme in ("http://", "https://"):
        assert _page(scheme + place) == _page(f"{scheme}{place}#part")


@given(LINKS.map("https://example.org/a?id=7&".__add__), st.sampled_from(["utm_campaign=x", "fbclid=1", "ref=home"]))
def test_tracking_never_matters(url: str, tracking: str) -> None:
    """A link with a tracking parameter put first has the canonical link that it has without."""
    assert _page(url) == _page(url.replace("?", f"?{tracking}&", 1))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a/b",
        "HTTPS://Example.ORG/a/b",
        " https://example.org/a/b\n",
        "https://www.example.org/a/b",
        "https://m.example.org/a/b",
        "https://amp.example.org/a/b",
        "https://www.m.example.org/a/b",
        "https://example.org:443/a/b",
        "http://example.org:80/a/b",
        "https://example.org:/a/b",
        "https://example.org./a/b",
        "https://example.org/a/b/",
        "https://example.org/a/b?",
        "https://example.org/a/b?&",
        "https://example.org/a/b#part",
        "https://example.org/a/b#:~:text=word",
        "https://example.org/a/b/amp",
        "https://example.org/a/b/amp/",
        "https://example.org/a/b/amp.html",
        "https://example.org/a/b.amp",
        "https://example.org/a/b?amp=1",
        "https://example.org/a/b?outputType=amp",
        "https://example.org/%61/%62",
        "https://example.org/a/b?utm_source=x&utm_medium=email",
        "https://example.org/a/b?UTM_Source=x",
        "https://example.org/a/b?utm%5Fsource=x",
        "https://example.org/a/b?fbclid=1&amp;gclid=2",
        "https://example.org/a/b?mc_cid=1&mc_eid=2",
        "https://example.org/a/b?ref=home&source=letter",
        "https://ex\tample.org/a/b",
    ],
)
def test_ways_to_one_page_are_one_link(url: str) -> None:
    """How a reader came to a page, and how its address is written, takes no part."""
    assert _page(url) == "https://example.org/a/b"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/watch?v=aa", "https://example.org/watch?v=bb"),
        ("https://example.org/a?q=x", "https://example.org/a"),
        ("https://example.org/a?s=x", "https://example.org/a?s=y"),
        ("https://example.org/a?page=2", "https://example.org/a"),
        ("https://example.org/a?LinkId=1", "https://example.org/a?LinkId=2"),
        ("https://example.org/a?id=1&id=2", "https://example.org/a?id=2&id=1"),
        ("https://example.org/a?view=list", "https://example.org/a?view=map"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/a?b=c%26d", "https://example.org/a?b=c&d"),
        ("https://example.org/amp", "https://example.org/"),
        ("https://example.org/lamp", "https://example.org/l"),
        ("https://example.org/a#!/1", "https://example.org/a#!/2"),
        ("https://example.org/a#/1", "https://example.org/a"),
        ("https://blog.example.org/a", "https://example.org/a"),
        ("https://m.co.uk/a", "https://amp.co.uk/a"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://one@example.org/a", "https://example.org/a"),
    ],
)
def test_what_means_something_stays(one: str, other: str) -> None:
    """Two pages that differ in more than the way to them have different links."""
    assert _page(one)
    assert _page(one) != _page(other)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://example.org?p=1", "https://example.org/?p=1"),
        ("https://en.m.example.org/a", "https://en.example.org/a"),
        ("https://Bücher.example/ä ö", "https://xn--bcher-kva.example/%C3%A4%20%C3%B6"),
        ("https://example.org/%c3%a4%7E", "https://example.org/%C3%A4~"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"),
        ("https://example.org/", "https://example.org"),
        ("https://example.org/a.amp.html", "https://example.org/a.html"),
    ],
)
def test_a_link_has_one_spelling(url: str, link: str) -> None:
    """Parameters are sorted, hosts ASCII, escapes in capitals and only where they must be."""
    assert _page(url) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org/a",
        "/a/b",
        "mailto:a@example.org",
        "ftp://example.org/a",
        "https://",
        "https:///a",
        "https://a b/",
        "https://example.org:port/",
        "https://[::1/",
        "https://.../",
        "javascript:alert(1)",
        f"https://{'ä' * 99}.org/",
    ],
)
def test_what_is_no_address_has_no_canonical_link(text: str) -> None:
    """Anything but an http or https address with a host gives nothing, so that nothing is merged on it."""
    assert _page(text) == ""


def test_a_vault_adds_and_keeps_parameters() -> None:
    """`tracking` adds to the built-in list, `keep` takes from it and wins; `*` ends a family; case is ignored."""
    options = DedupeOptions(tracking=("Via", "nl_*", "both"), keep=("source", "UTM_content", "both"))
    url = "https://example.org/a?via=x&nl_id=1&source=rss&utm_content=2&utm_source=3&both=4"
    assert canonical_link(url, options) == "https://example.org/a?both=4&source=rss&utm_content=2"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://example.org", False),
        ("https://www.example.org/?utm_source=x#top", False),
        ("https://example.org/a", True),
        ("https://example.org/?p=1", True),
        ("https://example.org/#!/a", True),
        ("mailto:a@example.org", False),
    ],
)
def test_a_front_door_is_no_item(url: str, says: bool) -> None:  # noqa: FBT001  # what the table says
    """A link says which item it is by path, query or route, not by its host alone."""
    assert names_item(_page(url)) is says
