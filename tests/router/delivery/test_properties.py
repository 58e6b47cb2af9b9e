"""Whatever happens in whatever order: no alarm is left without somebody who has it, or who is called next."""

import math
from dataclasses import dataclass

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.kernel.errors import KnownError
from app.router.delivery.model import Ask, BoardLine, Call, Standing, Trouble
from app.router.delivery.proving import gaps, is_settled
from app.router.delivery.restoring import entry_of, record
from app.router.words import Response
from tests.router.delivery.harness import TABLES, Ward

RECEIVERS = ["ana", "ana's tablet", "bia", "caio", "dora", "post", "centre", "eva", "machine-light"]
TEAM = {
    "bed_nurse": ("ana", "ana's tablet"),
    "own_group": ("bia", "machine-light"),
    "other_group": ("caio", "dora"),
    "local_post": ("post",),
    "central_post": ("centre",),
    "executive_nurse": ("eva",),
}
KEYS = st.sampled_from([("1", "asystole"), ("1", "spo2"), ("2", "asystole")])


@dataclass(frozen=True)
class Search:
    """Since when somebody is sought for an alarm, and how far it has come."""

    round: int
    since: float
    level: int


class AlarmsOnTheirWay(RuleBasedStateMachine):
    """The ward as the model: which alarms there are, who is out of reach, since when somebody is sought."""

    def __init__(self) -> None:
        super().__init__()
        self.ward = Ward(TEAM)
        self.alarms: dict[tuple[str, str], Call] = {}
        self.away: set[str] = set()
        self.searching: dict[tuple[str, str], Search] = {}
        self.checked = 0
        self.restarted = False

    def _tell(self, bed: str) -> None:
        self.ward.take(*(call for key, call in self.alarms.items() if key[0] == bed), bed=bed)

    @rule(key=KEYS, priority=st.integers(0, 2), begun=st.integers(0, 2), lasting=st.booleans())
    def alarm(self, key: tuple[str, str], priority: int, begun: int, lasting: bool) -> None:
        self.alarms[key] = Call(*key, priority, lasting=lasting, begun=begun)
        self._tell(key[0])

    @rule(key=KEYS)
    def end(self, key: tuple[str, str]) -> None:
        if self.alarms.pop(key, None) is not None:
            self._tell(key[0])

    @rule(key=KEYS)
    def acknowledge_at_the_ward(self, key: tuple[str, str]) -> None:
        call = self.alarms.get(key)
        if call is not None:
            seen = Call(*key, call.priority, call.lasting, False, call.begun, "gil", self.ward.at)
            self.alarms[key] = seen
            self._tell(key[0])

    @rule(seconds=st.sampled_from([0.05, 0.5, 1.0, 4.0, 15.0, 70.0]))
    def time_passes(self, seconds: float) -> None:
        self.ward.pass_time(seconds, 0.5)
        assert self.ward.delivery.next_due() > self.ward.at

    @rule(seconds=st.sampled_from([20.0, 300.0]))
    def the_node_stands_still(self, seconds: float) -> None:
        self.ward.pass_time(seconds, seconds)
        # What was late is done now, and every level has its whole time from now on.
        self.searching = {key: Search(one.round, one.since + seconds, one.level) for key, one in self.searching.items()}

    @rule(receiver=st.sampled_from(RECEIVERS), back=st.integers(0, 5))
    def receipt(self, receiver: str, back: int) -> None:
        number = self.ward.number - back
        order = self.ward.sent.get(number)
        if order is not None:
            meant = receiver in order.receivers
            key = (order.bed, order.alarm)
            taken = self.ward.delivery.shown(*key, number, receiver, self.ward.at)
            assert meant or not taken
            self.ward.carry_out()

    @rule(key=KEYS, receiver=st.sampled_from(RECEIVERS), response=st.sampled_from(Response))
    def anybody_answers(self, key: tuple[str, str], receiver: str, response: Response) -> None:
        before = self.ward.delivery.board()
        never = not any(receiver in order.receivers for order in self.ward.sent.values())
        user = Ward.receiver(receiver).user
        try:
            self.ward.delivery.answer(*key, receiver, user, response, self.ward.at)
            assert not (never and not self.restarted)
        except KnownError:
            assert self.ward.delivery.board() == before
        self.ward.carry_out()

    @precondition(lambda self: self.alarms)
    @rule(data=st.data(), response=st.sampled_from([*Response, Response.REJECTED]), all_of_them=st.booleans())
    def who_is_asked_answers(self, data: st.DataObject, response: Response, all_of_them: bool) -> None:
        line = data.draw(st.sampled_from(self.ward.delivery.board()))
        holding = [one.receiver for one in line.holders if one.user.startswith("u-")]
        receivers = holding or [one for one in line.calling if one not in self.away and "machine" not in one]
        for receiver in receivers if all_of_them else receivers[:1]:
            if response is not Response.TAKEN_BACK or holding:
                user = Ward.receiver(receiver).user
                self.ward.delivery.answer(line.bed, line.alarm, receiver, user, response, self.ward.at)
        self.ward.carry_out()
        everybody = (all_of_them or len(receivers) == 1) and len(holding) == len(line.holders)
        said = response is Response.REJECTED or (response is Response.TAKEN_BACK and holding)
        if receivers and everybody and said:
            last = len(TABLES.escalation[line.priority].levels)
            assert self.ward.line(line.alarm, line.bed).level > line.level or line.level == last

    @rule(bed=st.sampled_from(["1", "2"]))
    def button_at_the_bed(self, bed: str) -> None:
        self.ward.delivery.at_bedside(bed, self.ward.at)
        self.ward.carry_out()

    @rule(receiver=st.sampled_from(RECEIVERS))
    def lose(self, receiver: str) -> None:
        self.away.add(receiver)
        self.ward.lose(receiver)

    @rule(receiver=st.sampled_from(RECEIVERS))
    def find(self, receiver: str) -> None:
        self.away.discard(receiver)
        self.ward.find(receiver)

    @rule(shift=st.sampled_from([0.0, -5000.0, 777.0]))
    def restart(self, shift: float) -> None:
        old = self.ward
        entries = [entry_of(msgspec.json.decode(msgspec.json.encode(record(one))), shift) for one in old.journal]
        self.ward = Ward(old.team, old.tables)
        self.ward.at, self.ward.number = old.at + shift, old.number
        for name in sorted(self.away):
            self.ward.lose(name)
        self.ward.delivery.restore(entries, self.ward.at)
        self.ward.journal = list(entries)
        self.ward.carry_out()
        stood = {(one.bed, one.alarm): one.standing for one in old.delivery.board()}
        stands = {(one.bed, one.alarm): one for one in self.ward.delivery.board()}
        assert set(stood) == set(stands)
        assert all(one.continuing for one in stands.values())
        # Whom nobody could reach any more may have been passed on; nobody who had it has lost it by the restart.
        had = (Standing.ACCEPTED, Standing.PRESENT)
        assert all(stands[key].standing is standing for key, standing in stood.items() if standing in had)
        self.searching, self.checked, self.restarted = {}, 0, True

    @invariant()
    def every_alarm_has_somebody_or_somebody_who_is_called(self) -> None:
        board = self.ward.delivery.board()
        assert {(one.bed, one.alarm) for one in board} == set(self.alarms)
        for one in board:
            self._check_line(one)

    def _check_line(self, one: BoardLine) -> None:
        people = {name for name in one.calling if not name.startswith("machine")}
        assert one.standing is not Standing.FAILSAFE or self.ward.delivery.next_due() < math.inf
        match one.standing:
            case Standing.CALLING:
                assert not one.holders
                assert people - self.away
                assert one.next_at is not None
                assert one.next_at > self.ward.at
            case Standing.FAILSAFE:
                assert people - self.away or Trouble.FAILSAFE_UNREACHABLE in self._troubles()
            case Standing.ACCEPTED:
                assert one.holders
                assert one.priority > 0 or (one.next_at is not None and one.next_at <= self.ward.at + 60)
            case Standing.PRESENT:
                assert one.holders
            case Standing.ENDED:
                raise AssertionError(one)

    def _troubles(self) -> set[Trouble]:
        return self.ward.troubles()

    @invariant()
    def the_total_time_of_table_17_is_kept_and_no_level_is_called_twice(self) -> None:
        searching: dict[tuple[str, str], Search] = {}
        for one in self.ward.delivery.board():
            if one.standing is Standing.CALLING:
                key, round_ = (one.bed, one.alarm), self.ward.delivery.history(one.bed, one.alarm)[-1].round
                search = self.searching.get(key)
                if search is None or search.round != round_:
                    search = Search(round_, self.ward.at, one.level)
                assert one.level >= search.level
                # Time passes in steps of half a second here, and each of the levels may begin that much late.
                assert self.ward.at - search.since <= TABLES.escalation[one.priority].longest + 3
                searching[key] = Search(round_, search.since, one.level)
        self.searching = searching

    @invariant()
    def every_step_has_its_time_and_what_it_rests_on(self) -> None:
        for one in self.ward.delivery.board():
            history = self.ward.delivery.history(one.bed, one.alarm)
            assert gaps(history) == ()
            assert all(math.isfinite(entry.at) and entry.at <= self.ward.at for entry in history)

    @invariant()
    def nobody_is_called_who_cannot_be_reached(self) -> None:
        for order in self.ward.orders[self.checked :]:
            assert not isinstance(order, Ask) or not set(order.receivers) & self.away
        self.checked = len(self.ward.orders)

    def teardown(self) -> None:
        """In silence each alarm comes to the failsafe, or stays with whoever has it; ended, nothing is left."""
        longest = max(group.longest for group in TABLES.escalation.values())
        self.ward.pass_time(longest + 61, 1.0)
        for one in self.ward.delivery.board():
            assert one.standing is not Standing.CALLING
            assert is_settled(self.ward.delivery.history(one.bed, one.alarm), presence=one.priority == 0)
        for bed in ("1", "2"):
            self.ward.take(bed=bed)
        self.ward.pass_time(100, 1.0)
        assert self.ward.delivery.board() == ()
        assert self.ward.delivery.next_due() == math.inf


AlarmsOnTheirWay.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
test_no_alarm_is_left_alone = AlarmsOnTheirWay.TestCase
