"""How each service method of the referrals is called for the test of rights."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.referral.desk import ReferralDeskService
from app.clinic.referral.directory import Hospital, ReferralDirectoryService
from app.clinic.referral.library import ReferralLibraryService
from app.clinic.referral.model import NewAnswer, NewReferral, Priority, Verdict
from app.clinic.referral.service import ReferralService
from app.clinic.referral.statistics import count
from app.clinic.referral.tasks import ReferralTaskService
from app.interop.csv_lists.service import ListExportService
from app.interop.fhir.service import FhirService
from app.security.roles import Action, Role
from app.settings import StationProfile, StationRole, write_profile
from app.store.tables import referral
from app.sync import ledger
from tests.security.account_calls import ServiceCall
from tests.security.clinic_calls import somebody
from tests.security.staff import Staff

UBS, HOSPITAL = "1111111", "2222222"
EMERGENCY = NewReferral(HOSPITAL, "other", "Eclâmpsia?", "Convulsão", Priority.EMERGENCY)
INCONCLUSIVE = NewAnswer(
    Verdict.INCONCLUSIVE,
    "exams_to_decide",
    ("Manual",),
    "Repetir",
    causes=("clinical_data",),
    requested_exams=("haemoglobin",),
)
DAY = date(2026, 3, 2)


def _be_at(staff: Staff, unit: str) -> None:
    role = StationRole.PRIMARY_CARE if unit == UBS else StationRole.HOSPITAL
    with staff.store.write(staff.session(Role.ADMINISTRATOR).actor) as writing:
        write_profile(writing, StationProfile(role, "Unidade Fictícia", unit, "2408102", "Natal"))
        ledger.acknowledge(writing.connection, ledger.pending(writing.connection, 10_000))


def _own(staff: Staff) -> ReferralService:
    return ReferralService(staff.store)


def _desk(staff: Staff) -> ReferralDeskService:
    return ReferralDeskService(staff.store)


def _library(staff: Staff) -> ReferralLibraryService:
    return ReferralLibraryService(staff.store)


def _directory(staff: Staff) -> ReferralDirectoryService:
    return ReferralDirectoryService(staff.store)


def _tasks(staff: Staff) -> ReferralTaskService:
    return ReferralTaskService(staff.store)


def _pregnancy(staff: Staff) -> str:
    nurse = staff.session(Role.NURSE)
    person_id = PeopleService(staff.store).register(nurse, somebody()).id
    pregnancy_id = PregnancyService(staff.store).open(nurse, person_id, date(2026, 1, 5)).id
    _be_at(staff, UBS)
    return pregnancy_id


def _sent(staff: Staff) -> str:
    return _own(staff).send(staff.session(Role.NURSE), _pregnancy(staff), EMERGENCY).referral.id


def _at_hospital(staff: Staff) -> str:
    one = _sent(staff)
    _be_at(staff, HOSPITAL)
    return one


def _version(staff: Staff, one: str) -> str:
    with staff.store.read() as connection:
        return str(connection.execute(referral.select().where(referral.c.id == one)).one().version_sha256)


def _answered(staff: Staff) -> str:
    one = _at_hospital(staff)
    _desk(staff).answer(staff.session(Role.DOCTOR), one, _version(staff, one), INCONCLUSIVE)
    _be_at(staff, UBS)
    return one


def _read(staff: Staff) -> str:
    one = _answered(staff)
    _own(staff).mark_read(staff.session(Role.NURSE), one)
    return one


def _assigned(staff: Staff) -> str:
    one = _at_hospital(staff)
    _desk(staff).assign(staff.session(Role.DOCTOR), one, staff.id_of("student"))
    return one


def _first_read(staff: Staff) -> str:
    one = _assigned(staff)
    _desk(staff).first_reading(staff.session(Role.STUDENT), one, _version(staff, one), "Lido")
    return one


REFERRAL_CALLS: Mapping[str, ServiceCall] = {
    "ReferralService.readiness": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, one: _own(staff).readiness(session, one), _pregnancy
    ),
    "ReferralService.send": ServiceCall(
        Action.SEND_REFERRAL, lambda staff, session, one: _own(staff).send(session, one, EMERGENCY), _pregnancy
    ),
    "ReferralService.counter_reply": ServiceCall(
        Action.SEND_REFERRAL, lambda staff, session, one: _own(staff).counter_reply(session, one, "Segue"), _answered
    ),
    "ReferralService.mark_read": ServiceCall(
        Action.SEND_REFERRAL, lambda staff, session, one: _own(staff).mark_read(session, one), _answered
    ),
    "ReferralService.close": ServiceCall(
        Action.SEND_REFERRAL, lambda staff, session, one: _own(staff).close(session, one, "teste"), _read
    ),
    "ReferralService.open": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, one: _own(staff).open(session, one), _sent
    ),
    "ReferralService.of_pregnancy": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, one: _own(staff).of_pregnancy(session, one), _pregnancy
    ),
    "ReferralService.outbox": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, _: _own(staff).outbox(session), _sent
    ),
    "ReferralService.unread": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, _: _own(staff).unread(session), _answered
    ),
    "ReferralDeskService.inbox": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, _: _desk(staff).inbox(session), _at_hospital
    ),
    "ReferralDeskService.overdue": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, _: _desk(staff).overdue(session), _at_hospital
    ),
    "ReferralDeskService.answered": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, _: _desk(staff).answered(session), _at_hospital
    ),
    "ReferralDeskService.case": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, one: _desk(staff).case(session, one), _at_hospital
    ),
    "ReferralDeskService.readers": ServiceCall(
        Action.ASSIGN_REFERRAL, lambda staff, session, _: _desk(staff).readers(session), _at_hospital
    ),
    "ReferralDeskService.see": ServiceCall(
        Action.SEE_EMERGENCY, lambda staff, session, one: _desk(staff).see(session, one), _at_hospital
    ),
    "ReferralDeskService.assign": ServiceCall(
        Action.ASSIGN_REFERRAL,
        lambda staff, session, both: _desk(staff).assign(session, *both.split()),
        lambda staff: f"{_at_hospital(staff)} {staff.id_of('student')}",
    ),
    "ReferralDeskService.first_reading": ServiceCall(
        Action.READ_REFERRAL,
        lambda staff, session, one: _desk(staff).first_reading(session, one, _version(staff, one), "Lido"),
        _assigned,
        other_refusals=frozenset({"referrals.not_assigned_to_you"}),
    ),
    "ReferralDeskService.second_reading": ServiceCall(
        Action.ANSWER_REFERRAL,
        lambda staff, session, one: _desk(staff).second_reading(session, one, _version(staff, one), "Lido"),
        _first_read,
    ),
    "ReferralDeskService.answer": ServiceCall(
        Action.ANSWER_REFERRAL,
        lambda staff, session, one: _desk(staff).answer(session, one, _version(staff, one), INCONCLUSIVE),
        _at_hospital,
    ),
    "ReferralDirectoryService.women": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, _: _directory(staff).women(session, ()), _sent
    ),
    "ReferralDirectoryService.hospitals": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, _: _directory(staff).hospitals(session), _sent
    ),
    "ReferralDirectoryService.name_hospital": ServiceCall(
        Action.SEND_REFERRAL,
        lambda staff, session, _: _directory(staff).name_hospital(session, Hospital(HOSPITAL, "Hospital Fictício")),
        _sent,
    ),
    "ReferralTaskService.tasks": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, one: _tasks(staff).tasks(session, one), _read
    ),
    "ReferralTaskService.tick": ServiceCall(
        Action.SEND_REFERRAL, lambda staff, session, one: _tasks(staff).tick(session, one, "tell"), _read
    ),
    "ReferralTaskService.request_exams": ServiceCall(
        Action.RECORD_OBSERVATION, lambda staff, session, one: _tasks(staff).request_exams(session, one), _read
    ),
    "ReferralLibraryService.search": ServiceCall(
        Action.VIEW_REFERRALS, lambda staff, session, _: _library(staff).search(session, "eclampsia"), _answered
    ),
    "ReferralLibraryService.statistics": ServiceCall(
        Action.VIEW_REPORTS, lambda staff, session, _: _library(staff).statistics(session, DAY, DAY), _answered
    ),
    "ReferralLibraryService.compare": ServiceCall(
        Action.VIEW_REPORTS, lambda staff, session, _: _library(staff).compare(session, (DAY, DAY), None), _answered
    ),
    "FhirService.referral_bundle": ServiceCall(
        Action.EXPORT_RECORD,
        lambda staff, session, one: FhirService(staff.store).referral_bundle(session, one),
        _sent,
    ),
    "ListExportService.referral_report": ServiceCall(
        Action.EXPORT_LIST,
        lambda staff, session, _: ListExportService(staff.store).referral_report(
            session, count([], timedelta(hours=72)), lambda key, _values: key
        ),
    ),
}
