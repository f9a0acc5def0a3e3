"""Laws of what templates are made of."""

from pathlib import Path

import pytest

import kb.site
from kb.site import press

HERE = Path(kb.site.__file__).parent


def test_the_code_of_templates_is_kept_while_they_are_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept code is that of every template there is, and of nothing that is not there."""
    grounds: list[str] = []

    class Kept:
        def __init__(self, _path: str, told: list[str], _make: object) -> None:
            grounds.extend(told)

        def pieces(self) -> dict[str, object]:
            return {}

    monkeypatch.setattr(press, "Bytecode", Kept)
    press._templates.__wrapped__()  # noqa: SLF001  # without what an earlier test kept
    assert {Path(ground) for ground in grounds} >= {*(HERE / "templates").glob("*.html")}
    assert all(Path(ground).is_file() for ground in grounds)
