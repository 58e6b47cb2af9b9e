"""Visits, summary, dating and outcome on an old screen at 150 %: nothing stands out beside the window."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from tests.ui.clinical import Desk, OpenDesk
from ui.bridge import operations_under_way
from ui.pregnancy.outcome.page import OutcomePage
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.visits.section import VisitsSection
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.layouts import Scroll


def _summary(record: PregnancyRecord) -> None:
    record.go_to("summary")


def _visits(record: PregnancyRecord) -> None:
    record.go_to("visits")


def _form(record: PregnancyRecord) -> None:
    record.go_to("visits")
    assert isinstance(record.section, VisitsSection)
    record.section.open_form()


def _dating(record: PregnancyRecord) -> None:
    record.show_dating()


def _outcome(record: PregnancyRecord) -> None:
    record.host.cover(OutcomePage(record.host))


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("reach", [_summary, _visits, _form, _dating, _outcome])
def test_nothing_stands_beside_the_window_at_150_per_cent(
    open_desk: OpenDesk,
    nurse: Session,
    pregnancy: Pregnancy,
    light: QApplication,
    qtbot: QtBot,
    reach: Callable[[PregnancyRecord], None],
    language: str,
) -> None:
    choose_language(language)
    apply_theme(light, "light", 150)
    desk = open_desk(nurse)
    desk.resize(1276, 610)
    desk._stack.resize(desk.size())
    desk.go("pregnancy", f"{pregnancy.id}/summary")
    desk.settle()
    record = desk.pregnancies.record
    assert record is not None
    reach(record)
    qtbot.waitUntil(lambda: operations_under_way() == 0, timeout=10_000)
    qtbot.waitUntil(lambda: _too_wide(desk) == [], timeout=2_000)


def _too_wide(desk: Desk) -> list[str]:
    """What is scrolled up and down only, and is wider than what can be seen of it."""
    found = []
    for one in desk.findChildren(Scroll):
        inner: QWidget | None = one.widget()
        if one.isVisible() and inner is not None and inner.width() > one.viewport().width():
            found.append(one.objectName() or type(inner).__name__)
    return found
