"""The fixtures of the clinical screens, and one woman's visit of today on screen."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import _portuguese, nurse, pregnancy, station, woman
from tests.ui.conftest import Show, settle
from ui.bridge import operations_under_way
from ui.danger_signs.case import EmergencyCase, read_case
from ui.danger_signs.question import DangerSignsQuestion
from ui.shell.context import UiContext

__all__ = ["_portuguese", "nurse", "pregnancy", "station", "woman"]

Finish = Callable[[], None]
Ask = Callable[[], DangerSignsQuestion]


@pytest.fixture
def finish(qtbot: QtBot) -> Iterator[Finish]:
    """Wait until everything asked has been answered; also at the end of a test."""

    def wait() -> None:
        qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
        settle()

    yield wait
    wait()


@pytest.fixture
def context(station: Station, nurse: Session) -> UiContext:
    """What a place receives, for the nurse."""
    return UiContext(station, nurse, lambda _place, _subject: None, lambda _tone, _words: None)


@pytest.fixture
def visit(context: UiContext, pregnancy: Pregnancy) -> Callable[[], EmergencyCase]:
    """Reads the visit of today."""
    return read_case(context, pregnancy.person_id, "")


@pytest.fixture
def ask(context: UiContext, pregnancy: Pregnancy, show: Show, finish: Finish) -> Ask:
    """Put the question on screen, read to its end."""

    def shown() -> DangerSignsQuestion:
        question = DangerSignsQuestion(context, pregnancy.person_id, pregnancy.id)
        show(question)
        finish()
        return question

    return shown


def press(widget: QWidget) -> None:
    """Click a button where it is."""
    assert widget.isVisible()
    assert widget.isEnabled()
    widget.click()  # type: ignore[attr-defined]  # every button has it
