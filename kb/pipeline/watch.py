"""Who does the work of a run, what it counts, and how long it took."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct, field

from kb.io.executor import Executor, Serial


class Stopwatch(Struct):
    """Who does the work of a run, who is told of it, and how long it took."""

    progress: Callable[[str], None] | None = None
    """Told the name of a stage when it first begins."""
    workers: Executor = field(default_factory=Serial)
    """Do what can be shared."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall time by stage, in the order they ran."""

    counts: Counter[str] = field(default_factory=Counter)
    """How much of what had to be done: notes that were read, ranked; jobs of the site."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside to the stage."""
        if self.progress and name not in self.seconds:
            self.progress(name)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
