"""Alarms go to a hospital's alarm manager as ORU^R40; what its people answer comes back as theirs."""

import socket
from collections.abc import Iterator

import pytest

from app.interop.hl7.framing import frame
from app.interop.hl7.reading import read
from app.interop.hl7.wire import RefusedError
from app.kernel.clock import SystemClock
from app.router.contents import StandingNote
from app.router.delivery.model import Occasion, Standing
from app.router.machines import running
from app.router.machines.alarm_manager import AlarmManager
from app.router.machines.alarm_status import read_status
from app.router.machines.model import MachineKind, MachineSettings
from app.router.machines.replies import RepliesIn
from app.router.words import Response
from app.ward.signals import DeviceAlert, Phase
from tests.conftest import ExpectedLogs
from tests.router.links.linked import Linked, linked
from tests.router.machines.standins import Manager, served, ward
from tests.router.receiver.told import note


@pytest.fixture
def one() -> Iterator[Linked]:
    with linked() as found:
        yield found


def reply(words: str, *, alert: str = "bed-7/spo2_low", control: str = "r1", event: str = "R42") -> bytes:
    """PCD-05, as an alarm manager sends it."""
    lines = [
        f"MSH|^~\\&|AM|HOSPITAL|PLANTAO||20261121220000||ORA^{event}^ORA_{event}|{control}|P|2.6|||AL|NE",
        f"OBR|1|{control}|{control}|196616^MDC_EVT_ALARM^MDC{'|' * 25}^{alert}",
        words,
    ]
    return ("\r".join(lines) + "\r").encode()


ACCEPTED = "PRT|1|UC||AAP^Alert Acknowledging Provider^HL70912|^Synthetic^Ana"
REJECTED = "OBX|1|ST|0^STATUS^L|1|Rejected||||||R"
READ = "OBX|1|ST|0^STATUS^L|1|Read||||||R"


def manager_of(where: tuple[str, int]) -> AlarmManager:
    settings = MachineSettings(MachineKind.ALARM_MANAGER, f"{where[0]}:{where[1]}")
    return AlarmManager(settings, lambda row: f"what {row.note.code}", SystemClock(), lambda _code: False, "T")


def test_an_alarm_is_reported_from_its_start_to_its_end(one: Linked) -> None:
    far = Manager()
    with served(far.answer) as where, ward(one, manager_of(where)) as found:
        found.connected()
        found.shown(found.tell(note(person="Maria Synthetic")))
        found.shown(found.tell(StandingNote("bed-7", "spo2_low", Standing.ACCEPTED), priority=3))
        found.shown(found.tell(note(occasion=Occasion.ENDED, standing=Standing.ENDED)))
    alerts = [read(one_message(message), 0.0, "peer").value for message in far.alarms()]
    assert all(isinstance(alert, DeviceAlert) for alert in alerts)
    told = [alert for alert in alerts if isinstance(alert, DeviceAlert)]
    assert [alert.phase for alert in told] == [Phase.START, Phase.CONTINUE, Phase.END]
    assert {alert.alert for alert in told} == {"bed-7/spo2_low"}
    assert [alert.inactivation for alert in told] == ["enabled", "alert-acknowledged", "enabled"]
    assert (told[0].priority, told[0].value, told[0].limits) == ("PH", 84.0, (90.0, None))


def one_message(message: object) -> bytes:
    """The bytes of a message again, to be read as a device's."""
    segments = getattr(message, "segments")  # noqa: B009 - the stand-in keeps parsed messages only
    lines = []
    for segment in segments:
        parts = list(segment.parts)
        if segment.name == "MSH":
            parts.pop(1)
        lines.append(segment.used.field.join(parts))
    return ("\r".join(lines) + "\r").encode()


def test_what_a_person_answers_there_counts_as_that_receivers_answer(one: Linked) -> None:
    far = Manager()
    with served(far.answer) as where, ward(one, manager_of(where)) as found:
        found.connected()
        message = found.tell(note())
        found.shown(message)
        far.lines[-1].sendall(frame(reply(ACCEPTED)))
        one.until(lambda: bool(found.answers()))
        assert [(each.response, each.number) for each in found.answers()] == [(Response.ACCEPTED, message.number)]
        one.until(lambda: far.acknowledged == ["r1"])


