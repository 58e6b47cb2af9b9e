"""The board and the hearing on the screens of a clinic: nothing is clipped, in both languages, at every text size."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.reception.model import Colour, Hearing
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints, out_of_order, too_small, unnamed
from tests.ui.board.conftest import Come
from tests.ui.conftest import SCREEN, settle
from tests.ui.shell.conftest import Holder
from ui.board.board_view import BoardView
from ui.board.deeds import Deed
from ui.bridge import operations_under_way
from ui.reception.screen import BOARD, Reception
from ui.shell.shortcuts import covers
from ui.shell.window import Shell
from ui.start.main_window import MainWindow
from ui.start.preferences import Preferences
from ui.texts import choose_language
from ui.theme import apply_theme


class Opened:
    """The whole window at the board."""

    def __init__(self, station: Station, session: Session, qtbot: QtBot) -> None:
        self._bot = qtbot
        self.window = MainWindow(Preferences())
        session = replace(session, must_change_password=False)
        self.shell = Shell(station, session, Holder(self.window, self.window.preferences))
        self.window.show_page(self.shell)
        qtbot.addWidget(self.window)
        self.window.resize(*SCREEN)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.shell.begin("reception")
        self.finish()
        place = self.shell.current()
        assert isinstance(place, Reception)
        place.parts.choose(BOARD)
        self.board: BoardView = place.board

    def finish(self) -> None:
        """Until everything asked has been answered."""
        self._bot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
        settle()


@pytest.fixture
def opened(
    station: Station, nurse: Session, come: Come, pregnancy: Pregnancy, qtbot: QtBot, light: QApplication
) -> Iterator[Opened]:
    come("Ana Sintética do Nascimento Albuquerque", Colour.RED, "Falta de ar desde a madrugada, com dor no peito")
    one = station.reception.arrive(nurse, pregnancy.person_id, reason="Consulta").id
    high = (NewObservation("systolic_mmhg", 150), NewObservation("diastolic_mmhg", 95))
    station.reception.hear(nurse, one, Hearing("Consulta de pré-natal e dor de cabeça", Colour.YELLOW, high))
    made = Opened(station, nurse, qtbot)
    yield made
    made.shell.leave()
    made.finish()


@pytest.fixture(params=[(language, scale) for language in ("pt_BR", "en") for scale in (90, 100, 150)])
def look(request: pytest.FixtureRequest, light: QApplication) -> tuple[str, int]:
    language, scale = request.param
    choose_language(language)
    apply_theme(light, "light", scale)
    return language, scale


def beside_the_window(window: QWidget) -> list[str]:
    """What reaches out at the right or below, even when the keyboard goes there (large text is scrolled to)."""
    main = [part for part in window.findChildren(QWidget) if part.isVisible() and part.property("kind") == "primary"]
    return [str(part.accessibleName() or type(part).__name__) for part in main if not _seen_when_reached(part)]


def _seen_when_reached(part: QWidget) -> bool:
    part.setFocus()
    return part.visibleRegion().boundingRect() == part.rect()


def test_the_board_with_an_open_arrival_fits(look: tuple[str, int], opened: Opened) -> None:
    opened.board.list.enter()
    opened.board.open(opened.board.model.rows()[0].arrival_id)
    opened.finish()
    assert complaints(opened.board) == []
    assert [*unnamed(opened.shell), *out_of_order(opened.shell), *too_small(opened.shell)] == []
    content = opened.board.side.findChildren(QWidget, "do_call")
    assert content
    assert all(_seen_when_reached(one) for one in content)


def test_the_hearing_of_a_mother_fits(look: tuple[str, int], opened: Opened) -> None:
    mother = opened.board.model.rows()[1]
    opened.board.hear(mother.arrival_id)
    opened.finish()
    page = opened.board.hearing
    assert page is not None
    page.vitals.take_draft({"pulse_bpm": "500", "systolic_mmhg": "9", "temperature_celsius": "x"})
    page.save()
    page.vitals.open_more()
    opened.finish()
    assert complaints(page) == []
    assert beside_the_window(opened.window) == []
    page.keeper.drop()
    opened.finish()


@pytest.mark.parametrize("deed", [Deed.CALL, Deed.CLOSE, Deed.MEASURE, Deed.NO_SHOW, Deed.TAKE_BACK, Deed.CORRECT])
def test_every_small_question_fits(look: tuple[str, int], opened: Opened, deed: Deed) -> None:
    opened.board.list.enter()
    opened.board.do(deed)
    opened.finish()
    (cover,) = covers(opened.shell)
    assert complaints(cover) == []
    assert cover.rect().contains(cover.childrenRect())
    cover.abandon()


def test_the_keys_behind_f1_fit(look: tuple[str, int], opened: Opened) -> None:
    opened.shell.show_shortcuts()
    settle()
    (cover,) = covers(opened.shell)
    assert complaints(cover) == []
    assert cover.rect().contains(cover.childrenRect())
    cover.abandon()
