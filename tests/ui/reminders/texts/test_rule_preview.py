"""Looking for who would get a reminder can be stopped, and begun again."""

from threading import Event

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.reminders.rule_service import NewRule, RulePreview, RuleService
from app.security.session import Session
from tests.ui.accessibility import complaints
from tests.ui.administration.office import press, settled, words_in
from tests.ui.reminders.texts.desk import Desk, OpenPlace, rules_page


def test_a_long_look_is_stopped_and_asked_again(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.set_up_mail()
    desk.add_people(2, 2)
    rule = desk.rule(desk.text())
    goes_on, looks = Event(), RuleService.preview

    def slow(service: RuleService, session: Session, new: NewRule, rule_id: str | None = None) -> RulePreview:
        goes_on.wait(30)
        return looks(service, session, new, rule_id)

    monkeypatch.setattr(RuleService, "preview", slow)
    place = open_place("rules")
    rules_page(place).open_subject(rule.id)
    qtbot.waitUntil(lambda: rules_page(place).editor is not None)
    editor = rules_page(place).editor
    assert editor is not None
    qtbot.waitUntil(editor.preview.progress.isVisible)
    press(editor.preview, "Parar")
    assert not editor.preview.progress.isVisible()
    assert "Parado" in words_in(editor.preview)
    goes_on.set()
    settled(qtbot)
    assert "Parado" in words_in(editor.preview)
    QApplication.processEvents()
    assert complaints(place) == []
    press(editor.preview, "Procurar de novo")
    settled(qtbot)
    assert "Parado" not in words_in(editor.preview)
    assert "mensagens até" in words_in(editor.preview)
