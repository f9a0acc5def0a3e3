"""Laws of the templates' engine: what it prints is what Jinja prints, whatever it is given."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateSyntaxError
from markupsafe import Markup

from kb.site.engine import Templates

PAGES = {
    "base.html": "<title>{% block name %}{{ page.name }}{% endblock %}</title>\n{% block main %}{% endblock %}",
    "parts.html": """\
{% macro item(one, root) %}<a href={{ root }}{{ one.name }}>{{ one.html }}</a>{% endmacro %}
{% macro items(some, root) %}
{% for one in some %}
{{ item(one, root) }}
{% endfor %}
{%- endmacro %}""",
    "middle.html": """{% extends "base.html" %}
{% block main %}
<main{% block kind %} class="{{ root }}"{% endblock %}>{% block inner %}{% endblock %}</main>
{% endblock %}
{% block name %}{{ root }}{% endblock %}""",
    "page.html": """{% extends "middle.html" %}
{% block inner %}
{% macro told(one) %}{{ root }}{{ one.name }}{{ one.html }}{% endmacro %}
{% set box = "section" if page.some else "<div>" %}
<{{ box }}>{{ page.number }}{{ twice(page.name) }}{{ page.some | length }}{{ none }}{{ "&" }}
{% for one in page.some %}{{ parts.item(one, "../") }}{{ ", " if not loop.last }}{{ box }}{% endfor %}
{{ parts.items(page.some[1:], root) }}
{% for one in page.some[:2] if one.name %}
{% set other = one.html %}
{% if loop.first and not loop.last %}{{ other }}{% elif one.name == page.name %}{{ told(one) }}{% else %}-{% endif %}
{% endfor %}
{% for name, html in page.pairs %}
{% for one in page.some if one.name != name %}{{ name }}{{ html }}{{ one.name }}{% endfor %}
{% endfor %}
{% if page.number == none or page.number > 1 %}
{{ page.number + 1 if page.number else page.name | string }}
{% endif %}
{{ page.names | join(" <&> ") }}{{ "{:,}".format(page.some | length - 2000) }}
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
    pairs: tuple[tuple[str, Markup], ...]

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.some]


TEXT = st.text(max_size=6) | st.sampled_from(["<b>", "a & b", "'\"", "{{ x }}"])
ONES = st.builds(_One, TEXT, TEXT.map(Markup))
PAIRS = st.lists(st.tuples(TEXT, TEXT.map(Markup)), max_size=2).map(tuple)
VIEWS = st.builds(_Page, TEXT, st.none() | st.integers(), st.lists(ONES, max_size=3).map(tuple), PAIRS)

OURS = Templates(PAGES.__getitem__, {})
JINJA = Environment(
    loader=DictLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
JINJA.globals |= {"parts": JINJA.get_template("parts.html").module}


def _twice(text: str) -> str:
    return text * 2


def _one(template: str) -> Templates:
    return Templates({"parts.html": "", "page": template}.__getitem__, {})


@given(VIEWS, TEXT | TEXT.map(Markup))
def test_pages_are_those_of_jinja(view: _Page, root: str) -> None:
    """Text is escaped, markup is not; blocks, macros, loops, names and conditions mean what they mean to Jinja."""
    shared = {"root": root, "none": None, "twice": _twice}
    theirs = JINJA.get_template("page.html").render(shared, page=view)
    assert OURS.page("page.html")(**shared)(view) == theirs.encode()


@given(st.lists(ONES, max_size=3), TEXT)
def test_macros_are_those_of_jinja(some: list[_One], root: str) -> None:
    """A macro may be called by itself, and calls others of its template."""
    theirs = JINJA.get_template("parts.html").make_module()
    assert OURS.macros("parts.html").items(some, root) == str(theirs.items(some, root)).encode()  # type: ignore[attr-defined]


@given(TEXT)
def test_only_bytes_are_ready(text: str) -> None:
    """What a template says is ready stands as it is if it is bytes; text is refused, so none is left unescaped."""
    page = _one("<p>{{ page.name | ready }}</p>{% for one in page.some %}{{ one | ready }}{% endfor %}").page("page")
    given = [text.encode(), b"<b>"]
    assert page()(SimpleNamespace(name=text.encode(), some=given)) == b"<p>%s</p>%s<b>" % (given[0], given[0])
    for name, some in ((text, [b""]), (b"", [text])):
        with pytest.raises(TypeError):
            page()(SimpleNamespace(name=name, some=some))


def test_what_is_missing_is_an_error() -> None:
    """A name that nobody gave, and an attribute that a value lacks, stop the build and print nothing."""
    with pytest.raises(TypeError, match="page"):
        _one("{% if 0 %}{{ page }}{% endif %}").page("page")()()
    with pytest.raises(AttributeError):
        _one("{{ page.nothing }}").page("page")()(_One("a", Markup("b")))
    with pytest.raises(TemplateSyntaxError, match="nobody gives macros root"):
        Templates({"page": "{% macro one() %}{{ root }}{% endmacro %}"}.__getitem__, {}).macros("page")


@pytest.mark.parametrize(
    "template",
    [
        "{% for one in page %}{% else %}none{% endfor %}",
        "{{ page | upper }}",
        "{% if page | ready %}{% endif %}",
        "{{ page(1, name=2) }}",
        "{{ page(*page) }}",
        "{{ page is defined }}",
        "{{ (1 if page).real }}",
        "{% set page.name = 1 %}",
        "{% macro one(two=2) %}{% endmacro %}",
        "{% include 'base.html' %}",
        "{% call page() %}{% endcall %}",
        "{{ page ~ page }}",
    ],
)
def test_what_no_template_needs_is_refused(template: str) -> None:
    """What would have to mean exactly what it means to Jinja, and is not held to that here, is no template of kb."""
    with pytest.raises(TemplateSyntaxError, match="do without"):
        _one(template).page("page")


def test_an_error_names_the_line_of_its_template() -> None:
    """Who writes a template sees where it fails."""
    with pytest.raises(AttributeError) as failed:
        _one("one\n\n{{ page.nothing }}\n").page("page")()("")
    assert [(at.path, at.lineno) for at in failed.traceback][-1] == ("page", 2)
