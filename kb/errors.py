"""The few kinds of failure that end a command, each with the words its user needs."""


class KbError(Exception):
    """A failure that ends the command: what is wrong, where, and what to do about it.

    Trouble inside a note is never raised; it is a `Diagnostic`. This is for what leaves kb nothing to go on with.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the sentence that says what is wrong and the one that says what to do."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Both sentences, the hint on a line of its own."""
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class WrongUseError(KbError):
    """The command was asked for what it cannot mean: a missing folder, an unknown note, an unknown setting."""

    exit_code = 2


class VaultError(KbError):
    """The vault cannot be read or written at all: no rights, no room, a lock held by another kb."""


class OutputError(KbError):
    """The output folder cannot be written: it holds somebody else's files, the disk is full, no rights."""


class SourceError(KbError):
    """What was to be drafted from cannot be read: no such page, too large, too slow, encrypted, nothing in it."""
