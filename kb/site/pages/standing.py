"""The pages that every site has: what it is and how it was made, and what answers for a page that is not there."""

from collections.abc import Iterator
from typing import ClassVar

from kb.graph import columns
from kb.site.pages.view import PageView
from kb.site.paths import host_folder
from kb.site.plan import Plan
from kb.site.words import when

ABOUT = "about"
"""Address of the page about the site, which a page of the vault may take."""


class AboutView(PageView, frozen=True, kw_only=True):
    """What the site is, how it was made, and its limits."""

    template: ClassVar[str] = "about.html"
    section: str = "about"

    counts: tuple[tuple[str, str], ...]
    """What there is, in words, and how many."""
    model: str
    """The model whose vectors were compared besides the words, empty when words alone were."""
    span: str
    """The dates between which the notes lie, in words."""


class LostView(PageView, frozen=True, kw_only=True):
    """What a server shows for an address that leads nowhere."""

    template: ClassVar[str] = "lost.html"
    lists: tuple[str, ...]
    """Names of the complete lists, which are also their addresses."""
    base: str | None
    """Path of the site's folder on its host, None where that is not known."""

    @property
    def file(self) -> str:
        """Its file stands beside the front page."""
        return "404.html"

    @property
    def root(self) -> str:
        """A server shows it at any depth, so its links start at the root of the host, which is likely the site's."""
        return "/" if self.base is None else self.base

    @property
    def assets_root(self) -> str:
        """As for links, but never from a folder that may not be the site's."""
        return "" if self.base is None else self.base


def views(plan: Plan) -> Iterator[PageView]:
    """The page for lost readers, and the one about the site unless the vault brings its own."""
    base = host_folder(plan.options.base_url) if plan.options.base_url else None
    yield LostView(parts=(), title="Page not found", lists=plan.lists, base=base)
    if ABOUT not in [one.address for one in plan.published]:
        yield _about(plan)


def _about(plan: Plan) -> AboutView:
    signals = sum([one.rows for one in plan.items])
    edges = columns(plan.collection.graph)
    dates = [one.date for one in plan.items if one.date]  # the newest first
    numbers = (
        ("Notes", len(plan.items)),
        ("Pages", len(plan.pages)),
        ("Signals", signals),
        ("Origins", len(plan.origins)),
        ("Themes", len(plan.collection.themes)),
        ("Keywords", len(plan.collection.keywords)),
        ("Sources", len(plan.sources)),
        ("Links written between notes", int(edges.among(["closest"]).sum())),
        ("Neighbours computed", int(edges.computed.sum())),
        ("Items that several notes tell of", len(plan.collection.items)),
    )
    return AboutView(
        parts=(ABOUT,),
        title="About",
        description=plan.options.description or f"What {plan.options.title} is, how it was made, and its limits.",
        counts=tuple((label, f"{number:,}") for label, number in numbers if number),
        model=plan.collection.model,
        span=f"{when(dates[-1])} to {when(dates[0])}" if dates else "",
    )
