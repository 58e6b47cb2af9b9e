"""The referral and counter-referral sheets: what was sent, what was answered, to which version, with room to sign."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.clinic.allergies.model import AllergyKind, NewAllergy, Severity
from app.clinic.papers import PaperKind, Way
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.referral.model import Course
from app.kernel.clock import FakeClock, local_date
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import PASSWORD
from tests.ui.papers.filled import context_of, data_of, fill, words_of
from tests.ui.referred import CONFIRMED, HYPERTENSION, INCONCLUSIVE, answer, make_ready, refer, stamp
from ui.papers.card import card_offer
from ui.papers.counter_referral import counter_referral_offer
from ui.papers.paper import PaperSize
from ui.papers.points_picture import points_bars
from ui.papers.referral import referral_offer
from ui.papers.referral_case import ReferralCase, read_referral_case
from ui.pregnancy.papers.choices import COUNTER_REFERRAL, REFERRAL, paper_choices


@pytest.fixture
def ready(station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock, qapp: object) -> Pregnancy:
    """A full record that can be referred."""
    today = local_date(fake_clock.now(), station.profile.time_zone)
    fill(station, nurse, pregnancy, today=today)
    make_ready(station, nurse, pregnancy, today)
    return pregnancy


@pytest.fixture
def sent(station: Station, nurse: Session, ready: Pregnancy) -> Course:
    """It was referred."""
    return refer(station, nurse, ready.id)


@pytest.fixture
def coordinator(station: Station) -> Session:
    """Who answers at the hospital."""
    return station.sign_in.sign_in("coordinator", PASSWORD)


def case_of(station: Station, session: Session, course: Course) -> ReferralCase:
    again = station.referrals.open(session, course.referral.id)
    return read_referral_case(context_of(station, session), again, station.profile)()


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pt_BR", ("Encaminhamento ao hospital", "Urgente", "Hipertensão arterial", "Alto risco", "132/84 mmHg",
                   "REAGENTE", "nº do conselho", "Versão dos dados", "O que somou pontos")),
        ("en", ("Referral to the reference", "Urgent", "Hypertension", "High risk", "132/84 mmHg", "REACTIVE",
                "council number", "Version of the data", "What added points")),
    ],
)  # fmt: skip
def test_the_referral_sheet_says_what_was_sent(
    station: Station, nurse: Session, sent: Course, tmp_path: Path, size: PaperSize, language: str,
    expected: tuple[str, ...],
) -> None:  # fmt: skip
    words = words_of(referral_offer(case_of(station, nurse, sent)), tmp_path / "a.pdf", size, language)
    for told in (*expected, "Maria Sintética", "UBS Sintética · CNES 0000000", "CNES 2222222", "21", "Ana Sintética",
                 HYPERTENSION.hypothesis, HYPERTENSION.justification, sent.version[:8]):  # fmt: skip
        assert told in words


def test_what_was_measured_after_sending_is_not_on_the_sheet(
    station: Station, nurse: Session, sent: Course, coordinator: Session, tmp_path: Path
) -> None:
    answer(station, coordinator, sent, CONFIRMED)
    station.pregnancies.record(nurse, sent.referral.pregnancy_id, [NewObservation("weight_kg", 99.9)])
    words = words_of(referral_offer(case_of(station, nurse, sent)), tmp_path / "a.pdf")
    assert "64,5 kg" in words
    assert "99,9" not in words


def test_a_referral_that_has_not_left_says_so_on_every_page(
    station: Station, nurse: Session, ready: Pregnancy, tmp_path: Path
) -> None:
    queued = station.referrals.send(nurse, ready.id, HYPERTENSION)
    words = words_of(referral_offer(case_of(station, nurse, queued)), tmp_path / "a.pdf")
    assert "AINDA NÃO ENVIADO" in words
    assert "Ainda nesta estação" in words


def test_the_time_for_the_answer_and_the_course_stand_on_the_sheet(
    station: Station, nurse: Session, sent: Course, fake_clock: FakeClock, tmp_path: Path
) -> None:
    stamp(station, sent.referral.id, sent.referral.id, fake_clock.now())
    due = fake_clock.now() + timedelta(hours=72)
    words = words_of(referral_offer(case_of(station, nurse, sent)), tmp_path / "a.pdf")
    assert f"Resposta até {local_date(due, station.profile.time_zone):%d/%m/%Y}" in words
    assert "Recebido pelo servidor" in words


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_counter_referral_says_verdict_conduct_guidance_sources_and_version(
    station: Station, nurse: Session, coordinator: Session, sent: Course, tmp_path: Path, size: PaperSize, language: str
) -> None:
    done = answer(station, coordinator, sent, CONFIRMED)
    case = case_of(station, nurse, done)
    assert case.answer is not None
    words = words_of(counter_referral_offer(case, case.answer), tmp_path / "a.pdf", size, language)
    expected = {
        "pt_BR": ("Confirmado", "Consulta marcada · Hipertensão", "Dia e hora da consulta", "Ciente na unidade"),
        "en": ("Confirmed", "Appointment made · Hypertension", "Day and time of the appointment", "Read at the unit"),
    }[language]
    for told in (*expected, CONFIRMED.guidance, CONFIRMED.sources[0], "Clara Sintética", sent.version[:8]):
        assert told in words


def test_the_sheet_and_the_card_say_what_she_is_allergic_to(
    station: Station, nurse: Session, ready: Pregnancy, tmp_path: Path
) -> None:
    asked = words_of(card_offer(data_of(station, nurse, ready.id)), tmp_path / "none.pdf")
    assert "ainda não perguntado" in asked
    dipyrone = NewAllergy(AllergyKind.MEDICINE, "Dipirona", "dipyrone", "urticária", Severity.SEVERE)
    station.allergies.add(nurse, ready.person_id, dipyrone)
    sent = refer(station, nurse, ready.id)
    station.allergies.add(nurse, ready.person_id, NewAllergy(AllergyKind.LATEX, "Látex"))
    sheet = words_of(referral_offer(case_of(station, nurse, sent)), tmp_path / "sheet.pdf")
    assert "Dipirona (grave, urticária)" in sheet
    assert "Látex" not in sheet
    card = words_of(card_offer(data_of(station, nurse, ready.id)), tmp_path / "card.pdf")
    assert "Dipirona (grave, urticária) · Látex" in card


def test_the_points_of_the_sheet_are_bars_in_the_order_of_weight_and_as_long_as_their_points(
    station: Station, nurse: Session, sent: Course
) -> None:
    classified = case_of(station, nurse, sent).sent.classified
    assert classified is not None
    bars = points_bars(classified.assessment)
    assert bars is not None
    fired = [one for one in classified.assessment.fired if one.points > 0]
    image = QImage(600, round(bars.height) + 10, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    bars.paint(painter, QRectF(0, 5, 600, bars.height))
    painter.end()
    lengths = [_length(image, 5 + number * bars.height / len(fired) + 6) for number in range(len(fired))]
    strongest = max(float(one.points) for one in fired)
    expected = [240 * float(one.points) / strongest for one in sorted(fired, key=lambda one: -one.points)]
    assert lengths == pytest.approx(expected, abs=4)


def _length(image: QImage, line: float) -> int:
    """How far the frame of the bar on this line reaches: the darkest column at its end is the frame's right edge."""
    top = round(line) - 6
    dark = [x for x in range(300, 545) if image.pixelColor(x, top).lightness() < 128]
    return (max(dark) - 300) if dark else 0


