"""A real station with people of each role, as the tests of the window have it."""

from tests.ui.clinical import station

__all__ = ["station"]
