"""A receiver's state: what was painted is told, what was shown is answered, and nothing outlives an interruption."""

import pytest

from app.kernel.errors import KnownError
from app.router.contents import Holds, StandingNote, TroubleNote
from app.router.datagram import Datagram, MessageType, pack
from app.router.delivery.model import Occasion, Standing
from app.router.links.client import Delivered, LinkChanged, Replied
from app.router.receiver.came import Called, Refusal
from app.router.receiver.rows import OLD_SECONDS, OVER_SECONDS
from app.router.receiver.state import SETTING_SECONDS
from app.router.requests import Alive, AskBeds, Beds, Capable, Done, Refused, Setting, SignOut, Unlock, to_bytes
from app.router.requests import Told as ToldReply
from app.router.words import Response
from app.ward.alarms.limits import VitalLimits
from tests.router.receiver.told import ANA, Told, note

KEY = ("bed-7", "spo2_low")


def _answer(told: Told, response: Response, refused: str = "") -> None:
    number = told.state.answer_to(KEY, response)
    assert number
    told.state.answered(KEY, response, 900, told.now)
    told.take(Replied(900, to_bytes(ToldReply(refused)), told.now))


def test_an_alarm_counts_as_shown_only_once_its_row_was_painted() -> None:
    told = Told()
    number = told.tell(note())
    assert told.paint([]) == []
    assert not told.state.rows.all()[0].shown
    assert told.paint() == [number]
    assert told.state.rows.all()[0].shown
    assert told.paint() == []


def test_a_row_that_was_painted_before_it_changed_says_nothing_about_the_change() -> None:
    told = Told()
    first = told.tell(note())
    version = told.state.rows.all()[0].version
    second = told.tell(note(occasion=Occasion.REPEATED))
    assert told.state.painted([(KEY, version)], told.now) == [first]
    assert not told.state.rows.all()[0].shown
    assert told.paint() == [second]


def test_only_what_was_shown_is_answered() -> None:
    told = Told()
    told.tell(note())
    with pytest.raises(KnownError) as not_shown:
        told.state.answer_to(KEY, Response.ACCEPTED)
    assert not_shown.value.code == "receiver.not_shown"
    told.paint()
    assert told.state.answer_to(KEY, Response.ACCEPTED) == 1


def test_nothing_painted_on_a_locked_screen_is_shown_and_nothing_is_answered_there() -> None:
    told = Told()
    told.tell(note())
    told.state.lock()
    assert told.paint() == []
    assert told.state.asking() == 1
    told.reply(Unlock("synthetic"), Done())
    assert told.paint() == [1]
    told.state.lock()
    assert told.state.answers(told.state.rows.all()[0]) == ()
    with pytest.raises(KnownError):
        told.state.answer_to(KEY, Response.ACCEPTED)


def test_nothing_is_shown_to_nobody() -> None:
    told = Told(signed=False)
    told.tell(note())
    assert told.paint() == []


def test_the_screen_locks_after_the_idle_seconds_that_the_node_gave() -> None:
    told = Told()
    told.now += ANA.lock_seconds - 1
    told.state.tick(told.now)
    assert Alive(locked=False) in told.state.due(told.now)
    told.state.touched(told.now)
    told.now += ANA.lock_seconds
    told.state.tick(told.now)
    assert Alive(locked=True) in told.state.due(told.now)


def test_an_accepted_alarm_is_mine_at_once_and_can_be_given_back() -> None:
    told = Told()
    told.tell(note())
    told.paint()
    assert told.state.answers(told.state.rows.all()[0])[0] is Response.ACCEPTED
    _answer(told, Response.ACCEPTED)
    row = told.state.rows.all()[0]
    assert row.mine
    assert not row.asks
    assert Response.TAKEN_BACK in told.state.answers(row)
    told.tell(StandingNote(*KEY, Standing.ACCEPTED, (Holds(ANA.name, 0.5),)))
    assert told.state.rows.all()[0].mine
    _answer(told, Response.TAKEN_BACK)
    assert not told.state.rows.all()[0].mine


