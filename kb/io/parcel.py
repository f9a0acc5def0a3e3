"""What work gave into bytes that travel between processes, and back."""

import pickle
from contextlib import suppress
from typing import Any

import msgspec

_PACKED, _PICKLED = b"m", b"p"  # how a parcel begins


def pack(value: object, *, plain: bool) -> bytes:
    """A value as bytes; one of plain types, tuples, lists and the model's classes alone is `plain`, packed sooner."""
    if plain:
        with suppress(UnicodeEncodeError):  # half a character, which escapes in front matter can make
            return _PACKED + msgspec.msgpack.encode(value)
    return _PICKLED + pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpack(parcel: bytes, kind: Any) -> Any:  # noqa: ANN401  # a type, and a value of it
    """The value of this type that was packed, perhaps by pickle: only for what comes from a process of our own work."""
    content = memoryview(parcel)[1:]
    if parcel[:1] == _PACKED:
        return msgspec.msgpack.decode(content, type=kind)
    return pickle.loads(content)  # noqa: S301  # as the docstring says
