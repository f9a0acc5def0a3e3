"""The clock, where commands look at it, and the days that they are given."""

import datetime as dt
import os

import click

DAY = click.DateTime(["%Y-%m-%d"])
"""A day on the command line."""


def today() -> dt.date:
    """Today; `SOURCE_DATE_EPOCH` stands for it where runs must agree."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch.isdecimal() else dt.datetime.now(dt.UTC)
    return now.date()
