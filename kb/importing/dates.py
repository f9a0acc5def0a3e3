"""Dates as feeds, bookmarks and tables write them into days: RFC 822, ISO 8601, seconds since 1970."""

import datetime as dt
import re

from kb.pattern import pattern

_ISO = pattern(r"(\d{4})-?(\d{2})(?:-?(\d{2}))?(?!\d)(?:[T\s].*)?", re.ASCII | re.DOTALL)
_YEAR_FIRST = pattern(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d).*", re.ASCII | re.DOTALL)
_DAY_FIRST = pattern(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d).*", re.ASCII | re.DOTALL)
_SECONDS = pattern(r"\d{9,11}(?:\.\d+)?", re.ASCII)
_FINER = pattern(r"(\d{9,11})(?:\d{3}|\d{6})", re.ASCII)
_EPOCH = dt.date(1970, 1, 1)
_DAY = 86_400
_LONGEST = 80  # characters; longer is no date


def day_of(text: str) -> dt.date | None:
    """The day that a text names, as it is written, whatever its time zone; None when it names none for sure.

    A count of seconds since 1970 (nine digits or more), or of thousandths or millionths, is a day in UTC.

    >>> day_of("Sun, 18 Feb 2024 23:30:00 -0500"), day_of("2024-02-18T23:30:00Z"), day_of("1708300000"), day_of("soon")
    (datetime.date(2024, 2, 18), datetime.date(2024, 2, 18), datetime.date(2024, 2, 18), None)
    """
    written = text.strip()
    if _SECONDS.fullmatch(written):
        return _counted(int(written.partition(".")[0]))
    if finer := _FINER.fullmatch(written):
        return _counted(int(finer[1]))
    for form, order in ((_ISO, (1, 2, 3)), (_YEAR_FIRST, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        if match := form.fullmatch(written):
            return _real(*(int(match[part] or 1) for part in order))
    if len(written) >= _LONGEST or not re.search(r"[A-Za-z]{3}", written):
        return None
    from email.utils import parsedate_tz  # noqa: PLC0415  # it brings what reads e-mails

    parsed = parsedate_tz(written)
    return _real(*parsed[:3]) if parsed else None


def _real(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _counted(seconds: int) -> dt.date | None:
    try:
        return _EPOCH + dt.timedelta(days=seconds // _DAY)
    except OverflowError:
        return None
