"""A template of the user's own into its text."""

from pathlib import Path

from kb.errors import VaultError


def read_template(file: Path) -> str | None:
    """What stands in the file, None when there is none; `VaultError` when it can't be read."""
    try:
        return file.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise VaultError(f"{file} can't be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise VaultError(f"{file} can't be read: it is not UTF-8 ({error.reason} at byte {error.start}).") from error
