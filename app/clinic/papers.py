"""Paper leaves the station's protection: what goes out, by whom and which way, stands in the trail before it leaves.

Noted first, because a sheet that is out cannot be called back when the note fails; where the printer or the file then
fails, that is noted too, so that the trail never claims a sheet which nobody holds.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from app.clinic.assessments.rows import read_assessment
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.rows import read_pregnancy
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import BugError
from app.privacy.gathering import is_sealed
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store


class PaperKind(StrEnum):
    """Which paper; labels: texts `audit.paper_<value>`."""

    CLASSIFICATION = "classification"
    PRE_CONSULTATION = "pre_consultation"
    CARD = "card"
    VISIT = "visit"
    EMERGENCY = "emergency"
    DAY_LIST = "day_list"
    REPORT = "report"
    REFERRAL = "referral"
    COUNTER_REFERRAL = "counter_referral"
    LINK_CODE = "link_code"
    EVENT_STRIP = "event_strip"
    ALARM_LIST = "alarm_list"
    VITALS_SHEET = "vitals_sheet"
    DUTY_ROTA = "duty_rota"
    PERSON_EXPORT = "person_export"
    ACCESS_REPORT = "access_report"
    CONSENT = "consent"
    GUIDE = "guide"
    DUE_LIST = "due_list"


class Way(StrEnum):
    """How it leaves; labels: texts `audit.way_<value>`."""

    PDF = "pdf"
    PRINTER = "printer"


@dataclass(frozen=True)
class PaperOut:
    """A paper about to leave. `subject_kind`: pregnancy, person, assessment, station, report, ward_bed; with its id.

    `part`: which visit, week or filter, where the kind alone does not say it.
    """

    kind: PaperKind
    subject_kind: str
    subject_id: str
    part: str = ""


@dataclass(frozen=True)
class Released:
    """A paper that was noted; given back where it did not leave after all."""

    id: str
    paper: PaperOut
    way: Way


class PaperService:
    """Allows and records what is printed or saved as PDF; the papers themselves are made by the window."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def release(self, session: Session, paper: PaperOut, way: Way, *, size: str = "", language: str = "") -> Released:
        """Note a paper that is about to leave; only then may it be printed or written.

        Raises KnownError access.*, assessments.not_found, pregnancies.not_found, people.not_found.
        """
        require(session, _action(paper.kind))
        with self._store.write(session.actor) as writing:
            kind, subject, more = self._subject(writing.connection, paper)
            sheet = writing.new_id()
            details = {"paper": paper.kind.value, "way": way.value, "size": size, "language": language, **more}
            told = {name: value for name, value in details.items() if value}
            writing.audit("record_printed", kind, subject, sheet=sheet, **told)
        return Released(sheet, paper, way)

    def did_not_leave(self, session: Session, released: Released) -> None:
        """The printer or the file failed after the note: say so in the trail."""
        require(session, _action(released.paper.kind))
        with self._store.write(session.actor) as writing:
            kind, subject, more = self._subject(writing.connection, released.paper)
            details = {"paper": released.paper.kind.value, "way": released.way.value, **more}
            writing.audit("record_not_printed", kind, subject, sheet=released.id, **details)

    def _subject(self, connection: Connection, paper: PaperOut) -> tuple[str, str, dict[str, str]]:
        """Whose trail the note belongs to, and what else identifies the paper."""
        more = {"part": paper.part} if paper.part else {}
        if paper.subject_kind == "assessment":
            found = read_assessment(connection, paper.subject_id)
            return "pregnancy", found.pregnancy_id, {"assessment": paper.subject_id, **more}
        if paper.subject_kind == "pregnancy":
            today = local_date(self._store.clock.now(), self._zone())
            return "pregnancy", read_pregnancy(connection, paper.subject_id, today).id, more
        if paper.subject_kind == "person":
            if paper.kind is PaperKind.PERSON_EXPORT and is_sealed(connection, paper.subject_id):
                return "person", paper.subject_id, more
            return "person", read_person(connection, paper.subject_id).id, more
        if paper.subject_kind in ("station", "report", "ward_bed"):
            return paper.subject_kind, paper.subject_id, more
        raise BugError(f"no paper is about a {paper.subject_kind}")


def _action(kind: PaperKind) -> Action:
    if kind in (PaperKind.PERSON_EXPORT, PaperKind.ACCESS_REPORT):
        return Action.EXPORT_PERSON
    # A report counts women and names none, a guide names nobody; every other paper carries names.
    if kind is PaperKind.GUIDE:
        return Action.VIEW_OWN_ACCOUNT
    return Action.VIEW_REPORTS if kind is PaperKind.REPORT else Action.PRINT_RECORD
