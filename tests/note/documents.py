"""Random texts of notes: canonical ones, odd ones made of everything a real note was ever seen to hold, and soup."""

from hypothesis import strategies as st

ID = "0123456789abcdef0123456789abcdef"
PATHS = st.sampled_from(["a.md", f"{ID}.md", "folder/A note.MD"])

TITLES = [
    "# A title",
    "# __A title__, from ([20240101](https://example.org/p/1).)",
    "# __A *strong* [title]__, (from page [2024](https://example.org/a_(b)).)",
    f"# {ID} from ([20240101](https://example.org).)",
    f"# {ID}",
    "# from ([x](y).)",
    "# __one__ and __two__",
    "# number #",
    "# number \\#",
    "# __one__two__, from ([1](https://example.org).)",
    "# one, from \\([1](https://example.org).)",
    "#",
    "# \\# escaped \\*",
    "Title\n===",
    "Two\nlines\n===",
    "__[External link](https://example.org/x)__",
    "**[external LINK](b'https://example.org/x')**",
    "__[External link](<https://example.org/x y>)__",
    '__[External link](https://example.org "title")__',
    "see the [external link](https://example.org) now",
    "__[External link]()__",
]
HEADINGS = [
    "## Summary",
    "## Keywords",
    "## KEYWORDS ##",
    "  ## Themes",
    "## **Themes**",
    "## Signals",
    "## Closest",
    "## Other",
    "## Issues",
    "Keywords\n---",
    "   Keywords\n   ---",
    "two lines\nThemes\n---",
    "## Sumary",
    "## Unknown *one*",
    "##",
    "### Lower",
]
LISTS = [
    "* one",
    "* one\n* two",
    "- one\n- two",
    "+ one",
    "1. one\n2. two",
    "* one\n  * two",
    "*  one\n\n   two",
    "* one\n\n\n    code",
    "*\n* one",
    "* `one` \\*two\\* &amp; R&D",
    "* [one]: two",
    "* [one]: two\n  three",
    "* one\n\n  [two]: three",
    "* one\n  [two]: three",
    "* 1. one",
    "*   - one",
    "*  # one",
    "* ---",
    "*\tone",
    "* one  \n  two\\\n  three",
    "  * two spaces",
    "   * three spaces",
    "    * four spaces",
    "* one\nlazy",
    "* [One](one)",
    "* [One](./folder/one.md#part%20two)",
    "* [[one|One]]\n* [[AI: one#two]]",
    "* [One](https://example.org)",
    "* [a *b*](c%20d)",
    "* [`]: x`](y)",
    "* [a [b] c](<d e>)",
    f"* [{ID}]({ID})\n* [{ID}]({ID})",
    '* [One](one "title")',
    "* before [One](one) after",
    "* Category: one\n* Type: two",
    "* Type: one\n* Category: two",
    "* Mood: one",
    "* [ ] task",
]
TABLES = [
    "| Signal | Change |\n|:--|--:|\n| one | two |",
    "|name|description|relevancy|\n|-|-|-|\n|a|b|4|\n|a|b|high|\n|a|\n|a|b|3|c|d|",
    "| a\\|b | c\\\\ |\n|---|---|\n| `x|y` | z\\ |",
    "| |name|\n|-|-|\n|0|one|",
    "name|name\n-|-\na|b",
    "name|\n|-|\n|\n||\n| |",
    "| relevancy | src | src |\n|-|-|-|\n| x | 1 | 2 |",
    "> |name|\n> |-|\n> |one|",
    "* |name|\n  |-|\n  |one|",
    "|a|b|",
    "|-|-|",
]
TEXTS = [
    "text",
    "some text\non two lines",
    "    code",
    "\tcode",
    "```\nopen",
    "```\nclosed\n```",
    "~~~",
    "> quoted",
    "> # quoted",
    "> quoted\nlazy",
    "> ## Keywords",
    "---",
    "***",
    "_ _ _",
    "[r]: one.md",
    "[r]: one\n'title'",
    "[r]: one 'open",
    "<div>",
    "<pre>\n\n## Themes\n</pre>",
    "see [one](one.md), [[two]] and [three][r]",
    "![picture](one.png) [file](two.pdf)",
    "\\",
    "text\\",
    "\u2028",
    "\x0c",
    "\u00a0",
    "\ufeff",
    "a\x85b\x1cc",
    "&nbsp; &#10; &lt;",
    "|",
    "`",
    "``",
    "[",
    "](",
    "[[",
    "]]",
    "__",
    "**",
    "===",
    "--",
    "日本語の見出し",
    "\u200fשלום \u202eabc",
    "keyword0",
    "1)",
    "-",
    "#tag",
    "####### seven",
    "text  ",
    "   three spaces",
    "       seven spaces",
    "- - -",
    "---\ntitle: one\n---",
]
KEYS = [
    "title: One",
    "Title: 12:30",
    f"title: {ID}",
    "origin: 20240101",
    "date: 2024-02-03",
    "date: 2024-02-30",
    "link: b'https://example.org'",
    "keywords: [one, two]",
    "tags: three",
    "keywords: [no]",
    "themes:\n- one",
    "category: one",
    "draft: yes",
    'draft: "yes"',
    "lang: no",
    "aliases: &a [one]",
    "redirect_from: *a",
    "ratings: {novelty: 4}",
    "ratings: 9",
    "suggested: [summary, themes]",
    "suggested: [everything]",
    "open: [",
    "- one",
    "one",
    "# comment",
    "",
    "  ",
    "? one",
    "one: !!int two",
    "one: .nan",
    "1: one",
    "--- one",
    "...",
    "one: |\n  two\n\n  three",
]

