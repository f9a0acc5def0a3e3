"""Notes as kb exports them into the files that other makers of sites read."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_HEAD = re.compile(r"\A\s*#[^\n]*\n+(__\[External link\][^\n]*\n+)?")
_TO_NOTE = re.compile(r"\]\(([^()\s:/]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One note."""

    id: str
    """Its id, which names its file."""
    title: str
    """Its title."""
    date: str
    """Its date; the first of 2000 where it has none, since not all makers take such notes."""
    link: str
    """Where the news stands."""
    themes: tuple[str, ...]
    """Its themes."""
    keywords: tuple[str, ...]
    """Its keywords."""
    body: str
    """What its file says below its head, with links to other notes that work."""


def read(exported: Path, notes: Path) -> list[Told]:
    """The notes of a folder, with what kb exported of them as JSON lines."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in exported.read_text("utf-8").splitlines()]
    ids = {row["id"] for row in rows}

    def leading(found: re.Match[str]) -> str:
        return f"](/notes/{found[1]}.html)" if found[1] in ids else found[0]

    told = []
    for row in rows:
        text = _FRONT_MATTER.sub("", (notes / row["path"]).read_text("utf-8"))
        told.append(
            Told(
                id=row["id"],
                title=row["title"],
                date=row.get("date") or (row.get("origin") or {}).get("date") or "2000-01-01",
                link=row.get("link") or "",
                themes=tuple(row.get("themes") or ()),
                keywords=tuple(row.get("keywords") or ()),
                body=_TO_NOTE.sub(leading, _HEAD.sub("", text)),
            )
        )
    return told


def as_front_matter(notes: Sequence[Told], folder: Path) -> None:
    """Files with YAML of which each value is JSON, too."""
    folder.mkdir(parents=True, exist_ok=True)
    for note in notes:
        head = {"title": note.title, "date": note.date, "link": note.link}
        head_lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
        head_lines += [
            f"themes: {json.dumps(note.themes, ensure_ascii=False)}",
            f"keywords: {json.dumps(note.keywords, ensure_ascii=False)}",
        ]
        text = "---\n" + "\n".join(head_lines) + "\n---\n\n" + note.body
        (folder / f"{note.id}.md").write_text(text, "utf-8")


def as_meta(notes: Sequence[Told], folder: Path) -> None:
    """Files that begin with `Key: value` lines, with themes as tags that begin so."""
    folder.mkdir(parents=True, exist_ok=True)
    for note in notes:
        tags = [f"theme {theme}" for theme in note.themes] + [f"keyword {word}" for word in note.keywords]
        head = f"Title: {note.title}\nDate: {note.date}\nLink: {note.link}\n"
        listed = ", ".join(tag.replace(",", " ") for tag in tags)
        (folder / f"{note.id}.md").write_text(f"{head}Tags: {listed}\n\n{note.body}", "utf-8")


def as_pages(notes: Sequence[Told], folder: Path) -> None:
    """Plain pages, those of themes, of keywords and the index too, for makers that know no terms."""
    (folder / "notes").mkdir(parents=True)
    holders: dict[str, defaultdict[str, list[Told]]] = {"themes": defaultdict(list), "keywords": defaultdict(list)}
    for note in notes:
        links = []
        for kind, terms in (("themes", note.themes), ("keywords", note.keywords)):
            for term in terms:
                holders[kind][_slug(term)].append(note)
                links.append(f"[{term}](/{kind}/{_slug(term)}.html)")
        text = f"# {note.title}\n\n{note.date} [External link]({note.link})\n\n{note.body}\n\n{' '.join(links)}\n"
        (folder / "notes" / f"{note.id}.md").write_text(text, "utf-8")
    for kind, terms_of_kind in holders.items():
        (folder / kind).mkdir()
        for slug, carrying in terms_of_kind.items():
            (folder / kind / f"{slug}.md").write_text(f"# {slug}\n\n{_listed(carrying)}", "utf-8")
    latest = sorted(notes, key=lambda note: note.date, reverse=True)[:100]
    (folder / "index.md").write_text(f"# Notes\n\n{_listed(latest)}", "utf-8")


def _listed(notes: Sequence[Told]) -> str:
    return "".join(f"* [{note.title}](/notes/{note.id}.html) {note.date}\n" for note in notes)


def _slug(term: str) -> str:
    return re.sub(r"[^\w]+", "-", term.casefold()).strip("-") or "term"
