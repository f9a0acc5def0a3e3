"""Notes of a vault into those of each item as one, which is kept: it takes all that they say."""

from collections.abc import Iterable, Mapping, Sequence

from kb import dedupe
from kb.model import Item, Note, Vault
from kb.model.shelved import at_hand
from kb.pipeline.keeping import Keeping


def united_in(collected: Vault, items: Sequence[Item], read: Mapping[str, bytes], keeping: Keeping) -> tuple[Note, ...]:
    """The notes of each item in one; `read` has by path a digest of all that was read of a note."""
    by_id = _by_id(collected)

    def united() -> tuple[Note, ...]:
        at_hand(by_id[id_] for item in items for id_ in item.members)
        return tuple([dedupe.merge(item, by_id) for item in items])

    parts = [(item.members, [read[by_id[id_].path] for id_ in item.members]) for item in items]
    return keeping.made("united", parts, tuple[Note, ...], united)


def merged_in(collected: Vault, items: Iterable[Item], united: Iterable[Note]) -> dict[str, Note]:
    """The notes by id, sorted, with those of each item as one."""
    by_id = _by_id(collected)
    for item, one in zip(items, united, strict=True):
        for member in item.members[1:]:
            del by_id[member]
        by_id[item.canonical] = one
    return by_id


def _by_id(collected: Vault) -> dict[str, Note]:
    return {name.id: one for name, one in zip(collected.names, collected.notes, strict=True)}
