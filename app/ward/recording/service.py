"""What the window asks of the recordings, checked against the rights; that somebody opened one is written down."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import ward_stay
from app.ward.beds.rows import corrected_stays, read_beds

if TYPE_CHECKING:
    from app.ward.recording.folder import RecordingFolder
    from app.ward.recording.model import AlarmMark, BedRecording


class RecordingService:
    """Over the files that the node of this station writes; each call from a worker thread."""

    def __init__(self, store: Store, home: Path, key: bytes) -> None:
        self._store, self._home, self._key = store, home, key

    def of_bed(self, session: Session, bed: str) -> "BedRecording":
        """Of whoever lies in this bed now. KnownError ward.bed_free, ward.bed_not_found."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            known = {one.bed: one for one in read_beds(connection)}
        if bed in known:
            occupant = known[bed].occupant
            if occupant is None:
                raise KnownError("ward.bed_free", bed=known[bed].label)
            return self._opened(session, occupant.stay, bed)
        # A simulated ward lies beside the station's own beds: only its node knows them.
        stay = self._folder.beds().get(bed)
        if stay is None:
            raise KnownError("ward.bed_not_found")
        return self._opened(session, stay, bed)

    def of_stay(self, session: Session, stay: str) -> "BedRecording":
        """Of a stay, also of one that is over."""
        require(session, Action.VIEW_WARD)
        return self._opened(session, stay, "")

    @cached_property
    def _folder(self) -> "RecordingFolder":
        from app.ward.recording.folder import RecordingFolder  # noqa: PLC0415 - most stations have no ward
        from app.ward.recording.sealed import RecordingKey  # noqa: PLC0415 - most stations have no recordings, and load no numpy

        return RecordingFolder(self._home, RecordingKey(self._key))

    def _opened(self, session: Session, stay: str, bed: str) -> "BedRecording":
        from app.ward.recording.marks import StayMarks  # noqa: PLC0415 - numpy is loaded with it
        from app.ward.recording.reader import StayRecording  # noqa: PLC0415 - most stations have no recordings, and load no numpy

        with self._store.write(session.actor) as writing:
            person = writing.connection.execute(select(ward_stay.c.person_id).where(ward_stay.c.id == stay))
            details = {"bed": bed, "person": person.scalar_one_or_none() or ""}
            writing.audit("ward_recording_opened", "ward_stay", stay, **details)
            corrected, stays = corrected_stays(writing.connection), [stay]
            while (wrong := corrected.get(stays[-1], "")) and wrong not in stays:
                stays.append(wrong)
        marks = StayMarks(*stays)

        def alarms(start: float, end: float) -> "tuple[AlarmMark, ...]":
            with self._store.read() as connection:
                return marks.read(connection, start, end)

        return StayRecording(self._folder, stay, alarms)
