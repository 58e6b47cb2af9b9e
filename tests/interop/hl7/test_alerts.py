"""Alarms of devices are taken over with their phase, and none is swallowed for a word."""

import math

import pytest

from app.ward.signals import DeviceAlert, Phase
from tests.interop.hl7.messages import (
    ALERT_HEADER,
    alert,
    numeric,
    read_whole,
    refusals,
)

RATE = "149530^MDC_PULS_OXIM_PULS_RATE^MDC"
BPM = "264864^MDC_DIM_BEAT_PER_MIN^MDC"
EVENT = "OBX|1|ST|196648^MDC_EVT_HI^MDC|1.1.1.1.1|FC alta||||||R"
PHASE = "OBX|2|ST|68481^MDC_ATTR_EVENT_PHASE^MDC|1.1.1.1.3|start||||||R"


def _alert(*lines: str) -> DeviceAlert:
    value = read_whole(alert(*lines)).value
    assert isinstance(value, DeviceAlert)
    return value


@pytest.mark.parametrize(
    ("phase", "state", "inactivation", "priority"), [(68481, 68482, 68483, 68484), (68165, 68166, 68167, 68168)]
)
def test_both_series_of_facet_codes_are_understood_by_number_alone(
    phase: int, state: int, inactivation: int, priority: int
) -> None:
    words = {phase: "escalate", state: "latched", inactivation: "audio-paused", priority: "PH", 68485: "SP"}
    found = _alert(EVENT, *(f"OBX|{code}|ST|{code}|1.1|{word}" for code, word in words.items()))
    assert (found.phase, found.state, found.inactivation) == (Phase.ESCALATE, "latched", "audio-paused")
    assert (found.priority, found.kind) == ("PH", "SP")


@pytest.mark.parametrize(
    ("said", "meant"), [("START", "start"), ("de-escalate", "deescalate"), ("present", "continue")]
)
def test_phases_are_read_as_devices_spell_them(said: str, meant: str) -> None:
    assert _alert(EVENT, PHASE.replace("start", said)).phase == meant


@pytest.mark.parametrize(("state", "phase"), [("inactive", Phase.END), ("active", Phase.START), ("", Phase.START)])
def test_without_a_phase_the_state_says_whether_it_is_over(state: str, phase: Phase) -> None:
    assert _alert(EVENT, f"OBX|3|ST|68482|1.1|{state}").phase is phase


def test_an_unknown_word_empties_its_facet_and_not_the_alarm() -> None:
    raw = alert(EVENT, PHASE, "OBX|3|ST|68482|1.1|sleeping", "OBX|4|ST|68484|1.1|PH")
    reading = read_whole(raw)
    assert isinstance(reading.value, DeviceAlert)
    assert (reading.value.state, reading.value.priority) == ("", "PH")
    assert [one.why for one in reading.troubles] == ["alert_word_unknown"]


def test_an_impossible_number_does_not_swallow_its_alarm() -> None:
    reading = read_whole(alert(EVENT, PHASE, numeric(RATE, "9999", BPM)))
    assert isinstance(reading.value, DeviceAlert)
    assert (reading.value.vital, reading.value.value) == ("pulse_rate", None)
    assert [one.why for one in reading.troubles] == ["value_impossible"]


def test_priority_and_kind_may_stand_in_the_flags_of_the_event() -> None:
    found = _alert(EVENT.replace("||||||R", "|||A~PH~SP|||R"), PHASE)
    assert (found.priority, found.kind) == ("PH", "SP")


def test_an_alarm_without_an_event_is_refused() -> None:
    assert refusals(alert(PHASE)) == [("alert_event_missing", "OBX-3")]


def test_an_alarm_without_an_id_is_held_together_by_what_happened() -> None:
    value = read_whole(alert(EVENT, PHASE, order="OBR|1")).value
    assert isinstance(value, DeviceAlert)
    assert value.alert == "MDC_EVT_HI/"


def test_the_first_message_of_an_alarm_names_it_for_all_others() -> None:
    first = "OBR|1|A1^MON|A1^MON|196616"
    later = "OBR|1|A2^MON|A2^MON|196616" + "|" * 25 + "A1^A1&MON"
    found = [read_whole(alert(EVENT, PHASE, order=order)).value for order in (first, later)]
    assert [one.alert for one in found if isinstance(one, DeviceAlert)] == ["A1", "A1"]


def test_the_words_of_a_device_are_one_bounded_line() -> None:
    found = _alert(EVENT.replace("FC alta", "FC\x07 alta " + "x" * 5000), PHASE)
    assert found.text.startswith("FC  alta x")
    assert len(found.text) == 200


def test_the_header_of_alarms_is_that_of_alarms() -> None:
    assert "R40" in ALERT_HEADER
    assert math.isclose(100.0, _alert(EVENT, PHASE).received_at)


def test_the_words_of_an_alarm_may_stand_in_a_line_of_their_own() -> None:
    own = "OBX|8|ST|68546^MDC_ATTR_ALERT_TEXT^MDC|1.1.0.8|Oclusão a jusante"
    assert _alert(EVENT.replace("FC alta", ""), PHASE, own).text == "Oclusão a jusante"
    assert _alert(EVENT, PHASE, own).text == "FC alta"


def test_a_state_that_is_off_is_inactive() -> None:
    assert _alert(EVENT, PHASE, "OBX|3|ST|68482|1.1|off").state == "inactive"


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("196650", "MDC_EVT_HI_GT_LIM"),
        ("199684^^MDC", "MDC_EVT_ECG_ASYSTOLE"),
        ("197000", "197000"),
        ("4711^MNDRY_EVT_XY^99MNDRY", "MNDRY_EVT_XY"),
        ("PVC_RUN^^99MAKER", "PVC_RUN"),
        ("148480^MDC_ECG_V_TACHY^MDC", "MDC_ECG_V_TACHY"),
    ],
)
def test_an_alarm_of_any_code_is_taken(code: str, event: str) -> None:
    assert _alert(EVENT.replace("196648^MDC_EVT_HI^MDC", code), PHASE).event == event


def _refused_whole(raw: bytes) -> tuple[bool, str]:
    """Whether the refusal says that an alarm may be lost, and of which device."""
    refusal = read_whole(raw).refusals(1.0, "10.0.0.5:99")[0]
    return refusal.may_be_alarm, refusal.source.device if refusal.source is not None else ""


def test_an_alarm_that_is_refused_says_that_it_was_one_and_whose() -> None:
    device = _alert(EVENT, PHASE).source.device
    assert _refused_whole(alert(PHASE)) == (True, device)
    assert _refused_whole(alert(EVENT, PHASE.replace("start", "whenever"))) == (True, device)


@pytest.mark.parametrize(
    "raw",
    [
        alert(EVENT, PHASE, "PID|||1^^^H", "PID|||2^^^H"),
        alert(EVENT, PHASE).replace(b"|2.6", b"|3.0"),
        alert(EVENT, PHASE).replace(b"MSH|^~", b"MSH|^^"),
    ],
)
def test_an_alarm_is_known_as_one_whatever_it_is_refused_for(raw: bytes) -> None:
    assert _refused_whole(raw)[0]


def test_an_observation_that_is_refused_is_no_lost_alarm() -> None:
    raw = alert(EVENT, PHASE).replace(b"ORU^R40^ORU_R40", b"ORU^R01^ORU_R01").replace(b"|2.6", b"|3.0")
    assert b"R40" not in raw
    assert _refused_whole(raw) == (False, "")
