"""Laws of the schema of front matter: it takes what kb takes and refuses what kb refuses."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Source
from kb.note import read
from kb.note.keys import READERS
from kb.note.schema import front_matter_schema

SCHEMA = front_matter_schema()
WORDS = st.sampled_from(
    ["a", "", "title", "closest", "2024-02-18", "20240218", "2024-02-18T10:00", "18.2.2024", "link"]
)
VALUES: st.SearchStrategy[Any] = st.one_of(
    WORDS, st.booleans(), st.integers(-1, 7), st.lists(st.one_of(WORDS, st.integers(0, 5)), max_size=3),
    st.dictionaries(st.sampled_from(["novelty", "rated_by", "other"]), st.one_of(WORDS, st.integers(0, 7)), max_size=3),
)  # fmt: skip
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "array": list,
    "object": dict,
}


def takes(shape: dict[str, Any], value: Any) -> bool:  # noqa: ANN401  # any value
    """Whether a value is of a form, by the few words of JSON schema that kb uses."""
    assert set(shape) <= {"description", "type", "anyOf", "items", "enum", "pattern", "properties"}
    if "anyOf" in shape:
        return any(takes(one, value) for one in shape["anyOf"])
    if not isinstance(value, TYPES[shape["type"]]) or (isinstance(value, bool) and shape["type"] != "boolean"):
        return False
    if "enum" in shape and value not in shape["enum"]:
        return False
    if "pattern" in shape and not re.search(shape["pattern"], str(value)):
        return False
    if isinstance(value, list):
        return all(takes(shape["items"], one) for one in value)
    known = shape.get("properties", {})
    return not isinstance(value, dict) or all(takes(known[key], one) for key, one in value.items() if key in known)


def wrong(key: str, value: Any) -> bool:  # noqa: ANN401  # any value
    """Whether kb says that a key has a value of the wrong type."""
    try:
        READERS[key](value)
    except TypeError:
        return True
    return False


@given(st.sampled_from(sorted(READERS)), VALUES)
def test_schema_and_reader_agree(key: str, value: Any) -> None:  # noqa: ANN401  # any value
    """On every key and value."""
    assert takes(SCHEMA["properties"][key], value) is not wrong(key, value)


@pytest.mark.parametrize("key", READERS)
def test_every_key_is_explained(key: str) -> None:
    """An editor shows the sentence."""
    assert SCHEMA["properties"][key]["description"].endswith(".")


def test_keys_of_others_are_allowed() -> None:
    """As kb allows them."""
    assert "additionalProperties" not in SCHEMA
    assert not read(Source(path="a.md", text="---\ncssclass: x\n---\n\n# A\n", digest=""))[1]
