"""What changes the notes of a vault: every change is shown before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kb.api.exploring import Exploring
from kb.later import later

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from kb import authoring, changes, linking, merging, note, pipeline, transfer
    from kb.author import Article, Draft
    from kb.changes import Change, Fresh
    from kb.importing import Imported, Kind
    from kb.io import git, lock
    from kb.io.chat import Chat
    from kb.linking import Linking
    from kb.model import Diagnostic, Edit, Note
else:
    # What a command does not need it does not wait for.
    authoring, changes, linking, merging = map(later, ("kb.authoring", "kb.changes", "kb.linking", "kb.merging"))
    note, pipeline, transfer = map(later, ("kb.note", "kb.pipeline", "kb.transfer"))
    git, lock = map(later, ("kb.io.git", "kb.io.lock"))


class Writing(Exploring):
    """A vault that is written."""

    def check(self, today: dt.date, only: Sequence[Path] = ()) -> tuple[Diagnostic, ...]:
        """What is wrong with the vault, or only with these files and folders of it, sorted by place."""
        wanted = self._within(only)
        paths = [path for path in self._files.known if wanted(path)] if only else []
        kept = self._catalogued(lambda catalogue: catalogue.check(paths, self.options)) if paths else None
        notes, found = kept or ([one for one in self.notes if wanted(one.path)], self._diagnostics)
        future = [note.origin_future(one, today) for one in notes]
        told = [*found, *(one for one in future if one)]
        return pipeline.levelled((one for one in told if wanted(one.span.path)), self.options)

    def fixes(self, diagnostics: Sequence[Diagnostic]) -> Iterator[Change]:
        """The changes that mend what has one right answer, a file at a time.

        Raises `VaultError` for a file that changed since the diagnostics were made, whose lines are others now.
        """
        edits: dict[str, list[Edit]] = {}
        wrong = {(one.span.path, one.code) for one in diagnostics}
        for one in diagnostics:
            edits.setdefault(one.span.path, []).extend(one.edits)
        for file in changes.originals(
            self.folder, (path for path, some in edits.items() if some), self._reading.digests
        ):
            path = file.source.path
            mark, ends = ((path, code) not in wrong for code in ("file-bom", "file-crlf"))
            yield from file.changed(note.mend(file.source.text, edits[path]), mark=mark, ends=ends)

    def formatted(self, only: Sequence[Path] = ()) -> Iterator[Change]:
        """The changes that bring notes into canonical form, a file at a time; line ends stay as they are."""
        wanted = self._within(only)
        for file in changes.originals(self.folder, (one.path for one in self.notes if wanted(one.path))):
            yield from file.changed(note.canonical(file.source))

    def merging(self, only: Sequence[Note] = ()) -> tuple[Change, ...]:
        """The changes that make one file of each item that a build merges, or only of the item of these notes.

        Two notes or more may also be of one suggestion, which is then accepted. The canonical file says all that the
        members say and keeps their ids in `redirect_from`, links of other notes lead to it, the members' files go.
        Raises `WrongUseError` for notes that kb neither merges nor suggests as one, and for drafts among others.
        """
        drafts = {one.id for one in self.notes if one.draft}
        items = [one for one in self.items if len({id_ in drafts for id_ in one.members}) == 1]
        if only:
            items = [merging.accepted(only, self.items, () if len(only) == 1 else self.suggestions, self.node)]
        return merging.merged(self.folder, self.collection, self._reading.digests, items)

    def new(self, draft: Draft, origin: str) -> Fresh:
        """The file of a new note with a title or a link, not yet written; `WrongUseError` for a link that is here."""
        return authoring.new(self._known(), draft, origin)

    def draft(self, article: Article, origin: str, beside: Sequence[Note] = ()) -> authoring.Drafted:
        """The draft of an article as a file, not yet written; `beside` are notes that the vault is about to have."""
        known = self._known(beside)
        return authoring.drafted(known, self._texts(known, beside), article, origin)

    def told(
        self, article: Article, origin: str, offline: authoring.Drafted, beside: Sequence[Note] = (), *, chat: Chat
    ) -> tuple[Fresh, str]:
        """The file of a draft with a language model's words in it, and the price; raises `EndpointError`."""
        return authoring.told(self._known(beside), article, origin, offline, chat)

    def _known(self, beside: Sequence[Note] = ()) -> authoring.Known:
        return authoring.Known(folder=self.folder, notes=(*self.brief_notes, *beside), options=self.options)

    def _texts(self, known: authoring.Known, beside: Sequence[Note]) -> authoring.Texts:
        new = {one.id: one for one in beside}

        def read(ids: Sequence[str]) -> Sequence[Note]:
            here = [id_ for id_ in ids if id_ not in new]
            notes = dict(zip(here, self._read_notes(here), strict=True)) | new
            return [notes[id_] for id_ in ids]

        spelled = self._catalogued(lambda catalogue: catalogue.spelled())
        digests = {path: content for path, (_, content) in self._files.known.items()}
        keys = {one.id: digests.get(one.path, "") for one in known.notes if authoring.is_published(one)}
        return authoring.Texts(
            read=read,
            counts=self._cached(lambda cache: pipeline.counts(keys, read, cache)),
            spelled=(pipeline.spelled_by(self.notes) if spelled is None else spelled) | pipeline.spelled_by(beside),
        )

    def linking(self, only: Sequence[Note] = (), k: int | None = None) -> Linking:
        """The changes that fill the Closest lists of all notes, or of these, up to k neighbours (`kb.linking`).

        No published note is linked to a draft.
        """
        if k and k > self.options.closest.k:
            options = replace(self.options, closest=replace(self.options.closest, k=k))
            deeper = self.with_options(options)
            return deeper.linking([deeper.note(one.id) for one in only], k)
        if only and not any(one.draft for one in self.brief_notes):
            digests = {path: content for path, (_, content) in self._files.known.items()}
            return linking.link_up(self.folder, [(self._around(only), only)], k or self.options.closest.k, digests)
        shown, drafts = ([one for one in only or self.notes if one.draft == draft] for draft in (False, True))
        groups = [(self.published, shown)] if shown else []
        groups += [(self.collection, drafts)] if drafts else []
        return linking.link_up(self.folder, groups, k or self.options.closest.k, self._reading.digests)

    def refusal(self, one: Note, other: Note) -> Change | None:
        """The change of `kb.toml` that keeps two notes apart for good; None when it does so already."""
        return merging.refusal(self.settings.file, one, other)

    def writing(self) -> AbstractContextManager[None]:
        """Keep every other kb from changing these notes, from before they are read until they are written.

        Raises `VaultError` when another kb is at it.
        """
        return lock.locked(self.folder)

    def uncommitted(self, changes: Iterable[Change]) -> tuple[str, ...] | None:
        """Files of these changes whose present content git could not give back; None when there is no repository."""
        return git.uncommitted(self.folder, [one.path for one in changes])

    def importing(self, sources: Iterable[str], kind: Kind | None = None, *, allow_private: bool = False) -> Imported:
        """What importing these files, folders and pages, or `-` for standard input, does; `save_new` then does it."""
        loads = [one for name in sources for one in transfer.load(name, kind, allow_private=allow_private)]
        return transfer.bring(loads, self._reading if self.folder.exists() else None, self.options.dedupe)

    def save_new(self, imported: Imported) -> None:
        """Write the new notes of an import, all or none, never over a file."""
        transfer.save(self.folder, imported.files)