def test_replies_on_a_connection_of_their_own_count_too(one: Linked) -> None:
    far = Manager()
    with served(far.answer) as where:
        outlet = manager_of(where)
        replies = RepliesIn(MachineSettings(MachineKind.ALARM_MANAGER, "x:1"), outlet.take, SystemClock())
        replies.start()
        try:
            with ward(one, outlet) as found:
                found.connected()
                found.shown(found.tell(note()))
                with socket.create_connection(("127.0.0.1", replies.port), 5) as line:
                    line.sendall(b"rubbish" + frame(reply(REJECTED, event="R41")))
                    assert b"MSA|CA|r1" in line.recv(4096)
                    one.until(lambda: bool(found.answers()))
                assert found.answers()[0].response is Response.REJECTED
        finally:
            replies.stop()


def test_an_answer_to_what_was_never_reported_changes_nothing(one: Linked) -> None:
    far = Manager()
    with served(far.answer) as where, ward(one, manager_of(where)) as found:
        found.connected()
        found.shown(found.tell(note()))
        far.lines[-1].sendall(frame(reply(ACCEPTED, alert="bed-8/asystole", control="other")))
        one.until(lambda: far.acknowledged == ["other"])
        far.lines[-1].sendall(frame(reply(REJECTED)))
        one.until(lambda: bool(found.answers()))
        assert [each.response for each in found.answers()] == [Response.REJECTED]


def test_a_manager_that_refuses_a_report_has_failed(one: Linked, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.machines.running", "refused CR")
    far = Manager()
    with served(far.answer) as where, ward(one, manager_of(where)) as found:
        found.connected()
        far.code = "CR"
        found.tell(note())
        one.until(lambda: bool(found.left()))
        assert found.machine.failure is not None and found.machine.failure.args == ("refused", "CR")
        assert not found.told()


def test_reading_alone_is_no_answer() -> None:
    assert read_status(reply(READ)).response is None
    assert read_status(reply(ACCEPTED)).response is Response.ACCEPTED
    assert read_status(reply(REJECTED)).references[0] == "bed-7/spo2_low"


def test_what_is_no_reply_about_an_alarm_is_refused() -> None:
    with pytest.raises(RefusedError):
        read_status(b"MSH|^~\\&|AM||||||ORU^R01|1|P|2.6\r")
    with pytest.raises(RefusedError):
        read_status(b"MSH|^~\\&|AM||||||ORA^R42|1|P|2.6\r")


def test_broken_replies_without_end_are_all_answered_and_logged_ever_more_seldom(expected_logs: ExpectedLogs) -> None:
    manager, broken = manager_of(("127.0.0.1", 1)), b"MSH|^~\\&|AM||||||ORA^R42|%d|P|2.6|||AL|NE\r"
    expected_logs.expect("app.router.machines.alarm_manager", "times by now")
    for control in range(1, 151):
        answered = manager.take(broken % control)
        assert b"MSA|" in answered and b"MSA|CA" not in answered and b"MSA|AA" not in answered
    told = [each.getMessage() for each in expected_logs.records]
    assert [each.rsplit(", ", 1)[1] for each in told] == [f"{count} times by now" for count in (1, 10, 100)]
    manager.take(b"rubbish")
    assert "1 times by now" in expected_logs.records[-1].getMessage(), "another reason is told at its first"


def test_answers_that_come_too_late_without_end_are_logged_ever_more_seldom(
    one: Linked, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "ANSWER_AGAIN_SECONDS", -1.0)
    expected_logs.expect("app.router.machines.running", "times by now")
    far = Manager()
    with served(far.answer) as where, ward(one, manager_of(where)) as found:
        found.connected()
        found.shown(found.tell(note()))
        found.shown(found.tell(note(occasion=Occasion.ENDED, standing=Standing.ENDED)))
        for control in range(12):
            far.lines[-1].sendall(frame(reply(ACCEPTED, control=f"r{control}")))
        one.until(lambda: found.machine._late == 12)
    assert len(expected_logs.records) == 2
    assert not found.answers()
