"""The list of pregnancies: counts, filters, and as many rows as there are without reading them all."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from app.clinic.people.model import Sex
from app.clinic.pregnancies.model import Pregnancy, PregnancyPage, PregnancyRow
from app.clinic.risk.forms import ReferralForm
from app.kernel.errors import KnownError
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import Desk, OpenDesk, words_in
from ui.bridge import operations_under_way
from ui.pregnancy.list_model import COLUMNS, PAGE, PregnancyModel


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session) -> Desk:
    """The nurse's window."""
    return open_desk(nurse)


def test_without_any_pregnancy_the_list_says_where_to_begin(desk: Desk) -> None:
    desk.go("pregnancy", None)
    desk.settle()
    assert "Nenhuma gestante ainda" in words_in(desk)
    assert "Ir para a Recepção" in words_in(desk)


def test_the_chips_count_the_classes_and_filter_by_them(
    desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk.go("pregnancy", None)
    desk.settle()
    assert "Sem classificação  1" in words_in(desk)
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"diabetes"})))
    desk.pregnancies.list.refresh()
    desk.settle()
    assert "Alto, com encaminhamento  1" in words_in(desk)
    assert "Sem classificação  0" in words_in(desk)
    desk.pregnancies.list.choose("RH")
    desk.settle()
    assert "Nenhuma gestante com este filtro" in words_in(desk)
    desk.pregnancies.list.choose("ARCE")
    desk.settle()
    assert desk.pregnancies.list.model.rowCount() == 1


def test_words_find_a_woman_and_enter_opens_her_record(desk: Desk, pregnancy: Pregnancy, qtbot: QtBot) -> None:
    desk.go("pregnancy", None)
    desk.settle()
    desk.type("silva sint")
    desk.press(Qt.Key.Key_Down)
    desk.settle()
    desk.pregnancies.list.table.enter()
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert desk.pregnancies.record is not None
    assert not desk.pregnancies.list.isVisible()
    desk.resize(1800, 900)
    desk.pregnancies.resize(1800, 900)
    qtbot.waitUntil(desk.pregnancies.list.isVisible)


def test_a_person_who_has_a_pregnancy_is_found_by_her_own_id(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.go("pregnancy", pregnancy.person_id)
    desk.settle()
    assert desk.pregnancies.record is not None
    assert desk.pregnancies.record.view.pregnancy.id == pregnancy.id


def test_an_unknown_record_is_told_in_the_page(desk: Desk) -> None:
    desk.go("pregnancy", "nobody")
    desk.settle()
    assert not desk.pregnancies.list.banner.isHidden()


def _row(number: int) -> PregnancyRow:
    return PregnancyRow(
        f"g{number}", f"p{number}", f"Sintética {number}", date(2000, 1, 1), Sex.FEMALE, "Natal", True,
        None, None, None, None, None, None,
    )  # fmt: skip


def _settled(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: operations_under_way() == 0)


def test_a_hundred_thousand_rows_are_there_and_only_the_pages_in_view_are_read(qtbot: QtBot) -> None:
    asked: list[int] = []

    def ask(offset: int, limit: int) -> PregnancyPage:
        asked.append(offset)
        return PregnancyPage(tuple(_row(offset + at) for at in range(limit)), 100_000)

    parent = QObject()
    model = PregnancyModel(parent, ask, datetime(2026, 3, 2, tzinfo=UTC), "America/Fortaleza")
    model.show_page(ask(0, PAGE))
    assert model.rowCount() == 100_000
    cell = model.index(54_321, COLUMNS.index("name"))
    assert model.data(cell) == ""
    _settled(qtbot)
    assert model.data(cell) == "Sintética 54321"
    assert asked == [0, 54_300]


def test_a_page_that_cannot_be_read_is_told(qtbot: QtBot) -> None:
    def ask(offset: int, limit: int) -> PregnancyPage:
        raise KnownError("store.read_only")

    parent = QObject()
    model = PregnancyModel(parent, ask, datetime(2026, 3, 2, tzinfo=UTC), "America/Fortaleza")
    model.show_page(PregnancyPage((), 500))
    told: list[object] = []
    model.failed.connect(told.append)
    assert model.pregnancy(200) is None
    _settled(qtbot)
    assert isinstance(told[0], KnownError)


def test_a_reader_hears_which_day_is_which(desk: Desk, station: Station, nurse: Session, pregnancy: Pregnancy) -> None:
    station.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"diabetes"})))
    desk.go("pregnancy", None)
    desk.settle()
    model = desk.pregnancies.list.model

    def cell(column: str, role: Qt.ItemDataRole) -> str:
        return str(model.index(0, COLUMNS.index(column)).data(role))

    for column, heading in (("total", "Pontos"), ("due", "Parto"), ("classified", "Classificada")):
        shown = cell(column, Qt.ItemDataRole.DisplayRole)
        assert shown not in ("", "—")
        assert cell(column, Qt.ItemDataRole.AccessibleTextRole) == f"{heading} {shown}"
