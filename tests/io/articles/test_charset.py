"""Whatever charset a page has, names, or names wrongly, its text comes through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.io.articles.charset import decoded


@pytest.mark.parametrize(
    ("text", "charset", "header", "head"),
    [
        ("Zürich", "utf-8", "", ""),
        ("Zürich", "utf-8", "latin1", ""),
        ("Zürich", "utf-8", "no-such-thing", ""),
        ("Zürich", "utf-8", "utf-7", ""),
        ("Zürich", "utf-8-sig", "windows-1251", ""),
        ("Zürich – “so”", "windows-1252", "", ""),
        ("Zürich – “so”", "windows-1252", "ISO-8859-1", ""),
        ("Zürich", "windows-1252", "utf-8", ""),
        ("Zürich", "windows-1252", "zlib", ""),
        ("Zürich", "utf-16", "", ""),
        ("Zürich", "utf-16-le", "utf-16le", ""),
        ("Łódź", "iso-8859-2", "", '<meta charset="iso-8859-2">'),
        ("Łódź", "iso-8859-2", "", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'),
        ("Łódź", "iso-8859-2", "", '<?xml version="1.0" encoding="iso-8859-2"?>'),
        ("横浜の港", "shift_jis", "Shift_JIS", ""),
        ("横浜の港", "iso-2022-jp", "iso-2022-jp", ""),
        ("港口", "gb18030", "gb2312", ""),
    ],
)
def test_every_charset_is_read(text: str, charset: str, header: str, head: str) -> None:
    """Marks, bytes that can be nothing else, the header and the page's own word are believed in this order."""
    assert decoded(f"{head}<p>{text}".encode(charset), header).endswith(text)


def test_a_page_cut_in_a_character_is_still_utf_8() -> None:
    """One broken character does not make another charset of a page."""
    assert decoded("Zürich und Łódź".encode()[:-1]) == "Zürich und Łód\ufffd"


@given(
    data=st.binary(max_size=200), named=st.text(max_size=12) | st.sampled_from(["utf-16", "hex", "idna", "punycode"])
)
def test_any_bytes_are_read(data: bytes, named: str) -> None:
    """Whatever comes and whatever it is called, there is a text."""
    assert isinstance(decoded(data, named), str)
