"""Laws of asking a language model, against a server of ours: paid for once, bounded, and the key is nowhere."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.author.prompt import Question
from kb.errors import WrongUseError
from kb.io import asking
from kb.io.asking import EndpointError
from kb.io.chat import Chat
from kb.options import LlmOptions
from tests.author.test_reply import GOOD
from tests.io.endpoints import Answer, JsonServer, always

KEY = "sk-not-to-be-seen-anywhere"
QUESTION = Question("Write a note.", "<article>\nFour ports.\n</article>")


def says(content: object, **more: Any) -> Answer:  # noqa: ANN401  # any JSON
    """An answer as chat endpoints give it."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop", **more}
    usage = {"prompt_tokens": 1200, "completion_tokens": 300}
    return 200, {}, json.dumps({"choices": [choice], "usage": usage}).encode()


def good(_: Any) -> Answer:  # noqa: ANN401  # any JSON
    """A note."""
    return says(json.dumps(GOOD))


def once(bad: Answer) -> Callable[[Any], Answer]:
    """A bad answer and then a good one."""
    answers = iter([bad])
    return lambda question: next(answers, None) or good(question)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[JsonServer]:
    """A server on this machine, with the key in the environment and short pauses."""
    monkeypatch.setenv("TEST_KB_KEY", KEY)
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(asking, "_PAUSES", (0.0, 0.0))
    with JsonServer(good).listening() as made:
        yield made


def chat(server: JsonServer, folder: Path, **more: Any) -> Chat:  # noqa: ANN401  # settings
    """The server as the settings name it."""
    options = {
        "base_url": f"{server.address}/v1/",
        "model": "made-up",
        "key_env": "TEST_KB_KEY",
        "timeout": 5.0,
        **more,
    }
    return Chat(LlmOptions(**options), folder)


def trouble(server: JsonServer, folder: Path, **more: Any) -> str:  # noqa: ANN401  # settings
    """What is said when no reply can be had; never the key, and nothing is kept."""
    with pytest.raises(EndpointError) as raised:
        chat(server, folder, **more).ask(QUESTION)
    assert KEY not in str(raised.value)
    assert raised.value.__cause__ is None
    assert not list(folder.iterdir())
    return str(raised.value)


def test_one_request_asks_for_the_note(server: JsonServer, tmp_path: Path) -> None:
    """With schema, limit, key and the question's two messages, to the endpoint's usual place."""
    told = chat(server, tmp_path, max_tokens=900).ask(QUESTION)
    assert told.reply.title == GOOD["title"]
    assert told.price == "1 request, 1,200 tokens sent and 300 received"
    (asked,) = server.asked
    assert (asked["model"], asked["max_tokens"], asked["response_format"]["type"]) == ("made-up", 900, "json_schema")
    assert asked["messages"] == [
        {"role": "system", "content": QUESTION.orders},
        {"role": "user", "content": QUESTION.material},
    ]
    assert (server.headers[0]["Path"], server.headers[0]["Authorization"]) == ("/v1/chat/completions", f"Bearer {KEY}")


def test_a_question_is_paid_for_once(server: JsonServer, tmp_path: Path) -> None:
    """Until the article, the orders or the model change; a file that is damaged costs one more request."""
    first = chat(server, tmp_path).ask(QUESTION)
    again = chat(server, tmp_path).ask(QUESTION)
    assert (again.reply, again.price, len(server.asked)) == (first.reply, "kept from an earlier run", 1)
    chat(server, tmp_path).ask(Question(QUESTION.orders, "other"))
    chat(server, tmp_path).ask(Question("other", QUESTION.material))
    chat(server, tmp_path, model="another").ask(QUESTION)
    assert len(server.asked) == 4
    for file in tmp_path.iterdir():
        assert KEY.encode() not in file.read_bytes()
        file.write_bytes(b"damaged" * 100)
    assert chat(server, tmp_path).ask(QUESTION).reply == first.reply
    assert len(server.asked) == 5


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (says("no JSON"), "it is not the JSON object"),
        (says(json.dumps(GOOD)[:50]), "it is not the JSON object"),
        (says(json.dumps(GOOD)[:50], finish_reason="length"), "it was cut off at 2000 tokens"),
        (says(""), "it holds no text"),
        (says(None), "it holds no text"),
        (says([1]), "it holds no text"),
        (says(json.dumps(GOOD | {"themes": 3})), "Expected `array`"),
        (says(json.dumps(GOOD | {"title": "https://evil.example"})), "title holds an address"),
        (says("x" * 1_000_000), "it is not the JSON object"),
    ],
)
def test_a_bad_answer_is_told_to_the_model(server: JsonServer, tmp_path: Path, bad: Answer, said: str) -> None:
    """With what is wrong, the answer shown again in part; the next good one is taken."""
    server.answer = once(bad)
    told = chat(server, tmp_path).ask(QUESTION)
    assert told.price.startswith("2 requests, 2,400 tokens")
    *before, last = server.asked[1]["messages"]
    assert said in last["content"]
    assert before[:2] == server.asked[0]["messages"]
    assert all(len(one["content"]) <= 4000 for one in before)


def test_a_model_that_does_not_learn_is_given_up(server: JsonServer, tmp_path: Path) -> None:
    """After three answers; what it was told does not grow."""
    server.answer = always(*says("{}")[::2])
    assert trouble(server, tmp_path).startswith("its answer can't be used: Object missing required field `title`")
    assert [len(asked["messages"]) for asked in server.asked] == [2, 4, 4]


@pytest.mark.parametrize("status", [401, 403, 413])
def test_a_refusal_is_final(server: JsonServer, tmp_path: Path, status: int) -> None:
    """It is asked once, and what it says, which may be the key, is not repeated."""
    server.answer = always(status, f'{{"error": "bad key {KEY}"}}'.encode())
    assert trouble(server, tmp_path).startswith(f"it answered {status} ")
    assert len(server.asked) == 1


