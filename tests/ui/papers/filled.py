"""A pregnancy with as much in its record as is wanted, written by the services themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.exams_service import NewResult
from app.clinic.prenatal.history_service import Answer
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visit_content import NewVisit, Oedema
from app.security.session import Session
from app.station import Station
from ui.papers.paper import PaperOffer, PaperSize
from ui.papers.pregnancy_data import PregnancyData, read_pregnancy_data
from ui.papers.printing import write_pdf
from ui.pregnancy.record_view import read_record
from ui.shell.context import UiContext
from ui.texts import speaking

Read = Callable[[], PregnancyData]


def context_of(station: Station, session: Session) -> UiContext:
    """A window's context that goes nowhere."""
    return UiContext(station, session, lambda *_: None, lambda *_: None)


def data_of(station: Station, session: Session, pregnancy_id: str) -> PregnancyData:
    """What the papers are made of."""
    context = context_of(station, session)
    return read_pregnancy_data(context, read_record(context, pregnancy_id)())()


def make_visit(station: Station, nurse: Session, pregnancy: Pregnancy, day: date, **told: object) -> None:
    """A visit with weight, pressure, fundal height and heart beat."""
    new = NewVisit(
        day,
        Professional.NURSE,
        vitals=(
            NewObservation("weight_kg", 64.5),
            NewObservation("systolic_mmhg", 118),
            NewObservation("diastolic_mmhg", 76),
        ),
        found={"fundal_height_cm": 20, "fetal_heart_rate": 146},
    )
    station.visits.record(nurse, pregnancy.id, replace(new, **told))  # type: ignore[arg-type]  # named fields of a test


def fill(station: Station, nurse: Session, pregnancy: Pregnancy, *, today: date) -> None:
    """Two visits, one with a second pressure; exams, history, a request; blood group and body."""
    first, second = today - timedelta(days=28), today - timedelta(days=2)
    make_visit(station, nurse, pregnancy, first, complaints="Enjoo pela manhã", note="Orientada sobre alimentação")
    at = datetime.combine(second, time(10), ZoneInfo(station.profile.time_zone))
    pressures = (
        NewObservation("systolic_mmhg", 144, at),
        NewObservation("diastolic_mmhg", 92, at),
        NewObservation("systolic_mmhg", 132, at + timedelta(minutes=14)),
        NewObservation("diastolic_mmhg", 84, at + timedelta(minutes=14)),
    )
    next_on = today + timedelta(days=12)
    make_visit(station, nurse, pregnancy, second, vitals=pressures, oedema=Oedema.ONE, next_on=next_on)
    body = [
        NewObservation("height_cm", 160),
        NewObservation("weight_before_kg", 60.0),
        NewObservation("pregnancies_count", 2),
        NewObservation("births_count", 1),
        NewObservation("referral_reason", "Pressão alta desde o começo"),
    ]
    station.pregnancies.record(nurse, pregnancy.id, body)
    for code, value in (
        ("haemoglobin", 10.2),
        ("syphilis", "reactive"),
        ("blood_group", "o"),
        ("rh_factor", "negative"),
    ):
        station.exams.record(nurse, pregnancy.id, NewResult(code, value, second))
    station.exams.request(nurse, pregnancy.id, "hiv")
    station.history.record(nurse, pregnancy.id, {"infertility": Answer.YES, "epilepsy": Answer.NO})


def words_of(offer: PaperOffer, path: Path, size: PaperSize = PaperSize.A4, language: str = "pt_BR") -> str:
    """Everything that can be read in the PDF."""
    return " ".join(" ".join(pages_of(offer, path, size, language)).split())


def pages_of(offer: PaperOffer, path: Path, size: PaperSize = PaperSize.A4, language: str = "pt_BR") -> list[str]:
    """The words of each page."""
    with speaking(language):
        paper = offer.make(size)
    assert write_pdf(paper, path)
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]
