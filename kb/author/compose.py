"""A draft with its id and origin into the note that stands in the vault."""

from kb.author.draft import Draft
from kb.model import Link, Note, Origin, Signal
from kb.note.grammar import EXPECTED, SIGNAL_COLUMNS, SIGNAL_FIELDS
from kb.note.plain import as_text, one_line

_CLASSIC = 1  # generation of the notes that kb writes


def compose(draft: Draft, id_: str, origin: Origin | None) -> Note:
    r"""The note of a draft, with a place for each section that a person will want to fill.

    Text of the draft reads as plain text, whatever it holds. An origin without an address stands in the front matter.

    >>> from kb.note import write
    >>> note = compose(Draft(title="A note", keywords=("c",), made=("keywords",)), "a", None)
    >>> print(write(note).partition("## Signals")[0], end="")
    ---
    suggested: [keywords]
    ---
    <BLANKLINE>
    # A note
    <BLANKLINE>
    ## Summary
    <BLANKLINE>
    ## Keywords
    <BLANKLINE>
    * c
    <BLANKLINE>
    ## Themes
    <BLANKLINE>
    """
    addressed = origin is not None and bool(origin.url)
    has_title = bool(draft.title) or addressed
    return Note(
        id=id_,
        path=f"{id_}.md",
        title=one_line(draft.title) or id_,
        title_given=bool(draft.title),
        origin=origin,
        date=draft.date or (origin.date if origin else None),
        link=draft.link,
        summary=as_text(" ".join(draft.summary)) if draft.summary else "",
        keywords=draft.keywords,
        themes=draft.themes,
        signals=tuple(_row(one) for one in draft.signals),
        closest=tuple(Link(kind="closest", target=id_, label=title) for id_, title in draft.closest),
        lang=draft.lang or None,
        suggested=draft.made,
        generation=_CLASSIC if addressed else 0,
        front=f"origin: {origin.label}" if origin and not addressed else "",
        order=(*(("title",) if has_title else ()), *(("link",) if draft.link else ()), *EXPECTED, "closest"),
        columns=(("signals", tuple(SIGNAL_COLUMNS[_CLASSIC][field] for field in SIGNAL_FIELDS[_CLASSIC])),),
    )


def _row(signal: Signal) -> Signal:
    """A row whose cells read as plain text."""
    return Signal(
        name=as_text(signal.name) if signal.name else "",
        description=as_text(signal.description) if signal.description else "",
        change=as_text(signal.change) if signal.change else "",
        horizon=as_text(signal.horizon) if signal.horizon else "",
        driving_force=as_text(signal.driving_force) if signal.driving_force else "",
        relevancy=signal.relevancy,
    )
