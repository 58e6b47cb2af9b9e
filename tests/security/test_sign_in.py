"""Signing in, delays, the locked screen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import cast
from uuid import UUID

import pytest
from argon2 import extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.security.delays import DELAYS, delay_after
from app.security.passwords import Passwords
from app.security.roles import Action, Role
from app.security.session import require
from app.security.sign_in import SignInService
from app.store.tables import audit, credential, sign_in_failure
from tests.security.questions import audited, code_of, refused, whole_text
from tests.security.staff import PASSWORD, Staff, quick_passwords, services

PIN = "8306"


def clock_of(staff: Staff) -> FakeClock:
    return cast(FakeClock, staff.store.clock)


def fail(staff: Staff, times: int, login: str = "nurse") -> None:
    """So many failures in a row, each after the delay of the one before."""
    for count in range(times):
        clock_of(staff).advance(delay_after(count))
        assert code_of(lambda: staff.sign_in.sign_in(login, "errada")) == "access.wrong_login"


class CountingPasswords(Passwords):
    """Counts how often it does the costly work."""

    def __init__(self) -> None:
        super().__init__()
        self._cheap = quick_passwords()
        self.checks = 0

    def hash(self, secret: str) -> str:
        return self._cheap.hash(secret)

    def verify(self, stored: str | None, secret: str) -> bool:
        self.checks += 1
        return self._cheap.verify(stored, secret)

    def is_weaker(self, stored: str) -> bool:
        return False


def test_a_session_tells_who_signed_in(staff: Staff) -> None:
    session = staff.session(Role.DOCTOR)
    assert (session.login, session.role, session.language) == ("doctor", Role.DOCTOR, "pt_BR")
    assert session.signed_in_at == staff.store.clock.now()
    assert session.actor.account_id == session.account_id


@pytest.mark.parametrize("login", ["nurse", "nobody", "", "x" * 5000, "\ud800"])
def test_an_unknown_login_gets_the_same_answer_after_the_same_work(staff: Staff, login: str) -> None:
    passwords = CountingPasswords()
    sign_in = SignInService(staff.store, passwords)
    error = refused(lambda: sign_in.sign_in(login, "errada"))
    assert (error.code, error.values, passwords.checks) == ("access.wrong_login", {}, 1)


@pytest.mark.parametrize("login", ["nurse", "nobody"])
def test_delays_rise_alike_for_known_and_unknown_logins(staff: Staff, login: str) -> None:
    waits = []
    for _ in range(10):
        error = refused(lambda: staff.sign_in.sign_in(login, "errada"))
        if error.code == "access.wait":
            waits.append(error.values["seconds"])
            clock_of(staff).advance(cast(int, waits[-1]))
            refused(lambda: staff.sign_in.sign_in(login, "errada"))
    assert waits == [5, 15, 60, 300, 900, 900]


def test_nothing_is_checked_while_a_delay_runs(staff: Staff) -> None:
    fail(staff, 4)
    passwords = CountingPasswords()
    sign_in = SignInService(staff.store, passwords)
    error = refused(lambda: sign_in.sign_in("nurse", PASSWORD))
    assert (error.code, error.values, passwords.checks) == ("access.wait", {"seconds": 5}, 0)
    clock_of(staff).advance(5)
    assert sign_in.sign_in("nurse", PASSWORD).login == "nurse"


def test_the_right_password_begins_counting_anew(staff: Staff) -> None:
    fail(staff, 3)
    staff.session(Role.NURSE)
    fail(staff, 4)
    assert code_of(lambda: staff.session(Role.NURSE)) == "access.wait"


def test_one_login_does_not_delay_another(staff: Staff) -> None:
    fail(staff, 6)
    assert staff.session(Role.DOCTOR).login == "doctor"


def test_ending_the_program_does_not_end_a_delay(staff: Staff) -> None:
    fail(staff, 6)
    started_again = services(staff.store)
    assert refused(lambda: started_again.session(Role.NURSE)).values == {"seconds": 60}


def test_guesses_in_parallel_count_in_full(staff: Staff) -> None:
    with ThreadPoolExecutor(8) as threads:
        calls = [threads.submit(code_of, lambda: staff.sign_in.sign_in("nurse", "errada")) for _ in range(12)]
    codes = [call.result() for call in calls]
    assert codes.count("access.wrong_login") == 4
    assert codes.count("access.wait") == 8


def test_a_clock_set_back_neither_locks_out_for_long_nor_opens_the_door(staff: Staff) -> None:
    fail(staff, 7)
    clock = clock_of(staff)
    clock.set_wall(clock.now() - timedelta(days=400))
    for one in (staff, services(staff.store)):
        assert refused(partial(one.session, Role.NURSE)).values == {"seconds": 300}
    clock.advance(300)
    assert services(staff.store).session(Role.NURSE).login == "nurse"


def test_a_clock_set_forward_opens_nothing_while_the_program_runs(staff: Staff) -> None:
    fail(staff, 7)
    clock = clock_of(staff)
    clock.set_wall(clock.now() + timedelta(days=3))
    assert refused(lambda: staff.session(Role.NURSE)).values == {"seconds": 300}


def test_a_day_of_quiet_begins_counting_anew(staff: Staff) -> None:
    fail(staff, 7)
    fail_unknown = code_of(lambda: staff.sign_in.sign_in("nobody", "errada"))
    assert fail_unknown == "access.wrong_login"
    clock_of(staff).advance(24 * 3600 + 301)
    fail(staff, 1)
    with staff.store.read() as connection:
        counted = connection.execute(select(sign_in_failure.c.login, sign_in_failure.c.count)).all()
    assert [tuple(row) for row in counted] == [("nurse", 1)]


def test_delays_only_rise_and_end_at_a_quarter_of_an_hour() -> None:
    assert list(DELAYS) == sorted(DELAYS)
    assert delay_after(1000) == 900


@settings(max_examples=25)
@given(st.lists(st.sampled_from([-4e7, -3600, -5, 0, 1, 5, 60, 3600]), min_size=5, max_size=9), st.uuids())
def test_however_the_wall_clock_jumps_nobody_waits_longer_than_the_longest_delay(
    staff: Staff, jumps: list[float], login: UUID
) -> None:
    clock, tried = clock_of(staff), 0
    for jump in jumps:
        clock.set_wall(clock.now() + timedelta(seconds=jump))
        error = refused(lambda: staff.sign_in.sign_in(str(login), "errada"))
        tried += error.code == "access.wrong_login"
        assert cast(int, error.values.get("seconds", 0)) <= 900
    assert tried <= 4, "while the program runs and no real time passes, nobody gets a fifth try"
    clock.advance(900)
    assert code_of(lambda: staff.sign_in.sign_in(str(login), "errada")) == "access.wrong_login"


def test_what_was_typed_as_login_is_kept_only_where_it_is_one(staff: Staff) -> None:
    code_of(lambda: staff.sign_in.sign_in("Pitanga-Madura", "nurse"))
    assert "pitanga" not in whole_text(staff.store, without=frozenset()).lower()
    with staff.store.read() as connection:
        row = connection.execute(select(audit).order_by(audit.c.number.desc())).first()
    assert row is not None
    assert (row.action, row.subject_id, row.details) == ("sign_in_failed", "unknown", "{}")


def test_a_failed_attempt_names_the_account_that_was_tried(staff: Staff) -> None:
    code_of(lambda: staff.sign_in.sign_in("NURSE", "errada"))
    with staff.store.read() as connection:
        row = connection.execute(select(audit).order_by(audit.c.number.desc())).first()
    assert row is not None
    assert (row.action, row.account_id, row.subject_id) == ("sign_in_failed", "program", staff.id_of("nurse"))


def test_a_suspended_account_is_told_so_only_after_its_right_password(staff: Staff) -> None:
    staff.accounts.suspend(staff.session(Role.COORDINATOR), staff.id_of("nurse"), "férias")
    assert code_of(lambda: staff.sign_in.sign_in("nurse", "errada")) == "access.wrong_login"
    assert code_of(lambda: staff.session(Role.NURSE)) == "access.suspended"
    assert audited(staff.store)[-1] == "sign_in_refused"


def test_an_account_without_a_password_on_this_station_stays_shut(staff: Staff) -> None:
    nurse = staff.id_of("nurse")
    with staff.store.write(PROGRAM) as writing:
        writing.connection.execute(credential.delete().where(credential.c.account_id == nurse))
    assert code_of(lambda: staff.session(Role.NURSE)) == "access.wrong_login"
    staff.accounts.reset_password(staff.session(Role.COORDINATOR), staff.id_of("nurse"), PASSWORD)
    assert staff.session(Role.NURSE).login == "nurse"


def test_a_weaker_hash_is_made_anew_at_the_next_sign_in(staff: Staff) -> None:
    stronger = SignInService(staff.store, quick_passwords(time_cost=2))
    nurse = stronger.sign_in("nurse", PASSWORD).account_id
    with staff.store.read() as connection:
        kept = connection.execute(
            select(credential.c.password_hash).where(credential.c.account_id == nurse)
        ).scalar_one()
    assert extract_parameters(kept).time_cost == 2
    assert staff.session(Role.NURSE).login == "nurse"


def test_after_signing_out_the_session_is_dead(staff: Staff) -> None:
    session, other = staff.session(Role.NURSE), staff.session(Role.NURSE)
    staff.sign_in.sign_out(session)
    dead: list[Callable[[], object]] = [
        lambda: require(session, Action.FIND_PERSON),
        lambda: staff.sign_in.refresh(session),
        lambda: staff.sign_in.unlock(session, PASSWORD),
    ]
    assert [code_of(call) for call in dead] == ["access.signed_out"] * 3
    require(other, Action.FIND_PERSON)


def test_the_locked_screen_opens_with_the_password(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    staff.sign_in.lock(session)
    assert code_of(lambda: staff.sign_in.unlock(session, "errada")) == "access.wrong_password"
    assert staff.sign_in.unlock(session, PASSWORD) == session
    assert audited(staff.store)[-3:] == ["locked", "unlock_failed", "unlocked"]


def test_wrong_passwords_at_the_locked_screen_are_delayed_like_at_the_sign_in(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    for _ in range(4):
        code_of(lambda: staff.sign_in.unlock(session, "errada"))
    assert code_of(lambda: staff.sign_in.unlock(session, PASSWORD)) == "access.wait"


def test_the_locked_screen_opens_with_the_pin(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    assert code_of(lambda: staff.sign_in.unlock(session, PIN)) == "access.pin_not_set"
    staff.accounts.set_pin(session, PASSWORD, PIN)
    assert staff.accounts.own(session).has_pin
    assert staff.sign_in.unlock(session, PIN).account_id == session.account_id


def test_after_three_wrong_pins_only_the_password_opens(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    staff.accounts.set_pin(session, PASSWORD, PIN)
    wrong = [refused(lambda: staff.sign_in.unlock(session, "9999")) for _ in range(3)]
    assert [(one.code, one.values) for one in wrong] == [
        ("access.wrong_pin", {"left": 2}),
        ("access.wrong_pin", {"left": 1}),
        ("access.pin_blocked", {}),
    ]
    assert code_of(lambda: staff.sign_in.unlock(session, PIN)) == "access.pin_blocked"
    assert code_of(lambda: services(staff.store).sign_in.unlock(session, PIN)) == "access.pin_blocked"
    staff.sign_in.unlock(session, PASSWORD)
    assert staff.sign_in.unlock(session, PIN).login == "nurse"


def test_pins_guessed_in_parallel_count_in_full(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    staff.accounts.set_pin(session, PASSWORD, PIN)
    with ThreadPoolExecutor(8) as threads:
        calls = [threads.submit(code_of, lambda: staff.sign_in.unlock(session, "9999")) for _ in range(10)]
    codes = sorted(call.result() or "opened" for call in calls)
    assert codes == ["access.pin_blocked"] * 8 + ["access.wrong_pin"] * 2


def test_a_pin_is_no_password_and_ends_with_it(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    staff.accounts.set_pin(session, PASSWORD, PIN)
    assert code_of(lambda: staff.sign_in.sign_in("nurse", PIN)) == "access.wrong_login"
    staff.accounts.reset_password(staff.session(Role.COORDINATOR), session.account_id, "cuscuz-com-coentro")
    assert code_of(lambda: staff.sign_in.unlock(session, PIN)) == "access.pin_not_set"


def test_a_trivial_pin_is_refused_before_the_password_is_asked(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    assert code_of(lambda: staff.accounts.set_pin(session, "errada", "1234")) == "access.pin_trivial"
    assert code_of(lambda: staff.accounts.set_pin(session, "errada", PIN)) == "access.wrong_password"


def test_a_suspended_account_cannot_unlock(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    staff.accounts.set_pin(session, PASSWORD, PIN)
    staff.accounts.suspend(staff.session(Role.COORDINATOR), session.account_id, "desligamento")
    assert code_of(lambda: staff.sign_in.unlock(session, PIN)) == "access.suspended"
    assert code_of(lambda: staff.sign_in.unlock(session, PASSWORD)) == "access.suspended"


def test_a_damaged_hash_opens_nothing(staff: Staff) -> None:
    with staff.store.write(PROGRAM) as writing:
        writing.connection.execute(update(credential).values(password_hash="damaged"))
    assert code_of(lambda: staff.session(Role.NURSE)) == "access.wrong_login"
