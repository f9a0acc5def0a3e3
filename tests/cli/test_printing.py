"""Text of notes on its way out: whole into a file, harmless on a terminal."""

import pytest

from kb.cli.printing import show_text

HOSTILE = "plain \x1b]0;title\x07\x1b[2J\u202e\ttab, a word of two\u200cparts\n"


def test_a_terminal_is_not_commanded(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape sequences and marks that turn the direction of writing are shown, not obeyed."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    show_text(HOSTILE)
    assert capsys.readouterr().out == "plain \ufffd]0;title\ufffd\ufffd[2J\ufffd\ttab, a word of two\u200cparts\n"


def test_a_terminal_shows_the_ends_of_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that loses its carriage return differs from what it was."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    show_text("-a\r\n+a\n")
    assert capsys.readouterr().out == "-a␍\n+a\n"


def test_a_file_gets_every_character(capsys: pytest.CaptureFixture[str]) -> None:
    """What goes into a file or pipe is the text itself, so that a difference can be applied."""
    show_text(HOSTILE)
    assert capsys.readouterr().out == HOSTILE
