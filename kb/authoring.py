"""What an author has, a title, a link or an article, into a new note of a vault, and what the vault has near it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from kb import note
from kb.author import Article, Draft, as_note, compose
from kb.author.fresh import link_id, origin_of, title_id
from kb.author.reply import filled
from kb.changes import Fresh
from kb.dedupe import Spelled, canonical_link, names_item, suggest
from kb.dedupe.identifiers import identifier
from kb.errors import KbError, WrongUseError
from kb.model import Item, Neighbour, Note
from kb.note.grammar import is_web
from kb.options import Options

if TYPE_CHECKING:
    from kb.author.suggest import Surroundings
    from kb.closest.nearest import Counts, Nearest, Read
    from kb.io.chat import Chat

_CHANCE = 0.05  # score below which two texts share a few words and nothing else
_COMPARED = 12  # nearest notes that say something of an article's themes


class Known(Struct, frozen=True, kw_only=True):
    """What a new note has to fit into."""

    folder: Path
    """The notes folder."""
    notes: tuple[Note, ...]
    """Every note and page of it, which may lack their long texts, lists and tables."""
    options: Options
    """The vault's settings."""


class Texts(Struct, frozen=True, kw_only=True):
    """What is known of the long texts of those notes."""

    read: "Read"
    """Ids into whole notes."""
    counts: "Counts"
    """What the published notes hold of terms."""
    spelled: Mapping[str, Spelled]
    """By id which acronyms notes spell out, of those that do."""


class Drafted(Struct, frozen=True, kw_only=True):
    """A draft as a file that is to be, and what of the vault it may repeat."""

    fresh: Fresh
    """The file."""
    nearest: tuple[tuple[Neighbour, Note], ...]
    """The nearest notes, nearest first."""
    same: Note | None
    """The note of the same link, if there is one: then there is nothing to write."""
    alike: tuple[tuple[Note, str], ...]
    """Notes that may tell of the same item, each with the evidence."""
    draft: Draft
    """What the file was made from."""
    around: "Surroundings"
    """What of the vault helped."""


def new(known: Known, draft: Draft, origin: str) -> Fresh:
    """The file of a note that a person will fill; `origin` is a date or a label that begins with one.

    Raises `WrongUseError` when there is neither title nor a link that can be followed, and `KbError` when the vault
    has a note of the link.
    """
    if not (draft.title or draft.link):
        raise WrongUseError("A note needs a title, a link, or both.")
    if draft.link and not (is_web(draft.link) and canonical_link(draft.link, known.options.dedupe)):
        raise WrongUseError(f"{draft.link!r} is no http or https address.")
    if same := _same(known, draft.link):
        where = (known.folder / same.path).as_posix()
        raise KbError(f"The vault has a note of this link: {same.id}  {same.title}", where)
    return _fresh(known, draft, origin)


def drafted(known: Known, texts: Texts, article: Article, origin: str) -> Drafted:
    """The draft of an article, composed, beside what the vault has near it."""
    from kb.author.suggest import Surroundings, suggested  # noqa: PLC0415  # numpy and scipy load when they are needed
    from kb.closest.nearest import nearest  # noqa: PLC0415  # as above

    notes = tuple(one for one in known.notes if is_published(one))
    found = nearest(as_note(article), texts.counts, known.options.closest.k + _COMPARED, texts.read)
    near = _worth_naming(known, found)
    around = Surroundings(notes=notes, spelled=texts.spelled, near=near, aliases=known.options.terms.aliases)
    draft = suggested(article, around, known.options.closest.k)
    same = _same(known, draft.link)
    fresh = _fresh(known, draft, origin)
    shown = near.neighbours[: known.options.closest.k]
    return Drafted(
        fresh=fresh,
        nearest=tuple(zip(shown, texts.read([one.target for one in shown]), strict=True)),
        same=texts.read([same.id])[0] if same else None,
        alike=() if same else _alike(known, texts, fresh.note, near.neighbours),
        draft=draft,
        around=around,
    )


def is_published(one: Note) -> bool:
    """Whether a draft may be compared with a note, and name it."""
    return one.kind == "note" and not one.draft


def told(known: Known, article: Article, origin: str, offline: Drafted, chat: "Chat") -> tuple[Fresh, str]:
    """The file with what a language model says of the article, and the price; raises `EndpointError`."""
    from kb.author.prompt import question  # noqa: PLC0415  # numpy loads when it is needed
    from kb.author.suggest import vocabularies  # noqa: PLC0415  # as above

    keywords, themes = vocabularies(article, offline.around)
    answer = chat.ask(question(article, offline.around, keywords, themes))
    draft = filled(offline.draft, answer.reply, keywords, themes, titled=bool(article.title))
    return _fresh(known, draft, origin), answer.price


def _fresh(known: Known, draft: Draft, origin: str) -> Fresh:
    taken = {id_ for one in known.notes for id_ in (one.id, *one.redirect_from)}
    id_ = link_id(draft.link) if draft.link else title_id(draft.title, taken)
    made = compose(draft, id_, origin_of(origin, known.notes, known.options.notes.origin_url))
    return Fresh(path=known.folder / made.path, note=made, text=note.write(made))


def _same(known: Known, link: str) -> Note | None:
    """The note with the same canonical link, or with the id that a note of this link has or had."""
    if not link:
        return None
    id_, wanted = link_id(link), canonical_link(link, known.options.dedupe)
    for one in known.notes:
        if id_ == one.id or id_ in one.redirect_from:
            return one
        if one.link and names_item(wanted) and canonical_link(one.link, known.options.dedupe) == wanted:
            return one
    return None


def _worth_naming(known: Known, near: "Nearest") -> "Nearest":
    """The notes that share more than chance, of those with one link the nearest alone."""
    by_id = {one.id: one for one in known.notes}
    kept: dict[str, Neighbour] = {}
    for one in near.neighbours:
        if one.score < _CHANCE:
            break
        link = canonical_link(by_id[one.target].link, known.options.dedupe)
        kept.setdefault(link if names_item(link) else one.target, one)
    return replace(near, neighbours=tuple(kept.values()))


def _alike(known: Known, texts: Texts, made: Note, near: Sequence[Neighbour]) -> tuple[tuple[Note, str], ...]:
    """The notes that kb would suggest as one item with a new one.

    How rare words are takes the whole vault to tell, so notes that could be near at all are looked for first.
    """
    options = known.options.dedupe
    by_id = {one.id: one for one in known.notes}
    pairs = [replace(one, source=made.id) for one in near]
    among = {one.target for one in near}
    host = canonical_link(made.link, options).removeprefix("https://").partition("/")[0]
    few = texts.read([one.id for one in known.notes if one.id in among or (host and host in one.link.lower())])
    items: tuple[Item, ...] = ()
    if identifier(canonical_link(made.link, options)) or suggest((*few, made), pairs, replace(options, cosine=0.0)):
        items = suggest((*texts.read(list(by_id)), made), pairs, options)
    return tuple(
        (by_id[id_], item.evidence) for item in items if made.id in item.members for id_ in item.members if id_ in by_id
    )
