"""Dated notes into what is known of their course over time."""

from kb.scan.periods import Course, Periods, Unit, course, courses, periods, places

__all__ = ["Course", "Periods", "Unit", "course", "courses", "periods", "places"]
