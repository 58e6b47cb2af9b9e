"""What will be sent: a month driven by keys, the messages of a day or week, and one in full."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.reminders.messages import NewMessage
from app.reminders.outbox.model import Status
from app.security.roles import Action, Role
from tests.ui.administration.office import press, settled, words_in
from tests.ui.reminders.campaigns.world import OpenPage, World
from ui.reminders.page import RemindersPage
from ui.reminders.planned.month import Month, week_of
from ui.reminders.planned.page import PlannedPage
from ui.shell.context import UiContext
from ui.widgets.confirm_sheet import ConfirmSheet

TODAY = date(2026, 3, 2)


def planned_of(page: RemindersPage) -> PlannedPage:
    """The page itself."""
    assert isinstance(page.page, PlannedPage)
    return page.page


def schedule(world: World, clock: FakeClock, number: int = 0, *, days: int = 0, hours: int = 2) -> str:
    """One message for somebody; its id."""
    assert world.template is not None
    at = clock.now() + timedelta(days=days, hours=hours)
    new = NewMessage(world.people[number], world.template.id, ("email",), at)
    return world.station.reminders.messages.schedule(world.sign_in(Role.NURSE), new).id


def test_a_day_without_messages_says_what_to_do_first(world: World, open_page: OpenPage) -> None:
    page = planned_of(open_page("planned"))
    assert page.states.state == "empty"
    assert "Programe uma mensagem" in words_in(page)
    assert page.month.day == TODAY


def test_arrow_keys_go_from_day_to_day_and_the_list_follows(
    world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    world.be_ready()
    schedule(world, fake_clock, 0)
    schedule(world, fake_clock, 1, days=1)
    schedule(world, fake_clock, 2, days=1)
    page = planned_of(open_page("planned"))
    assert page.table.lines.rowCount() == 1
    page.month.setFocus()
    QTest.keyClick(page.month, Qt.Key.Key_Right)
    settled(qtbot)
    assert page.table.lines.rowCount() == 2
    assert "terça-feira, 03/03/2026" in page.heading.text()
    assert page.month.accessibleName() == "terça-feira, 03/03/2026: 2 mensagens."
    QTest.keyClick(page.month, Qt.Key.Key_PageDown)
    settled(qtbot)
    assert (page.month.day, page.month_name.text()) == (date(2026, 4, 3), "abril de 2026")
    assert page.states.state == "empty"
    QTest.keyClick(page.month, Qt.Key.Key_Home)
    settled(qtbot)
    assert page.month.day == TODAY


def test_a_week_lists_all_its_days(world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot) -> None:
    world.be_ready()
    schedule(world, fake_clock, 0)
    schedule(world, fake_clock, 1, days=2)
    schedule(world, fake_clock, 2, days=9)
    page = planned_of(open_page("planned"))
    page.filters.span.setFocus()
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Right)
    settled(qtbot)
    assert page.table.lines.rowCount() == 2
    assert page.heading.text() == "Semana 01/03 a 07/03"
    assert page.count.text() == "2 mensagens"


def test_filters_narrow_list_and_calendar_and_are_taken_back(
    world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    world.be_ready()
    schedule(world, fake_clock)
    page = planned_of(open_page("planned"))
    page.filters.group.set_value("failed")
    settled(qtbot)
    assert page.states.state == "empty"
    assert "Nenhuma mensagem assim" in words_in(page)
    assert page.month.accessibleName().endswith("0 mensagens.")
    press(page, "Mostrar todas")
    settled(qtbot)
    assert page.table.lines.rowCount() == 1
    page.filters.channel.set_value("telegram")
    settled(qtbot)
    assert page.states.state == "empty"


def test_a_message_opens_with_its_history_and_is_called_back_after_a_question(
    world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    world.be_ready()
    message = schedule(world, fake_clock)
    root = open_page("planned")
    page = planned_of(root)
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled(qtbot)
    words = words_in(page.beside.panel)
    assert "Programada" in words
    assert "Nenhuma ainda." in words
    press(page.beside.panel, "Cancelar a mensagem")
    sheet = root.window().findChild(ConfirmSheet)
    assert sheet is not None
    sheet.yes.click()
    settled(qtbot)
    nurse = world.sign_in(Role.NURSE)
    assert world.station.reminders.messages.history(nurse, message).message.status is Status.CANCELLED
    assert "Cancelada" in words_in(page.beside.panel)
    assert root.step_back()
    assert page.beside.panel.isHidden()
    assert page.calendar.isVisible()
    assert not root.step_back()


def test_without_texts_the_form_is_not_begun_and_says_what_is_missing(world: World, open_page: OpenPage) -> None:
    root = open_page("planned/new")
    page = planned_of(root)
    assert "Ainda não há textos" in page.banner.title.text()
    assert page.beside.panel.isHidden()


def test_who_may_only_look_is_not_offered_to_schedule_or_to_cancel(
    world: World, open_page: OpenPage, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    world.be_ready()
    message = schedule(world, fake_clock)
    monkeypatch.setattr(UiContext, "may", lambda _context, action: action is Action.VIEW_MESSAGES)
    root = open_page(f"planned/{message}", Role.NURSE)
    settled(qtbot)
    words = words_in(root)
    assert "Cancelar a mensagem" not in words
    assert "Programar uma mensagem" not in words
    assert "Abrir a ficha" not in words


def test_weeks_begin_on_sunday_as_on_the_walls_of_clinics() -> None:
    assert week_of(date(2026, 3, 2)) == date(2026, 3, 1)
    assert week_of(date(2026, 3, 1)) == date(2026, 3, 1)
    assert week_of(date(2026, 3, 7)) == date(2026, 3, 1)


def test_a_month_is_stepped_to_its_last_day_where_the_day_is_missing(light: object) -> None:
    month = Month(date(2026, 1, 31))
    month.step_month(1)
    assert month.day == date(2026, 2, 28)
    month.step_month(-2)
    assert month.day == date(2025, 12, 28)
