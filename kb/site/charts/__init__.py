"""Counts into pictures: SVG that needs neither script nor style to be understood, with the same numbers as a table."""

from kb.site.charts.course import DRAWN, course_picture, span, spark
from kb.site.charts.heat import heat_map
from kb.site.charts.picture import Picture
from kb.site.charts.timeline import Moment, timeline

__all__ = ["DRAWN", "Moment", "Picture", "course_picture", "heat_map", "span", "spark", "timeline"]
