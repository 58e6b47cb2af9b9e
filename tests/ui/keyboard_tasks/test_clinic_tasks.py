"""Five tasks of a primary-care unit from sign-in to done, by keys alone, in as many keys as the documents say."""

from collections.abc import Sequence

from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.keyboard_tasks.conftest import Desk, Fits
from tests.ui.keyboard_tasks.keyboard import Keyboard
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.screen import Pregnancies
from ui.referrals.compose_page import ComposePage


def _record(desk: Desk) -> PregnancyRecord | None:
    place = desk.shell.current()
    assert isinstance(place, Pregnancies)
    return place.record


def _open_record(desk: Desk, keys: Keyboard, name: str) -> PregnancyRecord:
    """From anywhere: the list of the pregnant, part of a name, the first line of it."""
    keys.press("Alt+2")
    keys.write(name)
    keys.press("Down", "Return")
    keys.until(lambda: _record(desk) is not None)
    record = _record(desk)
    assert record is not None
    return record


def _messages(clinic: Station, session: Session, people: Sequence[str]) -> int:
    return sum(len(clinic.reminders.messages.of_person(session, one)) for one in people)


def test_a_nurse_signs_in_with_login_password_and_enter(at_clinic: Desk, fits: Fits) -> None:
    keys = at_clinic.sign_in(Role.NURSE)
    keys.pressed = at_clinic.signed_in
    fits("sign_in", keys)


def test_a_nurse_receives_somebody(at_clinic: Desk, clinic: Station, fits: Fits) -> None:
    keys = at_clinic.sign_in(Role.NURSE)
    session = at_clinic.shell.context.session
    before = {row.arrival.id for row in clinic.reception.board(session).rows}
    keys.press("F3")
    keys.write("maria")
    keys.press("Down", "Return", "F4")
    keys.write("febre")
    keys.press("Return")
    arrived = [row.arrival for row in clinic.reception.board(session).rows if row.arrival.id not in before]
    assert [one.reason for one in arrived] == ["febre"]
    fits("receive", keys)


def test_a_nurse_classifies_a_pregnancy(at_clinic: Desk, clinic: Station, fits: Fits) -> None:
    keys = at_clinic.sign_in(Role.NURSE)
    record = _open_record(at_clinic, keys, "maria")
    before = record.view.current
    keys.press("Ctrl+3")
    keys.write("cardiopat")
    keys.press("Return")
    keys.write("s")
    keys.press("Ctrl+S")
    keys.until(lambda: record.view.current is not None and record.view.current != before)
    stored = record.view.current
    assert stored is not None
    assert stored.recorded_at == clinic.clock.now()
    fits("classify", keys)


def test_a_nurse_refers_a_woman(at_clinic: Desk, clinic: Station, fits: Fits) -> None:
    keys = at_clinic.sign_in(Role.NURSE)
    session = at_clinic.shell.context.session
    before = len(clinic.referrals.outbox(session))
    _open_record(at_clinic, keys, "ana")
    keys.press("Ctrl+E")
    keys.until(lambda: at_clinic.window.findChild(ComposePage) is not None)
    keys.press("Tab", "Down", "Tab", "Tab")
    keys.write("pre-eclampsia")
    keys.press("Tab")
    keys.write("PA alta")
    keys.press("Ctrl+S", "Ctrl+S")
    keys.until(lambda: len(clinic.referrals.outbox(session)) == before + 1)
    fits("refer", keys)


def test_a_nurse_sends_a_reminder_to_one_woman(at_clinic: Desk, clinic: Station, fits: Fits) -> None:
    keys = at_clinic.sign_in(Role.NURSE)
    session = at_clinic.shell.context.session
    found = [one.person_id for one in clinic.people.search(session, "raquel").hits]
    before = _messages(clinic, session, found)
    keys.press("Alt+5", "Down", "Ctrl+S")
    keys.write("raquel")
    keys.press("Down", "Return")
    keys.write("r")
    keys.press("Tab", "Down", "Space", "Ctrl+S")
    keys.until(lambda: _messages(clinic, session, found) == before + 1)
    fits("remind", keys)


def test_a_nurse_makes_a_campaign(at_clinic: Desk, clinic: Station, fits: Fits) -> None:
    keys = at_clinic.sign_in(Role.NURSE)
    session = at_clinic.shell.context.session
    before = len(clinic.reminders.campaigns.list(session))
    keys.press("Alt+5", "Down", "Down", "Down", "Down", "Down", "Ctrl+S")
    keys.write("Roda")
    keys.press("Tab", "Return", "Down", "Return", "Space", "Return")
    keys.write("r")
    keys.press("Tab", "Space", "Return", "Return")
    keys.until(lambda: keys.at().startswith("Programar"))
    keys.press("Return")
    keys.until(lambda: len(clinic.reminders.campaigns.list(session)) == before + 1)
    fits("campaign", keys)
