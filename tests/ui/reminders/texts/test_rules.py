"""Reminders that follow the record: told in words, switched at once, and seen for whom before they are saved."""

from datetime import time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.reminders.criteria import Condition
from app.reminders.rule_service import NewRule
from app.security.roles import Role
from tests.ui.administration.office import press, settled, words_in
from tests.ui.reminders.texts.desk import Desk, OpenPlace, rules_page
from ui.reminders.page import RemindersPage
from ui.reminders.rules.editor import RuleEditor
from ui.reminders.rules.words import rule_words
from ui.texts import choose_language

WEEK = timedelta(days=7)


def editor_of(place: RemindersPage) -> RuleEditor:
    editor = rules_page(place).editor
    assert editor is not None
    return editor


def rule(anchor: str, offset: timedelta, hour: time = time(9), week: int = 0, *channels: str) -> NewRule:
    return NewRule("x", anchor, week, hour, offset, timedelta(days=1), "t", channels or ("sms_twilio", "email"))


def test_a_reminder_is_told_in_one_sentence() -> None:
    told = [
        rule_words(rule("next_visit", -WEEK)),
        rule_words(rule("next_visit", -timedelta(hours=3), time(12, 30))),
        rule_words(rule("missed_visit", timedelta(days=1), time(9), 0, "telegram")),
        rule_words(rule("gestational_week", timedelta(0), week=28)),
        rule_words(rule("surgery_date", timedelta(0), time(8), 0, "sms_twilio", "http_gateway")),
    ]
    assert told == [
        "7 dias antes da consulta, às 9:00 — SMS, senão e-mail",
        "3 horas antes da consulta, contando das 12:30 — SMS, senão e-mail",
        "1 dia depois da consulta perdida, às 9:00 — Telegram",
        "Ao completar 28 semanas, às 9:00 — SMS, senão e-mail",
        "No dia da cirurgia, às 8:00 — SMS pela Twilio, senão SMS por outro provedor (HTTP)",
    ]
    choose_language("en")
    assert rule_words(rule("next_visit", -WEEK)) == "7 days before the visit, at 9:00 — SMS, else e-mail"


