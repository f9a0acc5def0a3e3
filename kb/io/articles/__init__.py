"""A source, which is an address, a file or standard input, into the article in it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from kb.author import Article
from kb.author.papers import markdown_article, plain_article
from kb.author.sentences import sentences
from kb.errors import SourceError
from kb.io.articles.charset import decoded
from kb.pattern import pattern

STDIN = "-"
_LARGEST = 10 * 1024 * 1024  # bytes, as for a page that is fetched
_LONGEST_WAIT = 40.0  # seconds for HTML and PDF to be read
_ADDRESS = pattern(r"[a-z][a-z0-9+.\-]*://", re.IGNORECASE)
_MARKUP = pattern(r"\s*<(?:!--|\?xml\b|(?:!doctype html|html|head|body|meta|title|article|div|p)\b)", re.IGNORECASE)
_NEEDS = {
    "httpx": "Pages are fetched with httpx",
    "html": "HTML is read with trafilatura",
    "pdf": "PDF is read with pypdf",
}
_INSTALL = 'pip install "kb[draft]"'

Form = Literal["html", "pdf", "markdown", "plain"]
_FORMS: dict[str, Form] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "text/x-markdown": "markdown",
    "application/pdf": "pdf", "application/x-pdf": "pdf", "text/plain": "plain",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown", ".pdf": "pdf",
    ".txt": "plain",
}  # fmt: skip


def read_article(source: str, *, allow_private: bool = False) -> Article:
    """The article in a source: an http or https address, a file, or `-`; raises `SourceError`, which says why not."""
    article = _article(source, allow_private=allow_private)
    if not any(sentences(article.text)):
        raise SourceError(f"{source} can't be drafted from: no article is in it, not one whole sentence.")
    return article


def _article(source: str, *, allow_private: bool) -> Article:
    if _ADDRESS.match(source):
        return _from_address(source, allow_private=allow_private)
    if source == STDIN:
        data, ending = sys.stdin.buffer.read(_LARGEST + 1), ""
    else:
        data, ending = _content(Path(source)), Path(source).suffix.lower()
    if len(data) > _LARGEST:
        raise SourceError(f"{source} can't be drafted from: it is larger than {_LARGEST // 1024**2} MB.")
    return _read(source, data, _FORMS.get(ending), "", "")


def _from_address(source: str, *, allow_private: bool) -> Article:
    try:
        from kb.io.articles.fetch import fetch  # noqa: PLC0415  # httpx loads only for a page
    except ModuleNotFoundError as error:
        raise SourceError(f"{_NEEDS['httpx']}, which is not installed.", _INSTALL) from error
    page = fetch(source, allow_private=allow_private)
    form = _FORMS.get(page.kind)
    if page.kind and not form and page.kind not in {"application/octet-stream", "binary/octet-stream"}:
        raise SourceError(f"{source} can't be drafted from: it is {page.kind[:60]}, no HTML, text or PDF.")
    found = _read(source, page.data, form, page.charset, page.url)
    return found if found.link else replace(found, link=page.url)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise SourceError(f"{path} can't be drafted from: it is {'no file' if path.exists() else 'not there'}.")
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    except OSError as error:
        raise SourceError(f"{path} can't be read: {error.strerror or error}.") from error


def _read(source: str, data: bytes, form: Form | None, charset: str, url: str) -> Article:
    """The article in bytes of a form; PDF is known by its beginning, HTML of no known form too."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        form = "pdf"
    if form == "pdf":
        return _apart(source, data, "pdf", url)
    text = decoded(data, charset)
    if form == "html" or (form is None and _MARKUP.match(text)):
        return _apart(source, text.encode("utf-8", "replace"), "html", url)
    if "\0" in text[:10_000]:
        raise SourceError(f"{source} can't be drafted from: it is no text, HTML or PDF.")
    is_markdown = form == "markdown" or (form is None and text.startswith(("# ", "---\n")))
    return markdown_article(text) if is_markdown else plain_article(text)


def _apart(source: str, data: bytes, form: Literal["html", "pdf"], url: str) -> Article:
    """The article that `kb.io.articles.worker` reads, in a process that may fail without harm."""
    top = str(Path(__file__).resolve().parents[3])
    paths = os.pathsep.join(filter(None, (top, os.environ.get("PYTHONPATH"))))
    asked = json.dumps({"form": form, "url": url}).encode()
    try:
        done = subprocess.run(  # our own module
            [sys.executable, "-m", "kb.io.articles.worker"],
            input=asked + b"\n" + data,
            capture_output=True,
            check=False,
            timeout=_LONGEST_WAIT,
            env=os.environ | {"PYTHONPATH": paths},
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"{source} can't be drafted from: reading it takes too long.") from error
    except ValueError:
        answer = {}
    if answer.get("missing"):
        raise SourceError(f"{_NEEDS[form]}, which is not installed ({answer['missing']} is missing).", _INSTALL)
    if "article" not in answer:
        raise SourceError(f"{source} can't be drafted from: {answer.get('error') or 'it can not be read'}.")
    return msgspec.convert(answer["article"], Article)
