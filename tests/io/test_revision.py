"""Laws of revised files: they are their parts, one after the other, and a file that is so already is left alone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from kb.io import revision
from kb.io.revision import is_so, revise
from kb.model import Revision


@given(data=st.data(), there=st.binary(max_size=20), new=st.binary(max_size=20), at_once=st.integers(1, 9))
def test_a_revised_file_is_its_parts(data: st.DataObject, there: bytes, new: bytes, at_once: int) -> None:
    """Whichever parts of what stands and of what is new it is made of, in whatever order and portions."""
    parts = []
    for is_new in data.draw(st.lists(st.booleans(), max_size=5)):
        begin = data.draw(st.integers(0, len(new if is_new else there)))
        parts.append((is_new, begin, data.draw(st.integers(0, len(new if is_new else there) - begin))))
    one = Revision(path="x", content=new, parts=tuple(parts))
    whole = b"".join([(new if is_new else there)[begin : begin + size] for is_new, begin, size in parts])
    assert one.size == len(whole)
    with TemporaryDirectory() as folder, patch.object(revision, "_AT_ONCE", at_once):
        path = Path(folder, "x")
        path.write_bytes(there)
        if is_so(path, one):
            assert whole == there
        revise(path, one)
        assert path.read_bytes() == whole
        assert [*Path(folder).iterdir()] == [path]
        again = Revision(path="x", content=whole, parts=((True, 0, len(whole)),))
        assert is_so(path, again)
        same = Revision(path="x", content=b"", parts=((False, 0, len(whole)),))
        assert is_so(path, same)
        path.write_bytes(whole + b".")
        assert not is_so(path, again)
        assert not is_so(path, same)
