"""Whatever comes in whatever order: nothing is told as shown that was not painted, nothing is answered that was not."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.kernel.errors import KnownError
from app.router.contents import StandingNote
from app.router.delivery.model import Occasion, Standing
from app.router.links.client import Replied
from app.router.receiver.model import worst_first
from app.router.requests import Done, SignIn, SignOut, Unlock, to_bytes
from app.router.requests import Told as ToldReply
from app.router.words import Response
from tests.router.receiver.told import ANA, Told, note

ALARMS = ("spo2_low", "asystole", "apnea")
STANDINGS = (Standing.CALLING, Standing.ACCEPTED, Standing.PRESENT, Standing.FAILSAFE)


class AnyReceiver(RuleBasedStateMachine):
    """What a person can have seen is kept beside the state, and compared."""

    def __init__(self) -> None:
        super().__init__()
        self.told = Told()
        self.painted: set[int] = set()
        self.claimed: set[int] = set()
        self.sequence = 10_000

    @rule(
        alarm=st.sampled_from(ALARMS),
        priority=st.integers(0, 2),
        asks=st.booleans(),
        standing=st.sampled_from(STANDINGS),
        occasion=st.sampled_from((Occasion.BEGAN, Occasion.CALLED_AGAIN, Occasion.REPEATED, Occasion.ENDED)),
    )
    def an_alarm(self, alarm: str, priority: int, asks: bool, standing: Standing, occasion: Occasion) -> None:
        self.told.tell(note(alarm, priority=priority, asks=asks, standing=standing, occasion=occasion))

    @rule(alarm=st.sampled_from(ALARMS), standing=st.sampled_from(STANDINGS), ended=st.booleans())
    def somebody_answers(self, alarm: str, standing: Standing, ended: bool) -> None:
        self.told.tell(StandingNote("bed-7", alarm, standing, ended=ended))

    @rule(some=st.sets(st.sampled_from(ALARMS)))
    def rows_are_painted(self, some: set[str]) -> None:
        state = self.told.state
        may = state.connected and state.may_show()
        on_the_list = {row.key: row.number for row in state.rows.all()}
        numbers = self.told.paint([("bed-7", alarm) for alarm in some])
        assert may or not numbers
        assert not self.claimed & set(numbers), "each number is told once"
        self.claimed |= set(numbers)
        self.painted |= {on_the_list["bed-7", alarm] for alarm in some if may and ("bed-7", alarm) in on_the_list}

    @rule(alarm=st.sampled_from(ALARMS), response=st.sampled_from(tuple(Response)), refused=st.booleans())
    def a_person_answers(self, alarm: str, response: Response, refused: bool) -> None:
        try:
            number = self.told.state.answer_to(("bed-7", alarm), response)
        except KnownError:
            return
        assert number in self.painted
        assert self.told.state.connected and self.told.state.may_show()
        self.sequence += 1
        self.told.state.answered(("bed-7", alarm), response, self.sequence, self.told.now)
        content = to_bytes(ToldReply("router_delivery.not_yours" if refused else ""))
        self.told.take(Replied(self.sequence, content, self.told.now))

    @rule()
    def the_link_comes_or_goes(self) -> None:
        self.told.link(not self.told.state.connected)

    @rule()
    def the_screen_locks(self) -> None:
        self.told.state.lock()

    @rule()
    def the_person_is_back(self) -> None:
        self.told.reply(Unlock("x"), Done())

    @rule()
    def somebody_else_comes(self) -> None:
        self.told.reply(SignOut(), Done())
        self.told.reply(SignIn("ana", "x"), ANA)

    @rule(seconds=st.floats(0, 100))
    def time_goes_on(self, seconds: float) -> None:
        self.told.now += seconds
        self.told.state.tick(self.told.now)

    @invariant()
    def the_list_is_in_its_order_and_old_rows_ask_nothing(self) -> None:
        state = self.told.state
        rows = state.rows.all()
        assert list(rows) == sorted(rows, key=worst_first)
        assert not any(row.asks or state.answers(row) for row in rows if row.old or row.ended_at is not None)
        assert state.connected or not any(state.answers(row) for row in rows)
        for row in rows:
            assert not state.answers(row) or row.shown


TestAnyReceiver = AnyReceiver.TestCase
TestAnyReceiver.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
