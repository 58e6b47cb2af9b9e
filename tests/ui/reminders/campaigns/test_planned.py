"""What will be sent: a month driven by keys, the messages of a day or week, one in full, and one scheduled by hand."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.reminders.message_lists import Wanted
from app.reminders.messages import NewMessage
from app.reminders.outbox.model import Status
from app.security.audit_service import AuditFilter
from app.security.roles import Action, Role
from tests.ui.administration.office import press, settled, words_in
from tests.ui.reminders.campaigns.world import OpenPage, World
from ui.reminders.page import RemindersPage
from ui.reminders.planned.month import Month, week_of
from ui.reminders.planned.page import PlannedPage
from ui.reminders.planned.single_form import SingleForm
from ui.shell.context import UiContext
from ui.widgets.confirm_sheet import ConfirmSheet

TODAY = date(2026, 3, 2)


def planned_of(page: RemindersPage) -> PlannedPage:
    """The page itself."""
    assert isinstance(page.page, PlannedPage)
    return page.page


def form_of(page: RemindersPage) -> SingleForm:
    """The form that is open beside the list."""
    return page.findChildren(SingleForm)[-1]


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


def test_one_message_is_scheduled_for_one_person(
    world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    woman = world.be_ready().register("Ana Sintética de Teste")
    root = open_page("planned/new")
    form = form_of(root)
    assert root.window().focusWidget() is form.person.search
    form.person.search.setText("ana sint")
    qtbot.waitUntil(lambda: form.person.model.rowCount() > 0)
    form.person.list.enter()
    QTest.keyClick(form.person.list, Qt.Key.Key_Return)
    assert form.person_id == woman
    assert root.window().focusWidget() is form.template
    assert world.template is not None
    form.template.set_value(world.template.id)
    form.channels.set_value(("email", "http_gateway"))
    form.when.day.setText("05/03/2026")
    form.when.hour.setText("930")
    QTest.keyClick(form.when.hour, Qt.Key.Key_Return)
    settled(qtbot)
    page = planned_of(root)
    assert "05/03/2026 09:30" in page.banner.title.text()
    assert page.month.day == date(2026, 3, 5)
    assert page.table.lines.rowCount() == 1
    assert page.beside.panel.isHidden()


def test_the_finished_message_is_shown_and_spoken_before_it_is_scheduled(
    world: World, open_page: OpenPage, qtbot: QtBot
) -> None:
    world.be_ready()
    form = form_of(open_page("planned/new"))
    assert world.template is not None
    assert "aparece aqui" in form.submit_button.accessibleDescription()
    form.person_id, form.person_name = world.people[0], "Maria Sintética 0"
    form.template.set_value(world.template.id)
    form.channels.set_value(("email",))
    form.when.day.setText("08/03/2026")  # a Sunday
    form.when.hour.setText("09:30")
    settled(qtbot)
    assert "Olá, Maria. Venha à" in form.reading.body.text()
    assert form.reading.subject.text() == "Da sua unidade"
    assert "Sai em 09/03/2026" in form.reading.about.text()
    assert "Mudou de horário" in form.reading.about.text()
    assert form.submit_button.accessibleDescription().endswith(form.reading.body.text())
    QTest.keyClick(form.urgent, Qt.Key.Key_Space)
    settled(qtbot)
    assert "aparece aqui" in form.reading.body.text()
    form.reason.setText("Vaga para amanhã cedo")
    settled(qtbot)
    assert "Sai em 08/03/2026 09:30" in form.reading.about.text()


def test_who_cannot_be_reached_and_what_is_missing_stand_where_the_message_would(
    world: World, open_page: OpenPage, qtbot: QtBot
) -> None:
    world.be_ready()
    lacking = world.text("Com telefone", "Ligue para {{unit_phone}}.")
    form = form_of(open_page("planned/new"))
    assert world.template is not None
    form.person_id, form.person_name = world.people[3], "Maria Sintética 3"
    form.channels.set_value(("email",))
    form.template.set_value(world.template.id)
    settled(qtbot)
    assert "Não autorizou" in form.reading.body.text()
    form.person_id, form.person_name = world.people[0], "Maria Sintética 0"
    form.template.set_value(lacking.id)
    settled(qtbot)
    assert form.reading.body.text().startswith("Maria Sintética 0 não receberia esta mensagem: falta ")


def test_everything_that_is_missing_is_said_at_once(world: World, open_page: OpenPage) -> None:
    world.be_ready()
    root = open_page("planned/new")
    form = form_of(root)
    form.when.hour.setText("99")
    form.submit()
    assert form.fields["template"].error
    assert form.fields["channels"].error
    assert "99" in form.when.hour_field.error
    assert "Escolha a pessoa" in words_in(form)
    assert root.window().focusWidget() is form.person.search


def test_an_urgent_one_says_why_it_cannot_wait_and_the_reason_is_kept(
    world: World, open_page: OpenPage, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    world.be_ready()
    root = open_page("planned/new")
    form = form_of(root)
    assert world.template is not None
    form.person_id, form.person_name = world.people[0], "Maria Sintética 0"
    form.template.set_value(world.template.id)
    form.channels.set_value(("email",))
    QTest.keyClick(form.urgent, Qt.Key.Key_Space)
    form.when.day.setText("08/03/2026")  # a Sunday
    form.submit()
    assert form.fields["reason"].error
    form.reason.setText("Vaga para amanhã cedo")
    form.submit()
    settled(qtbot)
    coordinator = world.sign_in(Role.COORDINATOR)
    (message,) = world.station.reminders.messages.ids(coordinator, Wanted(date(2026, 3, 8), date(2026, 3, 8)))
    assert message
    rows = world.station.audit.page(coordinator, AuditFilter(), None, 5)
    assert any("Vaga para amanhã cedo" in str(row.details) for row in rows)


def test_who_cannot_be_reached_is_told_at_the_channels_and_why(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready()
    root = open_page("planned/new")
    form = form_of(root)
    assert world.template is not None
    form.person_id, form.person_name = world.people[3], "Maria Sintética 3"
    form.template.set_value(world.template.id)
    form.channels.set_value(("email",))
    form.submit()
    settled(qtbot)
    assert "Não autorizou" in form.fields["channels"].error
    assert form.submit_button.isEnabled()


def test_what_was_begun_for_one_person_is_there_again(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready()
    root = open_page("planned/new")
    form = form_of(root)
    form.person_id, form.person_name = world.people[0], "Maria Sintética 0"
    form.urgent.setChecked(True)
    form.reason.setText("Vaga")
    page = planned_of(root)
    page.step_back()
    settled(qtbot)
    page.begin()
    settled(qtbot)
    again = form_of(root)
    assert again is not form
    assert (again.person_id, again.reason.value()) == (world.people[0], "Vaga")


def test_a_message_that_moved_says_why(world: World, open_page: OpenPage, qtbot: QtBot) -> None:
    world.be_ready()
    root = open_page("planned/new")
    form = form_of(root)
    assert world.template is not None
    form.person_id, form.person_name = world.people[0], "Maria Sintética 0"
    form.template.set_value(world.template.id)
    form.channels.set_value(("email",))
    form.when.day.setText("08/03/2026")
    form.submit()
    settled(qtbot)
    page = planned_of(root)
    assert "09/03/2026 08:00" in page.banner.title.text()
    assert "Dia sem envio" in page.banner.body.text()


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
