"""Laws of completion: words of the vault, as the shell needs them written, and never a word when something is wrong."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli import main

ROOT = Path(__file__).parents[2]
PYTHON = shlex.quote(sys.executable)
VAULT = """-- kb.toml --
-- notes/a1b2c3d4.md --
# A "quoted", long: title

## Themes

* AI rules, new
* energy
-- notes/a1ffffff.md --
# Other

## Themes

* AI rules, new
* AI agents
* $(touch pwned)*

## Keywords

* shore power
-- notes/b2c3d4e5.md --
# Third, from ([20240218](https://example.org/p/20240218).)
-- notes/c3d4e5f6.md --
# Last, from ([20250301](https://example.org/p/20250301).)

## Other

* Category: Essay
"""


@pytest.fixture
def complete(
    vault: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """What a shell gets for words, the last of them begun; stderr stays empty."""
    monkeypatch.chdir(vault(VAULT))

    def ask(*words: str, by: str = "bash") -> list[str]:
        monkeypatch.setenv("_KB_COMPLETE", f"{by}_complete")
        monkeypatch.setenv("COMP_WORDS", "\n".join(["kb", *words]))
        monkeypatch.setenv("COMP_CWORD", words[-1] if by == "fish" else str(len(words)))
        monkeypatch.setattr("sys.argv", ["kb"])
        with pytest.raises(SystemExit):
            main()
        printed = capsys.readouterr()
        assert printed.err == ""
        return [line for line in printed.out.splitlines() if line]

    return ask


def test_commands_and_options_are_offered(complete: Callable[..., list[str]]) -> None:
    """Those of groups too."""
    assert complete("dig") == ["plain,digest"]
    assert complete("graph", "hu") == ["plain,hubs"]
    assert "plain,--since" in complete("list", "--s")
    assert complete("check", "--format", "g") == ["plain,github"]


@pytest.mark.parametrize(
    "words", ["show", "closest", "link", "dedupe", "graph neighbours", "graph path a1b2c3d4", "list --links-to"]
)
def test_notes_are_offered(complete: Callable[..., list[str]], words: str) -> None:
    """Wherever a NOTE may stand."""
    assert complete(*words.split(), "a1") == ["plain,a1b2c3d4", "plain,a1ffffff"]


def test_terms_are_offered(complete: Callable[..., list[str]]) -> None:
    """Those of most notes first, whatever their case; origins newest first."""
    assert complete("list", "--theme", "ai") == [r"plain,AI\ rules,\ new", r"plain,AI\ agents"]
    assert complete("graph", "hubs", "--theme", "en") == ["plain,energy"]
    assert complete("new", "--theme", "en") == ["plain,energy"]
    assert complete("list", "--keyword", "sh") == [r"plain,shore\ power"]
    assert complete("list", "--category", "") == ["plain,Essay"]
    assert complete("digest", "") == complete("list", "--origin", "2") == ["plain,20250301", "plain,20240218"]


def test_each_shell_gets_its_form(complete: Callable[..., list[str]]) -> None:
    """With titles and counts where it shows them; an open quote needs no escapes."""
    assert complete("list", "--theme", '"AI r') == ["plain,AI rules, new"]
    assert complete("list", "--theme", "=", r"AI\ a") == [r"plain,AI\ agents"]
    assert complete("list", "--theme", "=") == complete("list", "--theme", "")
    assert complete("list", "--theme", "$") == [r"plain,\$\(touch\ pwned\)\*"]
    assert complete("show", "a1b", by="zsh") == ["plain", "a1b2c3d4", 'A "quoted", long: title']
    assert complete("show", "a1b", by="fish") == ['plain,a1b2c3d4\tA "quoted", long: title']
    assert complete("list", "--theme", "AI", by="fish") == [
        "plain,AI rules, new\t2 notes",
        "plain,AI agents\t1 note",
    ]


def test_trouble_offers_nothing(
    complete: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong settings, no vault, no such command or folder: a prompt is no place to tell."""
    assert complete("nothing", "a") == complete("-C", "nowhere", "show", "z") == []
    (tmp_path / "kb.toml").write_text("[wrong", "utf-8")
    assert complete("show", "a") == []
    (tmp_path / "empty").mkdir()
    (tmp_path / "kb.toml").unlink()
    monkeypatch.chdir(tmp_path / "empty")
    assert complete("show", "a") == []


def test_another_vault_is_asked(
    complete: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that -C names."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert complete("-C", str(tmp_path), "show", "b2") == ["plain,b2c3d4e5"]


def test_bash_completes(vault: Callable[[str], Path], tmp_path: Path) -> None:
    """A real bash, given what it would hand over, has the words as it would insert them; nothing is run or printed."""
    folder = vault(VAULT)
    command = tmp_path / "bin" / "kb"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {PYTHON} -m kb "$@"\n', "utf-8")
    command.chmod(0o755)
    asked = [
        ("kb", "show", "b2"),
        ("kb", "list", "--theme", r"AI\ r"),
        ("kb", "list", "--theme", "$"),
        ("kb", "show", "zz"),
    ]
    lines = ['eval "$(kb completion bash)"']
    for words in asked:
        listed = " ".join(map(shlex.quote, words))
        lines.append(
            f"COMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}; _kb_completion kb; printf '%s|' \"${{COMPREPLY[@]}}\""
        )
    done = subprocess.run(
        ["/bin/bash", "--norc", "-c", "\n".join(lines)],
        cwd=folder, env={"PATH": f"{command.parent}:/usr/bin:/bin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == r"b2c3d4e5|AI\ rules,\ new|\$\(touch\ pwned\)\*||"
    assert done.stderr == ""
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_script_is_printed(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It asks kb by the variable that kb answers to, and lets no error through."""
    monkeypatch.setattr("sys.argv", ["kb", "completion", shell])
    with pytest.raises(SystemExit) as ended:
        main()
    script = capsys.readouterr().out
    assert not ended.value.code
    assert f"_KB_COMPLETE={shell}_complete" in script
    assert "2>/dev/null" in script
