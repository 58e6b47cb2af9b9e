"""What the hospital has answered is told wherever one is."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.clinic.referral.model import Course
from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationRole
from app.station import Station
from tests.clinic.referral.conftest import CONFIRMED
from tests.ui.clinical import PASSWORD
from tests.ui.referrals.conftest import Answering
from ui.bridge import operations_under_way
from ui.referrals.news import ReferralNews
from ui.shell.context import UiContext


class _Heard:
    def __init__(self, station: Station, session: Session, qtbot: QtBot) -> None:
        self.told: list[tuple[int, str]] = []
        self.gone: list[tuple[str, str | None]] = []
        context = UiContext(station, session, lambda *to: self.gone.append(to), lambda *_: None)
        self.news = ReferralNews(context, lambda *told: self.told.append(told))
        self._bot = qtbot
        qtbot.addWidget(self.news)

    def arrive(self, place: str) -> None:
        self.news.arrive(place)
        self._bot.waitUntil(lambda: operations_under_way() == 0)


def test_an_unread_answer_is_counted_on_the_rail_and_told_once(
    ubs: Station, nurse: Session, answered: Answering, qtbot: QtBot
) -> None:
    one = answered(CONFIRMED)
    heard = _Heard(ubs, nurse, qtbot)
    heard.arrive("reception")
    assert heard.told[-1] == (1, "O hospital respondeu a 1 encaminhamento")
    assert not heard.news.isHidden()
    heard.news.banner._act()
    assert heard.gone == [("referrals", one.referral.id)]
    heard.arrive("referrals")
    heard.arrive("reception")
    assert heard.news.isHidden()
    assert heard.told[-1][0] == 1


def test_put_away_it_is_not_said_again_but_stays_counted(
    ubs: Station, nurse: Session, answered: Answering, qtbot: QtBot
) -> None:
    answered(CONFIRMED)
    heard = _Heard(ubs, nurse, qtbot)
    heard.arrive("reception")
    heard.news.banner._put_away()
    heard.arrive("pregnancy")
    assert heard.news.isHidden()
    assert heard.told[-1][0] == 1


def test_the_figure_goes_when_the_answer_was_read(
    ubs: Station, nurse: Session, answered: Answering, qtbot: QtBot
) -> None:
    one = answered(CONFIRMED)
    heard = _Heard(ubs, nurse, qtbot)
    heard.arrive("reception")
    ubs.referrals.mark_read(nurse, one.referral.id)
    heard.arrive("pregnancy")
    assert heard.told[-1] == (0, "")
    assert heard.news.isHidden()


def test_only_the_coordinator_hears_of_what_is_late(ubs: Station, nurse: Session, late: Course, qtbot: QtBot) -> None:
    for_nurse = _Heard(ubs, nurse, qtbot)
    for_nurse.arrive("reception")
    coordinator = _Heard(ubs, ubs.sign_in.sign_in(Role.COORDINATOR.value, PASSWORD), qtbot)
    coordinator.arrive("reception")
    assert for_nurse.told[-1][0] == 0
    assert coordinator.told[-1] == (1, "1 encaminhamento sem resposta depois de 72 horas")


@pytest.mark.parametrize("role", [StationRole.HOSPITAL, StationRole.WARD])
def test_other_kinds_of_station_ask_nothing(ubs: Station, qtbot: QtBot, role: StationRole) -> None:
    ubs.settings.change(ubs.sign_in.sign_in("administrator", PASSWORD), role=role)
    heard = _Heard(ubs, ubs.sign_in.sign_in(Role.COORDINATOR.value, PASSWORD), qtbot)
    heard.arrive("reception")
    assert heard.told == []


def test_it_asks_again_by_itself(
    ubs: Station, nurse: Session, answered: Answering, qtbot: QtBot, fake_clock: FakeClock
) -> None:
    heard = _Heard(ubs, nurse, qtbot)
    heard.arrive("reception")
    assert heard.told[-1][0] == 0
    answered(CONFIRMED)
    fake_clock.advance(timedelta(minutes=1).total_seconds())
    assert heard.news.timer.isActive()
    heard.news.timer.timeout.emit()
    qtbot.waitUntil(lambda: operations_under_way() == 0)
    assert heard.told[-1][0] == 1
