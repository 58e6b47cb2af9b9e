"""Campaigns and planned messages on the screens of a clinic: nothing cut, unnamed or out of the order of reading."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.clock import FakeClock
from app.reminders.criteria import Condition
from tests.ui.accessibility import complaints
from tests.ui.administration.office import settled, words_in
from tests.ui.conftest import settle
from tests.ui.reminders.campaigns.doing import answer, campaigns_of, make, wizard_of
from tests.ui.reminders.campaigns.test_planned import planned_of
from tests.ui.reminders.campaigns.test_single_form import form_of
from tests.ui.reminders.campaigns.world import OpenPage, World
from ui.reminders.page import RemindersPage
from ui.texts import choose_language
from ui.theme import apply_theme

ROOMS = {90: QSize(1158, 660), 100: QSize(1158, 660), 125: QSize(1106, 640), 150: QSize(1276, 600)}
"""What 1366 × 768 leaves to a place at each text size; from 125 % the rail may be folded."""
LOOKS = [("pt_BR", 90, "light"), ("pt_BR", 100, "dark"), ("en", 125, "light"), ("pt_BR", 150, "light")]
LOOKS += [("en", 150, "dark"), ("pt_BR", 125, "dark")]


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(str(part) for part in look))
def scale(request: pytest.FixtureRequest, light: QApplication, world: World) -> int:
    """The unit is ready, language and theme are chosen; the text size."""
    language, size, theme = request.param
    world.be_ready(people=8)
    choose_language(language)
    apply_theme(light, theme, size)
    return int(size)


def fits(page: RemindersPage, scale: int, where: str) -> None:
    """Nothing to complain of, and nothing that needs more than the screen has."""
    page.resize(ROOMS[scale])
    settle()
    assert complaints(page.page) == [], where
    assert "[" not in words_in(page), where
    assert page.minimumSizeHint().width() <= ROOMS[scale].width(), where
    assert page.minimumSizeHint().height() <= ROOMS[scale].height(), where


def test_every_step_of_a_campaign_has_room(world: World, open_page: OpenPage, scale: int, qtbot: QtBot) -> None:
    page = open_page("campaigns/new")
    wizard = wizard_of(page)
    settled(qtbot)
    fits(page, scale, "whom, empty")
    wizard.forward()
    fits(page, scale, "whom, wrong")
    answer(wizard, world)
    wizard.whom.criteria.set_conditions(
        [Condition("risk_class", values=("ARCE",)), Condition("surgery_date", least=-3, most=7)]
    )
    fits(page, scale, "whom, full")
    wizard.whom.criteria.set_conditions([])
    wizard.go(1)
    fits(page, scale, "what")
    wizard.go(2)
    assert wizard.when is not None
    wizard.when.when.hour.setText("25:00")
    wizard.forward()
    fits(page, scale, "when, wrong")
    wizard.when.when.set_at(datetime(2026, 3, 4, 2, 0, tzinfo=UTC))
    wizard.forward()
    settled(qtbot)
    for part in range(3):
        wizard.check.tabs.choose(part)
        fits(page, scale, f"check, part {part}")
    wizard.whom.criteria.set_conditions([Condition("pregnant", yes=True)])
    wizard.go(2)
    wizard.forward()
    settled(qtbot)
    fits(page, scale, "check, nobody")


def test_list_and_detail_of_campaigns_have_room(
    world: World, open_page: OpenPage, scale: int, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    page = open_page("campaigns")
    fits(page, scale, "empty")
    campaign = make(world, fake_clock, "Campanha da vacina contra a gripe para gestantes a partir da semana 28")
    page = open_page("campaigns")
    fits(page, scale, "list")
    page.arrive(f"campaigns/{campaign}")
    settled(qtbot)
    fits(page, scale, "detail")
    detail = campaigns_of(page).detail
    message = detail.table.lines.id_at(0)
    detail.table.opened.emit(message)
    settled(qtbot)
    fits(page, scale, "with a message")


def test_calendar_list_message_and_form_have_room(
    world: World, open_page: OpenPage, scale: int, fake_clock: FakeClock, qtbot: QtBot
) -> None:
    page = open_page("planned")
    fits(page, scale, "empty")
    make(world, fake_clock)
    page = open_page("planned")
    found = planned_of(page)
    fits(page, scale, "day")
    found.filters.span.set_value("week")
    found.refresh()
    settled(qtbot)
    fits(page, scale, "week")
    found.table.opened.emit(found.table.lines.id_at(0))
    settled(qtbot)
    fits(page, scale, "with a message")
    found.begin()
    settled(qtbot)
    fits(page, scale, "form")
    form_of(page).submit()
    fits(page, scale, "form, wrong")
    found.step_back()
    found.filters.group.set_value("failed")
    settled(qtbot)
    fits(page, scale, "filtered")