def test_an_answer_that_did_not_count_can_be_given_again() -> None:
    told = Told()
    told.tell(note())
    told.paint()
    told.state.answered(KEY, Response.ACCEPTED, 5, told.now)
    assert told.state.answers(told.state.rows.all()[0]) == ()
    came = told.take(Replied(5, to_bytes(ToldReply("router_delivery.ended")), told.now))
    assert came == [Refusal(KEY, Response.ACCEPTED, "router_delivery.ended")]
    assert told.state.rows.all()[0].asks
    assert Response.ACCEPTED in told.state.answers(told.state.rows.all()[0])


def test_an_answer_that_could_not_leave_is_none() -> None:
    told = Told()
    told.tell(note())
    told.paint()
    with pytest.raises(KnownError):
        told.state.answered(KEY, Response.ACCEPTED, 0, told.now)
    assert not told.state.rows.all()[0].waits


def test_whoever_declined_is_asked_when_called_anew() -> None:
    told = Told()
    told.tell(note())
    told.paint()
    _answer(told, Response.REJECTED)
    assert not told.state.rows.all()[0].asks
    told.tell(note(occasion=Occasion.CALLED_AGAIN, standing=Standing.FAILSAFE))
    assert isinstance(told.came[0], Called)
    assert told.state.rows.all()[0].asks


def test_what_repeats_asks_only_once() -> None:
    told = Told()
    told.tell(note(priority=1))
    assert len(told.came) == 1
    told.tell(note(priority=1, occasion=Occasion.REPEATED))
    assert told.came == []
    told.tell(note(priority=0, occasion=Occasion.REPEATED))
    assert len(told.came) == 1


def test_what_is_over_stays_until_it_was_painted_as_such() -> None:
    told = Told()
    told.tell(note())
    told.paint()
    ended = told.tell(note(occasion=Occasion.ENDED, standing=Standing.ENDED, asks=False))
    told.now += 10 * OVER_SECONDS
    told.state.touched(told.now)
    told.state.tick(told.now)
    assert told.state.rows.all()
    assert told.paint() == [ended]
    told.now += OVER_SECONDS
    told.state.tick(told.now)
    assert not told.state.rows.all()


def test_an_alarm_that_begins_again_is_over_no_longer() -> None:
    told = Told()
    told.tell(note(occasion=Occasion.ENDED, standing=Standing.ENDED, asks=False))
    told.paint()
    told.tell(note())
    told.now += 2 * OVER_SECONDS
    told.state.tick(told.now)
    assert told.state.rows.all()[0].asks


def test_after_an_interruption_everything_is_old_until_it_is_told_again() -> None:
    told = Told()
    told.tell(note())
    told.tell(note("asystole"))
    told.paint()
    told.link(False)
    assert all(row.old for row in told.state.rows.all())
    assert told.paint() == []
    told.link(True)
    told.paint()
    assert told.state.answers(told.state.rows.all()[0]) == ()
    told.tell(note(occasion=Occasion.CALLED_AGAIN))
    told.now += OLD_SECONDS
    told.state.tick(told.now)
    assert [row.key for row in told.state.rows.all()] == [KEY]


def test_what_comes_in_one_read_with_the_link_itself_is_not_old() -> None:
    told = Told()
    told.link(False)
    told.state.take([*_deliver(told), LinkChanged(True, told.now)], told.now)
    assert not told.state.rows.all()[0].old


def _deliver(told: Told) -> list[Delivered]:
    from tests.router.receiver.told import packed

    return [Delivered(0, packed(note(), 77, 0), told.now)]


def test_a_standing_of_an_alarm_that_is_not_on_the_list_is_shown_by_the_list() -> None:
    told = Told()
    number = told.tell(StandingNote("bed-9", "apnea", Standing.ENDED, ended=True))
    assert told.paint() == [number]


