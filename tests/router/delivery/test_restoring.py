"""A restarted node goes on with what had not ended; and what the ward's alarms are to the delivery."""

import dataclasses

import msgspec
import pytest

from app.router.delivery.alarms import calls_of
from app.router.delivery.delivery import Delivery
from app.router.delivery.model import Ask, Call, Occasion, Standing
from app.router.delivery.proving import gaps
from app.router.delivery.restoring import entry_of, record
from app.router.words import Response, Step
from app.ward.alarms.model import Alarm, BedState, Silence
from app.ward.alarms.words import Activation, Kind, Presence, Priority
from tests.router.delivery.harness import Ward


def _restart(ward: Ward, shift: float = 0.0) -> Ward:
    """The same ward after its node has begun anew, with a clock that stands elsewhere."""
    after = Ward(ward.team, ward.tables)
    after.at = ward.at + shift
    entries = [entry_of(msgspec.json.decode(msgspec.json.encode(record(one))), shift) for one in ward.journal]
    after.delivery.restore(entries, after.at)
    after.carry_out()
    return after


def test_an_alarm_that_was_being_called_is_called_again_as_continuing() -> None:
    ward = Ward()
    ward.alarm()
    ward.pass_time(4)
    after = _restart(ward)
    line = after.line()
    assert (line.standing, line.level, line.continuing, line.calling) == (Standing.CALLING, 1, True, ("dora",))
    assert after.called() == [("dora",)]
    after.pass_time(3)
    assert after.line().level == 2


def test_an_accepted_alarm_stays_with_its_person_and_keeps_its_minute() -> None:
    ward = Ward()
    ward.alarm()
    ward.pass_time(5)
    ward.answer("dora", Response.ACCEPTED)
    after = _restart(ward, shift=-1000.0)
    assert [(one.user, one.since) for one in after.line().holders] == [("u-dora", -995.0)]
    assert after.line().next_at == -940.0
    assert after.called() == []
    after.pass_time(55)
    assert after.line().standing is Standing.CALLING


@pytest.mark.parametrize("what", [Response.TAKEN_BACK, Response.PRESENT])
def test_what_was_answered_after_accepting_is_remembered(what: Response) -> None:
    ward = Ward()
    ward.alarm()
    ward.answer("ana", Response.ACCEPTED)
    ward.answer("ana", what)
    after = _restart(ward)
    assert after.line().standing is ward.line().standing
    assert after.line().level == ward.line().level
    after.pass_time(120, 1)
    assert after.delivery.next_due() > after.at


def test_a_journal_cut_off_between_two_steps_leaves_nobody_without_a_next() -> None:
    ward = Ward()
    ward.alarm()
    ward.answer("ana", Response.ACCEPTED)
    ward.answer("ana", Response.TAKEN_BACK)
    cut = next(place for place, one in enumerate(ward.journal) if one.step is Step.TAKEN_BACK)
    ward.journal = ward.journal[: cut + 1]
    assert _restart(ward).line().calling == ("dora",)


def test_what_had_ended_does_not_come_back() -> None:
    ward = Ward()
    ward.alarm()
    ward.alarm(bed="2")
    ward.take()
    assert [one.bed for one in _restart(ward).delivery.board()] == ["2"]


def test_what_began_again_after_its_end_is_restored_from_its_new_beginning() -> None:
    ward = Ward()
    ward.alarm()
    ward.take()
    ward.show("ana")
    ward.alarm()
    assert gaps(_restart(ward).delivery.history("1", "asystole")) == ()


def test_the_ward_s_word_ends_the_continuing() -> None:
    ward = Ward()
    ward.alarm(begun=2)
    ward.answer("ana", Response.PRESENT)
    after = _restart(ward)
    after.alarm(begun=2)
    assert (after.line().continuing, after.line().standing) == (False, Standing.PRESENT)
    anew = _restart(ward)
    anew.alarm(begun=3)
    assert anew.line().standing is Standing.CALLING
    gone = _restart(ward)
    gone.take()
    assert gone.delivery.board() == ()
    assert gone.steps().count(Step.ENDED) == 1


def test_an_acknowledgement_that_was_counted_before_is_not_counted_again() -> None:
    ward = Ward()
    ward.alarm(seen_by="ana", seen_at=0.0)
    ward.pass_time(60)
    after = _restart(ward)
    after.alarm(seen_by="ana", seen_at=7.0)
    assert after.line().standing is Standing.CALLING
    after.alarm(seen_by="ana", seen_at=8.0)
    assert after.line().standing is Standing.ACCEPTED


def test_answers_to_messages_from_before_the_restart_count() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    after = _restart(ward)
    after.answer("ana", Response.ACCEPTED, "x")
    assert after.line("x").standing is Standing.ACCEPTED
    assert gaps(after.delivery.history("1", "x")) == ()


def test_a_record_that_is_none_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        entry_of({"at": 1.0, "bed": "1"})


def test_a_journal_without_a_beginning_restores_nothing() -> None:
    ward = Ward()
    ward.alarm()
    delivery = Delivery(ward.tables, ward.who)
    delivery.restore(ward.journal[1:], 0.0)
    assert delivery.board() == ()


ALARM = Alarm("1", "spo2_low", "", Kind.PHYSIOLOGICAL, Priority.MEDIUM, False, False, Presence.ON, 0.0, ())


@pytest.mark.parametrize(
    ("changes", "call"),
    [
        ({}, Call("1", "spo2_low", 1)),
        ({"presence": Presence.LATCHED, "priority": Priority.HIGH}, Call("1", "spo2_low", 0, lasting=False)),
        ({"covered": True}, Call("1", "spo2_low", 1, held=True)),
        ({"activation": Activation.ALARM_PAUSED}, Call("1", "spo2_low", 1, held=True)),
        ({"activation": Activation.ALARM_PAUSED, "lethal": True}, Call("1", "spo2_low", 1)),
        ({"activation": Activation.AUDIO_PAUSED, "repeats": 2}, Call("1", "spo2_low", 1, begun=2)),
        (
            {"presence": Presence.ACKNOWLEDGED, "acknowledged_by": "ana", "acknowledged_at": 4.0},
            Call("1", "spo2_low", 1, seen_by="ana", seen_at=4.0),
        ),
    ],
)
def test_an_alarm_of_the_ward_becomes_a_call(changes: dict[str, object], call: Call) -> None:
    alarm = dataclasses.replace(ALARM, **changes)  # type: ignore[arg-type]  # fields of Alarm, said by the table above
    assert calls_of(BedState("1", 0.0, (alarm,), Silence())) == (call,)


def test_a_silent_message_is_no_call() -> None:
    state = BedState("1", 0.0, (dataclasses.replace(ALARM, presence=Presence.OFF, message_until=9.0),), Silence())
    assert calls_of(state) == ()


def test_every_call_names_people_within_reach() -> None:
    ward = Ward()
    ward.lose("bia")
    ward.alarm()
    calls = [order for order in ward.orders if isinstance(order, Ask)]
    assert [(order.occasion, order.receivers) for order in calls] == [(Occasion.BEGAN, ("ana", "caio"))]
