"""A note of Obsidian into Markdown that tells kb the same: its name as title, its tags as keywords, embeds as links."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kb.importing.dates import day_of
from kb.model import Source
from kb.note import id_of, read
from kb.note.front import Front, read_front, with_fields
from kb.note.links import target_of
from kb.note.markdown import blocks, inline
from kb.pattern import pattern
from kb.text import count, fold_term

_TAG = pattern(r"(?:(?<=\s)|\A)#(?=[\w/\-]*[^\W\d])([\w/\-]+)")
_FENCE = pattern(r" {0,3}(`{3,}|~{3,})")
_EMBED = pattern(r"(?P<code>(?P<tick>(?<!`)`+(?!`)).*?(?<!`)(?P=tick)(?!`))|!\[\[(?P<target>[^\[\]\n|\\]*)")
_SINGULAR = pattern(r"^(tag|alias)(?=[ \t]*:)", re.MULTILINE | re.IGNORECASE)
_NEWER = {"tag": "tags", "alias": "aliases"}
_WEB = pattern(r"""^(?:source|url)[ \t]*:[ \t]*["']?(https?://[^\s"'<>]+)["']?[ \t]*$""", re.MULTILINE | re.IGNORECASE)
_PUBLISHED = pattern(r"""^published[ \t]*:[ \t]*["']?([^\s"']+)""", re.MULTILINE | re.IGNORECASE)
_CLOSING = pattern(r"^-{3,}\s*\Z", re.MULTILINE)
_GAP = "\n\n"
_COMMENT = pattern(r"%%.+?%%", re.DOTALL)


class _Embeds(NamedTuple):
    """A body without its embeds."""

    body: str
    notes: int
    files: int


def adapted(source: Source) -> tuple[str, tuple[str, ...]]:
    """The text as kb understands it, and what it says in another way now."""
    front = read_front(source.path, source.text)
    embeds = _linked(front.body)
    told = []
    if embeds.notes:
        told.append(f"{count(embeds.notes, 'embedded note')} linked instead")
    if embeds.files:
        told.append(f"{count(embeds.files, 'embedded file')} not brought along")
    if comments := len(_COMMENT.findall(front.body)):
        told.append(f"{count(comments, 'comment')} (%%) will be seen")
    above = source.text[: len(source.text) - len(front.body)]
    if any(one.code == "front-matter-invalid" for one in front.diagnostics):
        told.append("the front matter can't be read and stays as it is")
        return above + embeds.body, tuple(told)
    raw = _plural(front)
    header = with_fields(raw, dict(_fields(source, raw)))
    if header == front.raw:
        return above + embeds.body, tuple(told)
    closing = _CLOSING.search(above)
    return f"---\n{header}\n{closing[0] if closing else f'---{_GAP}'}{embeds.body}", tuple(told)


def _plural(front: Front) -> str:
    """The header with the older names of its keys replaced, where the newer ones are not there too."""

    def newer(match: re.Match[str]) -> str:
        name = _NEWER[match[1].lower()]
        return match[1] if name in front.lines else name

    return _SINGULAR.sub(newer, front.raw)


def _fields(source: Source, raw: str) -> Iterator[tuple[str, Any]]:
    """Fields of the header that are to be other than they are."""
    front = read_front(source.path, f"---\n{raw}\n---\n" if raw else "")
    note, _ = read(source)
    if not note.title_given:
        yield "title", id_of(source.path)
    written = front.fields.get("keywords", ())
    words = [part for word in written for part in re.split(r"[,\s]+", word) if part] if len(written) == 1 else written
    if "keywords" not in note.order:
        tags = _united([*(word.lstrip("#") for word in words), *_tags(source)])
        if tags != written:
            yield "keywords", tags
    aliases = front.fields.get("aliases", ())
    if len(aliases) == 1 and "," in aliases[0]:
        yield "aliases", tuple(part for word in aliases[0].split(",") if (part := word.strip()))
    if not note.link and (web := _WEB.search(raw)):
        yield "link", web[1]
    if not note.date and (published := _PUBLISHED.search(raw)) and (day := day_of(published[1])):
        yield "date", day


def _united(words: list[str]) -> tuple[str, ...]:
    united = {fold_term(word): word for word in reversed(words) if word}
    return tuple(dict.fromkeys(united[fold_term(word)] for word in words if word))


def _tags(source: Source) -> Iterator[str]:
    """The tags in a note's running text, code left out."""
    body = read_front(source.path, source.text).body
    if "#" not in body:
        return
    for token in blocks(body)[0]:
        if token.type == "inline" and "#" in token.content:
            linked = False
            for part in inline(token.content):
                linked = part.type == "link_open" or (linked and part.type != "link_close")
                if part.type == "text" and not linked:
                    yield from (match[1].strip("/") for match in _TAG.finditer(part.content))


def _linked(body: str) -> _Embeds:
    """The body with embedded notes as links; embedded files stay as they are written."""
    notes = files = 0

    def link(match: re.Match[str]) -> str:
        nonlocal notes, files
        if match["code"]:
            return match[0]
        target = target_of(match["target"], wiki=True)
        if target is None or target.name.endswith((".canvas", ".base")):
            files += 1
            return match[0]
        notes += 1
        return match[0].removeprefix("!")

    lines = []
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        lines.append(line if fence or mark or "![[" not in line else _EMBED.sub(link, line))
    return _Embeds("\n".join(lines), notes, files)
