"""Laws of a builder that stays: it holds what the next build needs, and no more from save to save."""

import gc
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from threading import Thread

import kb
from kb.serving import Round
from kb.serving.builder import Builder
from kb.serving.news import Board

NOTES = "".join(f"-- notes/n{at}.md --\n# Note {at}\n\n[See](n{at // 2})\n\n## Themes\n\n* quay\n" for at in range(9))


def test_what_is_held_does_not_grow(vault: Callable[[str], Path]) -> None:
    """After every second save as many values are alive as two saves before."""
    top = vault(NOTES)
    alive: list[int] = []
    texts = cycle(["Ferries [see](n2).", "Drones."])

    def save() -> None:
        (top / "notes/n7.md").write_text(f"# Note 7\n\n{next(texts)}\n", "utf-8")
        builder.saved(["n7.md"])

    def told(one: Round) -> None:
        assert one.built
        assert one.built.counts["read"] <= 1
        alive.append(gc.get_freeze_count() + len(gc.get_objects()))
        if len(alive) < 12:
            save()
        else:
            builder.end()

    builder = Builder(lambda progress, _: kb.open_vault(top / "notes", progress=progress), top / "site", Board(), told)
    builder.first()
    save()
    thread = Thread(target=builder.run)
    thread.start()
    thread.join()
    assert len(alive) == 12
    assert max(alive[6::2]) - alive[4] < 100
    assert gc.get_freeze_count() == 0
