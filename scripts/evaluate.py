"""Measure how far computed neighbours agree with what people linked: `evaluate FOLDER…`.

With `--answers closest`, a note counts when its Closest list reaches another note of the folder; those are the right
answers, all worth the same. With `--answers pages`, a page counts that links to notes in its text, as a topic page does
to its evidence; the notes are ranked by their nearness to what the page says. The links are taken out before anything
is ranked.

Recall is the share of the right answers among the first five or ten neighbours; nDCG counts an answer at place i with
1 / log2(i + 1) against the best order there could be; MRR is one over the first right answer's place. All are means
over the notes that count, with 95 % of 2,000 bootstrap means in brackets, and so are the gains over the first model
named. The hub is the note that is most often among others' first ten. Times are CPU, with nothing kept from earlier
runs; `again` is the same for a second run. `--cross-validate` chooses the share of meaning on nine tenths of the notes
that count and judges it on the rest, in turn, in place of the share that kb has.
"""

import argparse
import math
import re
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Literal

from msgspec.structs import replace

import kb
from kb.closest import said, similar
from kb.closest.meaning import Vectors
from kb.io.vectors import vectors_of
from kb.model import Found, Neighbour, Note, ResolvedLink
from kb.options import ClosestOptions

_K = 10
_RESAMPLES = 2000
_FOLDS = 10
_SHARES = tuple(share / 20 for share in range(1, 21))
_Model = Literal["lexical", "static", "sentence", "endpoint"]
_MODELS: tuple[_Model, ...] = ("lexical", "static", "sentence")
_LINK = re.compile(r"\[\[[^\]]*\]\]|\[[^\]]*\]\([^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is ranked, and what ought to come first."""

    notes: tuple[Note, ...]
    """The notes without their links, and what they are asked for."""
    right: Mapping[str, set[str]]
    """The right answers for each note that counts."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well the answers for one note agree."""

    ndcg: float
    """nDCG@10."""
    recall5: float
    """Recall@5."""
    recall10: float
    """Recall@10."""
    mrr: float
    """One over the place of the first right answer, 0 where none is among ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How one model does at one task."""

    scores: Mapping[str, Score]
    """For each note that counts."""
    hub: int
    """How often the note that is listed most is listed."""
    cpu: float
    """Seconds that vectors and ranking took, all of them computed."""
    again: float
    """The same with the vectors kept."""


def closest_task(vault: kb.OpenVault) -> Task:
    """Each note is asked for those that its own Closest list names."""
    return Task(notes=_notes(vault), right=answers(vault.collection.links, "closest"))


def pages_task(vault: kb.OpenVault) -> Task:
    """Each page is asked for the notes that it links to."""
    notes = _notes(vault)
    known = {note.id for note in notes}
    linked = {source: ids & known for source, ids in answers(vault.collection.links, "mention").items()}
    pages = [page for page in vault.notes if page.kind == "page" and linked.get(page.id)]
    return Task(notes=(*notes, *map(_asked, pages)), right={page.id: linked[page.id] for page in pages})


_TASKS: dict[str, Callable[[kb.OpenVault], Task]] = {"closest": closest_task, "pages": pages_task}


def _notes(vault: kb.OpenVault) -> tuple[Note, ...]:
    return tuple(replace(note, closest=(), mentions=()) for note in vault.notes if note.kind == "note")


def _asked(page: Note) -> Note:
    """A page as a note that says the same, but for its links, whose texts would name the answers."""
    text = " ".join(f"{section.heading} {section.markdown}" for section in page.sections)
    return replace(page, summary=_LINK.sub(" ", f"{page.summary} {text}"), sections=(), mentions=())


def answers(links: Iterable[ResolvedLink], kind: str) -> dict[str, set[str]]:
    """For each note the notes that its links of a kind reach, itself not among them."""
    right: defaultdict[str, set[str]] = defaultdict(set)
    for one in links:
        if one.link.kind == kind and isinstance(one.resolution, Found) and one.resolution.id != one.source:
            right[one.source].add(one.resolution.id)
    return dict(right)


def agreement(task: Task, options: ClosestOptions, *, cross_validate: bool = False) -> Agreement:
    """Rank a task's notes as the settings say and compare with the right answers."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        vectors = _vectors(task, options, Path(folder))
        found = _ranked(task, vectors)
        cpu = time.process_time() - start
        start = time.process_time()
        _ranked(task, _vectors(task, options, Path(folder)))
        again = time.process_time() - start
    if vectors and cross_validate:
        by_share = {share: _scores(task, _ranked(task, replace(vectors, weight=share))) for share in _SHARES}
        scores = cross_validated(by_share)
    else:
        scores = _scores(task, found)
    hub = max(Counter(target for targets in found.values() for target in targets).values(), default=0)
    return Agreement(scores=scores, hub=hub, cpu=cpu, again=again)


def _vectors(task: Task, options: ClosestOptions, folder: Path) -> Vectors | None:
    return None if options.model == "lexical" else vectors_of([said(note) for note in task.notes], options, folder)[0]


def _ranked(task: Task, vectors: Vectors | None) -> dict[str, list[str]]:
    """For each note the first ten of its neighbours, pages that only ask not among them."""
    asking = {note.id for note in task.notes if note.kind == "page"}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in _answers_only(similar(task.notes, _K + len(asking), vectors), asking):
        if len(found[one.source]) < _K:
            found[one.source].append(one.target)
    return found


def _answers_only(neighbours: Iterable[Neighbour], asking: set[str]) -> Iterator[Neighbour]:
    return (one for one in neighbours if one.target not in asking)


def _scores(task: Task, found: Mapping[str, list[str]]) -> dict[str, Score]:
    return {source: score(found.get(source, []), wanted) for source, wanted in task.right.items()}


def cross_validated(by_share: Mapping[float, Mapping[str, Score]]) -> dict[str, Score]:
    """The scores of each tenth of the notes under the share with the best nDCG on the others."""
    ids = sorted(next(iter(by_share.values())))
    Random(0).shuffle(ids)  # noqa: S311  # the same folds in every run
    scores: dict[str, Score] = {}
    for fold in range(_FOLDS):
        held = set(ids[fold::_FOLDS])
        others = [one for one in ids if one not in held] or ids
        best = max(by_share, key=lambda share: fmean(by_share[share][one].ndcg for one in others)) if held else 0.0
        scores |= {one: by_share[best][one] for one in held}
    return scores


def score(ranked: Sequence[str], wanted: set[str]) -> Score:
    """How well the first ten of an order agree with what was wanted."""
    first = next((place for place, target in enumerate(ranked[:_K], 1) if target in wanted), 0)
    return Score(
        ndcg=ndcg(ranked, wanted),
        recall5=len(wanted & set(ranked[: _K // 2])) / len(wanted),
        recall10=len(wanted & set(ranked[:_K])) / len(wanted),
        mrr=1 / first if first else 0.0,
    )


def ndcg(ranked: Sequence[str], wanted: set[str]) -> float:
    """The gain of the right answers in their places over the gain of as many in the first places."""
    gains = [1 / math.log2(place + 1) for place in range(1, _K + 1)]
    gained = sum(gain for gain, target in zip(gains, ranked, strict=False) if target in wanted)
    return gained / sum(gains[: len(wanted)])


def shown(values: Sequence[float], sign: str = "") -> str:
    """The mean of some values with its bootstrap interval."""
    if not values:
        return "-"
    random = Random(0)  # noqa: S311  # the same interval in every run
    means = sorted(fmean(random.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    low, high = means[_RESAMPLES // 40], means[-_RESAMPLES // 40 - 1]
    return f"{fmean(values):{sign}.3f} ({low:{sign}.3f}–{high:{sign}.3f})"


def language(note: Note) -> str:
    """A note's own tag, else the script of most of its letters."""
    if note.lang:
        return note.lang
    scripts = Counter(unicodedata.name(letter, "?").split()[0].lower() for letter in said(note) if letter.isalpha())
    return max(scripts, key=lambda script: (scripts[script], script), default="none")


def _groups(task: Task, by: str | None) -> dict[str, list[str]]:
    """The notes that count: all, and then by form or language."""
    groups: dict[str, list[str]] = {"all": list(task.right)}
    if by:
        of: Callable[[Note], str] = language if by == "language" else lambda note: f"generation {note.generation}"
        for note in task.notes:
            if note.id in task.right:
                groups.setdefault(of(note), []).append(note.id)
    return groups


def report(folder: Path, arguments: argparse.Namespace) -> Iterator[str]:
    """The table's rows for a folder: each model for all notes that count, then for each group of them."""
    vault = kb.open_vault(folder)
    task = _TASKS[arguments.answers](vault)
    models: Sequence[_Model] = arguments.model or _MODELS
    options = {model: replace(vault.options.closest, model=model) for model in models}
    done = {model: agreement(task, each, cross_validate=arguments.cross_validate) for model, each in options.items()}
    first = next(iter(done.values()))
    for group, ids in _groups(task, arguments.by).items():
        links = sum(len(task.right[one]) for one in ids)
        for model, one in done.items():
            some = [one.scores[id_] for id_ in ids]
            figures = [shown([getattr(each, field.name) for each in some]) for field in fields(Score)]
            gain = (
                [shown([one.scores[id_].ndcg - first.scores[id_].ndcg for id_ in ids], "+")] if one != first else [""]
            )
            costs = [f"{1000 * spent / max(1, len(task.notes)):.2f}" for spent in (one.cpu, one.again)]
            cells = [str(folder), group, str(len(ids)), str(links), model, *figures, *gain, str(one.hub), *costs]
            yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path, help="a folder of notes")
    parser.add_argument("--answers", choices=_TASKS, default="closest", help="what counts as right")
    models = (*_MODELS, "endpoint")
    parser.add_argument("--model", action="append", choices=models, help="may be repeated; endpoint as in kb.toml")
    parser.add_argument("--by", choices=("generation", "language"), help="also tell of each group by itself")
    parser.add_argument("--cross-validate", action="store_true", help="choose the share of meaning as said above")
    arguments = parser.parse_args()
    heads = "folder,notes,that count,links,model,nDCG@10,recall@5,recall@10,MRR,gain in nDCG,hub,ms a note,again"
    print(f"| {' | '.join(heads.split(','))} |")
    print(f"|{'---|' * len(heads.split(','))}")
    for folder in arguments.folders:
        for row in report(folder, arguments):
            print(row, flush=True)


if __name__ == "__main__":
    main()
