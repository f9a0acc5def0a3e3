"""What a server answers: the site's files as they are exported, to this machine and to nobody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.serving.pages import Pages
from tests.serving.served import Served, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small vault, served; a secret stands beside its site, and a link to that in it."""
    top = tmp_path_factory.mktemp("answers")
    (top / "notes").mkdir()
    (top / "notes" / "a.md").write_text("# A plain title\n\nWords.\n", "utf-8")
    (top / "secret.txt").write_text("secret", "utf-8")
    with served(top / "notes", top / "site") as one:
        (top / "site" / "link.txt").symlink_to(top / "secret.txt")
        yield one


def test_pages_come_with_the_script_and_files_stay_without(site: Served) -> None:
    """A served page is the exported one and one line; what is on the disk knows nothing of the server."""
    status, headers, body = site.ask("/a/")
    (exported,) = site.site._builder._output.glob("a/index.html")  # noqa: SLF001  # the folder that the fixture named
    (line,) = (one for one in body.splitlines(keepends=True) if "/.kb/reload.js" in one)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body.replace(line, "") == exported.read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/data/notes.json", "application/json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/.kb/reload.js", "text/javascript; charset=utf-8"),
        ("/.kb/trouble.css", "text/css; charset=utf-8"),
    ],
)
def test_media_types(site: Served, path: str, kind: str) -> None:
    """Every kind of file has the type that browsers want, which they are told not to guess."""
    status, headers, _ = site.ask(path)
    assert (status, headers["Content-Type"], headers["X-Content-Type-Options"]) == (200, kind, "nosniff")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/a/../../secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/a//../../secret.txt",
        "//example.org/",
        "/link.txt",
        "/.kb-manifest",
        "/.nojekyll",
        "/.kb/",
        "/.kb/../secret.txt",
        "/data/",
        "/a/index.html%00.txt",
        "/C:/",
        "/%ff",
        "/" + "x" * 5000,
    ],
)
def test_nothing_else_is_served(site: Served, path: str) -> None:
    """No way leads out of the site's folder, to hidden files or to a list of a folder: the site's own page says so."""
    status, headers, body = site.ask(path)
    assert (status, "Location" in headers) == (404, False)
    assert "Page not found" in body
    assert "secret" not in body


def test_lost_readers_find_the_style(site: Served) -> None:
    """The page for lost readers names its files from the top, at any depth, and comes again once there is a page."""
    _, _, body = site.ask("/nowhere/at/all")
    assert 'href="/assets/style-' in body
    assert "/.kb/reload.js" in body


def test_folders_lead_to_their_page(site: Served) -> None:
    """A folder without its slash is sent on, with the question, and to nowhere but this host."""
    status, headers, _ = site.ask("/search?q=a%20b")
    assert (status, headers["Location"]) == (301, "/search/?q=a%20b")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "10.0.0.1"]
)
def test_other_names_are_refused(site: Served, host: str) -> None:
    """A page elsewhere that has its own name lead to this machine reads nothing."""
    for path in ("/", "/.kb/events?page=/"):
        status, _, body = site.ask(path, Host=host)
        assert (status, "Words" in body) == (421, False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "LOCALHOST", "[::1]:8000"])
def test_names_of_this_machine_are_answered(site: Served, host: str) -> None:
    """This machine by any of its names, and by any port, since ports are forwarded."""
    assert site.ask("/", Host=host)[0] == 200


def test_pages_elsewhere_load_nothing(site: Served) -> None:
    """No other origin may use a file of the site as its own picture, script or style."""
    assert site.ask("/data/notes.json")[1]["Cross-Origin-Resource-Policy"] == "same-origin"


def test_head_and_what_is_known(site: Served) -> None:
    """HEAD has the head of GET alone; a file that the browser has is not sent again."""
    status, headers, body = site.ask("/a/")
    again, same, nothing = site.ask("/a/", "HEAD")
    assert (again, same["Content-Length"], nothing) == (status, headers["Content-Length"], "")
    assert len(body.encode()) == int(headers["Content-Length"])
    known, _, nothing = site.ask("/a/", If_None_Match=headers["ETag"])
    assert (known, nothing) == (304, "")
    assert headers["Cache-Control"] == "no-cache"
    assert site.ask("/a/", "POST")[0] == 501


def test_a_site_below_its_host(vault: Callable[[str], Path]) -> None:
    """With a `base_url` the site stands in the same folder as it will, so that absolute links hold."""
    top = vault("-- site/index.html --\n<head></head>front\n-- site/404.html --\n<head></head>lost\n")
    pages = Pages(top / "site")
    assert pages.at("/", "/signals/").location == "/signals/"
    assert b"front" in pages.at("/signals/", "/signals/").body
    assert b"lost" in pages.at("/index.html", "/signals/").body
