"""Who is on duty, whose bed it is, and that no bed falls between two people."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.kernel.errors import KnownError
from app.router.duty.model import BedGap, Duty, GapKind, Group, Held, Post, PostGap
from app.router.duty.roster import Roster
from app.router.duty.shifts import default_shifts, read_shifts, shift_at

SEVEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NOON, SEVEN_PM = SEVEN + timedelta(hours=5), SEVEN + timedelta(hours=12)
NEXT_SEVEN = SEVEN + timedelta(hours=24)
ZONE = "America/Fortaleza"


def _duty(user: str, post: Post = Post.NURSE, group: Group | None = None, night: bool = False) -> Duty:
    begins, until = (SEVEN_PM, NEXT_SEVEN) if night else (SEVEN, SEVEN_PM)
    return Duty(f"{user}-{post}-{night}", user, post, begins, until, group)


def _roster() -> Roster:
    roster = Roster([_duty("ana", group=Group.A), _duty("bia", group=Group.B), _duty("dora", night=True)])
    roster.take_free("1", "ana", SEVEN)
    return roster


def test_somebody_is_on_duty_from_the_first_moment_to_the_last_but_one() -> None:
    roster = _roster()
    assert [one.user for one in roster.on_duty(SEVEN)] == ["ana", "bia"]
    assert [one.user for one in roster.on_duty(SEVEN_PM)] == ["dora"]
    assert roster.on_duty(NEXT_SEVEN) == ()


def test_a_bed_s_group_comes_before_the_other() -> None:
    roster = _roster()
    roster.group_of("1", Group.A)
    assert (roster.nurses("1", True, NOON), roster.nurses("1", False, NOON)) == (("ana",), ("bia",))
    roster.group_of("1", None)
    assert (roster.nurses("1", True, NOON), roster.nurses("1", False, NOON)) == (("ana", "bia"), ())


def test_a_bed_changes_hands_only_when_both_have_confirmed() -> None:
    roster = _roster()
    roster.offer("1", "ana", "bia", NOON)
    assert roster.holder("1") == Held("1", "ana", SEVEN)
    assert roster.confirm("1", "ana", NOON) is None
    assert roster.confirm("1", "bia", NOON) == Held("1", "bia", NOON, "ana")
    assert (roster.beds_of("bia"), roster.beds_of("ana"), roster.offers()) == (("1",), (), ())


def test_whoever_takes_a_bed_may_be_the_one_who_asks() -> None:
    roster = _roster()
    roster.offer("1", "bia", "bia", NOON)
    assert roster.confirm("1", "ana", NOON) == Held("1", "bia", NOON, "ana")


def test_a_hand_over_that_is_called_off_leaves_the_bed_where_it_was() -> None:
    roster = _roster()
    roster.offer("1", "ana", "bia", NOON)
    roster.call_off("1", "bia")
    with pytest.raises(KnownError, match="not_offered"):
        roster.confirm("1", "bia", NOON)
    assert roster.beds_of("ana") == ("1",)


@pytest.mark.parametrize(
    ("code", "bed", "by", "taker"),
    [
        ("no_holder", "2", "ana", "bia"),
        ("same_person", "1", "ana", "ana"),
        ("not_yours", "1", "eva", "bia"),
        ("not_on_duty", "1", "ana", "dora"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(code: str, bed: str, by: str, taker: str) -> None:
    with pytest.raises(KnownError, match=code):
        _roster().offer(bed, by, taker, NOON)


def test_nobody_else_confirms_or_calls_off() -> None:
    roster = _roster()
    roster.offer("1", "ana", "bia", NOON)
    with pytest.raises(KnownError, match="not_yours"):
        roster.confirm("1", "eva", NOON)
    with pytest.raises(KnownError, match="not_yours"):
        roster.call_off("1", "eva")


def test_who_went_off_duty_before_confirming_does_not_get_the_bed() -> None:
    roster = _roster()
    roster.offer("1", "ana", "bia", NOON)
    with pytest.raises(KnownError, match="not_on_duty"):
        roster.confirm("1", "bia", SEVEN_PM)
    assert roster.beds_of("ana") == ("1",)


def test_a_bed_that_somebody_has_cannot_just_be_taken() -> None:
    with pytest.raises(KnownError, match="has_holder"):
        _roster().take_free("1", "bia", NOON)


def test_beds_without_anybody_on_duty_are_said() -> None:
    roster = _roster()
    assert roster.bed_gaps(["1", "2"], NOON) == (BedGap("2", GapKind.NOBODY),)
    assert roster.bed_gaps(["1"], SEVEN_PM) == (BedGap("1", GapKind.OFF_DUTY, "ana"),)
    roster.close("1")
    assert roster.bed_gaps(["1"], NOON) == (BedGap("1", GapKind.NOBODY),)


def test_times_without_anybody_at_a_post_are_said() -> None:
    roster = Roster([_duty("eva", Post.EXECUTIVE_NURSE)])
    end = NEXT_SEVEN + timedelta(hours=1)
    assert roster.post_gaps(Post.EXECUTIVE_NURSE, SEVEN - timedelta(hours=1), end) == (
        PostGap(Post.EXECUTIVE_NURSE, SEVEN - timedelta(hours=1), SEVEN),
        PostGap(Post.EXECUTIVE_NURSE, SEVEN_PM, end),
    )
    roster.put(_duty("gil", Post.EXECUTIVE_NURSE, night=True))
    assert roster.post_gaps(Post.EXECUTIVE_NURSE, SEVEN, NEXT_SEVEN) == ()
    roster.withdraw("gil-executive_nurse-True")
    assert roster.post_gaps(Post.EXECUTIVE_NURSE, NOON, SEVEN_PM) == ()


def test_a_duty_that_cannot_be_is_refused() -> None:
    roster = _roster()
    for code, duty in (
        ("backwards", Duty("x", "eva", Post.NURSE, NOON, NOON)),
        ("group", Duty("x", "eva", Post.LOCAL_POST, SEVEN, NOON, Group.A)),
        ("twice", Duty("x", "ana", Post.NURSE, NOON, NEXT_SEVEN)),
    ):
        with pytest.raises(KnownError, match=code):
            roster.put(duty)
    assert roster.put(Duty("x", "ana", Post.LOCAL_POST, NOON, NEXT_SEVEN)).user == "ana"


def test_the_night_ends_on_the_next_morning() -> None:
    day, night = default_shifts()
    assert day.span(date(2026, 3, 2), ZONE) == (SEVEN, SEVEN_PM)
    assert night.span(date(2026, 3, 2), ZONE) == (SEVEN_PM, NEXT_SEVEN)
    for at, code, begins in (
        (SEVEN, "day", SEVEN),
        (SEVEN_PM, "night", SEVEN_PM),
        (NEXT_SEVEN - timedelta(seconds=1), "night", SEVEN_PM),
    ):
        found = shift_at(default_shifts(), at, ZONE)
        assert found is not None
        assert (found[0].code, found[1]) == (code, begins)
    assert shift_at((day,), SEVEN_PM, ZONE) is None


@pytest.mark.parametrize(
    ("what", "changes"),
    [("word", {"begins": "seven"}), ("word", {"ends": "07:00"}), ("twice", {"code": "night"}), ("unknown", {"x": 1})],
)
def test_a_wrong_shift_is_refused(what: str, changes: dict[str, object]) -> None:
    label = {"pt_BR": "Dia", "en": "Day"}
    rows: list[dict[str, object]] = [
        {"code": code, "label": label, "begins": "07:00", "ends": "19:00"} for code in ("day", "night")
    ]
    rows[0] |= changes
    with pytest.raises(KnownError, match=f"router_tables.{what}"):
        read_shifts({"version": "1", "source": "test", "shift": rows})
    assert default_shifts()[0].begins == time(7, 0)


USERS = st.sampled_from(["ana", "bia", "dora", "eva"])
BEDS = st.sampled_from(["1", "2"])


class BedsInHands(RuleBasedStateMachine):
    """A bed that was taken has somebody until it is closed, and changes hands only by two people's word."""

    def __init__(self) -> None:
        super().__init__()
        self.roster = Roster([_duty("ana"), _duty("bia"), _duty("dora", night=True)])
        self.at = SEVEN
        self.taken: set[str] = set()
        self.said: dict[str, set[str]] = {}

    @rule(minutes=st.sampled_from([5, 200]))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(bed=BEDS, user=USERS)
    def take(self, bed: str, user: str) -> None:
        try:
            self.roster.take_free(bed, user, self.at)
            assert bed not in self.taken
            self.taken.add(bed)
        except KnownError:
            assert bed in self.taken or user not in {one.user for one in self.roster.on_duty(self.at)}

    @rule(bed=BEDS, by=USERS, taker=USERS)
    def offer(self, bed: str, by: str, taker: str) -> None:
        try:
            self.roster.offer(bed, by, taker, self.at)
            self.said[bed] = {by}
        except KnownError:
            pass

    @rule(bed=BEDS, by=USERS)
    def confirm(self, bed: str, by: str) -> None:
        before = self.roster.holder(bed)
        try:
            held = self.roster.confirm(bed, by, self.at)
        except KnownError:
            assert self.roster.holder(bed) == before
            return
        self.said[bed].add(by)
        if held is not None:
            assert before is not None
            assert self.said[bed] == {before.user, held.user}
            assert held.user in {one.user for one in self.roster.on_duty(self.at)}
        else:
            assert self.roster.holder(bed) == before

    @rule(bed=BEDS)
    def close(self, bed: str) -> None:
        self.roster.close(bed)
        self.taken.discard(bed)

    @invariant()
    def what_was_taken_is_somebody_s(self) -> None:
        assert {bed for bed in ("1", "2") if self.roster.holder(bed)} == self.taken
        present = {one.user for one in self.roster.on_duty(self.at)}
        gaps = {gap.bed for gap in self.roster.bed_gaps(["1", "2"], self.at)}
        for bed in ("1", "2"):
            held = self.roster.holder(bed)
            assert (bed in gaps) == (held is None or held.user not in present)


BedsInHands.TestCase.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
test_no_bed_falls_between_two_people = BedsInHands.TestCase
