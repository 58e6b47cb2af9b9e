"""The fixtures of the clinical screens."""

from tests.ui.clinical import _portuguese, nurse, open_desk, pregnancy, station, woman

__all__ = ["_portuguese", "nurse", "open_desk", "pregnancy", "station", "woman"]
