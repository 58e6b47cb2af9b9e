"""A bounded run of the bench that breaks messages: the listener goes on, and lets nothing through that it must not."""

from app.commands.bench_hl7_fuzz import Fuzz, faults
from app.commands.bench_hl7_mutations import seeds
from app.ward.signals import DeviceAlert, Numeric, Observation, Phase, Source
from tests.interop.hl7.messages import SAMPLES


def test_broken_messages_neither_end_the_listener_nor_reach_the_ward() -> None:
    fuzz = Fuzz(seeds(SAMPLES if SAMPLES.is_dir() else None), 2_000, seed=7)
    figures = fuzz.figures()
    assert figures["listener_answers_at_the_end"] is True
    assert figures["connections_lost"] == 0
    assert fuzz.seen.wrong == []
    assert fuzz.seen.refused["input_fault"] == 0
    # The faults are many: were they too tame, nothing would be refused, and too wild, nothing delivered.
    assert len(fuzz.seen.refused) >= 8
    assert set(fuzz.seen.delivered) == {"Observation", "DeviceAlert", "SignOfLife"}
    assert fuzz.answers["CE"] > 50
    assert fuzz.answers["CR"] > 50


def test_the_bench_would_see_what_must_not_come_through() -> None:
    source = Source("x" * 65)
    assert faults(Observation(source, 0.0, (Numeric("spo2", 101.0), Numeric("spo2", None)))) == [
        "a source longer than 64 characters",
        "spo2 = 101.0",
    ]
    alarm = DeviceAlert(Source("x"), 0.0, "", "MDC_EVT_HI", "", Phase.START, vital="spo2", value=-1.0)
    assert faults(alarm) == ["alarm of spo2 = -1.0", "the words of an alarm"]
