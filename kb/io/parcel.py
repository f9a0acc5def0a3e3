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


def unpack(parcel: bytes | memoryview, kind: Any) -> Any:  # noqa: ANN401  # a type, and a value of it
    """The value of this type that was packed, perhaps by pickle: only for what comes from a process of our own work."""
    content = memoryview(parcel)[1:]
    if parcel[:1] == _PACKED:
        return msgspec.msgpack.decode(content, type=kind)
    return pickle.loads(content)  # noqa: S301  # as the docstring says


def failed(error: Exception) -> bytes:
    """What work raised as bytes that travel, or its words where it can't be sent."""
    try:
        parcel = pickle.dumps(error)
        pickle.loads(parcel)  # noqa: S301  # what was just written
    except Exception:  # noqa: BLE001  # whatever its class does
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return parcel


def raised(parcel: bytes | memoryview) -> Exception:
    """What was raised: only for what comes from a process of our own work."""
    error: Exception = pickle.loads(parcel)  # noqa: S301  # as the docstring says
    return error
