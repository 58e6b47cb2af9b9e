"""Referrals through the services: sent by this unit, stamped, answered at a hospital that shares the store."""

from dataclasses import replace
from datetime import date, datetime

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.exams_service import NewResult
from app.clinic.referral.model import Course, Kind, NewAnswer, NewReferral, Priority, Verdict
from app.clinic.referral.rows import append_event, read_course
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.kernel.actor import PROGRAM
from app.kernel.clock import to_text
from app.security.session import Session
from app.settings import StationRole, write_profile
from app.station import Station
from app.store.store import Store
from app.sync import ledger

HOSPITAL = "2222222"
HYPERTENSION = NewReferral(
    HOSPITAL, "hypertension", "Hipertensão gestacional", "Pressão alta em duas consultas", Priority.URGENT
)
CONFIRMED = NewAnswer(
    Verdict.CONFIRMED, "booked", ("Manual Técnico de Alto Risco, 2012",), "Manter dieta com pouco sal", "hypertension"
)
INCONCLUSIVE = NewAnswer(
    Verdict.INCONCLUSIVE,
    "exams_to_decide",
    ("Manual Técnico de Alto Risco, 2012",),
    causes=("laboratory_data",),
    requested_exams=("haemoglobin", "syphilis"),
)
NOT_CONFIRMED = NewAnswer(
    Verdict.NOT_CONFIRMED, "counter_referral", ("Caderno de Atenção Básica 32, 2012",), "Seguir na unidade"
)


def store_of(station: Station) -> Store:
    """The store behind a station; a window never sees it."""
    store = vars(station.referrals)["_store"]
    assert isinstance(store, Store)
    return store


def make_ready(station: Station, session: Session, pregnancy: Pregnancy, today: date) -> None:
    """All that is compulsory, with a class that is referred."""
    counted = [NewObservation("pregnancies_count", 2), NewObservation("births_count", 1)]
    station.pregnancies.record(session, pregnancy.id, counted)
    station.exams.record(session, pregnancy.id, NewResult("fundal_height_cm", 20, today))
    form = ReferralForm(age_years=36.0, conditions=frozenset({"hypertension"}), conditions_asked=ALL_CONDITIONS)
    station.assessments.save(session, pregnancy.id, form)


def refer(station: Station, session: Session, pregnancy_id: str, new: NewReferral = HYPERTENSION) -> Course:
    """Send it, and let the server have it."""
    sent = station.referrals.send(session, pregnancy_id, new)
    acknowledge(station)
    return station.referrals.open(session, sent.referral.id)


def acknowledge(station: Station) -> None:
    """Everything has gone through the server."""
    with store_of(station).write(PROGRAM) as writing:
        ledger.acknowledge(writing.connection, ledger.pending(writing.connection, 10_000))


def stamp(station: Station, referral_id: str, of: str, at: datetime) -> None:
    """What the server says on receiving something."""
    store = store_of(station)
    with store.write(PROGRAM) as writing:
        one = read_course(writing.connection, referral_id, store.clock.now())
        append_event(writing, one, Kind.RECEIVED, {"of": of, "at": to_text(at)})


def be_at(station: Station, cnes: str, role: StationRole) -> None:
    """The station belongs to another unit from now on."""
    profile = replace(station.profile, cnes=cnes, role=role)
    with store_of(station).write(PROGRAM) as writing:
        write_profile(writing, profile)


def answer(station: Station, session: Session, course: Course, new: NewAnswer) -> Course:
    """Answer it at the hospital, and be back."""
    home = station.profile
    be_at(station, course.referral.to_unit, StationRole.HOSPITAL)
    try:
        return station.referral_desk.answer(session, course.referral.id, course.version, new)
    finally:
        be_at(station, home.cnes, home.role)
        acknowledge(station)
