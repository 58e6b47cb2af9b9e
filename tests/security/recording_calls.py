"""How each service method of the ward's recordings is called for the test of rights."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.security.roles import Action, Role
from app.security.session import Session
from app.ward.alarms.limits import AgeClass
from app.ward.beds.service import BedService
from app.ward.recording.service import RecordingService
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff


def _lying(staff: Staff) -> str:
    nurse, beds = staff.session(Role.NURSE), BedService(staff.store)
    bed = beds.add_bed(nurse, "Leito 01").bed
    beds.admit(nurse, bed, "pulseira-1", AgeClass.ADULT)
    return bed


def _views(call: Callable[[RecordingService, Session, str], object]) -> ServiceCall:
    def called(staff: Staff, session: Session, bed: str) -> None:
        call(RecordingService(staff.store, Path(staff.store.path.parent, "recordings"), b"k" * 32), session, bed)

    return ServiceCall(Action.VIEW_WARD, called, _lying)


RECORDING_CALLS: Mapping[str, ServiceCall] = {
    "RecordingService.of_bed": _views(lambda recordings, session, bed: recordings.of_bed(session, bed)),
    "RecordingService.of_stay": _views(lambda recordings, session, _: recordings.of_stay(session, "a-stay")),
}
