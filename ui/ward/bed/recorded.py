"""The recording of whoever lies in a bed, opened once: each opening is written down."""

from app.ward.recording.model import BedRecording
from ui.shell.context import UiContext


class Recorded:
    """For one part of a bed's page."""

    def __init__(self, context: UiContext, bed: str) -> None:
        self._context, self._bed = context, bed
        self._opened: BedRecording | None = None

    def open(self) -> BedRecording:
        """From a worker thread. KnownErrors of `RecordingService.of_bed`."""
        if self._opened is None:
            self._opened = self._context.station.recordings.of_bed(self._context.session, self._bed)
        return self._opened
