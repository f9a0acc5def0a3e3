"""Laws of embedding endpoints, against a server of ours: good ones serve, bad ones do no harm, keys stay secret."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from kb.io import asking
from kb.io.asking import EndpointError
from kb.io.vectors import vectors_of
from kb.io.vectors.endpoint import Endpoint
from kb.options import ClosestOptions
from tests.io.endpoints import Answer, JsonServer, always

KEY = "sk-not-to-be-seen-anywhere"


class Server(JsonServer):
    """Embeds texts as a test's function says."""

    @property
    def options(self) -> ClosestOptions:
        """Settings that name this server."""
        address = f"{self.address}/v1/embeddings"
        return ClosestOptions(model="endpoint", endpoint=address, endpoint_model="made-up", endpoint_key="TEST_KB_KEY")

    def part(self, question: Any) -> Any:  # noqa: ANN401  # any JSON
        """The texts."""
        assert question["model"] == "made-up"
        return question["input"]


def good(texts: list[str]) -> Answer:
    """An answer in an order of its own, as the protocol allows."""
    rows = [{"index": place, "embedding": vector(text), "object": "embedding"} for place, text in enumerate(texts)]
    return 200, {}, json.dumps({"object": "list", "data": rows[::-1], "usage": {"total_tokens": 1}}).encode()


def vector(text: str) -> list[float]:
    """A made-up vector."""
    return [float(len(text)), 1.0, text.count("e") - 0.5]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on this machine, with the key in the environment and short pauses."""
    monkeypatch.setenv("TEST_KB_KEY", KEY)
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(asking, "_PAUSES", (0.0, 0.0))
    with Server(good).listening() as made:
        yield made


def trouble(server: Server) -> str:
    """What is said when the server's vectors can't be had; never the key."""
    with pytest.raises(EndpointError) as raised:
        list(Endpoint(server.options).batches(["one", "two"]))
    assert KEY not in str(raised.value)
    assert raised.value.__cause__ is None
    return str(raised.value)


def test_a_good_endpoint_serves(server: Server) -> None:
    """Vectors come in the texts' order, in requests of no more than 64 texts that carry the key."""
    texts = ["e" * number for number in range(1, 151)]
    found = np.concatenate(list(Endpoint(server.options).batches(texts)))
    assert found.tolist() == [vector(text) for text in texts]
    assert [len(asked) for asked in server.asked] == [64, 64, 22]
    assert {headers["Authorization"] for headers in server.headers} == {f"Bearer {KEY}"}


def test_only_new_texts_are_asked_about(server: Server, tmp_path: Any) -> None:  # noqa: ANN401  # a folder
    """Each text once, however many notes have it; a second run asks nothing, a third only for what is new."""
    first, said = vectors_of(["a", "b", "", "a"], server.options, tmp_path)
    assert (server.asked, said) == ([["a", "b"]], "")
    assert first.rows.any(axis=1).tolist() == [True, True, False, True]
    server.asked.clear()
    again, _ = vectors_of(["b", "a"], server.options, tmp_path)
    assert server.asked == []
    assert again.rows.tolist() == [first.rows[1].tolist(), first.rows[0].tolist()]
    vectors_of(["b", "c"], server.options, tmp_path)
    assert server.asked == [["c"]]


def test_another_model_has_vectors_of_its_own(server: Server, tmp_path: Any) -> None:  # noqa: ANN401  # a folder
    """What was kept of vectors of another size is computed again, once; vectors that never agree are said."""
    vectors_of(["a", "b"], server.options, tmp_path)

    def longer(texts: list[str]) -> Answer:
        return (
            200,
            {},
            json.dumps({"data": [{"index": i, "embedding": [1, 2, 3, 4]} for i in range(len(texts))]}).encode(),
        )

    server.answer = longer
    vectors, said = vectors_of(["a", "b", "c"], server.options, tmp_path)
    assert (vectors.rows.shape, said, server.asked[1:]) == ((3, 4), "", [["c"], ["a", "b"]])
    server.answer = lambda texts: longer(texts) if len(server.asked) % 2 else good(texts)
    _, said = vectors_of([f"new {number}" for number in range(100)], server.options, tmp_path)
    assert said == "its vectors differ in size"


