"""Laws of what is made first: whoever waits for a note's page waits for nothing that it does not show."""

from pathlib import Path

import pytest

import kb
from kb.graph import Survey
from kb.pipeline.standing import Standing

_NOTE = "# {0}\n\n## Summary\n\n{1}, [see]({2}).\n\n## Themes\n\n* quay\n"


def test_a_note_s_page_is_new_before_what_it_does_not_show_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit that ties other notes is seen while nobody has looked for communities, or for files that are gone."""
    (tmp_path / "notes").mkdir()
    for name, words, other in (("a1b2c3d4", "Old", "b2c3d4e5"), ("b2c3d4e5", "Else", "nowhere")):
        (tmp_path / "notes" / f"{name}.md").write_text(_NOTE.format(name, words, other))
    kb.open_vault(tmp_path / "notes").build(tmp_path / "site")
    (tmp_path / "notes" / "b2c3d4e5.md").write_text(_NOTE.format("b2c3d4e5", "Fresh", "a1b2c3d4"))

    def fail(_: object) -> None:
        raise RecursionError

    with monkeypatch.context() as patch:
        patch.setattr(Survey, "communities", property(fail))
        patch.setattr(Standing, "lacking", fail)
        with pytest.raises(RecursionError):
            kb.open_vault(tmp_path / "notes").build(tmp_path / "site")
    pages = {one: (tmp_path / "site" / one / "index.html").read_text() for one in ("a1b2c3d4", "b2c3d4e5")}
    assert "Fresh" in pages["b2c3d4e5"]
    kb.open_vault(tmp_path / "notes").build(tmp_path / "site")
    kb.open_vault(tmp_path / "notes", cache=False).build(tmp_path / "clean")
    for folder in ("site", "clean"):
        assert pages == {one: (tmp_path / folder / one / "index.html").read_text() for one in pages}
