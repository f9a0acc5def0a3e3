"""Laws of fetching, against a server of ours: what can't be read says why, and nothing private is ever asked."""

import gzip
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import SourceError
from kb.io.articles import fetch, guard, read_article
from kb.io.articles.guard import is_public
from tests.io.articles.pages import SENTENCES, Answer, Server, html, pdf, serving

LEADS = {"public.example.org": "127.0.0.1", "private.example.org": "127.0.0.2"}
PDF = (("Content-Type", "application/pdf"),)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for all tests of this file; each has paths of its own."""
    with serving() as one:
        yield one


def refusal(url: str, *, allow_private: bool = True) -> str:
    """Why an address can't be drafted from."""
    with pytest.raises(SourceError) as caught:
        read_article(url, allow_private=allow_private)
    return str(caught.value)


def test_a_page_is_read_where_its_redirects_lead(server: Server) -> None:
    """Relative and absolute redirects are followed; the link is where they end, or what the page calls canonical."""
    server.answers["/a"] = Answer(status=301, headers=(("Location", "b?x=1"),))
    server.answers["/b?x=1"] = Answer(status=302, headers=(("Location", server.at("/c#part")),))
    server.answers["/c"] = Answer(html().encode())
    article = read_article(server.at("/a"), allow_private=True)
    assert article.link == server.at("/c")
    assert all(sentence in article.text for sentence in SENTENCES)
    assert (article.title, article.lang) == ("Ports get shore power", "en")
    server.answers["/d"] = Answer(html('<link rel="canonical" href="https://example.org/ports#top">').encode())
    assert read_article(server.at("/d"), allow_private=True).link == "https://example.org/ports"


def test_packed_pages_and_papers_are_read(server: Server) -> None:
    """A page may come packed; a PDF is known by its type, or by its beginning when its type says nothing."""
    server.answers["/gzip"] = Answer(gzip.compress(html().encode()), headers=(("Content-Encoding", "gzip"),))
    assert SENTENCES[1] in read_article(server.at("/gzip"), allow_private=True).text
    server.answers["/paper"] = Answer(pdf(*SENTENCES, title="Shore power"), headers=PDF)
    paper = read_article(server.at("/paper"), allow_private=True)
    assert (paper.title, str(paper.date), paper.lang, paper.link) == (
        "Shore power", "2024-02-18", "en", server.at("/paper")
    )  # fmt: skip
    server.answers["/bytes"] = Answer(pdf(*SENTENCES), headers=(("Content-Type", "application/octet-stream"),))
    assert SENTENCES[2] in read_article(server.at("/bytes"), allow_private=True).text


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"no", 404), "it answered 404, there is no such page"),
        (Answer(b"no", 403), "403"),
        (Answer(b"no", 500), "500"),
        (Answer(b"x", headers=(("Content-Type", "image/png"),)), "it is image/png, no HTML, text or PDF"),
        (Answer(b"x", headers=(("Content-Encoding", "br"),)), "'br', which kb did not ask for"),
        (Answer(b"x", headers=(("Content-Encoding", "gzip"),)), "packed wrongly"),
        (Answer(status=302, headers=(("Location", "/bad"),)), "leads on more than 8 times"),
        (Answer(status=302, headers=(("Location", "file:///etc/passwd"),)), "no http or https address"),
        (Answer(status=302, headers=(("Location", "http://user:secret@127.0.0.1/"),)), "a user name or a password"),
        (Answer(status=302, headers=(("Location", "http://[::1"),)), "Invalid"),
        (Answer(b"x" * 65536, times=200), "larger than 10 MB"),
        (Answer(gzip.compress(b"x" * 11_000_000), headers=(("Content-Encoding", "gzip"),)), "larger than 10 MB"),
        (Answer(html(body="<p></p>").replace("Ports get shore power", "").encode()), "not one whole sentence"),
        (Answer(b""), "it holds no HTML"),
        (Answer(b"%PDF-1.4 broken", headers=PDF), "it is broken, or no PDF"),
    ],
)
def test_every_failure_says_why(server: Server, answer: Answer, reason: str) -> None:
    """What can't be read is told with its address and its reason."""
    server.answers["/bad"] = answer
    told = refusal(server.at("/bad"))
    assert reason in told
    assert "http" in told


