"""Values into bytes that a cache can keep, and back, and into digests, which are equal where values are."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

_SIZE = 16  # bytes of a digest


class DamagedError(Exception):
    """Bytes that are not what `encode` makes of a value of that type."""


class UnfitError(Exception):
    """A value that has no bytes: text that no encoding can write."""


def encode(value: object) -> bytes:
    """A value of plain types, tuples, mappings and the model's classes as MessagePack; raises `UnfitError`.

    >>> decode(encode((1, "bee")), tuple[int, str])
    (1, 'bee')
    """
    try:
        return _encoder().encode(value)
    except UnicodeEncodeError as error:  # half a character, which escapes in front matter can make
        raise UnfitError(str(error)) from error


def decode(data: bytes, kind: Any) -> Any:  # noqa: ANN401  # a type, and a value of it
    """The value of this type that the bytes stand for; `DamagedError` for bytes that are none."""
    try:
        return _decoder(kind).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DamagedError(str(error)) from error


def decodes(rows: Iterable[bytes], kind: Any) -> list[Any]:  # noqa: ANN401  # as above
    """`decode` of each of many bytes, in less time.

    >>> decodes([encode(1), encode(2)], int)
    [1, 2]
    """
    decoded = _decoder(kind).decode
    try:
        return [decoded(row) for row in rows]
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DamagedError(str(error)) from error


def digest(value: object, size: int = _SIZE) -> bytes:
    """What tells a value from every other: 16 bytes, or as many as are asked for, of its SHA-256.

    Processors have instructions for that: long values take them a third of the steps that other digests do.

    >>> digest(("a", 1)) == digest(("a", 1)), digest("a") == digest("b")
    (True, False)
    """
    return sha256(value if isinstance(value, bytes) else _told(value)).digest()[:size]


def digests(values: Sequence[object], size: int = _SIZE) -> list[bytes]:
    """The digest of each of many values, in a fraction of the time; bytes count as values that hold bytes.

    >>> digests(["a", ("a", 1)]) == [digest("a"), digest(("a", 1))]
    True
    """
    try:
        whole = _encoder().encode(values)
    except UnicodeEncodeError:
        return [digest(value, size) for value in values]
    return [sha256(one).digest()[:size] for one in _decoder(list[msgspec.Raw]).decode(whole)]


def told(values: Sequence[object]) -> list[bytes]:
    """Of each of many values bytes that tell it from every other, also where nothing comes but zeros behind them.

    >>> one, same, other = told(["a", "a", ("a", 1)])
    >>> one == same, one == other
    (True, False)
    """
    try:
        return [*map(_encoder().encode, values)]
    except UnicodeEncodeError:
        return [*map(_told, values)]


def _told(value: object) -> bytes:
    try:
        return _encoder().encode(value)
    except UnicodeEncodeError:  # as of `encode`
        return repr(value).encode("utf-8", "surrogatepass")


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder(enc_hook=_plain)


def _plain(value: object) -> str:
    """What stands for a value that is not plain: a safe string is its text."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"{type(value)} has no bytes")


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:  # noqa: ANN401  # any type that can be decoded
    return msgspec.msgpack.Decoder(kind)
