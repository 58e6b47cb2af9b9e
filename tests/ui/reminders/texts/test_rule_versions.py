"""What was changed of a reminder is seen by everybody; who was overtaken keeps her words and sees both versions."""

from dataclasses import replace
from datetime import time

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.reminders.rule_service import ReminderRule
from app.security.roles import Role
from tests.ui.accessibility import complaints
from tests.ui.administration.office import press, settled, words_in
from tests.ui.reminders.texts.desk import Desk, OpenPlace, rules_page, texts_page
from ui.reminders.page import RemindersPage
from ui.reminders.parts.versions_view import VersionsView
from ui.reminders.rules.editor import RuleEditor
from ui.texts import choose_language
from ui.theme import apply_theme


@pytest.fixture
def rule(desk: Desk, fake_clock: FakeClock) -> ReminderRule:
    desk.set_up_mail()
    made = desk.rule(desk.text())
    fake_clock.advance(60)
    return made


def versions_of(place: RemindersPage) -> VersionsView:
    view = rules_page(place).pages.currentWidget()
    assert isinstance(view, VersionsView)
    return view


def editor_of(place: RemindersPage) -> RuleEditor:
    editor = rules_page(place).editor
    assert editor is not None
    return editor


def someone_else_saves(desk: Desk, rule: ReminderRule, hour: int) -> None:
    new = replace(rule.rule, hour=time(hour))
    desk.station.reminders.rules.save(desk.coordinator, new, rule.id)


def test_a_nurse_sees_who_changed_what_and_esc_leads_back(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, rule: ReminderRule
) -> None:
    someone_else_saves(desk, rule, 10)
    place = open_place("rules", Role.NURSE)
    rules_page(place).cards[0].versions_button.click()
    settled(qtbot)
    view = versions_of(place)
    told = [view.model.data(view.model.index(row, 1)) for row in range(view.model.rowCount())]
    assert told[0].startswith("Quando\n")
    assert "Clara Sintética" in told[0]
    assert told[1].startswith("Primeira versão")
    assert "10:00" in words_in(view)
    assert place.step_back()
    settled(qtbot)
    assert rules_page(place).pages.currentIndex() == 0
    assert not place.step_back()


def test_who_was_overtaken_keeps_her_words_sees_both_and_saves_over_it(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, rule: ReminderRule, fake_clock: FakeClock
) -> None:
    place = open_place(f"rules/{rule.id}")
    settled(qtbot)
    editor = editor_of(place)
    editor.form.name.set_value("Meu nome")
    someone_else_saves(desk, rule, 10)
    fake_clock.advance(60)
    editor.save()
    settled(qtbot)
    assert "Clara Sintética mudou este lembrete" in editor.banner.title.text()
    assert [one.rule.name for one in desk.rules()] == [rule.rule.name]
    press(editor.banner, "Ver as duas")
    settled(qtbot)
    view = versions_of(place)
    told = [view.model.data(view.model.index(row, 1)) for row in range(view.model.rowCount())]
    assert told[0].startswith("Nome, Quando\n")
    assert len(told) == 3
    assert place.step_back()
    assert editor.form.name.value() == "Meu nome"
    editor.save()
    settled(qtbot)
    assert [(one.rule.name, one.rule.hour) for one in desk.rules()] == [("Meu nome", rule.rule.hour)]
    hours = [one.rule.hour.hour for one in desk.station.reminders.rules.versions(desk.coordinator, rule.id)]
    assert hours == [9, 10, 9]


def test_a_draft_begun_before_anothers_change_says_so_when_it_is_opened(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, rule: ReminderRule
) -> None:
    place = open_place(f"rules/{rule.id}")
    settled(qtbot)
    editor_of(place).form.name.set_value("Meu nome")
    rules_page(place).show_list()
    settled(qtbot)
    someone_else_saves(desk, rule, 10)
    rules_page(place).open_subject(rule.id)
    settled(qtbot)
    editor = editor_of(place)
    assert editor.form.name.value() == "Meu nome"
    assert "mudou este lembrete" in editor.banner.title.text()


def test_a_texts_draft_begun_before_anothers_version_says_so_when_it_is_opened(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, fake_clock: FakeClock
) -> None:
    text = desk.text()
    place = open_place(f"templates/{text.template_id}")
    settled(qtbot)
    editor = texts_page(place).editor
    assert editor is not None
    editor.form.name.set_value("Meu nome")
    texts_page(place).show_list()
    settled(qtbot)
    fake_clock.advance(60)
    desk.text(body="Outras palavras.", replaces=text.id)
    texts_page(place).open_subject(text.template_id)
    settled(qtbot)
    editor = texts_page(place).editor
    assert editor is not None
    assert editor.form.name.value() == "Meu nome"
    assert "Agora existe a versão 2" in editor.banner.title.text()


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_versions_fit_in_large_text(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, qapp: QApplication, rule: ReminderRule, language: str
) -> None:
    someone_else_saves(desk, rule, 10)
    choose_language(language)
    apply_theme(qapp, "dark", 150)
    place = open_place("rules")
    assert complaints(place) == []
    rules_page(place).open_versions(rule.id)
    settled(qtbot)
    assert "[" not in words_in(place)
    assert complaints(place) == []
