"""Messages into a pipe and out of it while both ends are at work: neither waits for the other before its own end."""

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import suppress

_HEAD = struct.Struct("<IQ")  # before each message: its number and its bytes
_ROOM = 1 << 20  # bytes that the pipe is to hold, where the system lets it hold so many


class Outbox:
    """The end of a pipe into which messages go, as soon as there is room."""

    def __init__(self, pipe: int) -> None:
        """Take the end of a pipe, which is closed at the end."""
        self._pipe = pipe
        self._waiting = bytearray()
        os.set_blocking(pipe, False)
        with suppress(OSError, AttributeError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _ROOM)

    def put(self, number: int, content: bytes) -> None:
        """Send a message, now or later."""
        self._waiting += _HEAD.pack(number, len(content))
        self._waiting += content
        with suppress(BlockingIOError):
            self._push()

    def close(self) -> None:
        """Wait until all is sent."""
        os.set_blocking(self._pipe, True)
        self._push()
        os.close(self._pipe)

    def _push(self) -> None:
        while self._waiting:
            with memoryview(self._waiting) as waiting:
                sent = os.write(self._pipe, waiting[:_ROOM])
            del self._waiting[:sent]


class Inbox:
    """The end of a pipe out of which messages come."""

    def __init__(self, pipe: int) -> None:
        """Take the end of a pipe, to be closed by `close`."""
        self._pipe = pipe
        self._come = bytearray()

    def there(self) -> Iterator[tuple[int, bytes]]:
        """Number and content of each message that has come since, as far as it takes no waiting."""
        os.set_blocking(self._pipe, False)
        with suppress(BlockingIOError):
            yield from self._messages()

    def rest(self) -> Iterator[tuple[int, bytes]]:
        """All others, until nobody sends any more; one that is not whole then is left out."""
        os.set_blocking(self._pipe, True)
        yield from self._messages()

    def close(self) -> None:
        """Take nothing any more."""
        os.close(self._pipe)

    def _messages(self) -> Iterator[tuple[int, bytes]]:
        while some := os.read(self._pipe, _ROOM):
            self._come += some
            while len(self._come) >= _HEAD.size:
                number, size = _HEAD.unpack_from(self._come)
                end = _HEAD.size + size
                if len(self._come) < end:
                    break
                content = bytes(memoryview(self._come)[_HEAD.size : end])
                del self._come[:end]
                yield number, content
