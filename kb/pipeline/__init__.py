"""Files into everything that is known of them, and that into a site: the flow of kb, and what of it is kept."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.pipeline.analysing import analyse, published, suggestions, unite
    from kb.pipeline.building import Build, build
    from kb.pipeline.catalogue import Catalogue, keep_found, keep_notes, recall
    from kb.pipeline.files import find
    from kb.pipeline.levels import levelled
    from kb.pipeline.reading import Reading, read_files, read_vault
    from kb.pipeline.searching import ask, index, inputs_of
    from kb.pipeline.vicinity import keep_vicinity, vicinity_of
    from kb.pipeline.watch import Stopwatch

__all__ = [
    "Build",
    "Catalogue",
    "Reading",
    "Stopwatch",
    "analyse",
    "ask",
    "build",
    "find",
    "index",
    "inputs_of",
    "keep_found",
    "keep_notes",
    "keep_vicinity",
    "levelled",
    "published",
    "read_files",
    "read_vault",
    "recall",
    "suggestions",
    "unite",
    "vicinity_of",
]

_HOMES = {
    "kb.pipeline.analysing": ("analyse", "published", "suggestions", "unite"),
    "kb.pipeline.building": ("Build", "build"),
    "kb.pipeline.catalogue": ("Catalogue", "keep_found", "keep_notes", "recall"),
    "kb.pipeline.files": ("find",),
    "kb.pipeline.levels": ("levelled",),
    "kb.pipeline.reading": ("Reading", "read_files", "read_vault"),
    "kb.pipeline.searching": ("ask", "index", "inputs_of"),
    "kb.pipeline.vicinity": ("keep_vicinity", "vicinity_of"),
    "kb.pipeline.watch": ("Stopwatch",),
}
_WHERE = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # whatever the name stands for
    """Load what is asked for on first use: where nothing changed, no stage is needed."""
    import importlib  # noqa: PLC0415  # as above

    if name in _WHERE:
        return getattr(importlib.import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'kb.pipeline' has no attribute {name!r}")