def test_what_was_had_before_a_failure_is_kept(server: Server, tmp_path: Any) -> None:  # noqa: ANN401  # a folder
    """The first requests' vectors stand, the rest are zeros, and the next run asks only for those."""
    server.answer = lambda texts: good(texts) if len(server.asked) == 1 else (401, {}, b"")
    texts = [f"text {number}" for number in range(100)]
    vectors, said = vectors_of(texts, server.options, tmp_path)
    assert said == "it answered 401 Unauthorized"
    assert vectors.rows.any(axis=1).tolist() == [True] * 64 + [False] * 36
    server.answer = good
    server.asked.clear()
    vectors, said = vectors_of(texts, server.options, tmp_path)
    assert (server.asked, said) == ([texts[64:]], "")
    assert vectors.rows.any(axis=1).all()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_again(server: Server, status: int) -> None:
    """Twice at most; then what it said is told."""
    server.answer = lambda texts: good(texts) if len(server.asked) == 3 else (status, {}, b"busy")
    assert len(np.concatenate(list(Endpoint(server.options).batches(["one"])))) == 1
    server.answer = always(status, KEY.encode())
    server.asked.clear()
    assert trouble(server).startswith(f"it answered {status} ")
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
def test_a_refusal_is_final(server: Server, status: int) -> None:
    """It is not asked again, and what it says, which may hold anything, is not repeated."""
    server.answer = always(status, KEY.encode())
    assert trouble(server).startswith(f"it answered {status} ")
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(server: Server, status: int) -> None:
    """A redirect could carry the key to another host."""
    server.answer = always(status, Location=f"{server.options.endpoint}/elsewhere")
    assert trouble(server).startswith(f"it answered {status} ")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"error": {"message": "no"}}',
        b'{"data": null}',
        b'{"data": [{"index": 0, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]}',
        b'{"data": [{"index": 0, "embedding": 1}, {"index": 1, "embedding": 2}]}',
        b'{"data": [{"index": 0, "embedding": [NaN]}, {"index": 1, "embedding": [1]}]}',
        b'{"data": [{"index": 0, "embedding": ["x"]}, {"index": 1, "embedding": [1]}]}',
        b'{"data": [{"index": [], "embedding": [1]}]}',
        b'{"data": [{"index": 0, "embedding": [1e999]}, {"index": 1, "embedding": [1]}]}',
        b'{"data": [{"index": 0, "embedding": [' + b"9" * 400 + b']}, {"index": 1, "embedding": [1]}]}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none_is_refused(server: Server, content: bytes) -> None:
    """Whatever it holds becomes one sentence."""
    server.answer = always(200, content)
    assert trouble(server) in ("its answer is not what an embedding endpoint gives", "its answer is no JSON")


def test_a_slow_endpoint_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that begins too late, and one that drips for too long; neither is asked again."""
    monkeypatch.setattr(asking, "_PATIENCE", 0.1)
    server.pause = 0.5
    assert trouble(server) == "it did not answer within 0.1 seconds"
    server.pause = 0.0
    server.drip = 0.05
    server.answer = always(200, b" " * 60_000)
    monkeypatch.setattr(asking, "_PATIENCE", 1.0)
    monkeypatch.setattr(asking, "_LONGEST_WAIT", 0.2)
    assert trouble(server) == "it did not answer within 1 seconds"
    assert len(server.asked) == 2


def test_an_endless_answer_is_cut(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer may fill the memory."""
    monkeypatch.setattr(asking, "_LARGEST", 50_000)
    server.answer = always(200, b" " * 200_000)
    assert trouble(server) == "its answer is far too long"


def test_a_broken_answer_is_asked_for_again(server: Server) -> None:
    """An answer that ends before it is whole is tried again, and then told."""
    server.answer = always(200, b'{"data"', **{"Content-Length": "5000"})
    assert trouble(server).startswith("its answer broke off")
    assert len(server.asked) == 3


def test_nobody_there(server: Server) -> None:
    """A port that nothing listens on is said at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ClosestOptions(model="endpoint", endpoint=f"http://127.0.0.1:{port}/", endpoint_model="made-up")
    with pytest.raises(EndpointError, match=r"^it can't be reached: Connection refused$"):
        list(Endpoint(options).batches(["one"]))
    assert server.asked == []


@pytest.mark.parametrize(
    ("value", "said"),
    [("", "holds no key"), ("  ", "holds no key"), ("a\nb", "can't be sent"), ("ключ", "can't be sent")],
)
def test_a_key_that_can_be_none_is_said(server: Server, monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    """The variable is named, what it holds is not, and nothing is sent."""
    monkeypatch.setenv("TEST_KB_KEY", value)
    sentence = trouble(server)
    assert "TEST_KB_KEY" in sentence
    assert said in sentence
    assert server.asked == []


def test_an_endpoint_that_wants_no_key_gets_none(server: Server) -> None:
    """Without a variable's name no header is sent."""
    options = ClosestOptions(model="endpoint", endpoint=server.options.endpoint, endpoint_model="made-up")
    assert len(list(Endpoint(options).batches(["one"]))) == 1
    assert "Authorization" not in server.headers[0]
