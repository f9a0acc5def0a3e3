"""`scripts/kb` and `scripts/setup` in a checkout whose pip is a stub: when they install, and how they fail."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
PROJECT = '[project]\nname = "kb"\n[dependency-groups]\ndev = ["a-linter>=1"]\n'
PIP = """#!/bin/sh
[ "$2" = -c ] && exit 0
echo "$@" >> "{folder}/log"
[ -e "{folder}/no-index" ] && {{ echo "no such index"; exit 1; }}
sleep 0.2
printf '#!/bin/sh\\necho ran "$@"\\n' > "{folder}/.venv/bin/kb"
chmod +x "{folder}/.venv/bin/kb"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A copy of the scripts, with programs on its own PATH and an otherwise empty environment."""

    folder: Path
    programs: Path

    def start(self, *command: str | Path) -> subprocess.Popen[str]:
        """Run a command from the root folder."""
        return subprocess.Popen(
            command,
            cwd="/",
            env={"PATH": str(self.programs)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def kb(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output and error output of `scripts/kb`."""
        return ended(self.start(self.folder / "scripts" / "kb", *arguments))

    def installs(self) -> Sequence[str]:
        """The arguments of each run of pip."""
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []


def ended(run: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, output and error output of a process, once it has ended."""
    out, err = run.communicate(timeout=60)
    return run.returncode, out, err


def program(path: Path, text: str) -> None:
    """Write something to run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout in a folder whose name has spaces."""
    folder, programs = tmp_path / "a check out", tmp_path / "programs"
    shutil.copytree(SCRIPTS, folder / "scripts")
    (folder / "pyproject.toml").write_text(PROJECT)
    program(folder / ".venv" / "bin" / "python", PIP.format(folder=folder))
    program(programs / "python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    for name in ("cat", "chmod", "cmp", "readlink", "sh", "sleep"):
        (programs / name).symlink_to(str(shutil.which(name)))
    return Checkout(folder=folder, programs=programs)


def test_first_run_installs_and_later_ones_are_silent(checkout: Checkout) -> None:
    """Setting up is told on stderr once; what kb prints is all that stands on stdout."""
    code, out, err = checkout.kb("build", "two words")
    assert (code, out) == (0, "ran build two words\n")
    assert "setting up" in err
    assert checkout.kb("list") == (0, "ran list\n", "")
    assert len(checkout.installs()) == 1


def test_a_link_to_the_script_works(checkout: Checkout, tmp_path: Path) -> None:
    """A symbolic link to `scripts/kb` on somebody's PATH runs the checkout that it points to."""
    (tmp_path / "kb").symlink_to(checkout.folder / "scripts" / "kb")
    assert ended(checkout.start(tmp_path / "kb", "-h"))[:2] == (0, "ran -h\n")


def test_however_the_script_is_called_it_is_one_checkout(checkout: Checkout, tmp_path: Path) -> None:
    """From its own folder, by way of a linked folder, or where CDPATH has a name like it, kb finds what is set up."""
    checkout.kb()
    (tmp_path / "linked").symlink_to(checkout.folder)
    (tmp_path / "other" / "scripts").mkdir(parents=True)
    own, other = checkout.folder / "scripts", tmp_path / "other"
    for call in (
        f'cd "{own}"; sh kb',
        f'"{tmp_path}/linked/scripts/kb"',
        f'cd "{own}/.."; CDPATH="{other}" scripts/kb',
    ):
        assert ended(checkout.start("sh", "-c", call)) == (0, "ran\n", "")
    assert len(checkout.installs()) == 1


def test_runs_at_once_install_once(checkout: Checkout) -> None:
    """Of several first runs at the same time one installs, and the others wait for it."""
    runs = [checkout.start(checkout.folder / "scripts" / "kb", str(number)) for number in range(3)]
    assert [ended(run)[:2] for run in runs] == [(0, f"ran {number}\n") for number in range(3)]
    assert len(checkout.installs()) == 1


def test_changed_project_installs_again(checkout: Checkout) -> None:
    """The environment follows every change of pyproject.toml."""
    checkout.kb()
    (checkout.folder / "pyproject.toml").write_text(PROJECT + "# more\n")
    checkout.kb()
    checkout.kb()
    assert len(checkout.installs()) == 2


def test_tests_need_more_than_kb(checkout: Checkout) -> None:
    """What `dev` installs serves kb too, but not the other way round."""
    setup = checkout.folder / "scripts" / "setup"
    assert ended(checkout.start(setup, "runtime"))[0] == 0
    assert ended(checkout.start(setup, "dev"))[0] == 0
    assert ended(checkout.start(setup, "runtime")) == (0, "", "")
    assert ["a-linter" in line for line in checkout.installs()] == [False, True]


def test_failed_install_is_told_and_not_believed(checkout: Checkout) -> None:
    """Without a package index the user sees pip's words and ours, and nothing counts as installed."""
    (checkout.folder / "no-index").touch()
    code, out, err = checkout.kb("list")
    assert (code, out) == (1, "")
    assert "no such index" in err
    assert "package index" in err
    assert not list((checkout.folder / ".venv").glob("*.stamp"))
    assert (checkout.folder / ".venv" / "unfinished").exists()


def test_old_python_is_told(checkout: Checkout) -> None:
    """With only an older Python on the PATH, the message names what is needed and what is there."""
    program(checkout.programs / "python3", '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.1 && exit\nexit 1\n')
    code, out, err = checkout.kb("list")
    assert (code, out) == (1, "")
    assert "Python 3.11 or newer is needed" in err
    assert "Python 3.9.1" in err


def test_python_without_venv_is_told(checkout: Checkout) -> None:
    """A Python that can't make environments is named with the package that mends it."""
    program(checkout.programs / "python3", "#!/bin/sh\ncase $3 in *ensurepip*) exit 1;; esac\nexit 0\n")
    code, _, err = checkout.kb("list")
    assert code == 1
    assert "python3-venv" in err


def test_newer_python_beside_an_old_one_serves(checkout: Checkout) -> None:
    """`python3` may be old when a newer one is there under its full name."""
    (checkout.programs / "python3").rename(checkout.programs / "python3.12")
    program(checkout.programs / "python3", "#!/bin/sh\nexit 1\n")
    assert checkout.kb("list")[:2] == (0, "ran list\n")
