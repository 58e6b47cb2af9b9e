"""The fixtures of the clinical screens."""

from tests.ui.clinical import _portuguese, nurse, open_desk, pregnancy, station, woman
from tests.ui.pregnancy.opened import opened_record

__all__ = ["_portuguese", "nurse", "open_desk", "opened_record", "pregnancy", "station", "woman"]
