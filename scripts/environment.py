"""Turn pyproject.toml into a virtual environment: `.venv`, with kb installed editable, and for `dev` its tests' tools.

`scripts/setup` calls this with the checkout's folder and what is wanted. One process works at a time, a later one
waits for it, and what an interrupted one left is made anew.
"""

import fcntl
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

_FIT = "import sys, pip; sys.exit(sys.version_info < (3, 11))"


def main(root: Path, wanted: str) -> int:
    """Make or mend the environment unless its stamp says that it is as wanted; the answer is an exit code."""
    with Path(__file__).open(encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("waiting for another run that sets up .venv")
            fcntl.flock(lock, fcntl.LOCK_EX)
        environment = root / ".venv"
        settings = (root / "pyproject.toml").read_text(encoding="utf-8")
        stamp = f"{root}\n{settings}"
        whole = (environment / "bin" / "python").exists() and (environment / "bin" / "kb").exists()
        if whole and _read(environment / f"{wanted}.stamp") == stamp:
            return 0
        _say("setting up .venv; this happens once for each change of pyproject.toml")
        packages = tomllib.loads(settings)["dependency-groups"]["dev"] if wanted == "dev" else []
        if not _install(root, environment, packages):
            _say("pip could not install what pyproject.toml asks for. It needs a package index: check the network")
            _say("or pip's own settings, then run this again.")
            return 1
        for done in {"runtime", wanted}:
            (environment / f"{done}.stamp").write_text(stamp, encoding="utf-8")
    return 0


def _install(root: Path, environment: Path, packages: list[str]) -> bool:
    python = environment / "bin" / "python"
    unfinished = environment / "unfinished"
    if unfinished.exists() or _moved(root, environment) or not _succeeds(python, "-I", "-c", _FIT):
        venv.create(environment, clear=True, symlinks=True, with_pip=True)
    unfinished.touch()
    pip = [str(python), "-I", "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run = subprocess.run(
        [*pip, "--editable", str(root), *packages], cwd=root, check=False, capture_output=True, text=True
    )
    if run.returncode:
        sys.stderr.write(run.stdout + run.stderr)
        return False
    unfinished.unlink()
    return True


def _moved(root: Path, environment: Path) -> bool:
    """Whether the checkout stood elsewhere when its tools were installed, since they name their Python by its path."""
    return any(not stamp.read_text(encoding="utf-8").startswith(f"{root}\n") for stamp in environment.glob("*.stamp"))


def _succeeds(*command: str | Path) -> bool:
    try:
        return not subprocess.run(command, check=False, capture_output=True).returncode
    except OSError:
        return False


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _say(message: str) -> None:
    sys.stderr.write(f"kb: {message}\n")


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, subprocess.CalledProcessError) as trouble:
        _say(f"can't set up .venv: {trouble}")
        sys.exit(1)