def test_a_refusal_to_write_is_final(server: JsonServer, tmp_path: Path) -> None:
    """By the model or by a filter."""
    for answer in (
        says(None, finish_reason="content_filter"),
        says(None, message={"content": None, "refusal": KEY[:4]}),
    ):
        server.answer = always(*answer[::2])
        assert trouble(server, tmp_path) == "it refuses to write about this article"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": "x"}]}', b'{"choices": {"a": 1}}']
)
def test_another_protocol_is_said(server: JsonServer, tmp_path: Path, content: bytes) -> None:
    """An address that answers with something else is asked once."""
    server.answer = always(200, content)
    assert trouble(server, tmp_path) == "its answer is not what a chat endpoint gives"
    assert len(server.asked) == 1


def test_older_and_newer_endpoints_are_asked_in_their_way(server: JsonServer, tmp_path: Path) -> None:
    """One that wants another name for the limit, and one that knows no schemas, which then stands in words."""

    def picky(question: Any) -> Answer:  # noqa: ANN401  # any JSON
        if "max_tokens" in question:
            return 400, {}, b'{"error": {"message": "Use \'max_completion_tokens\' instead."}}'
        if "response_format" in question:
            return 422, {}, b"extra fields not permitted"
        return good(question)

    server.answer = picky
    chat(server, tmp_path).ask(QUESTION)
    assert [min(asked) for asked in server.asked] == [
        "max_tokens",
        "max_completion_tokens",
        "max_completion_tokens",
    ]
    assert '"additionalProperties": false' in server.asked[-1]["messages"][0]["content"]
    server.answer = always(400, b"max_completion_tokens")
    server.asked.clear()
    with pytest.raises(EndpointError, match=r"^it answered 400 Bad Request$"):
        chat(server, tmp_path).ask(Question("other", "x"))
    assert len(server.asked) == 3


def test_a_redirect_is_refused(server: JsonServer, tmp_path: Path) -> None:
    """It could carry the key elsewhere."""
    server.answer = always(302, Location=f"{server.address}/elsewhere")
    assert trouble(server, tmp_path).startswith("it answered 302 ")
    assert len(server.asked) == 1


def test_a_busy_endpoint_says_when(server: JsonServer, tmp_path: Path) -> None:
    """It is asked again after as long as it wants, unless that is longer than the draft may take, or a date."""
    answers = iter([(429, {"Retry-After": "0"}, b""), (503, {"Retry-After": "Wed, 21 Oct 2065 07:28:00 GMT"}, b"")])
    server.answer = lambda question: next(answers, None) or good(question)
    assert chat(server, tmp_path / "kept").ask(QUESTION).reply.title == GOOD["title"]
    assert len(server.asked) == 3
    for wanted in ("30", "4000", "9" * 400):
        server.asked.clear()
        server.answer = always(429, b"", **{"Retry-After": wanted})
        (tmp_path / wanted[:9]).mkdir()
        assert trouble(server, tmp_path / wanted[:9]) == "it answered 429 Too Many Requests"
        assert len(server.asked) == 1


def test_a_failing_endpoint_is_given_up(server: JsonServer, tmp_path: Path) -> None:
    """After three tries."""
    server.answer = always(500, KEY.encode())
    assert trouble(server, tmp_path) == "it answered 500 Internal Server Error"
    assert len(server.asked) == 3


@pytest.mark.parametrize("how", ["pause", "drip"])
def test_time_is_bounded(server: JsonServer, tmp_path: Path, how: str) -> None:
    """However the endpoint spends it."""
    setattr(server, how, 0.5)
    server.answer = always(200, b" " * 5000)
    assert trouble(server, tmp_path, timeout=0.2) == "it took too long"
    assert len(server.asked) == 1


@pytest.mark.parametrize("where", ["title", "escaped", "beside"])
def test_an_answer_that_repeats_the_key_is_not_used(server: JsonServer, tmp_path: Path, where: str) -> None:
    """In the note, in other letters of JSON, or anywhere else: it would end in the cache or in the note."""
    note = json.dumps(GOOD | {"title": KEY})
    if where == "escaped":
        note = note.replace("sk-", "\\u0073k-")
    server.answer = always(*(says(json.dumps(GOOD), told=KEY) if where == "beside" else says(note))[::2])
    assert trouble(server, tmp_path) == "its answer repeats the key"


def test_a_missing_key_is_said(server: JsonServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent; an endpoint that wants none gets none."""
    monkeypatch.delenv("TEST_KB_KEY")
    assert trouble(server, tmp_path) == "the environment variable TEST_KB_KEY holds no key"
    assert not server.asked
    chat(server, tmp_path, key_env="").ask(QUESTION)
    assert "Authorization" not in server.headers[0]


def test_the_environment_fills_in(server: JsonServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Address and model come from it where kb.toml names none; what would send a key in the clear is refused."""
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_MODEL", raising=False)
    with pytest.raises(WrongUseError, match="base_url is not set"):
        chat(server, tmp_path, base_url="")
    monkeypatch.setenv("OPENAI_BASE_URL", server.address)
    with pytest.raises(WrongUseError, match="model is not set"):
        chat(server, tmp_path, base_url="", model="")
    monkeypatch.setenv("OPENAI_MODEL", "of the environment")
    made = chat(server, tmp_path, base_url="", model="")
    made.ask(QUESTION)
    assert made.name == f"of the environment at {server.address.removeprefix('http://')}"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://example.org/v1")
    with pytest.raises(WrongUseError, match="no address that kb would send articles to"):
        chat(server, tmp_path, base_url="")
