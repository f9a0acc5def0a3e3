"""The pages of a PDF into the article in it: its text, and what its own metadata says of it."""

import datetime as dt
import io
import logging
import re

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from kb.author import Article
from kb.author.clean import clean, clean_line
from kb.author.sentences import blocks
from kb.errors import SourceError
from kb.pattern import pattern

# What odd files bring up.
_BROKEN = (
    PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError, ArithmeticError,
    AssertionError, NotImplementedError,
)  # fmt: skip
_MOST_PAGES = 60
_ENOUGH = 250_000  # characters
_LONGEST_TITLE = 200
_HYPHENATED = pattern(r"(?<=[^\W\d_])[-\u2010]\n(?=[a-zà-öø-ÿ])")
# Titles that programs give, which say where a file came from and not what it is.
_NO_TITLE = pattern(r"microsoft word|untitled|.*\.(?:docx?|pdf|tex|indd|pptx?|dvi|qxd)$|[\W\d_]*$", re.IGNORECASE)


def pdf_article(data: bytes) -> Article:
    """Read a PDF; `SourceError` when it is encrypted, broken or holds no text."""
    logging.disable()  # pypdf tells of every oddity, which is no news to whoever wants the text
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError("it is encrypted")
        told = _text(reader)
        about = reader.metadata
        title = clean_line(str(about.title or "")) if about else ""
        made = about.creation_date if about else None
        lang = str(reader.root_object.get("/Lang", ""))
    except DependencyError as error:
        raise SourceError("it is encrypted in a way that kb can't read") from error
    except _BROKEN as error:
        raise SourceError("it is broken, or no PDF") from error
    if not told.strip():
        raise SourceError("it holds no text, only pictures of it maybe")
    first = next(blocks(told), "")
    return Article(
        title=title if not _NO_TITLE.match(title) else first if len(first) <= _LONGEST_TITLE else "",
        date=made.date() if isinstance(made, dt.datetime) else None,
        lang=lang if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", lang) else "",
        text=told,
    )


def _text(reader: pypdf.PdfReader) -> str:
    pages = []
    length = 0
    for page in reader.pages[:_MOST_PAGES]:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > _ENOUGH:
            break
    return _HYPHENATED.sub("", clean("\n".join(pages)))
