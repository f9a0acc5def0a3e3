"""What a language model answered into the parts of a draft: all of it text, nothing of it trusted.

The limits are those of a note that a person would still review. Text is cleaned of what nobody sees, and may hold no
address: whatever it says reads as plain text in the note, where it is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec.structs import replace

from kb.author.clean import clean_line
from kb.author.draft import Draft
from kb.author.vocabulary import Vocabulary, key_of
from kb.model import Signal
from kb.pattern import pattern

Sentence = Annotated[str, msgspec.Meta(min_length=1, max_length=600)]
Term = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Cell = Annotated[str, msgspec.Meta(max_length=400)]

_BOUNDS = frozenset({"minLength", "maxLength", "minItems", "maxItems"})
_FENCED = pattern(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)
_ADDRESS = pattern(
    r"[a-z][a-z0-9+.\-]{1,20}://|\bwww\.|\b(?:javascript|data|vbscript|mailto|file):\S|\S@[\w\-]+\.\w", re.IGNORECASE
)
_LONGEST_SUMMARY = 2000  # characters


class BadReplyError(Exception):
    """An answer that is no note; the message says why, in words that the model can use."""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signal."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    change: Cell
    horizon: Cell
    driving_force: Cell


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note as the model gives it."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    summary: Annotated[tuple[Sentence, ...], msgspec.Meta(min_length=2, max_length=7)]
    keywords: Annotated[tuple[Term, ...], msgspec.Meta(min_length=3, max_length=15)]
    themes: Annotated[tuple[Term, ...], msgspec.Meta(min_length=1, max_length=6)]
    signals: Annotated[tuple[Row, ...], msgspec.Meta(min_length=1, max_length=5)]


def schema() -> dict[str, Any]:
    """The JSON schema of a `Reply`, without bounds, which some endpoints refuse; `read_reply` holds them."""
    (of_reply,), kinds = msgspec.json.schema_components([Reply], ref_template="#/$defs/{name}")
    return {**_plain(kinds[of_reply["$ref"].rpartition("/")[2]]), "$defs": {"Row": _plain(kinds["Row"])}}


def _plain(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part of a schema without bounds, and without names and words for its types."""
    kept = {key: value for key, value in part.items() if key not in _BOUNDS}
    for key in ("title", "description"):
        if isinstance(kept.get(key), str):
            del kept[key]
    return {key: _plain(value) if isinstance(value, dict) else value for key, value in kept.items()}


def read_reply(text: str) -> Reply:
    """The note in an answer, cleaned; raises `BadReplyError` for anything else."""
    fenced = _FENCED.fullmatch(text)
    try:
        reply = msgspec.json.decode(fenced[1] if fenced else text, type=Reply)
    except msgspec.ValidationError as error:
        raise BadReplyError(clean_line(str(error))) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadReplyError("it is not the JSON object that was asked for, or only a part of it") from None
    cleaned = Reply(
        title=clean_line(reply.title),
        summary=_lines(reply.summary, 600),
        keywords=_lines(reply.keywords, 60),
        themes=_lines(reply.themes, 60),
        signals=tuple(
            Row(clean_line(row.name), *(clean_line(cell, 400) for cell in (row.change, row.horizon, row.driving_force)))
            for row in reply.signals
        ),
    )
    if trouble := next(_troubles(cleaned), ""):
        raise BadReplyError(trouble)
    return cleaned


def _lines(texts: Sequence[str], longest: int) -> tuple[str, ...]:
    return tuple(clean_line(text, longest) for text in texts)


def _troubles(reply: Reply) -> Iterator[str]:
    """What is wrong with a reply of the right form."""
    parts = {
        "title": (reply.title,),
        "summary": reply.summary,
        "keywords": reply.keywords,
        "themes": reply.themes,
        "signals": tuple(row.name for row in reply.signals),
    }
    for name, texts in parts.items():
        if not all(any(map(str.isalnum, text)) for text in texts):
            yield f"a part of {name} holds no word"
    cells = [cell for row in reply.signals for cell in (row.change, row.horizon, row.driving_force)]
    for name, some in (*parts.items(), ("signals", cells)):
        if any(map(_ADDRESS.search, some)):
            yield f"{name} holds an address of the web or of e-mail; a note names none but its source's"
    if sum(map(len, reply.summary)) > _LONGEST_SUMMARY:
        yield f"the summary is longer than {_LONGEST_SUMMARY} characters"


def filled(draft: Draft, reply: Reply, keywords: Vocabulary, themes: Vocabulary, *, titled: bool) -> Draft:
    """A draft with the model's words, terms in the vault's spelling where it has them; each part marked as made.

    The title is the model's only where the source gives none (`titled` is false); link, date, language and closest
    notes are never the model's.
    """
    made = {"summary", "keywords", "themes", "signals", *draft.made, *(() if titled else ("title",))}
    return replace(
        draft,
        title=draft.title if titled else reply.title,
        summary=reply.summary,
        keywords=_known(reply.keywords, keywords),
        themes=_known(reply.themes, themes),
        signals=tuple(
            Signal(name=row.name, change=row.change, horizon=row.horizon, driving_force=row.driving_force)
            for row in reply.signals
        ),
        made=tuple(sorted(made, key=("title", "summary", "keywords", "themes", "signals", "closest").index)),
    )


def _known(terms: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Terms in the vault's spelling, each once."""
    found: dict[str, str] = {}
    for term in terms:
        key = vocabulary.meant(key_of(term))
        known = vocabulary.find(key)
        found.setdefault(key or term, known.label if known else term)
    return tuple(found.values())