_ENDS = st.sampled_from(["\n", "\n\n", "\n\n\n", "", "\n \n"])
_PIECES = st.sampled_from([*TITLES, *HEADINGS, *HEADINGS, *LISTS, *TABLES, *TEXTS])
_MARKS = st.sampled_from(["", "", "", "", "", "", "", "  ", "   ", "    ", "\t", "> ", "* ", "- "])
_SOUP = st.text(alphabet=st.sampled_from("#*-_|[]()<>`~&\\ \n\n\n\t:=+1.ab!;'\"/%\u2028\x0c\xa0^${}"), max_size=60)
_STARTS = st.sampled_from(
    [
        "",
        "## Keywords\n\n* ",
        "## Closest\n\n* [",
        "## Signals\n\n|name|b|\n|-|-|\n|",
        "# ",
        "# __",
        "# __a__, from ([",
        "## Other\n* Category: ",
        "__[External link](",
    ]
)


@st.composite
def headers(draw: st.DrawFn) -> str:
    """Front matter, right or wrong, or none."""
    opening = draw(st.sampled_from(["", "", "", "---\n", "----\n", "--- \n", "---\n\n"]))
    if not opening:
        return ""
    keys = draw(st.lists(st.sampled_from(KEYS), max_size=5))
    closing = draw(st.sampled_from(["---\n", "---", "-----\n\n", "--\n"]))
    return opening + "".join(f"{key}\n" for key in keys) + closing


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A note of odd pieces, or soup where a value is expected."""
    if draw(st.integers(0, 3)) == 0:
        return draw(headers()) + draw(_STARTS) + draw(_SOUP)
    pieces = draw(st.lists(st.tuples(_MARKS, _PIECES, _ENDS), max_size=9))
    return draw(headers()) + "".join(f"{mark}{piece}{end}" for mark, piece, end in pieces)


def plainly() -> st.SearchStrategy[str]:
    """A note whose lines are mostly plain, for what reads plain lines faster."""
    lines = st.sampled_from(
        [
            "",
            "",
            "",
            "# A title",
            "## Keywords",
            "## Signals",
            "### Lower",
            "* one",
            "* two words",
            "* [One](one)",
            "Some text.",
            "__[External link](https://example.org)__",
            "| name | change |",
            "|:---|---:|",
            "| a | b |",
            "| a \\| b",
            "* 1. one",
            "  lazy",
            "---",
            "[a]: b",
            "*",
            "## a #",
            "2024. text",
            "```",
            " \t",
            "*one*",
            "text\x0b",
        ]
    )
    return st.lists(lines, max_size=12).map("\n".join)
