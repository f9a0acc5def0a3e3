"""Counts into pictures: SVG that needs neither script nor style to be understood, with the same numbers as a table."""

from kb.site.charts.course import DRAWN, Shown, course_picture, shown_by, span, spark
from kb.site.charts.heat import heat_map
from kb.site.charts.picture import Picture
from kb.site.charts.timeline import Moment, timeline

__all__ = [
    "DRAWN",
    "Moment",
    "Picture",
    "Shown",
    "course_picture",
    "heat_map",
    "shown_by",
    "span",
    "spark",
    "timeline",
]
