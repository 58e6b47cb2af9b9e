"""From the steps that a real delivery writes down to runs, calls and what a history filter takes."""

from dataclasses import replace

from app.router.delivery.model import Entry
from app.router.delivery.proving import gaps
from app.router.history.model import AlarmRun, HistoryFilter, calls_of
from app.router.history.runs import split_runs
from app.router.words import Response, Step
from tests.router.delivery.harness import Ward


def run_of(ward: Ward) -> AlarmRun:
    (entries,) = split_runs(ward.journal)
    return AlarmRun("1", "Leito 01", entries[0].alarm, entries, {"u-ana": "Ana Fictícia"})


def answered(seconds: float = 4.0) -> Ward:
    ward = Ward()
    ward.alarm()
    ward.show("ana")
    ward.pass_time(seconds)
    ward.answer("ana", Response.ACCEPTED)
    ward.pass_time(20)
    ward.delivery.at_bedside("1", ward.at, "u-ana")
    ward.carry_out()
    return ward


def test_a_run_says_when_somebody_accepted_and_was_at_the_bed() -> None:
    run = run_of(answered())
    (call,) = run.calls
    assert (call.accepted_after, call.accepted_by, call.present_after) == (4.0, "u-ana", 24.0)
    assert not call.accepted_late
    assert gaps(run.entries) == ()
    assert (run.priority, run.escalations, run.ended) == (0, 0, None)
    assert run.people == {"u-ana"}
    assert (run.name("u-ana"), run.name("somebody")) == ("Ana Fictícia", "somebody")


def test_the_telling_of_an_end_belongs_to_the_run_and_a_new_beginning_does_not() -> None:
    ward = answered()
    ward.take()
    ward.show("bia")
    ward.pass_time(30)
    ward.alarm()
    first, second = split_runs(ward.journal)
    assert [one.step for one in first[-2:]] == [Step.ENDED, Step.SHOWN]
    assert second[0].step is Step.GENERATED
    assert second[0].at > first[-1].at
    assert gaps(first) == gaps(second) == ()


def test_an_alarm_that_begins_anew_before_its_end_is_one_run_with_two_calls() -> None:
    ward = answered()
    ward.alarm(begun=1)
    ward.pass_time(70)
    (entries,) = split_runs(ward.journal)
    first, second = calls_of(entries)
    assert first.closed_after == 24.0
    assert second.accepted_after is None
    assert second.escalations >= 4
    assert second.failsafe


def test_steps_whose_beginning_is_not_there_are_left_out_and_other_beds_go_on() -> None:
    ward = answered()
    torn = ward.journal[1:]
    ward.alarm("spo2_low", 1, bed="2")
    (left,) = split_runs([*torn, *(one for one in ward.journal if one.bed == "2")])
    assert {(one.bed, one.alarm) for one in left} == {("2", "spo2_low")}


def test_a_call_that_lasts_longer_than_a_minute_without_anybody_is_late() -> None:
    ward = Ward()
    ward.alarm()
    ward.pass_time(61)
    ward.take()
    late = run_of(ward)
    assert late.is_late
    assert late.calls[0].unanswered
    short = Ward()
    short.alarm()
    short.pass_time(30)
    short.take()
    assert run_of(short).calls[0].unanswered
    assert not run_of(short).is_late


def test_the_filter_takes_what_it_names() -> None:
    run = run_of(answered())
    everything = HistoryFilter(0.0, 1e9)
    assert everything.takes(run)
    assert replace(everything, bed="1", priority=0, who="u-ana").takes(run)
    assert not replace(everything, bed="2").takes(run)
    assert not replace(everything, priority=1).takes(run)
    assert not replace(everything, who="u-bia").takes(run)
    assert not replace(everything, only_late=True).takes(run)
    passed_on = AlarmRun("1", "", "x", (*run.entries, _escalated(run.entries[-1])))
    assert replace(everything, only_late=True).takes(passed_on)


def _escalated(last: Entry) -> Entry:
    return Entry(last.at, last.bed, last.alarm, Step.ESCALATED, 0, 1, 1)
