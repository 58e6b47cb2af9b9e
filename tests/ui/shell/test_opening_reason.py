"""A record that is not in the unit's care opens for a reason, wherever it is opened from; the audit keeps it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.clinic.pregnancies.model import Pregnancy
from app.interop.csv_people.checking import ImportOptions
from app.interop.csv_people.columns import propose
from app.interop.csv_people.reading import read_table
from app.kernel.clock import FakeClock
from app.security.audit_service import AuditFilter
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import LMP, PASSWORD, Desk, OpenDesk, _portuguese, nurse, open_desk, station
from tests.ui.conftest import SCREEN, settle
from ui.shell.opening_reason import OpeningReason
from ui.texts import choose_language
from ui.theme import apply_theme

__all__ = ["_portuguese", "nurse", "open_desk", "station"]

TABLE = (
    "nome;nascimento;sexo;mãe;justificativa sem documento;ibge\n"
    "Nara Inventada Luz;07/03/1994;F;Ivone Inventada Luz;pessoa inventada;2408102\n"
)
A_YEAR_AND_MORE = 366 * 86_400


@pytest.fixture
def stranger(station: Station) -> str:
    """A woman of another unit."""
    coordinator = station.sign_in.sign_in("coordinator", PASSWORD)
    table = read_table(TABLE.encode())
    options = ImportOptions(unit="7654321", synthetic=True)
    (person_id,) = station.people_import.run(coordinator, table, propose(table.headers), options).person_ids
    return person_id


@pytest.fixture
def pregnancy(station: Station, stranger: str, fake_clock: FakeClock) -> Pregnancy:
    """Her pregnancy, recorded here more than a year ago."""
    opened = station.pregnancies.open(station.sign_in.sign_in("nurse", PASSWORD), stranger, LMP)
    fake_clock.advance(A_YEAR_AND_MORE)
    return opened


def question(widget: QWidget) -> OpeningReason | None:
    return next((one for one in widget.findChildren(OpeningReason) if one.isVisible()), None)


def reasons(station: Station) -> list[object]:
    """The reasons of every opening that the audit keeps, the latest first."""
    coordinator = station.sign_in.sign_in("coordinator", PASSWORD)
    wanted = AuditFilter(actions=frozenset({"person_opened"}))
    return [one.details.get("reason") for one in station.audit.page(coordinator, wanted)]


def answer(desk: Desk) -> None:
    """The first offered reason and some words, by keyboard."""
    desk.press(Qt.Key.Key_1)
    desk.press(Qt.Key.Key_Tab)
    desk.type("queda")
    desk.press(Qt.Key.Key_Return)
    desk.settle()


def test_the_reception_asks_and_the_audit_keeps_the_answer(
    station: Station, nurse: Session, stranger: str, open_desk: OpenDesk
) -> None:
    desk = open_desk(nurse)
    desk.go("reception", stranger)
    desk.settle()
    asked = question(desk.reception)
    assert asked is not None
    assert asked.accessibleName() == "Nara Inventada Luz não está sob os cuidados desta unidade"
    desk.press(Qt.Key.Key_Return)
    assert asked.field.error == "Escolha ou escreva o motivo."
    assert reasons(station) == []
    answer(desk)
    assert desk.reception.panel is not None
    assert reasons(station) == ["Atendimento agora — queda"]


def test_escape_leaves_the_record_closed(station: Station, nurse: Session, stranger: str, open_desk: OpenDesk) -> None:
    desk = open_desk(nurse)
    desk.go("reception", stranger)
    desk.settle()
    desk.press(Qt.Key.Key_Escape)
    assert question(desk.reception) is None
    assert desk.reception.panel is None
    assert reasons(station) == []
    desk.go("reception", stranger)
    desk.settle()
    assert question(desk.reception) is not None
    assert desk.reception.step_back()
    assert question(desk.reception) is None


@pytest.mark.parametrize("by", ["pregnancy", "person"])
def test_the_record_of_a_pregnancy_asks_too(
    station: Station, pregnancy: Pregnancy, open_desk: OpenDesk, by: str
) -> None:
    desk = open_desk(station.sign_in.sign_in("nurse", PASSWORD))
    desk.go("pregnancy", pregnancy.id if by == "pregnancy" else pregnancy.person_id)
    desk.settle()
    assert question(desk.pregnancies) is not None
    desk.press(Qt.Key.Key_Escape)
    assert question(desk.pregnancies) is None
    assert desk.pregnancies.list.isVisible()
    desk.go("pregnancy", pregnancy.id)
    desk.settle()
    answer(desk)
    assert desk.pregnancies.record is not None
    assert reasons(station) == ["Atendimento agora — queda"]


def test_the_reason_is_asked_once_in_a_session_and_kept_at_every_opening(
    station: Station, pregnancy: Pregnancy, open_desk: OpenDesk
) -> None:
    desk = open_desk(station.sign_in.sign_in("nurse", PASSWORD))
    desk.go("reception", pregnancy.person_id)
    desk.settle()
    answer(desk)
    desk.go("pregnancy", pregnancy.id)
    desk.settle()
    assert desk.pregnancies.record is not None
    assert reasons(station) == ["Atendimento agora — queda"] * 2


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_question_has_room(
    nurse: Session, stranger: str, open_desk: OpenDesk, light: QApplication, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    desk = open_desk(nurse)
    desk.resize(*SCREEN)
    desk.go("reception", stranger)
    desk.settle()
    settle()
    asked = question(desk.reception)
    assert asked is not None
    assert complaints(asked) == []
