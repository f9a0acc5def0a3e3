"""What is near items, and who cites them, into digests: in columns, without that any of it is told."""

import numpy as np

from kb.graph import Columnar, Columns
from kb.site.around import Around, shown_score
from kb.site.tables import Column, Flags, Places, column, folded


def near_column(surroundings: Around, edges: Columns, own: Flags, ids: Column, labels: Column) -> Column:
    """For each of some items of the graph a digest of what is near, how, and why, and of who cites it.

    `edges` are those of the graph; `ids` and `labels` tell of each of its items the id and how its terms are called.
    Where two share terms and nobody says which, it is how those of both are called that counts.
    """
    near, reasons = surroundings.columns(own)
    silent = near.teller < 0
    parts = (
        ids[near.target],
        near.rank.astype(np.uint64),
        _shown(near),
        near.mutual.astype(np.uint64),
        np.where(silent, labels[near.source], reasons[near.teller]),
        np.where(silent, labels[near.target], np.uint64(0)),
    )
    told = folded(np.stack(parts, axis=1).ravel(), len(parts) * _begins(near.source, own))
    citing, cited = edges.written
    into = np.flatnonzero(own[cited])
    into = into[np.argsort(cited[into], kind="stable")]
    both = np.stack((told, folded(ids[citing[into]], _begins(cited[into], own))), axis=1)
    return folded(both.ravel(), np.arange(0, both.size + 1, both.shape[1]))


def _begins(items: Places, own: Flags) -> Places:
    """Where the rows of each of some items begin, of whose rows there are only theirs, item by item."""
    counts = np.bincount(items, minlength=len(own))[own]
    return np.append(0, np.cumsum(counts))


def _shown(near: Columnar) -> Column:
    """Scores as pages show them."""
    scores, which = np.unique(near.score, return_inverse=True)
    told = [shown_score(None if np.isnan(score) else score) for score in scores.tolist()]
    # Thousands of scores are shown as some dozens.
    place = {one: place for place, one in enumerate(dict.fromkeys(told))}
    return column([*place])[[place[one] for one in told]][which]
