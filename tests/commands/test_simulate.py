"""`simulate` sends a ward to a listener, or counts what it would send; what cannot be is refused before it begins."""

import json
import threading

import pytest

import main
from app.interop.hl7.mllp import MllpInput
from app.kernel.clock import SystemClock
from app.ward.signals import DeviceMessage, SignOfLife


def _summary(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_it_sends_over_hl7_and_every_device_takes_its_leave(capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[DeviceMessage] = []
    listener = MllpInput(SystemClock(), ("127.0.0.1", 0))
    listener.start(heard.append, lambda refusal: pytest.fail(str(refusal)))
    try:
        arguments = ["simulate", "--scenario", "quiet", "--beds", "3", "--hl7", f"127.0.0.1:{listener.port}"]
        status = main.main([*arguments, "--seconds", "2", "--json"])
    finally:
        listener.stop()
    summary = _summary(capsys)
    assert status == 0
    assert summary["simulated"] is True
    assert summary["sent"] == summary["acknowledged"] == len(heard)
    assert summary["refused"] == {}
    # The building's equipment stands at no bed.
    beds = {one.source.bed for one in heard if isinstance(one, SignOfLife) and one.leaving}
    assert beds == {"SIM-01", "SIM-02", "SIM-03", ""}


def test_without_a_listener_to_send_to_it_counts_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["simulate", "--beds", "60", "--seconds", "1", "--json"]) == 0
    summary = _summary(capsys)
    assert (summary["ward"], summary["beds"]) == ("icu-120", 60)
    assert "sent" not in summary
    said = summary["said"]
    assert isinstance(said, dict)
    assert said["Observation"] > 60


def test_it_runs_outside_of_the_main_thread_too(capsys: pytest.CaptureFixture[str]) -> None:
    statuses: list[int] = []
    thread = threading.Thread(
        target=lambda: statuses.append(main.main(["simulate", "--beds", "1", "--seconds", "0.2", "--json"]))
    )
    thread.start()
    thread.join(20)
    assert statuses == [0]
    assert _summary(capsys)["beds"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--beds", "0"], "simulator.beds_refused"),
        (["--beds", "121"], "simulator.beds_refused"),
        (["--scenario", "nowhere"], "simulator.unknown_scenario"),
        (["--ward", "nowhere"], "simulator.unknown_ward"),
        (["--hl7", "nowhere"], "simulator.address_refused"),
        (["--datagrams", "host:99999"], "simulator.address_refused"),
        (["--hl7", "127.0.0.1:9", "--tls", "nowhere.pem"], "simulator.certificate_refused"),
    ],
)
def test_what_cannot_be_is_refused_before_it_begins(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["simulate", *arguments, "--seconds", "1", "--json"]) == 1
    error = _summary(capsys)["error"]
    assert isinstance(error, dict)
    assert error["code"] == code


def test_nobody_reached_is_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    listener = MllpInput(SystemClock(), ("127.0.0.1", 0))
    listener.start(lambda message: None, lambda refusal: None)
    port = listener.port
    listener.stop()
    assert main.main(["simulate", "--beds", "1", "--hl7", f"127.0.0.1:{port}", "--seconds", "0.3", "--json"]) == 1
    assert "simulator.unreachable" in capsys.readouterr().out


def test_no_command_is_named_twice() -> None:
    names = [command.name for command in main.COMMANDS]
    assert sorted(names) == sorted(set(names))
