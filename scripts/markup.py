"""Hold every page of a site against HTML's rules with the Nu checker: `markup.py [FOLDER]`, else the site of `notes/`.

The checker is a Java program that npm brings once, at a fixed version and digest, into `.venv/nu`. Exit 1 when it finds
anything. Where there is no Java or no npm, nothing is checked, and that is said.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_VERSION = "26.9.27"
_SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
_MEMBER = "package/build/dist/vnu.jar"
_JAR = _ROOT / ".venv" / "nu" / _VERSION / "vnu.jar"
# Files are read without a server, so nothing they load is of their own origin, and the checker says that it is blocked.
_WITHOUT_SERVER = "Resource violates Content Security Policy"


def fetch(npm: str) -> None:
    """Bring the checker to its place, whole or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"vnu-jar@{_VERSION}", "--silent", f"--pack-destination={folder}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        package = next(Path(folder).glob("*.tgz"))
        if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != _SHA512:
            raise SystemExit("What npm brought is not the Nu checker that is known.")
        _JAR.parent.mkdir(parents=True, exist_ok=True)
        part = _JAR.with_suffix(".part")
        with tarfile.open(package) as packed, part.open("wb") as file:
            shutil.copyfileobj(packed.extractfile(_MEMBER), file)  # type: ignore[arg-type]  # None for a folder only
        part.replace(_JAR)


def findings(java: str, site: Path) -> list[str]:
    """What the checker says of every page below a folder, one line each."""
    command = [
        java,
        "-jar",
        str(_JAR),
        "--skip-non-html",
        "--stdout",
        "--exit-zero-always",
        "--format",
        "json",
        str(site),
    ]
    said = subprocess.run(command, check=True, capture_output=True).stdout
    return [
        f"{Path(one['url'].removeprefix('file:')).relative_to(site)}:{one.get('lastLine', 1)}: {one['message']}"
        for one in json.loads(said)["messages"]
        if not one["message"].startswith(_WITHOUT_SERVER)
    ]


def main() -> None:
    """Check one site."""
    java, npm = shutil.which("java"), shutil.which("npm")
    if not java or not (npm or _JAR.exists()):
        print("The markup is not checked: there is no Java, or no npm to bring the Nu checker.", file=sys.stderr)
        return
    if not _JAR.exists():
        fetch(npm or "")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(folder).resolve()
        if len(sys.argv) == 1:
            kb = str(_ROOT / ".venv" / "bin" / "kb")
            build = [kb, "-C", str(_ROOT), "build", "-o", str(site), "--base-url", "https://example.org/"]
            subprocess.run(build, check=True, capture_output=True)
        pages = sum(1 for _ in site.rglob("*.html"))
        found = findings(java, site)
    print("\n".join([*found, f"{pages} pages, {len(found)} findings"]))
    sys.exit(bool(found) or not pages)


if __name__ == "__main__":
    main()
