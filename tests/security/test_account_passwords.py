"""Passwords of accounts: who may set them, guessing them, and that no copy of one is left anywhere."""

from functools import partial

from app.security.roles import RIGHTS, Action, Role
from app.security.session import require
from tests.security.questions import audited, code_of, refused, whole_text
from tests.security.staff import NEW_PASSWORD, PASSWORD, Staff, newcomer, quick_passwords, services


def test_a_password_set_by_somebody_else_is_to_be_changed(staff: Staff) -> None:
    nurse = staff.id_of("nurse")
    staff.accounts.reset_password(staff.session(Role.COORDINATOR), nurse, NEW_PASSWORD)
    assert code_of(lambda: staff.sign_in.sign_in("nurse", PASSWORD)) == "access.wrong_login"
    session = staff.sign_in.sign_in("nurse", NEW_PASSWORD)
    assert session.must_change_password
    staff.accounts.change_password(session, NEW_PASSWORD, "jangada-de-junho")
    assert not staff.sign_in.refresh(session).must_change_password
    assert not staff.sign_in.sign_in("nurse", "jangada-de-junho").must_change_password


def test_whose_password_somebody_else_chose_does_nothing_before_choosing_another(staff: Staff) -> None:
    staff.accounts.reset_password(staff.session(Role.COORDINATOR), staff.id_of("nurse"), NEW_PASSWORD)
    session = staff.sign_in.sign_in("nurse", NEW_PASSWORD)
    assert staff.accounts.own(session).login == "nurse"
    rest = sorted(RIGHTS[Role.NURSE] - {Action.VIEW_OWN_ACCOUNT})
    assert {code_of(partial(require, session, action)) for action in rest} == {"access.password_first"}
    assert audited(staff.store)[-len(rest) :] == ["denied"] * len(rest)
    unlocked = staff.sign_in.unlock(session, NEW_PASSWORD)
    assert code_of(lambda: require(unlocked, Action.FIND_PERSON)) == "access.password_first"
    staff.accounts.change_password(session, NEW_PASSWORD, PASSWORD)
    require(staff.sign_in.refresh(session), Action.FIND_PERSON)
    assert code_of(lambda: require(session, Action.MANAGE_RULES)) == "access.not_allowed"


def test_an_account_made_by_somebody_else_is_to_get_its_own_password(staff: Staff) -> None:
    staff.accounts.create(staff.session(Role.ADMINISTRATOR), newcomer("rita"))
    assert staff.sign_in.sign_in("rita", PASSWORD).must_change_password


def test_an_administrator_helps_only_the_only_coordinator_to_a_new_password(staff: Staff) -> None:
    administrator, coordinator = staff.session(Role.ADMINISTRATOR), staff.id_of("coordinator")
    assert code_of(lambda: staff.accounts.reset_password(administrator, staff.id_of("nurse"), NEW_PASSWORD)) == (
        "access.not_allowed"
    )
    staff.accounts.reset_password(administrator, coordinator, NEW_PASSWORD)
    staff.accounts.change_password(staff.sign_in.sign_in("coordinator", NEW_PASSWORD), NEW_PASSWORD, PASSWORD)
    session = staff.session(Role.COORDINATOR)
    second = staff.accounts.ask_for_account(newcomer("carla", Role.COORDINATOR))
    staff.accounts.authorise(session, second.id)
    assert code_of(lambda: staff.accounts.reset_password(administrator, coordinator, PASSWORD)) == "access.not_allowed"


def test_a_coordinators_new_password_ends_running_delays(staff: Staff) -> None:
    for _ in range(4):
        code_of(lambda: staff.sign_in.sign_in("nurse", "errada"))
    assert code_of(lambda: staff.sign_in.sign_in("nurse", PASSWORD)) == "access.wait"
    staff.accounts.reset_password(staff.session(Role.COORDINATOR), staff.id_of("nurse"), NEW_PASSWORD)
    fresh = services(staff.store)
    assert fresh.sign_in.sign_in("nurse", NEW_PASSWORD).login == "nurse"


def test_changing_ones_password_needs_the_old_one_and_delays_guessing(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    for _ in range(4):
        assert (
            code_of(lambda: staff.accounts.change_password(session, "errada", NEW_PASSWORD)) == "access.wrong_password"
        )
    assert code_of(lambda: staff.accounts.change_password(session, PASSWORD, NEW_PASSWORD)) == "access.wait"
    assert code_of(lambda: staff.sign_in.sign_in("nurse", PASSWORD)) == "access.wait"


def test_the_new_password_obeys_the_rules_and_differs(staff: Staff) -> None:
    session = staff.session(Role.NURSE)
    answer = code_of(lambda: staff.accounts.change_password(session, PASSWORD, "senha1234567"))
    assert answer == "access.password_common"
    assert code_of(lambda: staff.accounts.change_password(session, PASSWORD, PASSWORD)) == "access.password_same"


def test_no_secret_is_copied_into_logs_histories_or_the_audit_trail(staff: Staff) -> None:
    session, pin = staff.session(Role.NURSE), "84932751"
    staff.accounts.set_pin(session, PASSWORD, pin)
    staff.accounts.change_password(session, PASSWORD, NEW_PASSWORD)
    staff.accounts.reset_password(staff.session(Role.COORDINATOR), session.account_id, PASSWORD)
    staff.accounts.create(staff.session(Role.COORDINATOR), newcomer("rita", password=NEW_PASSWORD))
    code_of(lambda: staff.sign_in.sign_in(PASSWORD, "nurse"))
    text = whole_text(staff.store, without=frozenset({"credential"}))
    for secret in (PASSWORD, NEW_PASSWORD, pin, "$argon2"):
        assert secret not in text
    assert PASSWORD not in whole_text(staff.store, without=frozenset())


def test_no_secret_shows_in_a_repr_or_a_refusal(staff: Staff) -> None:
    new = newcomer("rita", password="pitanga-madura")
    session = staff.session(Role.NURSE)
    error = refused(lambda: staff.accounts.change_password(session, "pitanga-madura", NEW_PASSWORD))
    shown = f"{new!r} {session!r} {staff.accounts.own(session)!r} {error!r} {error} {quick_passwords()!r}"
    assert "pitanga" not in shown
    assert "argon2$" not in shown.lower()
