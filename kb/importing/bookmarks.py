"""Bookmarks as browsers export them (the Netscape form) into records: folders as themes, tags as keywords."""

from html.parser import HTMLParser

from kb.importing.html_text import cleaned
from kb.importing.objects import printable
from kb.importing.values import Found, Record, Remark
from kb.importing.xml import decoded
from kb.note.grammar import is_web
from kb.text import count

_OWN_FOLDERS = ("personal_toolbar_folder", "unfiled_bookmarks_folder", "mobile_folder")
_LONGEST_SHOWN = 60


def read_bookmarks(file: Found) -> tuple[tuple[Record, ...], tuple[Remark, ...]]:
    """The bookmarks of a file, in its order, and those that lead to no page of the web."""
    reader = _Reader(file.path)
    reader.feed(printable(decoded(file.data)))
    reader.close()
    reader.finish()
    if reader.icons:
        reader.remarks.append(
            Remark(place=file.path, why=f"{count(reader.icons, 'icon')} of sites, which notes do not hold")
        )
    return tuple(reader.records), tuple(reader.remarks)


class _Reader(HTMLParser):
    """Follows the nested lists, whose closing tags are seldom there."""

    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.records: list[Record] = []
        self.remarks: list[Remark] = []
        self.icons = 0
        self._path = path
        self._folders: list[str] = []
        self._folder = ""
        self._reading = ""
        self._text = ""
        self._bookmark: dict[str, str] = {}
        self._line = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"a", "h3", "dd", "dl", "dt", "h1", "title"}:
            return
        self._end_text()
        given = {name: value or "" for name, value in attrs}
        if tag == "dd":
            self._reading = "dd"
            return
        self.finish()
        if tag == "a":
            self._bookmark = given | {"title": ""}
            self._line = self.getpos()[0]
            self.icons += bool(given.get("icon"))
            self._reading = "a"
        elif tag == "h3":
            # A browser's own folders say where a bookmark is shown, not what it is about.
            self._reading = "" if any(name in given for name in _OWN_FOLDERS) else "h3"
            self._folder = ""
        elif tag == "dl":
            self._folders.append(self._folder)
            self._folder = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"a", "h3", "dd", "dl", "h1", "title"}:
            self._end_text()
        if tag == "dl":
            self.finish()
            if self._folders:
                self._folders.pop()

    def handle_data(self, data: str) -> None:
        if self._reading:
            self._text += data

    def _end_text(self) -> None:
        """Put the text that was read where it belongs."""
        text = cleaned(self._text)
        if self._reading == "a":
            self._bookmark["title"] = text
        elif self._reading == "h3":
            self._folder = text
        elif self._reading == "dd" and self._bookmark:
            self._bookmark["summary"] = text
        self._reading = self._text = ""

    def finish(self) -> None:
        """Make a record of the bookmark that has been read."""
        self._end_text()
        one, self._bookmark = self._bookmark, {}
        if not one:
            return
        place = f"{self._path}:{self._line}"
        url = one.get("href", "").strip()
        if not is_web(url):
            shown = cleaned(url)[:_LONGEST_SHOWN] or "no address"
            why = f"{one['title'] or 'a bookmark'} leads to no page of the web ({shown})"
            self.remarks.append(Remark(place=place, why=why))
            return
        values = {
            "title": one["title"] or url,
            "link": url,
            "date": one.get("add_date", ""),
            "summary": one.get("summary", ""),
            "keywords": [word for part in one.get("tags", "").split(",") if (word := part.strip())],
            "themes": list(dict.fromkeys(filter(None, self._folders))),
        }
        if one.get("add_date") in {"", "0"}:
            del values["date"]
        self.records.append(Record(place=place, values=values, plain=True))
