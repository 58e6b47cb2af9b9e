"""An alarm is acknowledged when a kill cannot lose it any more, and not before; signals are acknowledged at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.interop.hl7.framing import frame
from app.interop.hl7.mllp import MllpInput
from app.interop.hl7.writing import write_alert
from app.kernel.clock import SystemClock
from app.store.store import Store
from app.ward.alarms.model import Change, Why
from app.ward.beds.alarm_log import AlarmLog, Entry
from app.ward.beds.journal import AlarmJournal
from app.ward.recording.sealed import RecordingKey
from app.ward.signals import DeviceAlert, Phase, Source
from tests.conftest import ExpectedLogs
from tests.interop.hl7.messages import PULSE, message
from tests.interop.listeners import Device, listening, wait_for

CLOCK = SystemClock()
JOURNAL_KEY = RecordingKey(b"k" * 32)


def alert(control: str) -> bytes:
    facts = (Source("monitor-1"), 0.0, "a-1", "MDC_EVT_APNEA", "APNEIA", Phase.START)
    return frame(write_alert(DeviceAlert(*facts, state="active", priority="PH", kind="SP"), control, CLOCK.now()))


def test_an_alarm_is_answered_only_once_it_is_kept_and_nothing_overtakes_its_answer() -> None:
    listener = MllpInput(CLOCK, ("127.0.0.1", 0))
    waiting: list[Callable[[], None]] = []
    listener.answer_when(waiting.append)
    with listening(listener) as heard, Device(listener.port) as device:
        device.send(frame(message(PULSE)))
        assert b"MSA|CA|7" in device.answer(), "a signal does not wait"
        device.send(alert("A1"))
        wait_for(lambda: len(heard.messages) == 2)
        device.send(frame(message(PULSE)))
        wait_for(lambda: len(waiting) == 2)
        device.socket.settimeout(0.1)
        with pytest.raises(TimeoutError):
            device.answer()
        device.socket.settimeout(30)
        for call in waiting:
            call()
        assert b"MSA|CA|A1" in device.answer()
        assert b"MSA|CA|7" in device.answer()
        device.send(frame(message(PULSE)))
        assert b"MSA|CA|7" in device.answer(), "nothing is held back any more"
        assert len(waiting) == 2


def test_what_is_asked_for_behind_a_change_comes_when_the_change_is_in_the_journal(
    store: Store, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    log = AlarmLog(store, journal=AlarmJournal(tmp_path, JOURNAL_KEY))
    seen: list[int] = []
    log.start()
    for number in range(20):
        log.put(Entry(Change(float(number), "bed-1", f"apnoea:{number}", "off", "on:high", Why.DEVICE), "stay", 1.7e9))
        log.after(lambda: seen.append(log.journaled))

    def fails() -> None:
        raise OSError("the connection has gone")

    expected_logs.expect("app.ward.beds.alarm_log", "an answer about what is kept")
    log.after(fails)
    log.after(lambda: seen.append(log.journaled))
    wait_for(lambda: len(seen) == 21)
    log.stop()
    assert all(journaled >= number for number, journaled in enumerate(seen, 1) if number <= 20)
    assert seen[-1] == 20