def test_what_somebody_may_not_know_any_more_is_off_the_list_at_once_and_that_is_told() -> None:
    told = Told()
    told.tell(note())
    told.tell(note("apnea"))
    number = told.tell(StandingNote(*KEY, Standing.CALLING, withdrawn=True))
    assert [row.note.alarm for row in told.state.rows.all()] == ["apnea"]
    assert number in told.paint()


def test_technical_alarms_of_the_path_stand_until_they_are_over() -> None:
    told = Told()
    number = told.tell(TroubleNote("nobody_answers", "bed-7", True), 0)
    assert [one.code for one in told.state.rows.troubles()] == ["nobody_answers"]
    assert told.state.painted([], told.now) == []
    assert told.paint() == [number]
    told.tell(TroubleNote("nobody_answers", "bed-7", False), 0)
    assert told.state.rows.troubles() == ()


def test_what_cannot_be_read_is_counted_and_never_shown() -> None:
    told = Told()
    data = pack(Datagram(0, "52998224725", "CPF", 9, MessageType.ALARM, b"\xff" * 8))
    told.take(Delivered(0, data, told.now))
    assert told.state.unreadable == 1
    assert told.paint() == []


def test_a_chain_that_never_ends_is_counted() -> None:
    told = Told()
    from tests.router.receiver.told import packed

    told.take(Delivered(0, packed(note(), 9, 0)[:-48], told.now))
    told.now += 10
    told.take()
    assert told.state.unreadable == 1


def test_the_list_is_worst_first_and_what_asks_stands_before_what_somebody_has() -> None:
    told = Told()
    told.tell(note("temperature_high", priority=2))
    told.tell(note("heart_rate_high", priority=1, asks=False, standing=Standing.ACCEPTED, began=90))
    told.tell(note("respiratory_rate_high", priority=1))
    told.tell(note("spo2_low", priority=0))
    codes = [row.note.code for row in told.state.rows.all()]
    assert codes == ["spo2_low", "respiratory_rate_high", "heart_rate_high", "temperature_high"]


def test_a_receiver_says_what_it_can_show_and_that_it_lives() -> None:
    told = Told()
    due = told.state.due(told.now)
    assert [type(one) for one in due] == [Capable, Alive, AskBeds]
    for place, one in enumerate(due, 1):
        told.state.sent(place, one, told.now)
    assert told.state.due(told.now) == []
    told.now += SETTING_SECONDS
    assert told.state.due(told.now) == [AskBeds()], "nobody has said yet which beds there are"
    told.reply(AskBeds(), Beds((), silent=("norte",)))
    told.now += SETTING_SECONDS
    assert told.state.due(told.now) == [AskBeds()], "nor has that one"
    told.reply(AskBeds(), Beds(()))
    told.state.sent(9, AskBeds(), told.now)
    told.now += 25
    assert told.state.due(told.now) == [Alive()]
    told.link(False)
    told.link(True)
    assert isinstance(told.state.due(told.now)[0], Capable)


def test_a_change_of_limits_on_its_way_is_looked_after_again_and_again() -> None:
    told = Told()
    limits = VitalLimits(88.0, None, None, None, 10.0, 10.0)
    told.reply(AskBeds(), Beds((), (Setting("bed-7", "spo2", limits, "wanted", "Ana Synthetic", 0.1),)))
    told.now += SETTING_SECONDS
    assert AskBeds() in told.state.due(told.now)


def test_a_node_that_knows_of_nobody_here_has_the_person_sign_in_again() -> None:
    told = Told()
    told.tell(note())
    told.reply(AskBeds(), Refused("router.nobody_signed_in"))
    assert told.state.signed is None
    assert told.state.rows.all() == ()


def test_nothing_is_left_for_the_next_person() -> None:
    told = Told()
    told.tell(note())
    told.state.sent(60, SignOut(), told.now)
    assert told.state.rows.all() == ()
    assert told.state.signed is None
