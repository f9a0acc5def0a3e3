"""Steps into their results, by another process that does one after another while this one does something else.

What a step gave lies in a file without a name, from when it is done, so that not only this process can take it, but any
that it forks later. Whoever asks for it waits until it is there.
"""

import os
import select
import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from mmap import ACCESS_READ, mmap
from typing import Any, Generic, TypeVar

from msgspec import Struct

from kb.io.fork import Helper, LostError, forked
from kb.io.parcel import failed, pack, raised, unpack

R = TypeVar("R")

_HEAD = struct.Struct("<cQ")  # before what a step gave: how it went, and its bytes
_SIZE = struct.Struct("<Q")
_ALIGNED = 64  # bytes of which a column of numbers begins at a multiple
_DONE, _FAILED = b".", b"!"


class Step(Struct, Generic[R], frozen=True):
    """Something to be done, after the steps before it and in the same process."""

    work: Callable[[], R]
    """Does it, and gives its result."""
    kind: Any = object
    """Type of the result, as for `kb.io.executor.Executor.map`."""


class Turn:
    """Another process at work on some steps."""

    def __init__(self, steps: Sequence[Step[Any]], after: "Later[Any] | None" = None) -> None:
        """Have it begin; `after` is what its first step waits for, if that is something."""
        self._steps = steps
        self._after = after
        self._giver = os.getpid()
        self._files = [_unnamed() for _ in steps]
        pipes = [os.pipe() for _ in steps]
        self._ends = [reading for reading, _ in pipes]
        """What can be read of each until its step is done, which is nothing."""
        writing = [one for _, one in pipes]
        self._helper: Helper | None = forked(partial(self._do, writing))
        for one in writing:
            os.close(one)

    def given(self, place: int) -> Any:  # noqa: ANN401  # a value of the step's type
        """What a step gave, once it is done; what it or one before it raised is raised here.

        Any process may ask, this one or one that it forked since.
        """
        os.read(self._ends[place], 1)
        content = os.pread(self._files[place], os.fstat(self._files[place]).st_size, 0)
        if len(content) >= _HEAD.size:
            sign, size = _HEAD.unpack_from(content)
            parcel = memoryview(content)[_HEAD.size :]
            if len(parcel) == size:
                if sign == _FAILED:
                    raise raised(parcel)
                return unpack(parcel, self._steps[place].kind)
        if self._helper and os.getpid() == self._giver:
            helper, self._helper = self._helper, None
            helper.ended()
        raise LostError("A process that helped ended before it was done.")

    def busy(self) -> bool:
        """Whether the other process is at work: it no longer waits, and is not done."""
        if self._after and not self._after.is_given:
            return False
        return bool(self._ends) and not select.select(self._ends[-1:], [], [], 0)[0]

    def end(self) -> None:
        """Break off what is not done yet; nothing can be asked for any more."""
        if self._helper and self._is_done():
            self._helper.leave()
        elif self._helper:
            self._helper.end()
        for one in (*self._ends, *self._files):
            os.close(one)
        self._helper, self._ends, self._files = None, [], []

    def _is_done(self) -> bool:
        """Whether the last step is done, or never will be."""
        os.set_blocking(self._ends[-1], False)
        try:
            return not os.read(self._ends[-1], 1)
        except BlockingIOError:
            return False

    def _do(self, writing: Sequence[int]) -> None:
        """Do all steps: what the other process does."""
        failure = b""
        for step, file, end in zip(self._steps, self._files, writing, strict=True):
            try:
                parcel = failure or pack(step.work(), plain=step.kind is not object)
            except Exception as error:  # noqa: BLE001  # it is raised where the result is asked for
                parcel = failure = failed(error)
            with open(file, "wb", closefd=False) as out:
                out.write(_HEAD.pack(_FAILED if failure else _DONE, len(parcel)))
                out.write(parcel)
            os.close(end)
            if os.getppid() != self._giver:
                return  # nobody asks any more


class Later(Generic[R]):
    """A value for a process that is forked before there is one: when there is little memory that it could copy.

    Columns of numbers can go along, which the other process then reads where they were written.
    """

    def __init__(self, kind: Any) -> None:  # noqa: ANN401  # a type
        """Take the type of the value, one of plain types, tuples, lists and the model's classes."""
        self._kind = kind
        self._file = _unnamed()
        self._reading, self._writing = os.pipe()
        self.is_given = False
        """Whether it was sent."""

    def give(self, value: R, columns: Sequence[memoryview] = ()) -> None:
        """Send it, once the other process is there."""
        parcel = pack(value, plain=True)
        parts = [*columns, memoryview(parcel)]
        with os.fdopen(self._file, "wb") as file:
            for part in parts:
                file.write(bytes(-file.tell() % _ALIGNED))
                file.write(part)
        self.is_given = True
        os.close(self._reading)
        with suppress(BrokenPipeError), os.fdopen(self._writing, "wb") as pipe:
            pipe.writelines(_SIZE.pack(size) for size in (len(parts), *(part.nbytes for part in parts)))

    def taken(self) -> tuple[R, list[memoryview]]:
        """The value and the bytes of the columns, once they are there: asked for by the other process."""
        os.close(self._writing)
        with os.fdopen(self._reading, "rb") as pipe:
            # Not to the end, which comes when no process has the other side any more, those forked meanwhile neither.
            count = pipe.read(_SIZE.size)
            if not count:
                raise LostError("A process ended before it gave what another waited for.")
            sizes = [size for (size,) in _SIZE.iter_unpack(pipe.read(_SIZE.size * _SIZE.unpack(count)[0]))]
        whole = memoryview(mmap(self._file, 0, access=ACCESS_READ))
        os.close(self._file)
        parts: list[memoryview] = []
        start = 0
        for size in sizes:
            start += -start % _ALIGNED
            parts.append(whole[start : start + size])
            start += size
        given: R = unpack(parts.pop(), self._kind)
        return given, parts

    def end(self) -> None:
        """Send none, unless one was sent."""
        if not self.is_given:
            os.close(self._file)
            os.close(self._reading)
            os.close(self._writing)


def _unnamed() -> int:
    """A file without a name, in memory where the system has such and lets us."""
    if hasattr(os, "memfd_create"):
        with suppress(OSError):
            return os.memfd_create("kb")
    import tempfile  # noqa: PLC0415  # few systems need it, and it brings all that packs files

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
