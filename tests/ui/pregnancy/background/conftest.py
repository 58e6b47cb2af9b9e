"""The record opened at the history."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from tests.ui.clinical import Desk, OpenDesk
from tests.ui.conftest import settle
from ui.pregnancy.background.question_row import QuestionRow
from ui.pregnancy.background.section import BackgroundSection

OpenHistory = Callable[[Session, Pregnancy], tuple[Desk, BackgroundSection]]


@pytest.fixture
def open_history(open_desk: OpenDesk, light: QApplication, qtbot: QtBot) -> OpenHistory:
    """Open the history of a pregnancy for a session, and wait until the last row was made."""

    def opened(session: Session, pregnancy: Pregnancy) -> tuple[Desk, BackgroundSection]:
        desk = open_desk(session)
        desk.go("pregnancy", f"{pregnancy.id}/background")
        desk.settle()
        settle()
        record = desk.pregnancies.record
        assert record is not None
        section = record.section
        assert isinstance(section, BackgroundSection)
        qtbot.waitUntil(lambda: section.questions.is_built or section.states.state == "wrong")
        settle()
        return desk, section

    return opened


def row_of(section: BackgroundSection, code: str) -> QuestionRow:
    """One question."""
    one = section.questions.row(code)
    assert one is not None
    return one
