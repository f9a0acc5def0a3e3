"""Bytes into one file, whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kb.errors import OutputError

_TEMPORARY = ".kb-part"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def write_whole(path: Path, content: bytes) -> None:
    """Write one file, which a command was told to write, whole or not at all; `OutputError` when it can't be."""
    try:
        replace(path, content)
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror or error}.") from error


def replace(path: str | Path, content: bytes) -> None:
    """Put a file in the place of the one that is there, if one is."""
    with replacing(path) as file:
        file.write(content)


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """A file that takes the place of the one that is there, if one is, when all of it is written."""
    part = f"{path}.{os.getpid()}{_TEMPORARY}"
    try:
        with open(part, "wb") as file:
            yield file
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def write(path: str, content: bytes, within: int | None = None) -> None:
    """Make a file; what could not be written whole is taken away again.

    A path may begin `within` a folder that is open.
    """
    descriptor = os.open(path, _NEW, 0o666, dir_fd=within)
    try:
        try:
            done = os.write(descriptor, content)
            while done < len(content):
                done += os.write(descriptor, content[done:])
        finally:
            os.close(descriptor)
    except BaseException:
        with suppress(OSError):
            os.unlink(path, dir_fd=within)
        raise
