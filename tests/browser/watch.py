"""One page of every kind that a site has, and everything that a page should not do."""

from http import HTTPStatus
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request, Response


def kinds(exported: Path) -> dict[str, str]:
    """One page of each kind: the front, every page of the top level, and the first of every folder of pages."""
    found: dict[str, str] = {}
    for path in sorted(exported.rglob("*.html")):
        name = path.relative_to(exported).as_posix()
        first, _, rest = name.partition("/")
        plain = first if rest.count("/") or not rest or len(first) < 32 else "note"  # our ids are digests
        found.setdefault(plain + "/…" * rest.count("/"), name)
    return found


class Watched:
    """Everything that a page should not do."""

    def __init__(self, page: Page, site: str) -> None:
        """Listen to a page of the site at this address."""
        self.trouble: list[str] = []
        self._site = site
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        self.trouble.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if not response.ok and response.status != HTTPStatus.NOT_MODIFIED:
            self.trouble.append(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # given up because the page was left
            self.trouble.append(f"failed: {request.url} {request.failure}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self._site):
            self.trouble.append(f"elsewhere: {request.url}")
