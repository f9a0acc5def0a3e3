"""Feeds and sitemaps against schemas: Atom (RFC 4287), JSON Feed 1.1, Sitemap 0.9."""

import datetime as dt
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from lxml import etree

from kb.options import SiteOptions
from kb.site import feeds
from tests.site.made import EVERYTHING, site

PUBLIC = SiteOptions(base_url="https://example.org/a/b", title="A & B", author="<nobody>", description="Signs")
_HERE = Path(__file__).parent / "schemas"


class _Author(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    url: str
    title: str
    content_html: str
    summary: str
    date_published: dt.datetime
    tags: list[str]
    language: str
    external_url: str = ""


class _Feed(msgspec.Struct, forbid_unknown_fields=True):
    version: Literal["https://jsonfeed.org/version/1.1"]
    title: str
    home_page_url: str
    feed_url: str
    authors: list[_Author]
    language: str
    items: list[_Item]
    description: str = ""


def _schema(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(_HERE / f"{name}.rng")))


def test_every_feed_is_valid_atom() -> None:
    """The feed of everything and each theme's keep to the schema."""
    made = site(EVERYTHING, PUBLIC)
    paths = [path for path in made if path.startswith("feeds/")]
    assert len(paths) > 1
    schema = _schema("atom")
    for path in paths:
        schema.assertValid(etree.fromstring(made[path].encode()))


@pytest.mark.parametrize(("before", "after"), [("<updated>20", "<updated>x20"), ("<title>", "<name>x</name><title>")])
def test_the_atom_schema_refuses(before: str, after: str) -> None:
    """A moment that is none, or an element out of place, is not valid: the check can fail."""
    broken = site(EVERYTHING, PUBLIC)["feeds/all.xml"].replace(before, after, 1)
    assert not _schema("atom").validate(etree.fromstring(broken.encode()))


def test_the_json_feed_keeps_to_its_version() -> None:
    """JSON Feed 1.1: nothing it does not know, everything it demands, moments that are moments."""
    made = msgspec.json.decode(site(EVERYTHING, PUBLIC)["feed.json"], type=_Feed)
    assert len({item.id for item in made.items}) == len(made.items) > 0


def test_sitemaps_keep_to_the_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sitemap, and the index with its parts when there are too many pages for one, are valid."""
    schema = _schema("sitemap")
    schema.assertValid(etree.fromstring(site(EVERYTHING, PUBLIC)["sitemap.xml"].encode()))
    monkeypatch.setattr(feeds, "_SITEMAP", 10)
    made = site(EVERYTHING, PUBLIC)
    parts = [path for path in made if "sitemap" in path]
    assert len(parts) > 2
    for path in parts:
        schema.assertValid(etree.fromstring(made[path].encode()))
