"""Hours, days and limits are set by the coordinator, said as one sentence, and can be taken back."""

from datetime import date, time

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reminders.manners_service import MannersSettings
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import SignIn, press, settled, words_in
from tests.ui.conftest import settle
from tests.ui.reminders.sending.outgoing import OpenPage
from ui.reminders.manners.page import MannersPage
from ui.reminders.manners.words import sentence
from ui.reminders.page import RemindersPage
from ui.texts import choose_language
from ui.theme import apply_theme

USUAL = MannersSettings(time(21), time(8), 2, frozenset({6}))


def manners(page: RemindersPage) -> MannersPage:
    assert isinstance(page.page, MannersPage)
    return page.page


def kept(station: Station, sign_in: SignIn) -> MannersSettings:
    return station.reminders.manners.read(sign_in(Role.COORDINATOR))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (USUAL, "As mensagens saem de segunda a sábado, das 08:00 às 21:00, no máximo 2 por dia para cada pessoa."),
        (
            MannersSettings(time(0), time(0), 1, frozenset()),
            "As mensagens saem todos os dias, a qualquer hora, no máximo 1 por dia para cada pessoa.",
        ),
        (
            MannersSettings(time(20, 30), time(9), 3, frozenset({0, 2, 5, 6})),
            "As mensagens saem terça, quinta, sexta, das 09:00 às 20:30, no máximo 3 por dia para cada pessoa.",
        ),
        (
            MannersSettings(time(21), time(8), 2, frozenset(range(7))),
            "Assim nenhuma mensagem sai: todos os dias estão livres de mensagens.",
        ),
    ],
)
def test_the_settings_are_said_as_one_sentence(settings: MannersSettings, words: str) -> None:
    assert sentence(settings) == words


@pytest.mark.parametrize(("role", "offered"), [(Role.NURSE, False), (Role.DOCTOR, False), (Role.COORDINATOR, True)])
def test_only_the_coordinator_is_offered_the_page(open_page: OpenPage, role: Role, offered: bool) -> None:
    assert ("manners" in open_page("overview", role).entries) is offered


def test_a_change_is_said_before_it_is_saved_and_can_be_taken_back(
    open_page: OpenPage, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    page = manners(open_page("manners", Role.COORDINATOR))
    page.form.quiet_from.set_value(time(19))
    page.form.weekdays.boxes[5].click()
    assert "de segunda a sexta, das 08:00 às 19:00" in page.form.sentence.text()
    assert kept(station, sign_in) == USUAL
    page.save()
    settled(qtbot)
    assert kept(station, sign_in) == MannersSettings(time(19), time(8), 2, frozenset({5, 6}))
    press(page, "Desfazer")
    settled(qtbot)
    assert kept(station, sign_in) == USUAL
    assert "vale o que valia antes" in words_in(page)


def test_a_holiday_comes_with_its_name_and_goes_by_its_button(
    open_page: OpenPage, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    page = manners(open_page("manners", Role.COORDINATOR))
    holidays = page.form.holidays
    holidays.day.set_day(date(2026, 11, 21))
    holidays.add()
    assert holidays.name_field.error == "Dê um nome ao feriado"
    holidays.name.set_value("Padroeira")
    page.save()
    settled(qtbot)
    assert kept(station, sign_in).local_holidays == ((date(2026, 11, 21), "Padroeira"),)
    holidays.day.set_day(date(2026, 11, 21))
    holidays.name.set_value("Outra vez")
    page.save()
    settled(qtbot)
    assert "21/11/2026 já está na lista" in holidays.day_field.error
    holidays.day.clear()
    holidays.name.clear()
    holidays.buttons[0].click()
    page.save()
    settled(qtbot)
    assert kept(station, sign_in).local_holidays == ()


def test_what_no_message_could_go_out_with_is_refused_at_its_field(
    open_page: OpenPage, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    page = manners(open_page("manners", Role.COORDINATOR))
    page.form.most_a_day.line.setText("11")
    page.save()
    assert "1" in page.form.fields["most_a_day"].error
    assert "10" in page.form.fields["most_a_day"].error
    page.form.most_a_day.set_value(2)
    page.form.quiet_until.set_value(time(20, 30))
    page.save()
    settled(qtbot)
    assert "quase o dia todo" in page.form.fields["quiet_until"].error
    page.form.quiet_until.set_value(time(8))
    for box in page.form.weekdays.boxes:
        box.setChecked(True)
    page.save()
    settled(qtbot)
    assert "Todos os dias da semana" in page.form.fields["weekdays"].error
    assert kept(station, sign_in) == USUAL


def test_what_somebody_types_stays_when_the_page_is_opened_again(open_page: OpenPage, qtbot: QtBot) -> None:
    window = open_page("manners", Role.COORDINATOR)
    page = manners(window)
    page.form.most_a_day.set_value(5)
    window.open_section("inbox")
    window.open_section("manners")
    settled(qtbot)
    assert page.form.settings().most_a_day == 5


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [90, 150])
def test_everything_fits_at_every_text_size(
    qapp: QApplication, open_page: OpenPage, qtbot: QtBot, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", scale)
    window = open_page("manners", Role.COORDINATOR)
    page = manners(window)
    page.form.holidays.set_value(((date(2026, 11, 21), "Nossa Senhora da Apresentação, padroeira da cidade"),))
    page.form.holidays.day.setText("31/02/2026")
    page.save()
    settle()
    assert complaints(window) == []
    assert page.minimumSizeHint().width() <= window.stack.width()


def test_what_was_changed_and_not_saved_is_there_again_and_can_be_discarded(
    open_page: OpenPage, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    first = open_page("manners", Role.COORDINATOR)
    page = manners(first)
    page.form.most_a_day.line.set_value("muitas")
    page.form.weekdays.set_value(frozenset({5, 6}))
    page.form.holidays.name.set_value("Padroeira")
    assert first.keeps_draft()
    first.leave()
    page = manners(open_page("manners", Role.COORDINATOR))
    assert page.form.most_a_day.line.value() == "muitas"
    assert page.form.weekdays.value() == frozenset({5, 6})
    assert page.form.holidays.name.value() == "Padroeira"
    assert "não salvou" in page.banner.title.text()
    press(page, "Voltar ao que está salvo")
    settled(qtbot)
    assert page.form.settings() == kept(station, sign_in)
    assert not page.keeps_draft()
    assert station.drafts.get(sign_in(Role.COORDINATOR), "manners") is None


def test_saving_leaves_no_draft_behind(open_page: OpenPage, station: Station, sign_in: SignIn, qtbot: QtBot) -> None:
    page = manners(open_page("manners", Role.COORDINATOR))
    page.form.most_a_day.set_value(5)
    page.leave()
    assert station.drafts.get(sign_in(Role.COORDINATOR), "manners") is not None
    page.save()
    settled(qtbot)
    assert kept(station, sign_in).most_a_day == 5
    assert station.drafts.get(sign_in(Role.COORDINATOR), "manners") is None
