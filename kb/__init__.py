"""kb reads a folder of signal notes into a checked, deduplicated link graph and exports it as a static site.

import kb

vault = kb.open_vault("notes")
for note in vault.notes: ...
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.api import OpenVault, open_vault
    from kb.errors import KbError
    from kb.io.starter import begin_vault
    from kb.note.schema import front_matter_schema
    from kb.select import Filter

__version__ = "0.1.0"
__all__ = ["Filter", "KbError", "OpenVault", "__version__", "begin_vault", "front_matter_schema", "open_vault"]

_HOMES = {
    "open_vault": "kb.api",
    "OpenVault": "kb.api",
    "KbError": "kb.errors",
    "Filter": "kb.select",
    "begin_vault": "kb.io.starter",
    "front_matter_schema": "kb.note.schema",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # whatever the name stands for
    """Load a public name on first use, so that `import kb` and `kb --help` cost next to nothing."""
    import importlib  # noqa: PLC0415  # as above

    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kb' has no attribute {name!r}")
