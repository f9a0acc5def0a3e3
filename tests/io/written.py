"""Files put into a site's folder, all in one go."""

from collections.abc import Iterable
from pathlib import Path

from kb.io.output import Written, opened
from kb.model import Output


def write_site(folder: Path, outputs: Iterable[Output], *, check: bool = False) -> Written:
    """Make the folder hold these files beside whatever is not kb's; with `check`, only say what would change."""
    with opened(folder, check=check) as site:
        return site.finish([site.put(outputs)])