def test_nobody_waits_for_ever(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers late, or a byte at a time, is left."""
    monkeypatch.setattr(fetch, "_PATIENCE", 0.2)
    monkeypatch.setattr(fetch, "_LONGEST_WAIT", 0.4)
    server.answers["/late"] = Answer(b"x", pause=1.0)
    assert "did not answer within" in refusal(server.at("/late"))
    server.answers["/drip"] = Answer(b"x", pause=0.1, times=10)
    assert "did not answer within" in refusal(server.at("/drip"))


def test_what_is_not_there_is_told(server: Server) -> None:
    """A closed port, a host that has no address and an address that is none are told."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert "refused" in refusal(f"http://127.0.0.1:{free.getsockname()[1]}/").lower()
    assert "there is no host nowhere.invalid" in refusal("http://nowhere.invalid/")
    assert "no http or https" in refusal("ftp://example.org/")
    assert "no http or https" in refusal("http:///nothing")
    assert "user name or a password" in refusal(server.at("/c").replace("//", "//me:secret@"))


def test_private_addresses_are_never_asked(server: Server) -> None:
    """Without --allow-private nothing on this machine hears of a request, however its address is written."""
    server.asked.clear()
    port = server.server_address[1]
    hosts = "127.0.0.1 localhost [::1] 0.0.0.0 127.1 2130706433 [::ffff:127.0.0.1] 169.254.169.254"
    for host in hosts.split():
        told = refusal(f"http://{host}:{port}/", allow_private=False)
        assert "--allow-private" in told or "there is no host" in told, host
    assert not server.asked


def test_what_is_checked_is_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved once: one that then leads elsewhere, or leads here too, gains nothing."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:  # noqa: ANN401  # as the system has it
        asked.append(host)
        addresses = ["93.184.215.14"] if len(asked) == 1 else ["127.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    connected: list[str] = []

    def connect(_: object, host: str, *__: object) -> None:
        connected.append(host)
        raise httpcore.ConnectError("not from a test")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    assert "not from a test" in refusal(server.at("/", "rebinding.example.org"), allow_private=False)
    assert (asked, connected) == (["rebinding.example.org"], ["93.184.215.14"])
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_, **__: [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.7", 80))],
    )
    assert "10.0.0.7" in refusal("http://both.example.org/", allow_private=False)
    assert connected == ["93.184.215.14"]


def test_a_redirect_to_a_private_address_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each hop is checked: a public page can't send kb into the private network."""
    server.asked.clear()
    server.answers["/out"] = Answer(
        status=302, headers=(("Location", f"http://private.example.org:{server.server_address[1]}/in"),)
    )
    server.answers["/in"] = Answer(html().encode())
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *_, **__: [(2, 1, 6, "", (LEADS.get(host, host), port))],
    )
    told = refusal(server.at("/out", "public.example.org"), allow_private=False)
    assert "private.example.org is 127.0.0.2" in told
    assert server.asked == ["/out"]


def test_proxies_are_used_only_where_everything_may_be_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy connects to who knows where: it is left aside unless private addresses are allowed."""
    monkeypatch.setenv("http_proxy", server.at("/"))
    server.asked.clear()
    server.answers["http://example.invalid/page"] = Answer(html().encode())
    assert "Proxies" in refusal("http://example.invalid/page", allow_private=False)
    assert not server.asked
    assert SENTENCES[0] in read_article("http://example.invalid/page", allow_private=True).text
    assert server.asked == ["http://example.invalid/page"]


@given(number=st.integers(0, 2**32 - 1))
def test_an_address_hidden_in_another_is_judged_too(number: int) -> None:
    """What an IPv6 address says of an IPv4 one is no more public than that one."""
    inner = ipaddress.IPv4Address(number)
    sixth = f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1"
    for outer in (f"::ffff:{inner}", f"64:ff9b::{inner}", sixth, f"::{inner}"):
        assert is_public(str(inner)) or not is_public(outer), outer


@pytest.mark.parametrize(
    "address",
    "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.168.1.1 198.18.0.1 224.0.0.1 "
    "240.0.0.1 255.255.255.255 :: ::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001:db8::1".split(),
)  # fmt: skip
def test_no_address_of_a_special_range_is_public(address: str) -> None:
    """Private, loopback, link-local, shared, reserved, documentation and multicast ranges are not the open internet."""
    assert not is_public(address)
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:220:1::1")
