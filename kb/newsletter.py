"""A collection and the name of an origin into its newsletter, by kb's templates or the vault's own."""

import datetime as dt

from kb.author.digest import digest
from kb.author.origin import find_origin
from kb.author.press import TEMPLATES, print_digest
from kb.io.settings import Settings
from kb.io.templates import read_template
from kb.model import Collection
from kb.site.decide import decide

_FOLDER = "templates"
"""Where a vault keeps its own, beside `kb.toml`."""


def newsletter(collection: Collection, settings: Settings, origin: str, form: str, today: dt.date) -> str:
    """The newsletter in a form of `TEMPLATES`; a template of the vault's own stands in the place of kb's."""
    options = settings.options.site
    plan = decide(collection, options)
    found = digest(plan, find_origin(plan.origins, origin, today))
    if not settings.file:
        return print_digest(found, form, options.accent)
    file = settings.file.parent / _FOLDER / TEMPLATES[form]
    return print_digest(found, form, options.accent, read_template(file), str(file))
