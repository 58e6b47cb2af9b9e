"""A campaign is made step by step and shows whom it reaches before it is confirmed."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.reminders.criteria import Condition
from app.reminders.message_lists import Wanted
from app.reminders.outbox.model import Status
from app.security.roles import Role
from tests.ui.administration.office import press, settled, words_in
from tests.ui.reminders.campaigns.doing import answer, campaigns_of, wizard_of
from tests.ui.reminders.campaigns.world import OpenPage, World
from tests.ui.spoken.hearing import Hearing


def test_a_campaign_is_made_by_the_keyboard_alone(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready()
    page = open_page("campaigns/new")
    wizard = wizard_of(page)
    settled(qtbot)
    focus = page.window().focusWidget
    assert focus() is wizard.whom.name
    QTest.keyClicks(wizard.whom.name, "Convite para a roda")
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    assert wizard.what is not None
    assert focus() is wizard.what.template
    QTest.keyClick(focus(), Qt.Key.Key_Down)
    box = wizard.what.channels.lines[0].box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    assert wizard.now == 2
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settled(qtbot)
    assert (wizard.now, wizard.check.big.text()) == (3, "3")
    assert wizard.next_button.text() == "Programar 3 mensagens"
    assert focus() is wizard.next_button
    QTest.keyClick(focus(), Qt.Key.Key_Return)
    settled(qtbot)
    found = campaigns_of(page)
    assert found.pages.currentWidget() is found.detail
    assert "3 mensagens" in found.banner.title.text()
    coordinator = world.sign_in(Role.COORDINATOR)
    assert len(world.station.reminders.messages.ids(coordinator, Wanted(statuses=(Status.SCHEDULED,)))) == 3


def test_the_check_says_who_is_left_out_and_why_who_later_and_shows_one_as_it_will_be_read(
    world: World, open_page: OpenPage, qtbot: QtBot
) -> None:
    world.be_ready()
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    answer(wizard, world)
    assert wizard.when is not None
    wizard.when.when.set_at(datetime(2026, 3, 4, 2, 0, tzinfo=UTC))  # 23:00 at the unit
    wizard.go(3)
    settled(qtbot)
    check = wizard.check
    assert check.big.text() == "3"
    assert "4 pessoas" in check.of.text()
    assert check.later.text() == "Em outro horário — 3: Horário de silêncio"
    assert "08:00" in {check.getting.lines.row_at(line).hour for line in range(3)}  # type: ignore[union-attr]
    check.tabs.choose(1)
    assert "Não autorizou" in check.why_not.text()
    line = check.left_out.lines.row_at(0)
    assert line is not None
    assert line.name == "Maria Sintética 3"
    check.tabs.choose(2)
    assert "Olá, Maria. Venha à UBS Sintética." in words_in(check)


def test_a_step_that_is_not_answered_is_not_left_forwards(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready()
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    wizard.forward()
    assert wizard.now == 0
    assert wizard.whom.name_field.error
    QTest.keyClicks(wizard.whom.name, "C")
    assert not wizard.whom.name_field.error, "what is being filled in is not called empty"
    wizard.whom.name.setText("Convite")
    wizard.forward()
    wizard.forward()
    assert wizard.now == 1
    assert wizard.what is not None
    assert wizard.what.template_field.error
    assert wizard.what.channels_field.error
    answer(wizard, world)
    wizard.forward()
    assert wizard.when is not None
    wizard.when.when.hour.setText("25:00")
    wizard.forward()
    assert wizard.now == 2
    assert "25:00" in wizard.when.when.hour_field.error


def test_a_text_that_only_a_reminder_can_fill_in_is_refused_where_it_is_chosen(
    world: World, open_page: OpenPage, qtbot: QtBot
) -> None:
    world.be_ready()
    visit = world.text("Lembrete", "Sua consulta é em {{visit_date}}.")
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    answer(wizard, world)
    wizard.go(1)
    assert wizard.what is not None
    wizard.what.template.set_value(visit.id)
    assert "{{visit_date}}" in wizard.what.template_field.error
    wizard.forward()
    assert wizard.now == 1


def test_a_text_that_lacks_a_value_is_said_before_it_is_confirmed(
    world: World, open_page: OpenPage, qtbot: QtBot
) -> None:
    world.be_ready()
    due = world.text("Data provável", "Sua data provável é {{due_date}}.")
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    answer(wizard, world)
    assert wizard.what is not None
    wizard.what.template.set_value(due.id)
    wizard.go(3)
    settled(qtbot)
    assert "todas as 3 pessoas" in wizard.check.nobody.title.text()
    assert wizard.check.nobody.isVisible()
    assert not wizard.next_button.isEnabled()


def test_an_hour_that_has_passed_is_refused_under_its_field(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready()
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    answer(wizard, world)
    assert wizard.when is not None
    wizard.when.when.set_at(datetime(2026, 3, 2, 4, 0, tzinfo=UTC))
    wizard.when.when.lateness.set_value(1)
    wizard.go(3)
    assert wizard.now == 2
    assert "01:00" in wizard.when.when.hour_field.error
    assert wizard.when.when.hour.hasFocus()


def test_what_was_begun_is_there_again_and_can_be_begun_anew(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready()
    page = open_page("campaigns/new")
    wizard = wizard_of(page)
    settled(qtbot)
    answer(wizard, world)
    wizard.whom.criteria.add("gestational_week")
    wizard.leave()
    settled(qtbot)
    campaigns_of(page).begin()
    settled(qtbot)
    again = wizard_of(page)
    assert again is not wizard
    assert again.whom.name.text() == "Convite para a roda"
    assert [one.code for one in again.whom.criteria.rows] == ["gestational_week"]
    assert again.what is not None
    assert again.what.channels.value() == ("email",)
    assert again.kept.isVisible()
    press(again, "Começar do zero")
    settled(qtbot)
    assert again.whom.name.text() == ""
    assert again.whom.criteria.rows == []


def test_esc_goes_one_step_back_and_then_out(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready()
    page = open_page("campaigns/new")
    wizard = wizard_of(page)
    settled(qtbot)
    answer(wizard, world)
    wizard.go(2)
    assert page.step_back()
    assert wizard.now == 1
    assert page.step_back()
    assert wizard.now == 0
    assert page.step_back()
    settled(qtbot)
    assert campaigns_of(page).wizard is None
    assert not page.step_back()


def test_where_nobody_can_get_it_nothing_can_be_confirmed(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready(people=4)
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    answer(wizard, world)
    wizard.whom.criteria.set_conditions([Condition("pregnant", yes=True)])
    wizard.go(3)
    settled(qtbot)
    assert wizard.check.big.text() == "0"
    assert "Ninguém atende" in wizard.check.nobody.title.text()
    assert not wizard.next_button.isEnabled()


def test_a_refusal_of_the_preview_leads_to_the_step_that_can_be_put_right(
    world: World, open_page: OpenPage, qtbot: QtBot
) -> None:
    world.be_ready()
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    answer(wizard, world)
    assert world.template is not None
    world.station.reminders.templates.retire(world.sign_in(Role.COORDINATOR), world.template.id)
    wizard.go(2)
    new = wizard.new()
    world.station.reminders.templates.list(world.sign_in(Role.COORDINATOR))
    wizard._refused(KnownError("templates.retired"))
    assert new.name == "Convite para a roda"
    press(wizard, "Corrigir")
    assert wizard.now == 1


def test_without_texts_or_channels_the_wizard_says_what_to_do_first(
    world: World, open_page: OpenPage, qtbot: QtBot, gone: list[tuple[str, str | None]]
) -> None:
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    wizard.whom.name.setText("Convite")
    wizard.forward()
    press(wizard, "Ir para os textos")
    assert gone == [("reminders", "templates")]
    world.text("Convite")
    wizard.leave()
    settled(qtbot)


def test_of_many_people_only_the_lines_on_the_screen_are_made(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready(people=400)
    wizard = wizard_of(open_page("campaigns/new"))
    settled(qtbot)
    answer(wizard, world)
    wizard.go(3)
    settled(qtbot)
    QApplication.processEvents()
    lines = wizard.check.getting.lines
    assert lines.rowCount() == 300
    assert len(lines._rows) < 200


def test_whoever_makes_a_campaign_by_ear_hears_each_step_and_whom_it_reaches(
    world: World, open_page: OpenPage, qtbot: QtBot, heard: Hearing
) -> None:
    world.be_ready()
    page = open_page("campaigns/new")
    wizard = wizard_of(page)
    settled(qtbot)
    assert wizard.accessibleName() == "Nova campanha"
    answer(wizard, world)
    wizard.go(3)
    settled(qtbot)
    said = heard.all_words()
    assert "Passo 4 de 4: Conferir" in said
    assert "3 vão receber, de 4 pessoas que atendem às condições" in said
    assert "Quem fica de fora (1): 1: Não autorizou" in said
    # One message as it will be read stands where the keyboard is, and nowhere else.
    assert wizard.next_button.hasFocus()
    assert wizard.next_button.accessibleDescription().endswith("Olá, Maria. Venha à UBS Sintética.")
    wizard.back()
    assert wizard.next_button.accessibleDescription() == ""
    wizard.go(3)
    settled(qtbot)
    QTest.keyClick(wizard.next_button, Qt.Key.Key_Return)
    settled(qtbot)
    # What had the keyboard is gone with the steps.
    found = campaigns_of(page)
    assert found.detail.back_button.hasFocus()
    assert found.detail.accessibleName() == found.detail.campaign.name  # type: ignore[union-attr]  # it is on show
