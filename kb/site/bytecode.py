"""What code is made from into the code: made once, then kept by Python as it keeps that of a module."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.machinery import SourceFileLoader
from types import CodeType
from zlib import crc32

_CODE = ""  # the text of the module, which has no other


class Bytecode(SourceFileLoader):
    """A module that holds pieces of code by their file names; its own file is nowhere, but its bytecode is kept.

    Where Python may write no bytecode, the pieces are made in every run.
    """

    def __init__(self, path: str, grounds: Sequence[str], make: Callable[[], Iterable[CodeType]]) -> None:
        """Take where the module's file would be, paths of the files that decide the code, and what makes the pieces."""
        super().__init__("kb.site.bytecode.made", path)
        self._grounds = grounds
        self._make = make

    def pieces(self) -> dict[str, CodeType]:
        """The pieces: those that were made of files with the same times and sizes, or else new ones."""
        code = self.get_code(self.name)
        return {one.co_filename: one for one in (code.co_consts if code else ()) if isinstance(one, CodeType)}

    def path_stats(self, _path: str) -> Mapping[str, int]:
        """A number made of times and sizes of all grounds, in place of the time of the file; its text has no size."""
        told = [(one, *sorted(super(Bytecode, self).path_stats(one).items())) for one in self._grounds]
        return {"mtime": crc32(repr(told).encode()), "size": len(_CODE)}

    def get_data(self, path: str) -> bytes:
        """The bytecode; the module's file has no text."""
        return _CODE.encode() if path == self.path else super().get_data(path)

    def source_to_code(self, *_: object, **__: object) -> CodeType:  # type: ignore[override]  # as loaders call it
        """A module that does nothing, and has the pieces among its constants."""
        return compile(_CODE, self.path, "exec").replace(co_consts=(None, *self._make()))
