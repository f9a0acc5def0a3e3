"""What a machine filled and nobody has reviewed is marked on its note's page, and on no other."""

from tests.site.made import site, words

VAULT = """\
-- aaaa.md --
---
suggested: [summary, themes]
---
# A draft

## Summary

Sentences of an article.
-- bbbb.md --
# Reviewed

## Summary

Words of a person.
"""


def test_suggestions_are_marked() -> None:
    """The page says which parts were suggested; a note without the key says nothing of it."""
    made = site(VAULT)
    assert "Suggested by a machine, not reviewed: summary, themes." in words(made["aaaa/index.html"])
    assert "uggested" not in made["bbbb/index.html"]
    assert (
        '"suggested": [\n' in made["data/notes/aaaa.json"]
        or '"suggested":["summary","themes"]' in made["data/notes/aaaa.json"]
    )
