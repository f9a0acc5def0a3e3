"""A note's text and the edits of its diagnostics into the mended text."""

from collections.abc import Iterable

from kb.model import Edit


def mend(text: str, edits: Iterable[Edit]) -> str:
    r"""Apply edits to whole lines; of two that touch one line the first by place is applied, the other left.

    >>> mend("a\nb\nc\n", [Edit(line=2, end_line=2), Edit(line=3, end_line=3, text="d\n")])
    'a\nd\n'
    """
    lines = text.split("\n")
    pieces = [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    mended: list[str] = []
    done = 0
    for edit in sorted(set(edits), key=lambda edit: (edit.line, edit.end_line, edit.text)):
        if edit.line > done:
            mended.extend(pieces[done : edit.line - 1])
            mended.append(edit.text)
            done = max(edit.end_line, edit.line - 1)
    mended.extend(pieces[done:])
    return "".join(mended)
