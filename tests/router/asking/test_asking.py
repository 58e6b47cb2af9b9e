"""What receivers ask: only what tables and rights allow to whoever has signed in, and nothing that costs others."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.kernel.errors import KnownError
from app.router.asking.pace import Pace
from app.router.delivery.model import WARD, Entry
from app.router.node.steps_told import told_steps
from app.router.requests import (
    Alive,
    AskBeds,
    AskHistory,
    AtBedside,
    Beds,
    Capable,
    Done,
    History,
    Refused,
    SetLimits,
    Setting,
    SignedIn,
    SignIn,
    SignOut,
    Unlock,
    Want,
    to_bytes,
)
from app.router.words import Capability, DataClass, Step
from app.security.roles import Role
from app.store.tables import audit
from app.ward.alarms.limits import VitalLimits
from tests.conftest import ExpectedLogs
from tests.router.asking.asked import Asked
from tests.security.staff import PASSWORD, Staff
from ui.texts import error_text

LIMITS = VitalLimits(88.0, None, 80.0, None, 5.0, 5.0)


@pytest.fixture
def asked(staff: Staff) -> Iterator[Asked]:
    made = Asked(staff)
    yield made
    made.asking.stop()


def actions(asked: Asked, *named: str) -> list[str]:
    with asked.staff.store.read() as connection:
        found = connection.execute(select(audit.c.action).order_by(audit.c.number)).scalars()
        return [one for one in found if one in named]


def signed_in(asked: Asked, receiver: str = "w1", login: str = "nurse") -> SignedIn:
    answer = asked.ask(receiver, SignIn(login, PASSWORD))
    assert isinstance(answer, SignedIn), answer
    return answer


def test_a_nurse_signs_in_as_nursing_with_the_rights_of_the_station(asked: Asked) -> None:
    told = signed_in(asked)
    assert (told.name, told.user_class) == ("Pessoa Fictícia nurse", "nursing")
    assert told.label == {"pt_BR": "Enfermagem", "en": "Nursing"}
    assert told.may == ("view_ward", "answer_alarms", "set_limits")
    person = asked.router.persons["w1"]
    assert (person.user, person.user_class) == (asked.staff.id_of("nurse"), "nursing")
    assert "receiver_taken" in actions(asked, "receiver_taken")


@pytest.mark.parametrize(("login", "by_patient"), [("doctor", True), ("coordinator", False)])
def test_what_a_person_is_to_table_14_follows_from_the_role(asked: Asked, login: str, by_patient: bool) -> None:
    signed_in(asked, "w1", login)
    user_class = asked.router.known.tables.classes[asked.router.persons["w1"].user_class]
    assert user_class.by_patient is by_patient


@pytest.mark.parametrize("login", ["student", "administrator"])
def test_who_answers_no_alarms_takes_no_receiver(asked: Asked, login: str) -> None:
    assert asked.refused("w1", SignIn(login, PASSWORD)) == "access.not_allowed"
    assert asked.router.persons == {}


def test_a_wrong_password_ends_nobodys_watch_and_costs_the_delays_of_the_station(asked: Asked) -> None:
    signed_in(asked)
    for _ in range(4):
        assert asked.refused("w1", SignIn("doctor", "errada-de-verdade")) == "access.wrong_login"
    assert asked.refused("w2", SignIn("doctor", PASSWORD)) == "access.wait"
    assert asked.router.persons["w1"].user == asked.staff.id_of("nurse")
    assert actions(asked, "sign_in_failed").count("sign_in_failed") == 4


def test_one_person_may_be_at_several_receivers_and_each_receiver_has_one_person(asked: Asked) -> None:
    signed_in(asked, "w1")
    signed_in(asked, "p1")
    assert asked.router.persons["w1"] == asked.router.persons["p1"]
    signed_in(asked, "w1", "coordinator")
    assert asked.router.persons["w1"].user == asked.staff.id_of("coordinator")
    assert asked.router.persons["p1"].user == asked.staff.id_of("nurse")
    asked.asking.stop()
    assert "receiver_left" in actions(asked, "receiver_left")


def test_a_telephone_locks_sooner_than_a_window(asked: Asked) -> None:
    assert signed_in(asked, "p1").lock_seconds < signed_in(asked, "w1").lock_seconds


def test_nobody_signs_in_at_a_machine_or_at_what_was_revoked(asked: Asked) -> None:
    assert asked.refused("m1", SignIn("nurse", PASSWORD)) == "router_asking.no_person_here"
    assert asked.refused("gone", SignIn("nurse", PASSWORD)) == "router_asking.no_person_here"


def test_the_same_person_unlocks_with_the_password_and_nobody_else_does(asked: Asked) -> None:
    assert asked.refused("w1", Unlock(PASSWORD)) == "router.nobody_signed_in"
    signed_in(asked)
    assert asked.refused("w1", Unlock("errada-de-verdade")) == "access.wrong_password"
    assert asked.router.done == []
    assert asked.ask("w1", Unlock(PASSWORD)) == Done()
    assert asked.router.done == [("alive", "w1", False)]


def test_a_receiver_says_what_it_shows_and_whether_anybody_looks_without_anybody_signed_in(asked: Asked) -> None:
    assert asked.ask("w1", Capable((Capability.TEXT,))) == Done()
    assert asked.ask("w1", Alive(True)) == Done()
    assert asked.router.done == [("can_show", "w1", frozenset({Capability.TEXT})), ("alive", "w1", True)]


@pytest.mark.parametrize(
    "request_", [Want("b1", DataClass.BIOMEDICAL, 60.0), AtBedside("b1"), SetLimits("b1", "spo2", LIMITS), AskBeds(),
                 AskHistory("b1", "spo2_low")],
)  # fmt: skip
def test_without_anybody_signed_in_nothing_of_a_bed_is_told_or_done(asked: Asked, request_: AskBeds) -> None:
    asked.grant("w1", "b1", *DataClass)
    assert asked.refused("w1", request_) == "router.nobody_signed_in"
    assert asked.router.done == []


def test_data_that_the_tables_do_not_grant_are_refused_and_what_they_grant_is_sent(asked: Asked) -> None:
    signed_in(asked)
    asked.grant("w1", "b1", DataClass.BIOMEDICAL)
    assert asked.ask("w1", Want("b1", DataClass.BIOMEDICAL, 60.0)) == Done()
    assert asked.refused("w1", Want("b2", DataClass.BIOMEDICAL, 60.0)) == "router_distribution.not_granted"
    assert asked.router.done == [("want", "w1", "b1", DataClass.BIOMEDICAL, 60.0)]


def test_only_who_gets_alarms_of_a_bed_is_taken_to_stand_at_it(asked: Asked) -> None:
    signed_in(asked)
    asked.grant("w1", "b1", DataClass.ALARM_1)
    assert asked.ask("w1", AtBedside("b1")) == Done()
    assert asked.refused("w1", AtBedside("b2")) == "router_asking.not_granted"
    assert asked.router.done == [("at_bedside", "b1", asked.staff.id_of("nurse"))]


def test_limits_need_the_receivers_admission_the_bed_and_the_right_of_the_account(asked: Asked) -> None:
    signed_in(asked, "w1")
    signed_in(asked, "w2")
    wanted = SetLimits("b1", "spo2", LIMITS)
    assert asked.refused("w1", wanted) == "router_asking.not_granted"
    for receiver in ("w1", "w2"):
        asked.grant(receiver, "b1", DataClass.BIOMEDICAL)
    assert asked.refused("w2", wanted) == "router_asking.not_granted"
    assert asked.ask("w1", wanted) == Done()
    assert asked.limits == [("Pessoa Fictícia nurse", "b1", "spo2", LIMITS)]
    assert [one[0] for one in asked.router.done] == ["limits_refused", "limits_refused", "limits_wanted"]


def test_limits_that_were_meant_for_the_patient_before_are_not_those_of_the_next(asked: Asked) -> None:
    signed_in(asked)
    asked.grant("w1", "b1", DataClass.BIOMEDICAL)
    asked.router.stays["b1"] = "stay-2"
    for meant in ("stay-1", ""):
        assert asked.refused("w1", SetLimits("b1", "spo2", LIMITS, meant)) == "router_asking.other_patient"
    assert asked.limits == []
    assert asked.ask("w1", SetLimits("b1", "spo2", LIMITS, "stay-2")) == Done()


def test_whoever_was_suspended_a_moment_ago_changes_no_limits(asked: Asked) -> None:
    signed_in(asked)
    asked.grant("w1", "b1", DataClass.BIOMEDICAL)
    staff = asked.staff
    staff.accounts.suspend(staff.session(Role.COORDINATOR), staff.id_of("nurse"), "saiu da unidade")
    assert asked.refused("w1", SetLimits("b1", "spo2", LIMITS)) == "access.suspended"
    assert asked.limits == []


def test_what_the_ward_refuses_is_told_and_what_fails_is_said_to_have_failed(
    asked: Asked, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.asking.working", "could not be worked on")
    signed_in(asked)
    asked.grant("w1", "b1", DataClass.BIOMEDICAL)
    asked.fails = KnownError("ward.node_silent")
    assert asked.refused("w1", SetLimits("b1", "spo2", LIMITS)) == "ward.node_silent"
    asked.fails = RuntimeError("nobody thought of this")
    assert asked.refused("w1", SetLimits("b1", "spo2", LIMITS)) == "router_asking.failed"


def test_the_beds_are_those_of_this_receiver_and_asked_for_now_and_then(asked: Asked) -> None:
    signed_in(asked)
    asked.grant("w1", "b1", DataClass.BIOMEDICAL)
    asked.grant("w2", "b2", DataClass.BIOMEDICAL)
    asked.router.under_way = tuple(Setting(bed, "spo2", LIMITS, "taken", "Ana", 1.0) for bed in ("b1", "b2"))
    answer = asked.ask("w1", AskBeds())
    assert isinstance(answer, Beds)
    assert [one.bed for one in answer.beds] == [one.bed for one in answer.settings] == ["b1"]
    asked.at += 60.0
    codes = []
    for number in range(6):
        asked.asking.take("w1", to_bytes(AskBeds()), number, asked.at)
        codes.append(isinstance(asked.router.replies[-1][2], Beds))
    assert codes == [True] * 4 + [False] * 2


def test_the_history_of_an_alarm_comes_from_the_loop_or_from_the_store_by_the_names_of_staff(asked: Asked) -> None:
    signed_in(asked)
    user = asked.staff.id_of("nurse")
    asked.know(users={user: "Enf. Fictícia"})
    assert asked.refused("w1", AskHistory("b1", "spo2_low")) == "router_asking.not_granted"
    asked.grant("w1", "b1", DataClass.HISTORY)
    asked.kept = (Entry(990.0, "b1", "spo2_low", Step.ACCEPTED, 0, 1, 2, WARD, user),)
    old = asked.ask("w1", AskHistory("b1", "spo2_low"))
    assert isinstance(old, History)
    assert [(one.ago, one.step, one.level, one.receiver, one.name) for one in old.steps] == [
        (10.0, "accepted", 2, "ward", "Enf. Fictícia")
    ]
    shown = Entry(asked.at, "b1", "spo2_low", Step.SHOWN, 0, 1, 0, "w2")
    asked.router.steps["b1", "spo2_low"] = told_steps((shown,), asked.router.known, asked.at)
    new = asked.ask("w1", AskHistory("b1", "spo2_low"))
    assert isinstance(new, History)
    assert [(one.step, one.receiver) for one in new.steps] == [("shown", "Corredor")]


def test_whoever_leaves_is_gone_and_the_trail_says_so(asked: Asked) -> None:
    signed_in(asked)
    assert asked.ask("w1", SignOut()) == Done()
    assert asked.router.persons == {}
    asked.asking.stop()
    assert actions(asked, "receiver_taken", "receiver_left") == ["receiver_taken", "receiver_left"]


def test_a_role_that_is_another_ends_what_the_person_was_sent(asked: Asked) -> None:
    signed_in(asked)
    asked.role("nurse", Role.NURSE)
    assert "w1" in asked.router.persons
    asked.role("nurse", Role.STUDENT)
    assert asked.router.persons == {}


def test_a_receiver_that_left_while_its_password_was_checked_has_nobody(asked: Asked) -> None:
    assert asked.ask("w1", SignIn("nurse", PASSWORD), finish=False) is None
    asked.asking.left("w1", asked.at)
    asked.finish()
    assert (asked.router.persons, asked.router.replies) == ({}, [])


def test_a_flood_of_passwords_is_refused_at_the_second_and_harms_nobody_else(asked: Asked) -> None:
    assert asked.ask("w1", SignIn("nurse", PASSWORD), finish=False) is None
    for _ in range(50):
        assert asked.refused("w1", SignIn("nurse", "errada-de-verdade")) == "router_asking.too_many"
    asked.finish()
    assert asked.router.persons["w1"].user == asked.staff.id_of("nurse")
    signed_in(asked, "w2", "doctor")


def test_a_flood_of_anything_is_refused_before_it_is_read(asked: Asked) -> None:
    signed_in(asked)
    asked.grant("w1", "b1", DataClass.BIOMEDICAL)
    asked.at += 100.0
    for number in range(500):
        asked.asking.take("w1", b"\x81" * 40, number, asked.at)
    codes = [reply.code for _, _, reply in asked.router.replies[1:] if isinstance(reply, Refused)]
    assert codes == ["router_receiver.request"] * 40 + ["router_asking.too_many"] * 460
    assert asked.ask("w2", Alive(False)) == Done()
    assert asked.ask("w1", Alive(False)) == Done()


@given(st.binary(max_size=200))
@settings(max_examples=80)
def test_whatever_comes_is_answered(asked: Asked, content: bytes) -> None:
    answer = asked.ask("w1", content)
    assert answer is not None
    if isinstance(answer, Refused):
        assert error_text(answer.code, answer.values)


@given(st.lists(st.floats(0.0, 10.0), max_size=60), st.floats(0.1, 5.0), st.integers(1, 10))
def test_a_pace_lets_no_more_through_than_it_says(gaps: list[float], per_second: float, burst: int) -> None:
    pace, at, let = Pace(per_second, burst), 0.0, 0
    for gap in gaps:
        at += gap
        let += pace.lets(at)
        assert let <= burst + at * per_second + 1e-6
