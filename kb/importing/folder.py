"""A folder of Markdown, in digest form or of Obsidian, into notes on their way; other files are told of."""

from collections.abc import Iterable, Sequence

from kb.importing.obsidian import adapted
from kb.importing.values import Arrival, Found, Remark
from kb.note import decode

_WRONG = {"file-encoding", "file-nul"}


def read_folder(
    files: Iterable[Found], others: Sequence[str], *, obsidian: bool
) -> tuple[tuple[Arrival, ...], tuple[Remark, ...]]:
    """The notes of these files as they are, or with `obsidian` as kb understands them, and a remark on each other file.

    `others` are the paths of what is no Markdown, folders with a `/` at their end.
    """
    arrivals = []
    remarks = [Remark(place=path, why=_reason(path)) for path in others]
    for file in files:
        source, found = decode(file.path, file.data)
        told = tuple(one.message.removesuffix(".") for one in found if one.code in _WRONG)
        text = source.text
        if obsidian:
            text, changed = adapted(source)
            told += changed
        if text.strip():
            arrivals.append(Arrival(place=file.path, path=file.path, text=text, named=True, told=told))
        else:
            remarks.append(Remark(place=file.path, why="the file holds no text"))
    return tuple(arrivals), tuple(remarks)


def _reason(path: str) -> str:
    if path.endswith("/"):
        return "a hidden folder, which holds settings and no notes"
    ending = path.rpartition("/")[2].rpartition(".")[2]
    kinds = {"canvas": "a canvas of Obsidian is no note", "base": "a base of Obsidian is no note"}
    return kinds.get(ending, "no Markdown: kb keeps notes alone")
