"""A page or a paper into an article, in a process of its own: what hostile files do, they do there.

One JSON line on stdin says what follows it; one JSON object on stdout is the article, or says why there is none.
"""

import json
import sys
from contextlib import suppress

import msgspec

from kb.errors import SourceError

_SECONDS = 30  # of processor time
_MEMORY = 2 * 1024**3  # bytes


def main() -> None:
    """Read one article."""
    _limit()
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        if asked["form"] == "pdf":
            from kb.io.articles.paper import pdf_article  # noqa: PLC0415  # each needs a package of its own

            article = pdf_article(data)
        else:
            from kb.io.articles.page import html_article  # noqa: PLC0415  # as above

            article = html_article(data.decode(), asked["url"])
        answer: dict[str, object] = {"article": msgspec.to_builtins(article)}
    except SourceError as error:
        answer = {"error": error.message}
    except ModuleNotFoundError as error:
        answer = {"missing": error.name}
    except (MemoryError, RecursionError):
        answer = {"error": "it is too large or too deep to be read"}
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def _limit() -> None:
    """Bound what this process may use, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  # not on every system

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    main()
