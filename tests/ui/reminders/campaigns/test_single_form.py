"""One message by hand: chosen, shown as it will be read, refused with its reason, and there again when it was left."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.reminders.message_lists import Wanted
from app.security.audit_service import AuditFilter
from app.security.roles import Role
from tests.ui.administration.office import settled, words_in
from tests.ui.reminders.campaigns.test_planned import planned_of
from tests.ui.reminders.campaigns.world import OpenPage, World
from ui.reminders.page import RemindersPage
from ui.reminders.planned.single_form import SingleForm


def form_of(page: RemindersPage) -> SingleForm:
    """The form that is open beside the list."""
    return page.findChildren(SingleForm)[-1]


def choose(world: World, form: SingleForm, number: int) -> None:
    """Whom it is for, as if she had been found."""
    form.choose(world.people[number], f"Maria Sintética {number}")


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
    choose(world, form, 0)
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
    choose(world, form, 3)
    form.channels.set_value(("email",))
    form.template.set_value(world.template.id)
    settled(qtbot)
    assert "Não autorizou" in form.reading.body.text()
    choose(world, form, 0)
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
    choose(world, form, 0)
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
    choose(world, form, 3)
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
    choose(world, form, 0)
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
    choose(world, form, 0)
    form.template.set_value(world.template.id)
    form.channels.set_value(("email",))
    form.when.day.setText("08/03/2026")
    form.submit()
    settled(qtbot)
    page = planned_of(root)
    assert "09/03/2026 08:00" in page.banner.title.text()
    assert "Dia sem envio" in page.banner.body.text()
