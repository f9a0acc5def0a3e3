"""The Python interface: a vault opened, and every question and action that the commands offer.

>>> import kb
>>> vault = kb.open_vault("notes")  # doctest: +SKIP
>>> vault.note("180b").title  # doctest: +SKIP
'More than forty AI models cleared for the public in China'
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kb.api.writing import Writing
from kb.errors import WrongUseError
from kb.io import settings
from kb.later import later
from kb.pipeline import building

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from kb import newsletter, transfer
    from kb.io.memory import Memory
    from kb.select import Filter
else:
    # What a command does not need it does not wait for.
    newsletter, transfer = map(later, ("kb.newsletter", "kb.transfer"))

__all__ = ["OpenVault", "open_vault"]


def open_vault(
    folder: str | Path | None = None,
    *,
    progress: Callable[[str], None] | None = None,
    jobs: int | None = 1,
    scheduler: str = "",
    cache: bool = True,
) -> OpenVault:
    """Open the vault in a folder, or the one that the current folder belongs to.

    A folder with a `kb.toml` is a vault, looked for upwards; without one, `notes` here, or the folder itself when it
    holds notes. Any folder of Markdown that is named is one too, with the settings of the vault that it belongs to, if
    it belongs to one. Nothing is read yet. Raises `WrongUseError` when there is no vault or its settings are wrong.

    `jobs` processes share the work, with None as many as pay; whatever it is, the answers are the same. More than one
    are forked, which a program with threads of its own should not ask for. With a `scheduler`, the address of one of
    Dask, the workers of its cluster do the work instead. Without `cache`, nothing that earlier runs found out is used,
    and nothing is kept; the answers are the same.
    """
    if folder is None or (Path(folder) / settings.FILE).is_file():
        here = Path() if folder is None else Path(folder)
        return OpenVault(*_vault_around(here), progress, jobs, scheduler, cache=cache)
    named = Path(folder)
    found = settings.read_settings(settings.find_settings(named))
    if found.file and not named.resolve().is_relative_to((found.file.parent / found.options.notes.folder).resolve()):
        found = settings.read_settings(None)
    return OpenVault(named, found, progress, jobs, scheduler, cache=cache)


def _vault_around(here: Path) -> tuple[Path, settings.Settings]:
    found = settings.read_settings(settings.find_settings(here))
    if found.file:
        top = here if found.file.parent == here.resolve() else found.file.parent
        return top / found.options.notes.folder, found
    for folder in (here / found.options.notes.folder, here):
        if folder.is_dir() and any(folder.glob("*.md")):
            return folder, found
    raise WrongUseError(
        f"There are no notes here: {here.resolve()} has no kb.toml, no folder notes, and no Markdown.",
        "Name the notes folder, or go to the vault with kb -C DIR.",
    )


class OpenVault(Writing):
    """A vault on disk, read when first asked and kept as it was then; open it again to see later edits."""

    def at(self, base_url: str) -> OpenVault:
        """The same vault for a site that will stand elsewhere."""
        site = replace(self.options.site, base_url=base_url)
        return self.with_options(settings.checked(replace(self.options, site=site)))

    def export(self, file: Path, wanted: Filter, *, signals: bool = False, force: bool = False) -> transfer.Exported:
        """Write the notes that a filter lets through, or the rows of their signal tables, in the form of the ending."""
        return transfer.export(file, self.collection, self.select(wanted), signals=signals, force=force)

    def digest(self, origin: str, form: str, today: dt.date) -> str:
        """The newsletter of an origin (its label, its date, or `latest`) as `markdown`, `html` or `email`.

        Raises `WrongUseError` for an unknown origin and `KbError` for a template of the vault that can't be used.
        """
        return newsletter.newsletter(self.published, self.settings, origin, form, today)

    def build(self, output: Path, *, check: bool = False, memory: Memory | None = None) -> building.Build:
        """Make the site in a folder; with `check`, only say what would change.

        A process that builds again and again holds more of the build before with a memory, and is sooner done.
        """
        order = building.Order(
            notes=self.folder,
            options=self.options,
            output=output,
            communities=self._kept,
            jobs=self._jobs,
            scheduler=self._scheduler,
            check=check,
        )
        reading = self.__dict__.get("_reading")
        return self._cached(lambda cache: building.build(order, cache, self._watch, reading), memory)
