"""The table of rights: complete, readable, the same in the document, and what `require` goes by."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.security.roles import RIGHTS, RIGHTS_TABLE, Action, Role, allowed, read_rights
from app.security.session import Session, Status, require
from tests.security.questions import code_of

CLINICAL = {
    Action.FIND_PERSON, Action.VIEW_PERSON, Action.REGISTER_PERSON, Action.CHANGE_PERSON, Action.VIEW_PREGNANCIES,
    Action.OPEN_PREGNANCY, Action.RECORD_OBSERVATION, Action.TRY_CLASSIFICATION, Action.CLASSIFY,
    Action.CORRECT_ASSESSMENT, Action.PRINT_RECORD, Action.MERGE_PEOPLE, Action.MOVE_RECORD, Action.IMPORT_PEOPLE,
    Action.EXPORT_LIST, Action.EXPORT_RECORD, Action.VIEW_REFERRALS, Action.SEND_REFERRAL, Action.ASSIGN_REFERRAL,
    Action.READ_REFERRAL, Action.ANSWER_REFERRAL,
}  # fmt: skip
SAVING = {
    Action.REGISTER_PERSON, Action.CHANGE_PERSON, Action.OPEN_PREGNANCY, Action.RECORD_OBSERVATION, Action.CLASSIFY,
    Action.CORRECT_ASSESSMENT, Action.MERGE_PEOPLE, Action.MOVE_RECORD, Action.IMPORT_PEOPLE, Action.SEND_REFERRAL,
    Action.ASSIGN_REFERRAL, Action.ANSWER_REFERRAL,
}  # fmt: skip


def session_of(role: Role, status: Status = Status.ACTIVE) -> Session:
    return Session("id", "Pessoa Fictícia", "login", role, status, "pt_BR", datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_require_lets_pass_exactly_what_the_table_says(role: Role, action: Action) -> None:
    cells = next(line for line in RIGHTS_TABLE.splitlines() if line.startswith(f"| {action.value} ")).split("|")
    names = [name.strip() for name in RIGHTS_TABLE.strip().splitlines()[0].split("|")]
    says_yes = cells[names.index(role.value)].strip() == "yes"
    assert allowed(role, action) is says_yes
    assert code_of(lambda: require(session_of(role), action)) == (None if says_yes else "access.not_allowed")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_waiting_or_suspended_account_may_do_nothing(role: Role, action: Action) -> None:
    waiting, suspended = session_of(role, Status.PENDING), session_of(role, Status.SUSPENDED)
    assert code_of(lambda: require(waiting, action)) == "access.not_yet_authorised"
    assert code_of(lambda: require(suspended, action)) == "access.suspended"


def test_the_document_shows_the_same_table() -> None:
    document = Path("docs/rights.md")
    text = (document if document.exists() else Path(__file__).parents[2] / document).read_text(encoding="utf-8")
    assert re.findall(r"^\|.*\|$", text, re.MULTILINE) == RIGHTS_TABLE.strip().splitlines()


def test_an_administrator_opens_nobodys_record() -> None:
    assert not RIGHTS[Role.ADMINISTRATOR] & CLINICAL


def test_a_student_saves_nothing_but_a_first_reading_and_takes_nothing_away() -> None:
    taking_away = {Action.PRINT_RECORD, Action.EXPORT_LIST, Action.EXPORT_RECORD, Action.EXPORT_PERSON}
    assert not RIGHTS[Role.STUDENT] & (SAVING | taking_away)
    assert Action.TRY_CLASSIFICATION in RIGHTS[Role.STUDENT]


def test_a_coordinator_may_all_that_a_nurse_and_a_doctor_may_and_a_doctor_answers() -> None:
    assert RIGHTS[Role.NURSE] < RIGHTS[Role.COORDINATOR]
    assert RIGHTS[Role.DOCTOR] < RIGHTS[Role.COORDINATOR]
    answering = {Action.ASSIGN_REFERRAL, Action.READ_REFERRAL, Action.ANSWER_REFERRAL}
    # The second of two people: a small unit has one coordinator.
    privacy = {Action.VIEW_PRIVACY, Action.ERASE_PERSON, Action.OPEN_SEALED}
    assert RIGHTS[Role.DOCTOR] - RIGHTS[Role.NURSE] == answering | privacy


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| view_rules ", "| find_person "),
        ("| student |", "| nurse   |"),
        ("| yes     |", "| perhaps |"),
        ("| view_rules         | yes     | yes   | yes    | yes         | yes           |\n", ""),
        ("| view_rules         | yes     |", "| view_rules |"),
    ],
)
def test_a_table_that_names_something_twice_or_not_at_all_is_refused(old: str, new: str) -> None:
    assert old in RIGHTS_TABLE
    with pytest.raises(ValueError, match="table of rights"):
        read_rights(RIGHTS_TABLE.replace(old, new))
