"""A question to a language model into its reply, by the chat completions that OpenAI made common.

One request asks for the whole note by a JSON schema. What is wrong with an answer is told to the model, twice at most
and all within the time that the settings give. Good answers are kept, so that a question is paid for once.
"""

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from kb.author.prompt import PROMPT_VERSION, Question
from kb.author.reply import BadReplyError, Reply, read_reply, schema
from kb.errors import WrongUseError
from kb.io.asking import Endpoint, EndpointError, RefusedError
from kb.io.place import cache_folder
from kb.io.rows import Rows
from kb.io.settings import check_endpoint
from kb.options import LlmOptions
from kb.text import count

_TRIES = 3
_LONGEST_BACK = 4000  # characters of a bad answer that the model is shown again
_NOT_SO = frozenset({400, 404, 415, 422})  # what endpoints answer to a parameter that they do not know


class Told(Struct, frozen=True):
    """What a model replied, and at what price."""

    reply: Reply
    """The note."""
    price: str
    """What it took, for people."""


class Chat:
    """One model of one endpoint."""

    def __init__(self, options: LlmOptions, folder: Path | None = None) -> None:
        """Take address and model of the settings, else of the environment; `WrongUseError` where neither names them.

        What is kept between runs is in `folder`, or where the user's programs keep such things.
        """
        base = options.base_url or os.environ.get("OPENAI_BASE_URL", "").strip()
        self.model = options.model or os.environ.get("OPENAI_MODEL", "").strip()
        if not (base and self.model):
            missing = "model" if base else "base_url"
            hint = f"Set [llm] {missing} in kb.toml, or OPENAI_{missing.upper()} in the environment."
            raise WrongUseError(f"--llm asks a language model, but [llm] {missing} is not set.", hint)
        check_endpoint(base, "articles", "the environment variable OPENAI_BASE_URL")
        self._options = options
        self._address = f"{base.rstrip('/')}/chat/completions"
        self._endpoint = Endpoint(self._address, options.key_env)
        self._kept = Rows((folder or cache_folder()) / "answers.sqlite3", "answers")

    @property
    def name(self) -> str:
        """Who is asked, for people."""
        return f"{self.model} at {urlsplit(self._address).netloc}"

    def ask(self, question: Question) -> Told:
        """What the model replies; raises `EndpointError` when no reply can be had or used."""
        asked = [PROMPT_VERSION, self._address, self.model, question.orders, question.material]
        name = hashlib.sha256(json.dumps(asked).encode()).digest()
        if kept := self._kept.get([name]).get(name):
            try:
                return Told(read_reply(kept.decode()), "kept from an earlier run")
            except (BadReplyError, UnicodeDecodeError):
                pass
        talk = _Talk(self._endpoint, self._options, self.model, question)
        reply, text = talk.reply()
        self._kept.put({name: text.encode()})
        return Told(reply, talk.price)


class _Talk:
    """The requests about one question."""

    def __init__(self, endpoint: Endpoint, options: LlmOptions, model: str, question: Question) -> None:
        self._endpoint = endpoint
        self._until = time.monotonic() + options.timeout
        self._said = [("system", question.orders), ("user", question.material)]
        wanted = {"name": "note", "strict": True, "schema": schema()}
        self._more: dict[str, Any] = {
            "max_tokens": options.max_tokens,
            "response_format": {"type": "json_schema", "json_schema": wanted},
        }
        self._model, self._most = model, options.max_tokens
        self._requests = self._sent = self._received = 0

    @property
    def price(self) -> str:
        tokens = f", {self._sent:,} tokens sent and {self._received:,} received" if self._received else ""
        return count(self._requests, "request") + tokens

    def reply(self) -> tuple[Reply, str]:
        """The reply and the text that it was read from."""
        trouble = ""
        for _ in range(_TRIES):
            text = ""
            try:
                text = self._content(self._answer())
                return read_reply(text), text
            except BadReplyError as error:
                trouble = str(error)
                self._said[2:] = [
                    *((("assistant", text[:_LONGEST_BACK]),) if text else ()),
                    ("user", f"That can't be used: {trouble}. Answer again with the whole JSON object."),
                ]
        raise EndpointError(f"its answer can't be used: {trouble}")

    def _answer(self) -> Any:  # noqa: ANN401  # any JSON
        """What the endpoint answers, asked in plainer ways as long as it refuses what not all of them know."""
        while True:
            messages = [{"role": role, "content": content} for role, content in self._said]
            self._requests += 1
            try:
                return self._endpoint.ask({"model": self._model, "messages": messages, **self._more}, until=self._until)
            except RefusedError as error:
                if error.status not in _NOT_SO or not self._ask_otherwise(error.reason):
                    raise

    def _ask_otherwise(self, reason: bytes) -> bool:
        """Name the limit as newer models want it, or put the schema into words; whether there was a way left."""
        if "max_tokens" in self._more and b"max_completion_tokens" in reason:
            self._more["max_completion_tokens"] = self._more.pop("max_tokens")
        elif "response_format" in self._more:
            del self._more["response_format"]
            role, orders = self._said[0]
            self._said[0] = (role, f"{orders}\n\nThe JSON object, as a JSON schema: {json.dumps(schema())}")
        else:
            return False
        return True

    def _content(self, answer: Any) -> str:  # noqa: ANN401  # any JSON
        """The text of an answer; raises `BadReplyError` for one that may be better next time, else `EndpointError`."""
        try:
            self._sent += int(answer["usage"]["prompt_tokens"])
            self._received += int(answer["usage"]["completion_tokens"])
        except (TypeError, KeyError, ValueError, OverflowError):
            pass  # not every endpoint counts
        try:
            choice = answer["choices"][0]
            message, ended = choice["message"], choice.get("finish_reason")
            refused, text = message.get("refusal"), message["content"]
        except (TypeError, KeyError, IndexError, AttributeError):
            raise EndpointError("its answer is not what a chat endpoint gives") from None
        if refused or ended == "content_filter":
            raise EndpointError("it refuses to write about this article")
        if ended == "length":
            raise BadReplyError(f"it was cut off at {self._most} tokens; be shorter")
        if not isinstance(text, str) or not text.strip():
            raise BadReplyError("it holds no text")
        return text
