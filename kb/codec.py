"""Values into bytes that a cache can keep, and back, and into digests, which are equal where values are."""

from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar, cast

import msgspec

Value = TypeVar("Value")

_SIZE = 16  # bytes of a digest


class DamagedError(Exception):
    """Bytes that are not what `encode` makes of a value of that type."""


def encode(value: object) -> bytes:
    """A value of plain types, tuples, mappings and the model's classes as MessagePack.

    >>> decode(encode((1, "bee")), tuple[int, str])
    (1, 'bee')
    """
    return _encoder().encode(value)


def decode(data: bytes, kind: type[Value]) -> Value:
    """The value of this type that the bytes stand for; `DamagedError` for bytes that are none."""
    try:
        return cast("Value", _decoder(cast("Any", kind)).decode(data))
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DamagedError(str(error)) from error


def digest(value: object) -> bytes:
    """What tells a value from every other: 16 bytes.

    >>> digest(("a", 1)) == digest(("a", 1)), digest("a") == digest("b")
    (True, False)
    """
    return blake2b(value if isinstance(value, bytes) else encode(value), digest_size=_SIZE).digest()


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder()


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:  # noqa: ANN401  # any type that can be decoded
    return msgspec.msgpack.Decoder(kind)
