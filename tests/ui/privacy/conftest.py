"""A real station with people of each role."""

from tests.ui.clinical import _portuguese, nurse, station

__all__ = ["_portuguese", "nurse", "station"]
