"""Where a referral stands, when it is late, and in which order the hospital reads. Pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.referral.courses import course, is_overdue
from app.clinic.referral.model import Happened, Kind, Priority, Referral, State
from app.clinic.referral.parameters import load_parameters, parameters
from app.clinic.referral.scheduler import Waiting, in_order, place
from app.kernel.clock import to_text
from app.kernel.errors import KnownError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WITHIN = timedelta(hours=72)
ANSWER = {
    "verdict": "inconclusive", "conduct": "exams_to_decide", "sources": ["x"], "guidance": "", "clinic": None,
    "causes": ["clinical_data"], "requested_exams": [],
}  # fmt: skip
REFERRAL = Referral(
    id="r",
    person_id="p",
    pregnancy_id="g",
    from_unit="1111111",
    to_unit="2222222",
    reason="other",
    hypothesis="h",
    justification="j",
    priority=Priority.ELECTIVE,
    assessment_id=None,
    snapshot="{}",
    version="v1",
    sent_at=NOON,
    by_id="n",
    by="N",
)


def happened(kind: Kind, at_place: int, **content: object) -> Happened:
    told = {**ANSWER, **content} if kind is Kind.ANSWERED else content
    snapshot, version = ("{2}", "v2") if kind is Kind.COUNTER_REPLY else (None, "v1")
    return Happened(f"{kind.value}-{at_place}", kind, at_place, told, snapshot, version, NOON, "n", "N")


def received(at_place: int, of: str, at: datetime) -> Happened:
    return happened(Kind.RECEIVED, at_place, of=of, at=to_text(at))


def test_the_states_follow_each_other_and_the_server_alone_says_received() -> None:
    story = [
        (received(1, "r", NOON), State.RECEIVED),
        (happened(Kind.ANSWERED, 2), State.ANSWERED),
        (happened(Kind.READ, 3), State.READ),
        (happened(Kind.COUNTER_REPLY, 4), State.COUNTER_REPLIED),
        (happened(Kind.ANSWERED, 5), State.ANSWERED),
        (happened(Kind.READ, 6), State.READ),
        (happened(Kind.CLOSED, 7), State.CLOSED),
    ]
    assert course(REFERRAL, [], WITHIN, arrived=False).state is State.QUEUED
    assert course(REFERRAL, [], WITHIN).state is State.SENT
    assert course(REFERRAL, [], WITHIN, refused=True).state is State.REFUSED
    for number, (_, state) in enumerate(story, start=1):
        assert course(REFERRAL, [event for event, _ in story[:number]], WITHIN).state is state


@given(st.permutations(range(5)))
def test_the_order_in_which_events_arrive_decides_nothing(order: list[int]) -> None:
    events = [
        received(1, "r", NOON),
        happened(Kind.ANSWERED, 2),
        happened(Kind.COUNTER_REPLY, 3),
        received(4, "counter_reply-3", NOON + WITHIN),
        happened(Kind.ASSIGNED, 4, account_id="a"),
    ]
    assert course(REFERRAL, [events[number] for number in order], WITHIN) == course(REFERRAL, events, WITHIN)


@pytest.mark.parametrize(
    ("later", "late"),
    [
        (timedelta(), False),
        (timedelta(hours=72) - timedelta(microseconds=1), False),
        (timedelta(hours=72), False),
        (timedelta(hours=72, microseconds=1), True),
    ],
)
def test_seventy_two_hours_from_the_servers_receipt_are_allowed_to_the_last_moment(
    later: timedelta, late: bool
) -> None:
    one = course(REFERRAL, [received(1, "r", NOON)], parameters().answer_within)
    assert one.due_at == NOON + timedelta(hours=72)
    assert is_overdue(one.due_at, NOON + later) is late


def test_without_the_servers_stamp_nothing_is_due() -> None:
    assert course(REFERRAL, [], WITHIN).due_at is None
    assert not is_overdue(None, NOON + timedelta(days=999))


def test_a_counter_reply_brings_a_new_version_and_a_new_time() -> None:
    late = NOON + timedelta(days=9)
    events = [received(1, "r", NOON), happened(Kind.OVERDUE, 2, of="r"), happened(Kind.ANSWERED, 3)]
    assert course(REFERRAL, events, WITHIN).escalated
    events.append(happened(Kind.COUNTER_REPLY, 4))
    waiting = course(REFERRAL, events, WITHIN)
    assert (waiting.version, waiting.snapshot, waiting.due_at, waiting.escalated) == ("v2", "{2}", None, False)
    events.append(received(5, "counter_reply-4", late))
    assert course(REFERRAL, events, WITHIN).due_at == late + WITHIN


def test_what_was_assigned_before_a_counter_reply_is_assigned_no_longer() -> None:
    events = [happened(Kind.ASSIGNED, 1, account_id="a"), happened(Kind.ANSWERED, 2)]
    assert course(REFERRAL, events, WITHIN).assigned_to == "a"
    assert course(REFERRAL, [*events, happened(Kind.COUNTER_REPLY, 3)], WITHIN).assigned_to is None


def test_only_an_emergency_does_not_lock() -> None:
    assert course(REFERRAL, [], WITHIN).locks
    emergency = Referral(**{**vars(REFERRAL), "priority": Priority.EMERGENCY})
    assert not course(emergency, [], WITHIN).locks
    assert not course(REFERRAL, [], WITHIN, refused=True).locks
    assert not course(REFERRAL, [happened(Kind.ANSWERED, 1)], WITHIN).locks
    assert course(REFERRAL, [happened(Kind.ANSWERED, 1), happened(Kind.COUNTER_REPLY, 2)], WITHIN).locks


# the order of reading

TIMES = st.none() | st.integers(-200, 200).map(lambda hours: NOON + timedelta(hours=hours))
WAITING = st.builds(
    Waiting,
    id=st.uuids().map(str),
    priority=st.sampled_from(Priority),
    class_rank=st.none() | st.integers(0, 2),
    score=st.integers(0, 60).map(lambda halves: halves / 2),
    due_at=TIMES,
)
LISTS = st.lists(WAITING, max_size=25, unique_by=lambda one: one.id)


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_is_total_and_does_not_depend_on_how_they_came(waiting: list[Waiting], source: object) -> None:
    shuffled = list(waiting)
    source.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    ordered = in_order(waiting, NOON)
    assert in_order(shuffled, NOON) == ordered
    assert len({place(one, NOON) for one in waiting}) == len(waiting)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in waiting)


@given(LISTS)
def test_emergencies_stand_first_and_what_is_overdue_before_everything_else(waiting: list[Waiting]) -> None:
    tiers = [
        0 if one.priority is Priority.EMERGENCY else 1 if is_overdue(one.due_at, NOON) else 2
        for one in in_order(waiting, NOON)
    ]
    assert tiers == sorted(tiers)


@given(LISTS)
def test_in_time_a_graver_class_comes_first_then_a_higher_score_then_the_one_due_first(waiting: list[Waiting]) -> None:
    in_time = [
        one
        for one in in_order(waiting, NOON)
        if one.priority is not Priority.EMERGENCY and not is_overdue(one.due_at, NOON)
    ]
    far = datetime.max.replace(tzinfo=UTC)
    keys = [(-99 if one.class_rank is None else -one.class_rank, -one.score, one.due_at or far) for one in in_time]
    assert keys == sorted(keys)


@given(WAITING, LISTS)
def test_nobody_starves_once_overdue_no_newcomer_but_an_emergency_comes_before(
    old: Waiting, newcomers: list[Waiting]
) -> None:
    lately = NOON + timedelta(hours=201)
    stamped = Waiting(old.id, old.priority, old.class_rank, old.score, NOON - timedelta(hours=201))
    others = [
        Waiting(one.id, one.priority, one.class_rank, one.score, lately + WITHIN)
        for one in newcomers
        if one.id != old.id
    ]
    before = in_order([stamped, *others], lately)
    ahead = before[: before.index(stamped)]
    assert all(one.priority is Priority.EMERGENCY for one in ahead)
    if stamped.priority is Priority.EMERGENCY:
        assert ahead == ()


def test_the_file_of_parameters_names_every_wrong_line() -> None:
    raw = (
        b"version: '1'\ndate: 2026-01-01\ntitle: {pt_BR: a, en: b}\nsources: {}\n"
        b"deadline: {answer_within_hours: 0, source: nobody, counter_reply_restarts_source: nobody}\n"
        b"compulsory: {physical_exams: 1, source: nobody}\nreasons: []\ncauses: []\n"
        b"conducts: [{code: x, with: [perhaps], needs_clinic: 0, source: nobody, pt_BR: a, en: b}]\nclinics: []\n"
    )
    with pytest.raises(KnownError) as caught:
        load_parameters(raw)
    found = {(one.line, one.code) for one in caught.value.values["problems"]}  # type: ignore[attr-defined]  # a tuple
    assert {(5, "empty_range"), (5, "unknown_source"), (6, "unknown_source"), (9, "unknown_code")} <= found


def test_the_shipped_parameters_are_the_thesis() -> None:
    told = parameters()
    assert (told.answer_within, told.physical_exams) == (timedelta(hours=72), 1)
    table_5 = ["hypertension", "diabetes", "fetal", "toxoplasmosis", "bad_obstetric_history", "multiple_pregnancy"]
    assert list(told.reasons)[:7] == [*table_5, "cardiopathy"]
    assert set(told.clinics) == {"general", "hypertension", "diabetes", "cardiology", "infectious_disease"}
