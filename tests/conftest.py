"""What every test may use: golden files, and examples that are the same on every machine."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("kb", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("kb")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep nothing in the cache of whoever runs the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`, which rewrites golden files in place of comparing with them."""
    parser.addoption("--update", action="store_true", help="rewrite golden files with what the code gives now")


@pytest.fixture
def vault(tmp_path: Path) -> Callable[[str], Path]:
    """Write a vault shown as text, each file below a line `-- PATH --`, and give the folder it stands in."""

    def write(text: str) -> Path:
        for part in re.split(r"^-- (?=.+ --$)", text, flags=re.MULTILINE)[1:]:
            name, _, content = part.partition(" --\n")
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode())
        return tmp_path

    return write


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Hold a text against a golden file, named from the folder of the test: `golden("golden/self.json", text)`."""
    folder = request.path.parent
    update = bool(request.config.getoption("--update"))

    def hold(name: str, text: str) -> None:
        path = folder / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.exists(), f"{_shown(path)} is missing; scripts/test --update writes it"
        assert text == path.read_bytes().decode(), f"not as in {_shown(path)}; scripts/test --update rewrites it"

    return hold


def _shown(path: Path) -> str:
    return str(path.relative_to(Path(__file__).parents[1]))
