"""Laws of the templates' engine: what it prints is what Jinja prints, whatever it is given."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from kb.site.engine import Templates

PAGES = {
    "base": "<title>{% block name %}{{ page.name }}{% endblock %}</title>\n{% block main %}{% endblock %}",
    "parts": "{% macro item(one, root) %}<a href={{ root }}{{ one.name }}>{{ one.html }}</a>{% endmacro %}",
    "page": """{% extends "base" %}
{% block main %}
{% set box = "section" if page.some else "div" %}
<{{ box }}>{{ page.number }}{{ twice(page.name) }}{{ page.some | length }}{{ none }}
{% for one in page.some %}{{ parts.item(one, "../") }}{{ ", " if not loop.last }}{% else %}nothing{% endfor %}
</{{ box }}>
{% endblock %}""",
}


@dataclass(frozen=True, slots=True)
class _One:
    name: str
    html: Markup


@dataclass(frozen=True, slots=True)
class _Page:
    name: str
    number: int | None
    some: tuple[_One, ...]


TEXT = st.text(max_size=6) | st.sampled_from(["<b>", "a & b", "'\"", "{{ x }}"])
ONES = st.builds(_One, TEXT, TEXT.map(Markup))
VIEWS = st.builds(_Page, TEXT, st.none() | st.integers(), st.lists(ONES, max_size=3).map(tuple))


def _environment(kind: type[Environment]) -> Environment:
    made = kind(loader=DictLoader(PAGES), autoescape=True, undefined=StrictUndefined)
    made.globals |= {"parts": made.get_template("parts").module, "twice": lambda text: text * 2}
    return made


OURS, JINJA = _environment(Templates), _environment(Environment)


@given(VIEWS)
def test_pages_are_those_of_jinja(view: _Page) -> None:
    """Text is escaped, markup is not, blocks, macros, loops and conditions mean what they mean to Jinja."""
    given_ = {"page": view, "none": None}
    assert OURS.get_template("page").render(given_) == JINJA.get_template("page").render(given_)


def test_what_is_missing_is_an_error() -> None:
    """A name that nobody gave, and an attribute that a value lacks, stop the build and print nothing."""
    with pytest.raises(UndefinedError):
        OURS.from_string("{{ page }}").render()
    with pytest.raises(AttributeError):
        OURS.from_string("{{ page.nothing }}").render(page=_One("a", Markup("b")))