def test_without_a_reminder_four_are_suggested_and_one_click_fills_in_all_of_it(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    desk.set_up_mail()
    place = open_place("rules")
    assert "Nenhum lembrete ainda" in words_in(place)
    suggested = rules_page(place).suggested
    assert suggested is not None
    assert len(suggested.buttons) == 4
    press(place, "Vacina contra o VSR, na semana 28")
    settled(qtbot)
    editor = editor_of(place)
    assert "Ao completar 28 semanas, às 9:00 — e-mail" in words_in(editor.preview)
    assert desk.rules() == ()
    editor.save_button.click()
    settled(qtbot)
    (saved,) = desk.rules()
    assert (saved.rule.anchor, saved.rule.week, saved.rule.channels) == ("gestational_week", 28, ("email",))
    assert (saved.active, saved.template_name) == (True, "Vacina na semana 28")
    left = rules_page(place).suggested
    assert left is not None
    assert len(left.buttons) == 3


def test_a_suggestion_takes_the_text_that_there_is(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    desk.set_up_mail()
    template = desk.text("Lembrete de consulta")
    place = open_place("rules")
    press(place, "Lembrete de consulta, 7 dias antes")
    settled(qtbot)
    assert editor_of(place).form.template.value() == template.template_id
    assert [one.id for one in desk.texts()] == [template.id]


def test_before_it_is_saved_it_shows_who_would_get_it_and_who_not_and_why(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    desk.set_up_mail()
    desk.text()
    desk.add_people(3, agreed=2)
    place = open_place("rules")
    rules_page(place).begin("")
    settled(qtbot)
    editor = editor_of(place)
    assert "assim que o lembrete estiver completo" in words_in(editor.preview)
    editor.form.timing.anchor.set_value("surgery_date")
    editor.form.timing.amount.line.setText("7")
    editor.form.timing.hour.setText("9")
    editor.form.channels.lines[0].box.click()
    qtbot.waitUntil(lambda: editor.preview.count.text() == "2")
    settled(qtbot)
    words = words_in(editor.preview)
    assert "Maria Sintética 0\n03/03/2026 09:00" in words
    assert "1 fica de fora" in words
    assert "1 · Não autorizou mensagens por estes canais" in words
    assert desk.rules() == ()


def test_what_is_missing_or_wrong_stands_under_its_field(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    desk.set_up_mail()
    desk.text()
    place = open_place("rules")
    rules_page(place).begin("")
    settled(qtbot)
    editor = editor_of(place)
    form = editor.form
    editor.save()
    assert form.name_field.error
    assert form.name.hasFocus()
    form.name.setText("Vacina")
    form.timing.anchor.set_value("gestational_week")
    form.timing.week.line.setText("60")
    editor.save()
    assert "de 0 a 44" in form.timing.week_field.error
    form.timing.week.line.setText("28")
    form.timing.amount.line.setText("400")
    editor.save()
    assert form.timing.amount_field.error == "Escreva um número de 1 a 300"
    form.timing.amount.line.setText("2")
    form.timing.hour.setText("25h")
    editor.save()
    assert form.timing.hour_field.error.startswith("“25h” não é uma hora")
    form.timing.hour.setText("9h30")
    editor.save()
    assert form.channels_field.error == "Marque pelo menos um"
    form.channels.lines[0].box.click()
    form.criteria.add("risk_class")
    editor.save()
    assert form.criteria.rows[0].field.error
    assert desk.rules() == ()


def test_the_form_scrolls_to_what_is_wrong_and_to_what_is_said_of_it(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    desk.set_up_mail()
    made = desk.rule(desk.text())
    place = open_place(f"rules/{made.id}")
    settled(qtbot)
    place.resize(place.width(), place.height() // 2)
    form = editor_of(place).form
    form.timing.hour.setText("x")
    editor_of(place).save()
    said = form.timing.hour_field

    def seen() -> bool:
        return said.visibleRegion().boundingRect().height() == said.height() and bool(said.error)

    qtbot.waitUntil(seen)


def test_a_change_keeps_everything_else_and_the_conditions(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    desk.set_up_mail()
    desk.add_people(2, agreed=2)
    made = desk.rule(desk.text())
    place = open_place(f"rules/{made.id}")
    settled(qtbot)
    editor = editor_of(place)
    editor.form.timing.amount.line.setText("3")
    row = editor.form.criteria.add("pregnant")
    row.asks.show_condition(Condition("pregnant", yes=False))
    editor.save()
    settled(qtbot)
    (saved,) = desk.rules()
    assert (saved.id, saved.rule.offset, saved.rule.hour) == (made.id, -timedelta(days=3), time(9))
    assert saved.rule.conditions == (Condition("pregnant", yes=False),)
    assert saved.waiting == 2
    assert "Só para:" in words_in(place)


def test_switched_off_nothing_waits_any_more_and_the_keyboard_stays(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    desk.set_up_mail()
    desk.add_people(2, agreed=2)
    desk.rule(desk.text())
    page = rules_page(open_place("rules"))
    card = page.cards[0]
    assert "2\nesperam" in words_in(card)
    assert card.on is not None
    card.on.setFocus()
    QTest.keyClick(card.on, Qt.Key.Key_Space)
    settled(qtbot)
    assert [(one.active, one.waiting) for one in desk.rules()] == [(False, 0)]
    again = page.cards[0].on
    assert again is not None
    assert (again.isChecked(), again.text(), again.hasFocus()) == (False, "Desligado", True)
    assert "foram canceladas" in words_in(page)


def test_what_was_filled_in_is_there_again(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    desk.text()
    place = open_place("rules")
    rules_page(place).begin("")
    settled(qtbot)
    editor_of(place).form.name.setText("Por acabar")
    editor_of(place).form.timing.hour.setText("1")
    assert place.step_back()
    settled(qtbot)
    press(place, "Continuar o lembrete por salvar")
    settled(qtbot)
    form = editor_of(place).form
    assert (form.name.value(), form.timing.hour.value()) == ("Por acabar", "1")
    press(place, "Descartar o rascunho")
    assert form.name.value() == ""
    place.leave()
    assert desk.station.drafts.list(desk.coordinator) == ()


def test_a_rule_whose_text_was_retired_says_so(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    desk.set_up_mail()
    template = desk.text()
    made = desk.rule(template)
    desk.station.reminders.templates.retire(desk.coordinator, template.id)
    place = open_place(f"rules/{made.id}")
    settled(qtbot)
    editor = editor_of(place)
    assert "retirado: escolha outro" in editor.form.template.currentText()
    editor.form.name.setText("Outro nome")
    editor.save()
    settled(qtbot)
    assert "foi retirado de uso. Escolha outro" in editor.form.template_field.error


def test_a_nurse_sees_what_is_on_and_is_offered_no_change(desk: Desk, open_place: OpenPlace) -> None:
    desk.set_up_mail()
    desk.rule(desk.text())
    place = open_place("rules", Role.NURSE)
    page = rules_page(place)
    assert "Ligado" in words_in(place)
    assert page.new_button.isHidden()
    assert page.cards[0].on is None
    assert page.suggested is None


def test_with_no_channel_on_the_form_says_who_turns_one_on(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    desk.text()
    place = open_place("rules")
    rules_page(place).begin("")
    settled(qtbot)
    assert "Nenhum canal está ligado" in words_in(editor_of(place).form)
