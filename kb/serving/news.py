"""What came of the newest build, for every open page that waits for it."""

from threading import Condition

from msgspec import Struct


class Trouble(Struct, frozen=True, kw_only=True):
    """One thing in the notes that somebody should see to."""

    place: str
    """Path, line and column in the notes folder, as `kb check` prints them."""
    message: str
    """What is wrong there."""
    hint: str = ""
    """What to do about it."""


class News(Struct, frozen=True, kw_only=True):
    """What came of a build."""

    number: int
    """Counts the builds."""
    folder: str = "/"
    """Path of the site on its host, from `base_url`; begins and ends with a slash."""
    failure: str = ""
    """Why the site could not be made, or nothing."""
    trouble: tuple[Trouble, ...] = ()
    """Errors in the notes that were changed since serving began, and errors that are new since then."""


class Board:
    """Holds the newest news; who waits is woken by the next ones, and by the end."""

    def __init__(self) -> None:
        """Begin with nothing to tell."""
        self.newest = News(number=0)
        self.closed = False
        self._changed = Condition()

    def post(self, news: News) -> None:
        """Put up news in place of those before."""
        with self._changed:
            self.newest = news
            self._changed.notify_all()

    def close(self) -> None:
        """Wake everybody for the last time."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def after(self, number: int, patience: float) -> News | None:
        """The newest news, once they are newer than these; None when they are not within so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.newest.number > number, patience)
            return self.newest if self.newest.number > number else None
