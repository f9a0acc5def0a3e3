"""What a header may say into a JSON schema, from the very readers that read it."""

from collections.abc import Mapping
from typing import Any

from kb.note import keys
from kb.note.grammar import RELEVANCIES, SUGGESTIBLE

_TEXT = {"type": "string"}
_LIST = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_NUMBER = {"type": "integer", "enum": sorted(map(int, RELEVANCIES))}
_NAMES = {"type": "string", "enum": list(SUGGESTIBLE)}

_SHAPES: Mapping[keys.Reader, Mapping[str, Any]] = {
    keys.read_text: _TEXT,
    keys.read_address: _TEXT,
    keys.read_words: _LIST,
    keys.read_date: {"type": "string", "pattern": r"^[0-9]{4}-?[0-9]{2}-?[0-9]{2}([T\s].*)?$"},
    keys.read_flag: {"type": "boolean"},
    keys.read_ratings: {
        "type": "object",
        "properties": {**dict.fromkeys(keys.SCORES, _NUMBER), "rated_by": _LIST},
    },
    keys.read_suggested: {"anyOf": [_NAMES, {"type": "array", "items": _NAMES}]},
}
"""The form of what each reader takes."""

_ABOUT: Mapping[str, str] = {
    "title": "The title, where no heading gives it.",
    "origin": "Label of the newsletter issue that the note came from, such as 20240218.",
    "date": "YYYY-MM-DD; else the origin's.",
    "link": "Address of the item.",
    "archive": "Address of a saved copy of the item.",
    "keywords": "Keywords, where no section lists them.",
    "tags": "The same as keywords.",
    "themes": "Themes, where no section lists them.",
    "category": "What kind of item it is.",
    "type": "What type of item it is.",
    "lang": "Language of the note as a BCP 47 tag, such as en or pt-BR.",
    "aliases": "Other titles that links may use.",
    "redirect_from": "Other ids that lead to the note.",
    "draft": "true keeps the note out of the site.",
    "ratings": "What people gave the note, 1 to 5 each.",
    "suggested": "Parts that a machine filled and nobody has reviewed; take a name out once you have.",
}


def front_matter_schema() -> dict[str, Any]:
    """A JSON schema (draft 7, which editors know) of the front matter; keys that kb does not know are allowed.

    Case does not matter to kb, but does to the schema, and null, which kb takes for an absent value, is left out.
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Front matter of a kb note",
        "type": "object",
        "properties": {key: {"description": _ABOUT[key], **_SHAPES[read]} for key, read in keys.READERS.items()},
    }