def test_an_answer_to_an_earlier_version_says_that_a_later_one_was_sent(
    station: Station, nurse: Session, coordinator: Session, sent: Course, tmp_path: Path
) -> None:
    answer(station, coordinator, sent, INCONCLUSIVE)
    station.pregnancies.record(nurse, sent.referral.pregnancy_id, [NewObservation("weight_kg", 65.0)])
    again = station.referrals.counter_reply(nurse, sent.referral.id, "Hemoglobina repetida hoje")
    case = case_of(station, nurse, again)
    first = case.course.answers[0]
    words = words_of(counter_referral_offer(case, first), tmp_path / "a.pdf")
    for told in ("Inconclusivo", "Dados laboratoriais insuficientes", "Hemoglobina", "Depois dela a unidade enviou"):
        assert told in words
    sheet = words_of(referral_offer(case), tmp_path / "b.pdf")
    assert "Hemoglobina repetida hoje" in sheet
    assert "Contrarrespondido" in sheet
    assert "Contrarrespondido ·" not in sheet
    second = answer(station, coordinator, again, CONFIRMED)
    earlier = counter_referral_offer(case_of(station, nurse, second), first)
    assert "HÁ RESPOSTA POSTERIOR" in words_of(earlier, tmp_path / "c.pdf")


def test_the_record_offers_the_sheets_of_its_referral_and_the_trail_is_told(
    station: Station, nurse: Session, coordinator: Session, ready: Pregnancy
) -> None:
    assert REFERRAL not in {one.key for one in paper_choices(data_of(station, nurse, ready.id))}
    sent = refer(station, nurse, ready.id)
    assert [one.key for one in paper_choices(data_of(station, nurse, ready.id))][:1] == [REFERRAL]
    answer(station, coordinator, sent, CONFIRMED)
    choices = paper_choices(data_of(station, nurse, ready.id))
    assert [one.key for one in choices][:2] == [COUNTER_REFERRAL, REFERRAL]
    outs = [one.offer.out for one in choices[:2] if one.offer]
    assert [one.kind for one in outs] == [PaperKind.COUNTER_REFERRAL, PaperKind.REFERRAL]
    for out in outs:
        assert station.papers.release(nurse, out, Way.PDF).paper.part == sent.referral.id
