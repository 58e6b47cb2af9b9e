"""A classification made on the wrong woman: moved from the history, and readable there ever after."""

from datetime import date

from pytestqt.qtbot import QtBot

from app.clinic.people.model import NewPerson, Sex
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.risk.forms import ReferralForm
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import LMP, OpenDesk, words_in
from ui.corrections.move import MoveSheet
from ui.pregnancy.classification import ClassificationSection

RIGHT = NewPerson(
    full_name="Rute Inventada Nunes",
    birth_date=date(1990, 2, 3),
    sex=Sex.FEMALE,
    mother_name="Ester Inventada Nunes",
    no_document_reason="Pessoa inventada para testes",
    municipality_code="2408102",
    municipality_name="Natal",
    synthetic=True,
)


def test_a_classification_moves_from_the_history_and_leaves_its_trace(
    station: Station, nurse: Session, pregnancy: Pregnancy, open_desk: OpenDesk, qtbot: QtBot
) -> None:
    woman = station.people.register(nurse, RIGHT)
    right = station.pregnancies.open(nurse, woman.id, LMP)
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"hypertension"})))
    desk = open_desk(nurse)
    desk.go("pregnancy", f"{pregnancy.id}/classification")
    desk.settle()
    part = desk.pregnancies.findChild(ClassificationSection)
    assert part is not None
    part.show_history()
    (one,) = station.assessments.list(nurse, pregnancy.id)
    part.history.moved_away.emit(one)
    sheet = desk.findChild(MoveSheet)
    assert sheet is not None
    hit = station.people.search(nurse, "rute inventada").hits[0]
    sheet.choice.chosen.emit(hit)
    desk.settle()
    assert sheet.destination is not None
    sheet.destination.reason.set_value("Prontuário trocado")
    sheet.submit()
    desk.settle()
    assert [row.is_current for row in station.assessments.list(nurse, right.id)] == [True]
    part.show_history()
    history = part.history
    qtbot.waitUntil(lambda: "Passado para a pessoa certa em" in words_in(history))
    assert "Prontuário trocado" in words_in(history)
