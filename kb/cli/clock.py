"""The clock, where commands look at it."""

import datetime as dt
import os


def today() -> dt.date:
    """Today; `SOURCE_DATE_EPOCH` stands for it where runs must agree."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdecimal() else dt.datetime.now(dt.UTC)
    return now.date()
