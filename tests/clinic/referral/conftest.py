"""A primary-care unit and a hospital that share one store: what each may do is decided by the unit, not by the file."""

from collections.abc import Callable
from datetime import datetime

import pytest

from app.clinic.assessments.service import AssessmentService
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.exams_service import ExamService, NewResult
from app.clinic.referral.desk import ReferralDeskService
from app.clinic.referral.library import ReferralLibraryService
from app.clinic.referral.model import Course, Kind, NewAnswer, NewReferral, Priority, Verdict
from app.clinic.referral.rows import append_event, read_course
from app.clinic.referral.service import ReferralService
from app.clinic.risk.forms import ReferralForm
from app.kernel.actor import PROGRAM
from app.kernel.clock import to_text
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile, StationRole, write_profile
from app.store.store import Store
from app.sync import ledger
from tests.clinic.conftest import TODAY, session_of

UBS, HOSPITAL = "1111111", "2222222"
HYPERTENSION = NewReferral(HOSPITAL, "hypertension", "Pré-eclâmpsia?", "PA alta em duas consultas", Priority.URGENT)
CONFIRMED = NewAnswer(Verdict.CONFIRMED, "booked", ("Manual de alto risco, 2012",), "Manter dieta", "hypertension")
INCONCLUSIVE = NewAnswer(
    Verdict.INCONCLUSIVE, "exams_to_decide", ("Manual",), causes=("laboratory_data",), requested_exams=("haemoglobin",)
)
NOT_CONFIRMED = NewAnswer(Verdict.NOT_CONFIRMED, "counter_referral", ("Manual",), "Seguir na UBS")


def be_at(store: Store, unit: str) -> None:
    """The station belongs to this unit from now on; at the hospital, everything has gone through the server."""
    role = StationRole.PRIMARY_CARE if unit == UBS else StationRole.HOSPITAL
    with store.write(PROGRAM) as writing:
        write_profile(writing, StationProfile(role, "Unidade Fictícia", unit, "2408102", "Natal"))
        if unit == HOSPITAL:
            ledger.acknowledge(writing.connection, ledger.pending(writing.connection, 10_000))


def stamp(store: Store, referral_id: str, of: str, at: datetime) -> None:
    """What the server says on receiving something."""
    with store.write(PROGRAM) as writing:
        one = read_course(writing.connection, referral_id, store.clock.now())
        append_event(writing, one, Kind.RECEIVED, {"of": of, "at": to_text(at)})


@pytest.fixture
def referrals(store: Store) -> ReferralService:
    be_at(store, UBS)
    return ReferralService(store)


@pytest.fixture
def desk(store: Store) -> ReferralDeskService:
    return ReferralDeskService(store)


@pytest.fixture
def library(store: Store) -> ReferralLibraryService:
    return ReferralLibraryService(store)


@pytest.fixture
def doctor() -> Session:
    return session_of(Role.DOCTOR)


@pytest.fixture
def ready(
    store: Store,
    pregnancy: Pregnancy,
    pregnancies: PregnancyService,
    assessments: AssessmentService,
    nurse: Session,
) -> Pregnancy:
    """A pregnancy with all that is compulsory."""
    pregnancies.record(nurse, pregnancy.id, [NewObservation("pregnancies_count", 2)])
    ExamService(store).record(nurse, pregnancy.id, NewResult("fundal_height_cm", 20, TODAY))
    assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"hypertension"})))
    return pregnancy


@pytest.fixture
def sent(referrals: ReferralService, nurse: Session, ready: Pregnancy) -> Course:
    """It was referred."""
    return referrals.send(nurse, ready.id, HYPERTENSION)


@pytest.fixture
def answered(store: Store, desk: ReferralDeskService, doctor: Session, sent: Course) -> Callable[[NewAnswer], Course]:
    """Answer it at the hospital, and be back at the primary-care unit."""

    def make(new: NewAnswer) -> Course:
        be_at(store, HOSPITAL)
        one = desk.answer(doctor, sent.referral.id, sent.version, new)
        be_at(store, UBS)
        return one

    return make
