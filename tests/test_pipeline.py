"""Laws of the whole flow: the same bytes everywhere, nothing lost, no draft shown."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kb

Write = Callable[[str], Path]
ROOT = Path(__file__).parents[1]

NOTES = """\
-- kb.toml --
[site]
base_url = "https://example.org/signals/"
-- notes/a1b2c3d4.md --
# __Licences & “rules”__, from ([20240218](https://example.org/p/20240218).)

__[External link](https://example.com/licences)__

stray words before

## Summary

Models need a *licence*. See [chatbots](b2c3d4e5).

## Keywords

* Zürich
* régulation
* models

## Themes

* rules

## Closest

* [Chatbots](b2c3d4e5)
* [Nowhere](ffffffffffff)

## Field notes

Kept as written, with a [link](https://example.net/x?a=1&b=2).
-- notes/b2c3d4e5.md --
# __Chatbots__, from ([20240303](https://example.org/p/20240303).)

__[External link](https://example.com/chatbots)__

## Summary

Chatbots ask for a licence; see [the secret](secret).

## Keywords

* models
* MODELS
-- notes/c3d4e5f6.md --
# __Chatbots, told again__, from ([20240310](https://example.org/p/20240310).)

__[External link](https://example.com/chatbots?utm_source=mail)__

## Summary

Chatbots once more, in other words.

## Keywords

* retold
-- notes/日本.md --
# __信号__, from ([20240310](https://example.org/p/20240310).)

## Summary

日本の信号.
-- notes/secret.md --
---
draft: true
---
# __Unspeakable__, from ([20240310](https://example.org/p/20240310).)

## Summary

Unspeakable words.

## Keywords

* unspeakable
* models
"""


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _built(folder: Path, output: Path, **environment: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "kb", "-C", str(folder), "build", "-o", str(output)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run(command, env=env, check=True, capture_output=True)
    return _files(output)


def test_the_same_notes_give_the_same_bytes(vault: Write, tmp_path: Path) -> None:
    """Folder, locale, time zone, hash seed and the order in which files were made change nothing."""
    folder = vault(NOTES)
    other = tmp_path / "else where" / "ünïcode"
    for path, content in sorted(_files(folder).items(), reverse=True):
        target = other / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    one = _built(folder, tmp_path / "one", PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC")
    two = _built(other, other / "deep" / "two", PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Tokyo")
    assert one == two


def test_a_second_build_writes_nothing(vault: Write) -> None:
    """Nothing is written or removed when nothing has changed, and a check agrees; one edit is noticed."""
    folder = vault(NOTES)
    site = folder / "site"
    first = kb.open_vault(folder).build(site).written
    stamps = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    again = kb.open_vault(folder).build(site).written
    assert (again.written, again.removed, again.unchanged) == ((), (), len(first.written))
    assert stamps == {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    note = folder / "notes" / "b2c3d4e5.md"
    note.write_text(note.read_text("utf-8").replace("ask for", "beg for"), "utf-8")
    checked = kb.open_vault(folder).build(site, check=True).written
    assert "b2c3d4e5/index.html" in checked.written
    assert kb.open_vault(folder).build(site, check=True).written == checked


def test_a_draft_is_nowhere(vault: Write) -> None:
    """No file of the site holds a word of a draft, its name, or a link to it; its keyword is not counted."""
    folder = vault(NOTES)
    kb.open_vault(folder).build(folder / "site")
    files = _files(folder / "site")
    assert not [path for path in files if "secret" in path]
    shown = {path for path, content in files.items() if b"nspeakable" in content or b"secret/" in content}
    assert shown == set()


def test_a_deleted_note_takes_its_pages_along(vault: Write) -> None:
    """What only it had brought forth is removed; everything else is as a clean build makes it."""
    folder = vault(NOTES)
    kb.open_vault(folder).build(folder / "site")
    (folder / "notes" / "a1b2c3d4.md").unlink()
    report = kb.open_vault(folder).build(folder / "site").written
    kb.open_vault(folder).build(folder / "clean")
    assert "a1b2c3d4/index.html" in report.removed
    assert _files(folder / "site") == _files(folder / "clean")


def test_a_merged_item_says_what_all_its_notes_say(vault: Write) -> None:
    """Two notes with one link but for tracking have one page, both origins on it, and the other id leads there."""
    folder = vault(NOTES)
    kb.open_vault(folder).build(folder / "site")
    page = (folder / "site/b2c3d4e5/index.html").read_text("utf-8")
    for words in ("20240303", "20240310", "other words", "retold"):
        assert words in page, words
    redirect = (folder / "site/c3d4e5f6/index.html").read_text("utf-8")
    assert 'http-equiv="refresh"' in redirect
    assert "../b2c3d4e5/" in redirect


def test_what_is_kept_of_a_merged_item_is_what_its_notes_say_now(vault: Write) -> None:
    """Whichever of them was edited since the last build."""
    folder = vault(NOTES)
    page = folder / "site/b2c3d4e5/index.html"
    for name in ("b2c3d4e5", "c3d4e5f6"):
        kb.open_vault(folder).build(folder / "site")
        note = folder / f"notes/{name}.md"
        note.write_text(note.read_text("utf-8").replace("## Keywords", f"Told by {name}.\n\n## Keywords"), "utf-8")
        kb.open_vault(folder).build(folder / "site")
        assert f"Told by {name}" in page.read_text("utf-8")
        united = kb.open_vault(folder).collection.united
        assert [one.id for one in united] == ["b2c3d4e5"]


def test_an_endpoint_that_fails_is_a_finding(vault: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build goes on with terms alone, says so without the key, and looks no different otherwise."""
    table = '[closest]\nmodel = "endpoint"\nendpoint = "http://127.0.0.1:9/"\nendpoint_model = "m"\n'
    folder = vault(NOTES)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("TEST_KB_KEY", "sk-not-to-be-seen")
    plain = kb.open_vault(folder).collection
    (folder / "kb.toml").write_text(f'{table}endpoint_key = "TEST_KB_KEY"\n', "utf-8")
    opened = kb.open_vault(folder)
    assert [one.target for one in opened.collection.similar] == [one.target for one in plain.similar]
    (finding,) = set(opened.collection.diagnostics) - set(plain.diagnostics)
    assert (finding.code, finding.span.path) == ("closest-vectors", "kb.toml")
    assert re.fullmatch(
        r"The embedding endpoint gave \d notes no vectors: it can't be reached: Connection refused\.", finding.message
    )
    opened.build(folder / "site")
    written = b"".join(path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file())
    assert b"closest-vectors" in written
    assert b"sk-not-to-be-seen" not in written


def test_a_model_is_named_where_its_neighbours_stand(vault: Write) -> None:
    """Pages say when meaning was compared besides words, and by which model; without one they say nothing of it."""
    folder = vault(NOTES)
    kb.open_vault(folder).build(folder / "words")
    settings = folder / "kb.toml"
    settings.write_text(settings.read_text("utf-8") + '[closest]\nmodel = "static"\n', "utf-8")
    opened = kb.open_vault(folder)
    opened.build(folder / "site")
    model = opened.collection.model
    assert model
    for page in ("a1b2c3d4/index.html", "about/index.html"):
        assert model in (folder / "site" / page).read_text("utf-8"), page
        assert "the model" not in (folder / "words" / page).read_text("utf-8"), page
