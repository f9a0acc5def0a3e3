"""HTML as it comes in feeds and bookmarks into plain text, a line for each block; scripts and styles are left out."""

from html.parser import HTMLParser

from kb.pattern import pattern

_BLOCKS = frozenset(
    "address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table td th tr ul".split()
)
_UNSEEN = frozenset("script style template noscript iframe object svg math title head".split())
_LOOKS_LIKE = pattern(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_UNPRINTABLE = pattern("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def lines_of(html: str) -> tuple[str, ...]:
    """The text of each block, white space single, empty ones left out.

    >>> lines_of("<p>R&amp;D <b>grows</b><script>x()</script><li>one")
    ('R&D grows', 'one')
    """
    if not _LOOKS_LIKE.search(html):
        return tuple(filter(None, (cleaned(line) for line in html.splitlines())))
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(filter(None, map(cleaned, "".join(reader.pieces).split("\n"))))


def text_of(html: str) -> str:
    """The text on one line.

    >>> text_of("A <i>title</i> &lt;b&gt;")
    'A title <b>'
    """
    return " ".join(lines_of(html))


def cleaned(text: str) -> str:
    """A text on one line without characters that nobody means to be read."""
    return " ".join(_UNPRINTABLE.sub("", text).split())


class _Reader(HTMLParser):
    """Collects text, a line feed where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._unseen and tag in _UNSEEN:
            self._unseen = tag
        elif tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag == "img":
            self.pieces.append(dict(attrs).get("alt") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # A line feed in a block's text is white space.
            self.pieces.append(data.replace("\n", " "))
