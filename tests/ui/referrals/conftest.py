"""A primary-care unit with a woman who can be referred, the hospital's answers, and a window with all three places."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.exams_service import NewResult
from app.clinic.referral.directory import Hospital
from app.clinic.referral.model import Course, Kind, NewAnswer
from app.clinic.referral.rows import append_event, read_course
from app.clinic.risk.forms import ReferralForm
from app.kernel.actor import PROGRAM
from app.kernel.clock import local_date, to_text
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.clinic.referral.conftest import HOSPITAL, HYPERTENSION, UBS, be_at, stamp
from tests.ui.clinical import Desk, _leave, _portuguese, nurse, open_desk, pregnancy, station, woman
from tests.ui.conftest import settle
from ui.referrals.course_page import CoursePage
from ui.referrals.screen import Referrals

__all__ = ["_portuguese", "nurse", "open_desk", "pregnancy", "station", "woman"]

Answering = Callable[[NewAnswer], Course]


class Window(Desk):
    """The clinical places and the referrals."""

    def __init__(self, station: Station, session: Session, qtbot: QtBot) -> None:
        super().__init__(station, session, qtbot)
        self.referrals = Referrals(self.context)
        self._places["referrals"] = self.referrals
        self._stack.addWidget(self.referrals)

    @property
    def page(self) -> CoursePage:
        """The referral on show."""
        assert self.referrals.page is not None
        return self.referrals.page

    def settle(self) -> None:
        """Wait until everything asked has been answered and shown."""
        super().settle()
        settle()

    def open(self, referral_id: str) -> CoursePage:
        """Open one referral."""
        self.go("referrals", referral_id)
        self.settle()
        return self.page


OpenWindow = Callable[[Session], Window]


@pytest.fixture
def store(station: Station) -> Store:
    """The station's store, for what the network brings."""
    return station.referrals._store


@pytest.fixture
def ubs(station: Station, store: Store, nurse: Session) -> Station:
    """The station, belonging to the referring unit and knowing its hospital."""
    be_at(store, UBS)
    station.referral_directory.name_hospital(nurse, Hospital(HOSPITAL, "Maternidade Sintética"))
    return station


@pytest.fixture
def ready(ubs: Station, nurse: Session, pregnancy: Pregnancy) -> Pregnancy:
    """A pregnancy with all that is compulsory."""
    today = local_date(ubs.clock.now(), ubs.profile.time_zone)
    ubs.pregnancies.record(nurse, pregnancy.id, [NewObservation("pregnancies_count", 2)])
    ubs.exams.record(nurse, pregnancy.id, NewResult("fundal_height_cm", 20, today))
    ubs.assessments.save(nurse, pregnancy.id, ReferralForm(conditions=frozenset({"hypertension"})))
    return pregnancy


@pytest.fixture
def sent(ubs: Station, nurse: Session, ready: Pregnancy) -> Course:
    """It was referred, and is still on this station."""
    return ubs.referrals.send(nurse, ready.id, HYPERTENSION)


@pytest.fixture
def received(ubs: Station, store: Store, nurse: Session, sent: Course) -> Course:
    """The server has stamped it 31 hours ago."""
    be_at(store, HOSPITAL)
    be_at(store, UBS)
    stamp(store, sent.referral.id, sent.referral.id, ubs.clock.now() - timedelta(hours=31))
    return ubs.referrals.open(nurse, sent.referral.id)


@pytest.fixture
def late(ubs: Station, store: Store, nurse: Session, received: Course) -> Course:
    """The server has said that it is late."""
    with store.write(PROGRAM) as writing:
        one = read_course(writing.connection, received.referral.id, ubs.clock.now())
        content = {"of": received.referral.id, "at": to_text(ubs.clock.now())}
        append_event(writing, one, Kind.OVERDUE, content)
    return ubs.referrals.open(nurse, received.referral.id)


@pytest.fixture
def answered(ubs: Station, store: Store, sent: Course) -> Answering:
    """Answer it at the hospital, and be back at the unit."""

    def make(new: NewAnswer) -> Course:
        be_at(store, HOSPITAL)
        one = ubs.referral_desk.answer(session_of(Role.DOCTOR), sent.referral.id, sent.version, new)
        be_at(store, UBS)
        return one

    return make


@pytest.fixture
def open_window(station: Station, qtbot: QtBot, light: QApplication) -> OpenWindow:
    """A window for a session, on screen and with the focus."""

    def close(window: Window) -> None:
        window.referrals.leave()
        _leave(window, qtbot)

    def opened(session: Session) -> Window:
        window = Window(station, session, qtbot)
        qtbot.addWidget(window, before_close_func=lambda _one: close(window))
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.go("referrals", None)
        window.settle()
        return window

    return opened
