"""The desk in the whole window on the screens of a clinic, whatever the text size; nothing is cut or out of order."""

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from app.clinic.referral.model import Priority
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.conftest import settle
from tests.ui.referral_desk.conftest import OpenDesk, find
from ui.referral_desk.answer_form import AnswerForm
from ui.referral_desk.side import Step
from ui.texts import choose_language
from ui.theme import apply_theme

SCALES = [100, 150]
LANGUAGES = ["pt_BR", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scale", SCALES)
def test_inbox_and_case_keep_everything_within_reach(
    open_desk: OpenDesk, hospital: Station, light: QApplication, scale: int, language: str
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    desk = open_desk(Role.DOCTOR)
    settle()
    assert complaints(desk.place) == []
    assert desk.place.inbox.list.viewport().height() >= desk.place.inbox.list.sizeHintForRow(0)
    page = desk.open(find(hospital, desk.session(), reason="hypertension", priority=Priority.URGENT))
    for number in range(6):
        page.tabs.choose(number)
        settle()
        assert complaints(page) == [], number
        assert _no_wider_than_its_room(page.tabs.pages.currentWidget()) == [], number
    page.open_form(Step.ANSWER)
    form = page.form
    assert isinstance(form, AnswerForm)
    for verdict in ("confirmed", "inconclusive", "not_confirmed"):
        form.fields.take({"verdict": verdict, "requested_exams": ["haemoglobin", "urine_culture"]})
        settle()
        assert complaints(page) == [], verdict
        assert _no_wider_than_its_room(form) == [], verdict


@pytest.mark.parametrize("scale", SCALES)
def test_an_emergency_fits(open_desk: OpenDesk, hospital: Station, light: QApplication, scale: int) -> None:
    apply_theme(light, "light", scale)
    desk = open_desk(Role.COORDINATOR)
    page = desk.open(find(hospital, desk.session(), priority=Priority.EMERGENCY))
    settle()
    assert complaints(page) == []
    assert _no_wider_than_its_room(page) == []


def _no_wider_than_its_room(widget: object) -> list[str]:
    """What would have to be scrolled sideways, which nothing here can be."""
    assert hasattr(widget, "findChildren")
    found = []
    for area in widget.findChildren(QScrollArea):
        content = area.widget()
        if area.isVisible() and content is not None and content.width() > area.viewport().width():
            found.append(f"{content.width()} in {area.viewport().width()}")
    return found
