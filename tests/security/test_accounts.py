"""Accounts: who may make, authorise, suspend and change them, and what is remembered of it."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import cast

import pytest

from app.kernel.clock import FakeClock
from app.security.roles import Action, Role
from app.security.session import Status, require
from tests.security.questions import audited, code_of, refused
from tests.security.staff import (
    NEW_PASSWORD,
    PASSWORD,
    Staff,
    ask_in_other_process,
    newcomer,
    open_elsewhere,
    services,
)
from tests.store_fixtures import TEST_KEY


def test_the_first_account_is_an_administrator_who_can_start_at_once(empty: Staff) -> None:
    made = empty.accounts.create_first_administrator(newcomer("chefe", Role.NURSE))
    assert (made.role, made.status) == (Role.ADMINISTRATOR, Status.ACTIVE)


def test_there_is_only_one_first_account(empty: Staff) -> None:
    empty.accounts.ask_for_account(newcomer("primeira"))
    assert code_of(lambda: empty.accounts.create_first_administrator(newcomer("outra"))) == "access.not_first"


def test_a_new_account_waits_whoever_made_it(staff: Staff) -> None:
    asked = staff.accounts.ask_for_account(newcomer("rita"))
    made = staff.accounts.create(staff.session(Role.COORDINATOR), newcomer("sonia"))
    assert asked.status is made.status is Status.PENDING
    session = staff.sign_in.sign_in("rita", PASSWORD)
    assert session.status is Status.PENDING
    for action in Action:
        assert code_of(partial(require, session, action)) == "access.not_yet_authorised"


def test_an_authorised_account_can_work_in_the_session_it_waited_in(staff: Staff) -> None:
    asked = staff.accounts.ask_for_account(newcomer("rita"))
    session = staff.sign_in.sign_in("rita", PASSWORD)
    view = staff.accounts.authorise(staff.session(Role.COORDINATOR), asked.id)
    assert (view.status, view.authorised_by) == (Status.ACTIVE, staff.id_of("coordinator"))
    require(session, Action.FIND_PERSON)
    assert staff.sign_in.refresh(session).status is Status.ACTIVE


def test_an_administrator_authorises_the_first_coordinator_and_nobody_else(empty: Staff) -> None:
    empty.accounts.create_first_administrator(newcomer("administrator", Role.ADMINISTRATOR))
    administrator = empty.session(Role.ADMINISTRATOR)
    nurse = empty.accounts.ask_for_account(newcomer("rita"))
    first = empty.accounts.ask_for_account(newcomer("carla", Role.COORDINATOR))
    second = empty.accounts.ask_for_account(newcomer("celia", Role.COORDINATOR))
    assert code_of(lambda: empty.accounts.authorise(administrator, nurse.id)) == "access.not_allowed"
    assert empty.accounts.authorise(administrator, first.id).status is Status.ACTIVE
    assert code_of(lambda: empty.accounts.authorise(administrator, second.id)) == "access.not_allowed"


def test_an_administrator_cannot_make_himself_coordinator(empty: Staff) -> None:
    empty.accounts.create_first_administrator(newcomer("administrator", Role.ADMINISTRATOR))
    administrator = empty.session(Role.ADMINISTRATOR)
    own = administrator.account_id
    promotion = code_of(lambda: empty.accounts.change_role(administrator, own, Role.COORDINATOR, "preciso"))
    assert promotion == "access.not_allowed"
    assert code_of(lambda: empty.accounts.authorise(administrator, own)) == "access.not_allowed"


def test_nobody_decides_about_himself(staff: Staff) -> None:
    staff.hire("carla", Role.COORDINATOR)
    session = staff.session(Role.COORDINATOR)
    me, accounts = session.account_id, staff.accounts
    for call in (
        lambda: accounts.authorise(session, me),
        lambda: accounts.suspend(session, me, "férias"),
        lambda: accounts.reinstate(session, me, "de volta"),
        lambda: accounts.change_role(session, me, Role.ADMINISTRATOR, "preciso"),
    ):
        assert code_of(call) == "access.not_yourself"
    assert code_of(lambda: accounts.reset_password(session, me, NEW_PASSWORD)) == "access.own_password"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_the_last_of_an_irreplaceable_role_stays(staff: Staff, role: Role) -> None:
    helper = staff.hire("carla", Role.COORDINATOR)
    session = staff.sign_in.sign_in("carla", PASSWORD)
    last = staff.id_of(role.value)
    if role is Role.COORDINATOR:
        staff.accounts.change_role(staff.session(Role.COORDINATOR), helper.id, Role.NURSE, "troca de setor")
        assert code_of(lambda: staff.accounts.suspend(session, last, "saiu")) == "access.not_allowed"
        return
    error = refused(lambda: staff.accounts.suspend(session, last, "saiu"))
    assert (error.code, error.values) == ("access.last_of_role", {"role": role.value})
    assert code_of(lambda: staff.accounts.change_role(session, last, Role.NURSE, "saiu")) == "access.last_of_role"
    staff.hire("ana", Role.ADMINISTRATOR)
    assert staff.accounts.suspend(session, last, "saiu").status is Status.SUSPENDED


def test_two_coordinators_cannot_suspend_each_other(staff: Staff) -> None:
    staff.hire("carla", Role.COORDINATOR)
    one, other = staff.session(Role.COORDINATOR), staff.sign_in.sign_in("carla", PASSWORD)
    pairs = ((one, other.account_id), (other, one.account_id))
    suspensions = [partial(staff.accounts.suspend, session, target, "briga") for session, target in pairs]
    with ThreadPoolExecutor(2) as threads:
        codes = list(threads.map(code_of, suspensions))
    assert sorted(code or "" for code in codes) in (["", "access.last_of_role"], ["", "access.suspended"])


def test_a_suspension_holds_at_once_in_every_open_session(staff: Staff) -> None:
    session, again = staff.session(Role.NURSE), staff.session(Role.NURSE)
    staff.accounts.suspend(staff.session(Role.COORDINATOR), session.account_id, "desligamento")
    for one in (session, again):
        assert code_of(partial(require, one, Action.FIND_PERSON)) == "access.suspended"
        assert code_of(partial(staff.sign_in.refresh, one)) == "access.suspended"


def test_a_suspension_written_by_another_process_holds_too(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    other = open_elsewhere(staff.store.path, TEST_KEY, seed=21)
    there = services(other)
    there.accounts.suspend(there.session(Role.COORDINATOR), session.account_id, "desligamento")
    other.close()
    assert code_of(lambda: require(session, Action.FIND_PERSON)) == "access.suspended"


def test_a_new_role_holds_at_once(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    staff.accounts.change_role(staff.session(Role.COORDINATOR), session.account_id, Role.STUDENT, "virou residente")
    assert code_of(lambda: require(session, Action.CLASSIFY)) == "access.not_allowed"
    assert staff.sign_in.refresh(session).role is Role.STUDENT


def test_a_suspended_account_comes_back_to_where_it_stood(staff: Staff) -> None:
    coordinator = staff.session(Role.COORDINATOR)
    nurse = staff.id_of("nurse")
    never = staff.accounts.ask_for_account(newcomer("rita")).id
    for one, status in ((nurse, Status.ACTIVE), (never, Status.PENDING)):
        staff.accounts.suspend(coordinator, one, "averiguação")
        assert code_of(partial(staff.accounts.suspend, coordinator, one, "de novo")) == "access.already_suspended"
        assert staff.accounts.reinstate(coordinator, one, "esclarecido").status is status
        assert code_of(partial(staff.accounts.reinstate, coordinator, one, "de novo")) == "access.not_suspended"
    assert code_of(lambda: staff.accounts.authorise(coordinator, nurse)) == "access.not_pending"


def test_a_decision_about_somebody_needs_a_reason(staff: Staff) -> None:
    coordinator, nurse = staff.session(Role.COORDINATOR), staff.id_of("nurse")
    assert code_of(lambda: staff.accounts.suspend(coordinator, nurse, "  ")) == "access.reason_missing"
    assert code_of(lambda: staff.accounts.reinstate(coordinator, nurse, "")) == "access.reason_missing"
    assert code_of(lambda: staff.accounts.change_role(coordinator, nurse, Role.DOCTOR, "\n")) == "access.reason_missing"


def test_the_history_tells_who_changed_what_and_why_newest_first(staff: Staff) -> None:
    coordinator, nurse = staff.session(Role.COORDINATOR), staff.session(Role.NURSE)
    staff.accounts.change_role(coordinator, nurse.account_id, Role.DOCTOR, "formou-se")
    cast(FakeClock, staff.store.clock).advance(1)
    staff.accounts.set_language(nurse, "en")
    history = staff.accounts.history(coordinator, nurse.account_id)
    assert [(one.field, one.old, one.new, one.reason) for one in history[:2]] == [
        ("language", "pt_BR", "en", None),
        ("role", "nurse", "doctor", "formou-se"),
    ]
    assert history[1].by == coordinator.name
    assert staff.accounts.history(nurse, nurse.account_id) == history
    assert code_of(lambda: staff.accounts.history(nurse, coordinator.account_id)) == "access.not_allowed"


def test_the_list_begins_with_those_who_wait(staff: Staff) -> None:
    staff.accounts.ask_for_account(newcomer("zilda"))
    listed = staff.accounts.list(staff.session(Role.ADMINISTRATOR))
    assert listed[0].login == "zilda"
    assert len(listed) == 6
    assert staff.accounts.own(staff.session(Role.NURSE)) == next(one for one in listed if one.login == "nurse")


def test_the_list_tells_when_each_account_was_last_used_here(staff: Staff) -> None:
    clock = cast(FakeClock, staff.store.clock)
    clock.advance(60)
    staff.session(Role.NURSE)
    clock.advance(60)
    last = clock.now()
    nurse = staff.session(Role.NURSE)
    clock.advance(60)
    staff.sign_in.lock(nurse)
    refused(lambda: staff.sign_in.sign_in("nurse", "not the password"))
    staff.accounts.ask_for_account(newcomer("zilda"))
    listed = {one.login: one.last_sign_in for one in staff.accounts.list(staff.session(Role.COORDINATOR))}
    assert listed["nurse"] == last
    assert listed["coordinator"] == clock.now()
    assert listed["zilda"] is None


def test_a_login_is_one_whatever_its_case(staff: Staff) -> None:
    assert staff.accounts.ask_for_account(newcomer(" Rita.Lima ")).login == "rita.lima"
    error = refused(lambda: staff.accounts.ask_for_account(newcomer("RITA.lima")))
    assert (error.code, error.values) == ("access.login_taken", {"login": "rita.lima"})
    assert staff.sign_in.sign_in("Rita.LIMA ", PASSWORD).login == "rita.lima"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"login": "ab"}, "access.login_shape"),
        ({"login": "josé"}, "access.login_shape"),
        ({"login": "rita lima"}, "access.login_shape"),
        ({"login": "r" * 61}, "access.login_shape"),
        ({"display_name": "  "}, "access.name_missing"),
        ({"professional_register": "x" * 31}, "access.register_long"),
        ({"language": "fr"}, "access.language"),
        ({"password": "senha1234567"}, "access.password_common"),
        ({"password": "maré-alta-1"}, "access.password_short"),
    ],
)
def test_what_a_new_account_lacks_is_said(staff: Staff, change: dict[str, str], code: str) -> None:
    new = replace(newcomer("rita"), **change)  # type: ignore[arg-type]  # every changed field is text
    assert code_of(lambda: staff.accounts.ask_for_account(new)) == code
    assert code_of(lambda: staff.accounts.create(staff.session(Role.COORDINATOR), new)) == code


def test_one_login_asked_for_by_many_threads_is_given_once(staff: Staff) -> None:
    with ThreadPoolExecutor(6) as threads:
        calls = [threads.submit(code_of, lambda: staff.accounts.ask_for_account(newcomer("rita"))) for _ in range(6)]
    assert sorted(call.result() or "made" for call in calls) == ["access.login_taken"] * 5 + ["made"]


def test_one_login_asked_for_by_two_processes_is_given_once(staff: Staff) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        answers = pool.starmap(ask_in_other_process, [(staff.store.path, TEST_KEY, seed, "rita") for seed in (31, 32)])
    assert sorted(answers) == ["access.login_taken", "made"]


def test_every_step_of_an_account_leaves_an_audit_row(staff: Staff) -> None:
    before = len(audited(staff.store))
    coordinator = staff.session(Role.COORDINATOR)
    one = staff.accounts.create(coordinator, newcomer("rita")).id
    staff.accounts.authorise(coordinator, one)
    staff.accounts.change_role(coordinator, one, Role.DOCTOR, "formou-se")
    staff.accounts.reset_password(coordinator, one, NEW_PASSWORD)
    session = staff.sign_in.sign_in("rita", NEW_PASSWORD)
    staff.accounts.change_password(session, NEW_PASSWORD, PASSWORD)
    staff.accounts.set_pin(session, PASSWORD, "8306")
    staff.accounts.set_pin(session, PASSWORD, None)
    staff.accounts.set_language(session, "en")
    code_of(lambda: staff.accounts.list(session))
    staff.accounts.suspend(coordinator, one, "averiguação")
    staff.accounts.reinstate(coordinator, one, "esclarecido")
    assert audited(staff.store)[before:] == [
        "signed_in", "account_created", "account_authorised", "role_changed", "password_reset", "signed_in",
        "password_changed", "pin_set", "pin_removed", "language_changed", "denied", "account_suspended",
        "account_reinstated",
    ]  # fmt: skip
