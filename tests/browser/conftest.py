"""A real browser, and this project's own vault exported and reachable in three ways: served, by kb, and as files."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

import kb
from tests.serving.served import served as serving

ROOT = Path(__file__).parents[2]
ARGUMENTS = (
    "--no-sandbox --use-angle=swiftshader --enable-unsafe-swiftshader "
    "--disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without saying so."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, from wherever the system has it, drawing WebGL in software."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    assert found, "no Chromium: scripts/test installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS.split())
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of `notes/`, two folders down from what is served."""
    top = tmp_path_factory.mktemp("served")
    kb.open_vault(ROOT).build(top / "a" / "site")
    return top / "a" / "site"


@pytest.fixture(scope="session")
def served(exported: Path) -> Iterator[str]:
    """Where the site stands on a server, under a sub-path."""
    handler = partial(_Quiet, directory=str(exported.parents[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a/site/"
        server.shutdown()


@pytest.fixture(scope="session")
def served_by_kb(exported: Path) -> Iterator[str]:
    """Where the site stands on kb's own server."""
    with serving(ROOT, exported) as one:
        yield one.site.address


@pytest.fixture(params=["server", "serve", "folder"])
def site(request: pytest.FixtureRequest, served: str, exported: Path) -> str:
    """The site's address, on a server, on that of `kb serve`, and as a folder opened in the browser."""
    if request.param == "serve":
        return str(request.getfixturevalue("served_by_kb"))
    return served if request.param == "server" else f"{exported.as_uri()}/"
