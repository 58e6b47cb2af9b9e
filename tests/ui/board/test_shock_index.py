"""The shock index beside the escuta inicial and in the opened arrival: after birth alone, live, with its source."""

from datetime import timedelta

import pytest

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind
from app.clinic.prenatal.shock import evaluate_shock
from app.clinic.prenatal.weight import weight_figures
from app.clinic.reception.model import Colour, Hearing
from app.kernel.clock import local_date
from app.security.session import Session
from app.station import Station
from tests.ui.board.conftest import Come
from tests.ui.board.test_hearing import hear
from tests.ui.clinical import OpenDesk, words_in
from ui.board.shock_lines import shock_view, shock_words
from ui.texts import choose_language


@pytest.fixture
def gave_birth(station: Station, nurse: Session, pregnancy: Pregnancy) -> str:
    """A woman ten days after birth who has come: the identifier of her arrival."""
    today = local_date(station.clock.now(), station.profile.time_zone)
    station.outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, today - timedelta(days=10)))
    return station.reception.arrive(nurse, pregnancy.person_id, reason="Sangramento").id


def test_after_birth_the_index_follows_what_is_typed(gave_birth: str, open_desk: OpenDesk, nurse: Session) -> None:
    desk = open_desk(nurse)
    page = hear(desk)
    shock = page.aids.shock
    assert shock.isVisible()
    assert (shock.big.text(), shock.means.text()) == ("–", "Ainda não dá para calcular")
    assert shock.missing.text() == "Faltam 2 itens"
    for pulse, systolic, big, means, role in (
        ("89", "100", "0,89", "Na faixa usual (0,52 a 0,89)", "strong"),
        ("90", "100", "0,90", "Alerta (≥ 0,9)", "error"),
        ("50", "100", "0,50", "Abaixo da faixa usual (≤ 0,51)", "strong"),
        ("90", "0", "–", "Ainda não dá para calcular", "strong"),
        ("90", "", "–", "Ainda não dá para calcular", "strong"),
    ):
        page.vitals.take_draft({"pulse_bpm": pulse, "systolic_mmhg": systolic})
        page.work_out()
        desk.settle()
        assert (shock.big.text(), shock.means.text(), shock.means.property("role")) == (big, means, role)
    shown = words_in(shock)
    for words in (
        "Pulso",
        "90 /min",
        "Pressão máxima (sistólica)",
        "não medido",
        "Falta 1 item",
        "Fonte: Nathan et al.",
    ):
        assert words in shown
    assert page.aids.maternal.isVisible()
    assert page.aids.news2.isVisible()


def test_neither_a_pregnant_woman_nor_anybody_else_has_a_shock_index(
    station: Station, come: Come, open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.reception.arrive(nurse, pregnancy.person_id, reason="Consulta")
    desk = open_desk(nurse)
    page = hear(desk)
    assert page.aids.maternal.isVisible()
    assert not page.aids.shock.isVisible()
    page.leave()
    desk.settle()
    come("Ana Sintética Prado", Colour.RED, reason="Tosse")
    desk.reception.board.feed.read_now()
    desk.settle()
    desk.reception.board.list.enter()
    page = hear(desk)
    page.aids.mother.click()
    desk.settle()
    assert page.aids.maternal.isVisible()
    assert not page.aids.shock.isVisible()


def test_the_opened_arrival_of_a_woman_after_birth_has_the_index_under_her_vital_signs(
    station: Station, gave_birth: str, open_desk: OpenDesk, nurse: Session
) -> None:
    news = (NewObservation("pulse_bpm", 108), NewObservation("systolic_mmhg", 98))
    station.reception.hear(nurse, gave_birth, Hearing("Sangramento", Colour.RED, news))
    desk = open_desk(nurse)
    desk.reception.board.open(gave_birth)
    desk.settle()
    assert desk.reception.board.panel is not None
    assert "Índice de choque 1,10: Alerta (≥ 0,9)" in words_in(desk.reception.board.panel)


@pytest.mark.parametrize(
    ("readings", "words"),
    [
        ({"pulse_bpm": 89, "systolic_mmhg": 100}, "Shock index 0.89: Within the usual range (0.52 to 0.89)"),
        ({"pulse_bpm": 90, "systolic_mmhg": 100}, "Shock index 0.90: Alert (≥ 0.9)"),
        ({"pulse_bpm": 90}, "Shock index: the pressure measured with the pulse is missing"),
        ({"systolic_mmhg": 100}, "Shock index: the pulse measured with the pressure is missing"),
        ({}, "Shock index: pulse and pressure are missing"),
    ],
)
def test_the_index_is_said_in_english_too(readings: dict[str, int], words: str) -> None:
    choose_language("en")
    result = evaluate_shock(weight_figures(), readings)
    assert shock_words(result) == words
    assert shock_view(result).source.endswith("measured up to one hour after birth")
