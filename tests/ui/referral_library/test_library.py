"""The library: searched as one types, filtered, read by the keyboard, and nobody is named."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.referral.model import Course, Verdict
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationRole
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import press, settled, words_in
from tests.ui.conftest import settle
from tests.ui.referral_library.conftest import Open
from tests.ui.referred import HOSPITAL, be_at
from tests.ui.reports.test_room import ROOMS
from ui.shell.places import places_for
from ui.texts import choose_language
from ui.theme import apply_theme


def drawn(place: object) -> list[list[str]]:
    model = place.model  # type: ignore[attr-defined]  # a picture of the table of any place
    return [
        [str(model.index(line, column).data()) for column in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def test_the_list_shows_answers_and_the_first_is_open_to_read(open_library: Open, answered: list[Course]) -> None:
    place = open_library()
    assert drawn(place) == [
        ["● Não confirmado", "Toxoplasmose", "•••: IgM reagente", "03/2026"],
        ["◆ Inconclusivo", "Diabetes mellitus", "Diabetes gestacional", "03/2026"],
        ["▲ Confirmado", "Hipertensão arterial", "Hipertensão gestacional", "03/2026"],
    ]
    assert place.count.text() == "3 respostas"
    words = words_in(place.pane)
    for told in ("Não confirmado", "Contrarreferência com orientação", "•••: IgM reagente", "CPF •••",
                 "Seguir na unidade", "Caderno de Atenção Básica 32, 2012"):  # fmt: skip
        assert told in words
    assert not [name for name in ("Bia", "Sintética", "529") if name in words_in(place)]
    assert "aparecem como •••" in words_in(place)


def test_typing_searches_and_keeps_what_is_read_while_it_is_found(
    open_library: Open, answered: list[Course], qtbot: QtBot
) -> None:
    place = open_library()
    place.table.selectRow(1)
    QTest.keyClicks(place.search, "gestacional")
    qtbot.waitUntil(lambda: len(place.lessons) == 2)
    assert place.pane.lesson is not None
    assert place.pane.lesson.reason == "diabetes"
    QTest.keyClicks(place.search, " hipertensao")
    qtbot.waitUntil(lambda: len(place.lessons) == 1)
    assert place.pane.lesson.reason == "hypertension"


def test_reason_and_verdict_narrow_the_list_and_escape_widens_it_again(
    open_library: Open, answered: list[Course], qtbot: QtBot
) -> None:
    place = open_library()
    place.reason.set_value("diabetes")
    settled(qtbot)
    assert [one.verdict for one in place.lessons] == [Verdict.INCONCLUSIVE]
    place.verdict._choose(0)
    settled(qtbot)
    assert place.states.state == "empty"
    assert "Nenhuma resposta encontrada" in words_in(place)
    assert place.step_back()
    settled(qtbot)
    assert len(place.lessons) == 3
    assert not place.step_back()


def test_the_keyboard_goes_from_the_search_to_the_list_to_the_page_and_back(
    open_library: Open, answered: list[Course]
) -> None:
    place = open_library()
    assert place.search.hasFocus()
    QTest.keyClick(place.search, Qt.Key.Key_Down)
    assert place.table.hasFocus()
    QTest.keyClick(place.table, Qt.Key.Key_Down)
    assert place.pane.lesson == place.lessons[1]
    QTest.keyClick(place.table, Qt.Key.Key_Return)
    assert place.pane.hasFocus()
    assert place.step_back()
    assert place.table.hasFocus()


def test_where_there_is_little_room_the_page_takes_the_place_of_the_list(
    open_library: Open, answered: list[Course]
) -> None:
    place = open_library(size=QSize(700, 600))
    assert place.table.isVisible()
    assert not place.pane.isVisible()
    place.table.setFocus()
    QTest.keyClick(place.table, Qt.Key.Key_Return)
    assert place.pane.isVisible()
    assert not place.table.isVisible()
    press(place, "Voltar à lista")
    assert place.table.isVisible()


def test_an_empty_library_says_what_will_be_here(open_library: Open) -> None:
    place = open_library()
    assert place.states.state == "empty"
    assert "Cada resposta do hospital" in words_in(place)
    assert complaints(place) == []


def test_what_cannot_be_read_is_told_with_a_way_to_try_again(
    open_library: Open, answered: list[Course], station: Station, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise KnownError("referrals.not_found")

    with monkeypatch.context() as patched:
        patched.setattr(type(station.referral_library), "search", broken)
        place = open_library()
        assert place.states.state == "wrong"
    press(place, "Tentar de novo")
    settled(qtbot)
    assert place.states.state == "full"


def test_the_hospital_reads_the_same_answers(open_library: Open, answered: list[Course], station: Station) -> None:
    be_at(station, HOSPITAL, StationRole.HOSPITAL)
    assert len(open_library(Role.STUDENT).lessons) == 3


def test_whoever_sees_no_referrals_is_not_offered_the_library(station: Station) -> None:
    def offered(session: Session) -> set[str]:
        return {one.key for one in places_for(session)}

    assert "referral_library" in offered(station.sign_in.sign_in("student", "tres-barcos-azuis"))
    assert "referral_library" not in offered(station.sign_in.sign_in("administrator", "tres-barcos-azuis"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", list(ROOMS))
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_it_is_whole_in_every_size_and_language(
    open_library: Open, answered: list[Course], light: QApplication, language: str, scale: int, theme: str
) -> None:
    choose_language(language)
    apply_theme(light, theme, scale)
    place = open_library(size=ROOMS[scale])
    settle()
    assert complaints(place) == []
    assert "[" not in words_in(place)
    assert place.minimumSizeHint().width() <= ROOMS[scale].width()
    place.table.setFocus()
    QTest.keyClick(place.table, Qt.Key.Key_Return)
    settle()
    assert complaints(place) == []
