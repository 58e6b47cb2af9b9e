"""Strict but forgiving: what a device means is read, what cannot be known is no value, and a refusal says where."""

import math
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from app.interop.hl7.nomenclature import conversion, unit_code
from app.interop.hl7.reading import Reading, read
from app.interop.hl7.stamps import read_stamp, seconds_between
from app.ward.catalogue import vital_signs, waveforms
from app.ward.signals import DeviceAlert, Observation, Phase
from tests.interop.hl7.messages import ALERT_HEADER, HEADER, PULSE, alert, message, numeric

RATE = "149530^MDC_PULS_OXIM_PULS_RATE^MDC"
BPM = "264864^MDC_DIM_BEAT_PER_MIN^MDC"
TEMP = "150344^MDC_TEMP^MDC"
ECG = "OBX|1|NA|131330^MDC_ECG_ELEC_POTL_II^MDC|1.2.1.1|{}|266418^MDC_DIM_MILLI_VOLT^MDC|||||R"
HZ = "OBX|2|NM|0^MDC_ATTR_SAMP_RATE^MDC|1.2.1.1.1|250|264640^MDC_DIM_HZ^MDC"
STEP = "OBX|3|NM|2327^MDC_ATTR_NU_MSMT_RES^MDC|1.2.1.1.2|0.5|266418^MDC_DIM_MILLI_VOLT^MDC"
EVENT = "OBX|1|ST|196648^MDC_EVT_HI^MDC|1.1.1.1.1|FC alta||||||R"
PHASE = "OBX|2|ST|68481^MDC_ATTR_EVENT_PHASE^MDC|1.1.1.1.3|start||||||R"


def _read(raw: bytes) -> Reading:
    return read(raw, 100.0, "10.0.0.5:4444")


def _observation(*lines: str, header: str = HEADER) -> Observation:
    value = _read(message(*lines, header=header)).value
    assert isinstance(value, Observation)
    return value


def _value(line: str) -> float | None:
    (one,) = _observation(line).numerics
    return one.value


def _why(raw: bytes) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in _read(raw).refusals(0.0, "")]


def test_the_numbers_of_the_catalogue_lie_in_the_partition_of_measurements() -> None:
    every = [one.mdc for one in vital_signs().values()] + [one.mdc for one in waveforms().values()]
    assert all(2 * 65536 < number < 3 * 65536 for mdc in every for number in mdc.values())
    names = [name for mdc in every for name in mdc]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "code",
    [
        RATE,
        "149530",
        "149530^^MDC",
        "MDC_PULS_OXIM_PULS_RATE^149530^MDC",
        "mdc_puls_oxim_puls_rate",
        "999^MDC_PULS_OXIM_PULS_RATE^MDC",
        " 149530 ^ Pulso ^MDC",
    ],
)
def test_a_vital_sign_is_found_by_name_or_number_wherever_they_stand(code: str) -> None:
    assert _value(numeric(code, "72", BPM)) == 72


def test_a_name_wins_over_the_number_of_another_vital_sign() -> None:
    (one,) = _observation(numeric("150456^MDC_PULS_OXIM_PULS_RATE^MDC", "72", BPM)).numerics
    assert one.vital == "pulse_rate"


@pytest.mark.parametrize("text", ["-100", "8388607", "-100.0", "", '""', "---", "***", "n/a", "-8388608"])
def test_what_stands_for_no_value_is_no_value_and_no_refusal(text: str) -> None:
    raw = message(numeric(RATE, text, BPM))
    assert _value(numeric(RATE, text, BPM)) is None
    assert _why(raw) == []


@pytest.mark.parametrize(
    ("code", "value", "unit", "expected"),
    [
        (TEMP, "98.6", "266560^MDC_DIM_FAHR^MDC", 37.0),
        (TEMP, "98.6", "268224^MDC_DIM_FAHR^MDC", 37.0),
        (TEMP, "310.15", "266528^MDC_DIM_KELVIN^MDC", 37.0),
        (TEMP, "37", "Cel^^UCUM", 37.0),
        ("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "16", "265987^MDC_DIM_KILO_PASCAL^MDC", 120.00987),
        ("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "16", "kPa", 120.00987),
        ("150087^MDC_PRESS_BLD_VEN_CENT_MEAN^MDC", "10", "266048^MDC_DIM_CM_H2O^MDC", 7.355591),
        (RATE, "72", "264672^MDC_DIM_PER_MIN^MDC", 72),
        (RATE, "72", "", 72),
        ("150456^MDC_PULS_OXIM_SAT_O2^MDC", "97", "%^^UCUM", 97),
    ],
)
def test_a_unit_is_converted_where_that_is_defined(code: str, value: str, unit: str, expected: float) -> None:
    assert _value(numeric(code, value, unit)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        (TEMP, "37.5", ""),  # it could be degrees of two kinds
        (TEMP, "37.5", "266016^MDC_DIM_MMHG^MDC"),
        ("150021^MDC_PRESS_BLD_NONINV_SYS^MDC", "120", ""),
        ("151728^MDC_AWAY_CO2_ET^MDC", "5", "262688^MDC_DIM_PERCENT^MDC"),  # without the barometric pressure
        (RATE, "72", "266866^MDC_DIM_MILLI_MOLE_PER_L^MDC"),
        ("150456^MDC_PULS_OXIM_SAT_O2^MDC", "0.97", "262656^MDC_DIM_DIMLESS^MDC"),
    ],
)
def test_a_number_in_another_unit_is_no_number(code: str, value: str, unit: str) -> None:
    reading = _read(message(numeric(code, value, unit), PULSE.replace("OBX|1", "OBX|2").replace(RATE, "147842")))
    assert [one.why for one in reading.troubles] == ["unit_unknown"]
    assert reading.troubles[0].where.startswith("OBX[1]-6 = ")
    assert isinstance(reading.value, Observation)
    assert reading.value.numerics[0].value is None


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [(RATE, "351", BPM), (RATE, "-1", BPM), (RATE, "1e9", BPM), (TEMP, "98.6", "268192^MDC_DIM_DEGC^MDC")],
)
def test_a_number_that_no_patient_has_is_no_value_and_is_refused(code: str, value: str, unit: str) -> None:
    assert _value(numeric(code, value, unit)) is None
    found = _why(message(numeric(code, value, unit)))
    assert ("value_impossible", f"OBX[1]-5 = {value}, {'temperature' if code == TEMP else 'pulse_rate'}") in found


@pytest.mark.parametrize("text", ["7O", "38,5", "12 34", "0x10", "1_0", "inf", "--5", "1.", "72^73", ">90", "٧٢"])
def test_what_is_no_number_is_no_value_and_is_refused(text: str) -> None:
    assert _value(numeric(RATE, text, BPM)) is None
    assert "value_not_a_number" in dict(_why(message(numeric(RATE, text, BPM))))


def test_a_refusal_never_repeats_what_could_be_a_name() -> None:
    shifted = numeric(RATE, "Maria da Silva", BPM)
    unit = numeric(RATE, "72", "Maria")
    for raw in (message(shifted), message(unit), message(shifted, header=HEADER.replace("ORU^R01", "Maria Silva"))):
        assert _why(raw)
        assert not any("Maria" in where or "Silva" in where for _, where in _why(raw))


def test_one_bad_line_does_not_throw_away_the_good_ones() -> None:
    bad = [numeric(RATE, "9999", BPM), "OBX", "OBX|||", ECG.format("1^x^3")]
    reading = _read(message(*bad, numeric("147842^MDC_ECG_HEART_RATE^MDC", "80", BPM), ECG.format("1^2"), HZ))
    assert reading.refused is None
    assert isinstance(reading.value, Observation)
    assert {one.vital: one.value for one in reading.value.numerics} == {"pulse_rate": None, "heart_rate": 80}
    assert [len(one.samples) for one in reading.value.waves] == [2]
    assert [one.why for one in reading.troubles] == ["value_impossible", "wave_samples"]


def test_a_message_of_which_nothing_can_be_used_is_refused_and_still_empties_its_places() -> None:
    reading = _read(message(numeric(RATE, "9999", BPM)))
    assert reading.refused is not None
    assert reading.refused.why == "hl7_nothing_usable"
    assert isinstance(reading.value, Observation)
    assert [one.value for one in reading.value.numerics] == [None]


@pytest.mark.parametrize(("status", "expected"), [("F", 72), ("R", 72), ("X", 72), ("", 72), ("W", None), ("D", None)])
def test_a_status_that_takes_the_value_back_is_obeyed(status: str, expected: float | None) -> None:
    assert _value(numeric(RATE, "72", BPM, ["", "", "", "", status])) == expected


@pytest.mark.parametrize("flag", ["INV", "CAL", "A~INV", "nav"])
def test_a_flag_that_takes_the_value_back_is_obeyed(flag: str) -> None:
    assert _value(numeric(RATE, "72", BPM, ["", flag, "", "", "R"])) is None


def test_a_status_in_the_wrong_field_does_no_harm() -> None:
    assert _value(numeric(RATE, "72", BPM, ["", "", "F", "R", "", "X", "F"])) == 72


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("50-120", (50, 120)), ("<500", (None, 500)), (">8", (8, None)), ("-5-10", (-5, 10)), (" 50 - 120 ", (50, 120)),
        ("", (None, None)), ("120-50", (None, None)), ("a-b", (None, None)), ("50^120", (None, None)),
    ],
)  # fmt: skip
def test_the_device_s_own_limits_are_read(text: str, limits: tuple[float | None, float | None]) -> None:
    (one,) = _observation(numeric(RATE, "72", BPM, [text, "", "", "", "R"])).numerics
    assert one.limits == limits


def test_limits_are_converted_with_their_number() -> None:
    (one,) = _observation(numeric(TEMP, "98.6", "MDC_DIM_FAHR", ["95-100.4", "", "", "", "R"])).numerics
    assert list(one.limits) == pytest.approx([35, 38])


def test_a_core_temperature_comes_before_one_of_the_skin() -> None:
    skin, core = (numeric(f"MDC_TEMP_{one}", value, "Cel") for one, value in (("SKIN", "33"), ("CORE", "38")))
    for lines in ((skin, core), (core, skin)):
        assert [one.value for one in _observation(*lines).numerics] == [38]


@pytest.mark.parametrize(
    ("said", "codec", "patient"),
    [
        ("8859/1", "latin-1", "São"),
        ("UNICODE UTF-8", "utf-8", "São"),
        ("", "utf-8", "São"),
        ("", "latin-1", "São"),
        ("ASCII", "latin-1", "São"),
        ("8859/15", "iso8859-15", "São€"),
        ("UNICODE UTF-8~8859/1", "utf-8", "São"),
    ],
)
def test_the_character_set_is_that_of_the_header(said: str, codec: str, patient: str) -> None:
    header = HEADER.replace("UNICODE UTF-8", said)
    raw = message(PULSE, header=header).decode().replace("4711", patient).encode(codec)
    value = _read(raw).value
    assert isinstance(value, Observation)
    assert value.source.patient == patient


@pytest.mark.parametrize(("said", "codec"), [("UNICODE UTF-8", "latin-1"), ("ISO IR87", "utf-8"), ("8859/99", "utf-8")])
def test_a_character_set_that_cannot_be_trusted_refuses_the_message(said: str, codec: str) -> None:
    raw = message(PULSE, header=HEADER.replace("UNICODE UTF-8", said)).decode().replace("4711", "São").encode(codec)
    assert _why(raw) == [("hl7_character_set", "MSH-18")]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_may_end_as_they_like(end: str) -> None:
    raw = message(PULSE).decode().replace("\r", end).encode()
    assert isinstance(_read(raw).value, Observation)


def test_other_delimiters_and_a_fifth_one_are_understood() -> None:
    raw = message(PULSE).decode()
    other = raw.replace("MSH|^~\\&", "MSH|^~\\&#")
    changed = raw.translate(str.maketrans("|^~\\&", "$*!@%"))
    for text in (other, changed):
        value = _read(text.encode()).value
        assert isinstance(value, Observation)
        assert [one.value for one in value.numerics] == [72]
        assert (value.source.bed, value.source.device) == ("UTI/L07", "0030E60000000001")


def test_escapes_are_resolved() -> None:
    raw = message(PULSE).decode().replace("L07", "L\\S\\0\\T\\7\\F\\\\R\\\\E\\\\X41\\\\.br\\\\H\\\\Z9\\")
    value = _read(raw.encode()).value
    assert isinstance(value, Observation)
    assert value.source.bed == "UTI/L^0&7|~\\A"


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("", "hl7_not_a_message"),
        ("MSA|CA|1", "hl7_not_a_message"),
        ("MSH", "hl7_encoding_characters"),
        ("MSH|", "hl7_encoding_characters"),
        ("MSH|^^^^|", "hl7_encoding_characters"),
        ("MSH|abcd|", "hl7_encoding_characters"),
        ("MSH|^~\\&|", "hl7_header_cut"),
        (HEADER.replace("|7|P", "||P"), "hl7_header_cut"),
        (HEADER.replace("2.6", ""), "hl7_header_cut"),
        (HEADER.replace("2.6", "3.0"), "hl7_version"),
        (HEADER.replace("ORU^R01", "ADT^A01"), "hl7_message_type"),
        (HEADER.replace("ORU^R01^ORU_R01", "ORU"), "hl7_message_type"),
    ],
)
def test_a_header_that_cannot_be_trusted_refuses_the_whole_message(header: str, why: str) -> None:
    reading = _read(message(PULSE, header=header))
    assert reading.value is None
    assert reading.refused is not None
    assert reading.refused.why == why


def test_a_message_about_two_patients_is_refused_whole() -> None:
    assert _why(message("PID|||9999^^^^MR", PULSE)) == [("hl7_two_patients", "PID-3")]


def test_the_same_patient_twice_is_one_patient() -> None:
    assert _why(message("PID|||4711^^^^MR", PULSE)) == []


@pytest.mark.parametrize(("processing", "flag"), [("T", ""), ("D", ""), ("P", "DEMO"), ("P", "A~TEST")])
def test_what_is_no_patient_s_is_marked(processing: str, flag: str) -> None:
    header = HEADER.replace("|P|2.6", f"|{processing}|2.6")
    value = _observation(numeric(RATE, "72", BPM, ["", flag, "", "", "R"]), header=header)
    assert value.source.simulated
    assert not _observation(PULSE).source.simulated


def test_two_monitors_of_one_name_never_become_one() -> None:
    header = HEADER.replace("MON^0030E60000000001^EUI-64", "MON")
    first = read(message(PULSE, header=header), 0.0, "10.0.0.5:1111").value
    again = read(message(PULSE, header=header), 0.0, "10.0.0.5:2222").value
    other = read(message(PULSE, header=header), 0.0, "10.0.0.6:1111").value
    assert isinstance(first, Observation) and isinstance(again, Observation) and isinstance(other, Observation)
    assert first.source.device == again.source.device != other.source.device


# Waveforms ----------------------------------------------------------------------------------------------------------


def test_samples_are_scaled_by_the_resolution_below_them() -> None:
    (wave,) = _observation(ECG.format("-2^0^3"), HZ, STEP).waves
    assert wave.samples.tolist() == [-1.0, 0.0, 1.5]
    assert [wave.rate_hz, wave.first_at] == pytest.approx([250, 100 - 3 / 250])


@pytest.mark.parametrize("text", ["1^^3", "1^32767^3", "1^-32768^3", "1^8388607^3"])
def test_a_missing_sample_is_a_gap(text: str) -> None:
    (wave,) = _observation(ECG.format(text), HZ).waves
    assert np.isnan(wave.samples).tolist() == [False, True, False]


def test_the_message_may_say_which_number_is_a_missing_sample() -> None:
    inop = "OBX|4|NM|262196^MDC_EVT_INOP^MDC|1.2.1.1.3|{}"
    (wave,) = _observation(ECG.format("1^2048^1"), HZ, inop.format("2048")).waves
    assert np.isnan(wave.samples).tolist() == [False, True, False]
    (wave,) = _observation(ECG.format("1^2048^1"), HZ, inop.format("1")).waves
    assert not np.isnan(wave.samples).any()


@pytest.mark.parametrize("text", ["", "a^b", "1^2-3", "1^nan^2", "1^inf", "1;2", "1^--2", "1^٢"])
def test_samples_that_are_no_numbers_are_refused(text: str) -> None:
    assert "wave_samples" in dict(_why(message(PULSE, ECG.format(text), HZ)))


def test_a_sample_beyond_every_number_is_a_gap() -> None:
    (wave,) = _observation(ECG.format("1^1e999^1e39"), HZ).waves
    assert np.isnan(wave.samples).tolist() == [False, True, True]


@pytest.mark.parametrize("rate", ["0", "-250", "x", "", "1e9", "nan"])
def test_a_waveform_without_a_rate_is_refused(rate: str) -> None:
    assert "wave_rate" in dict(_why(message(PULSE, ECG.format("1^2"), HZ.replace("250", rate))))


def test_a_waveform_in_an_unknown_scale_is_refused() -> None:
    raw = ECG.format("1^2").replace("266418^MDC_DIM_MILLI_VOLT", "262656^MDC_DIM_DIMLESS")
    assert "wave_scale" in dict(_why(message(PULSE, raw, HZ)))


def test_several_waveforms_take_the_attributes_that_stand_below_them() -> None:
    other = (
        ECG.format("5^6")
        .replace("131330^MDC_ECG_ELEC_POTL_II", "131389^MDC_ECG_ELEC_POTL_III")
        .replace("1.2.1.1", "1.2.1.2")
    )
    waves = _observation(ECG.format("1^2"), other, HZ, HZ.replace("1.2.1.1.1|250", "1.2.1.2.1|500")).waves
    assert {one.wave: one.rate_hz for one in waves} == {"ecg_ii": 250, "ecg_iii": 500}


def test_a_waveform_without_a_unit_fills_what_a_sector_shows() -> None:
    pleth = "OBX|1|NA|150452^MDC_PULS_OXIM_PLETH^MDC|1.2.1.1|0^2048^4095|262656^MDC_DIM_DIMLESS^MDC"
    spread = "OBX|4|NR|0^MDC_ATTR_DATA_RANGE^MDC|1.2.1.1.3|0^4096"
    (wave,) = _observation(pleth, HZ, spread).waves
    assert wave.samples == pytest.approx([0, 0.5, 4095 / 4096])


def test_every_unit_of_the_catalogue_has_a_code() -> None:
    units = {one.unit for one in vital_signs().values()} | {one.unit for one in waveforms().values()}
    for unit in units:
        known = conversion(unit_code(unit), "^", unit)
        assert known is not None
        assert (known.factor, known.offset) == (1, 0)


# Time stamps --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20150122182658+0000", datetime(2015, 1, 22, 18, 26, 58, tzinfo=UTC)),
        ("20210425230332.872-0400", datetime(2021, 4, 25, 23, 3, 32, 872000, timezone(-timedelta(hours=4)))),
        ("20260124131540000+0800", datetime(2026, 1, 24, 13, 15, 40, 0, timezone(timedelta(hours=8)))),
        ("20250612090838", datetime(2025, 6, 12, 9, 8, 38)),
        ("202506120908", datetime(2025, 6, 12, 9, 8)),
        ("2025", datetime(2025, 1, 1)),
        ("20251340", None),
        ("20250612246060", None),
        ("", None),
        ("ontem", None),
        ("20250612090838+9900", None),
    ],
)
def test_time_stamps_are_read_with_and_without_zone(text: str, expected: datetime | None) -> None:
    found = read_stamp(text)
    assert found == expected
    assert found is None or expected is None or found.utcoffset() == expected.utcoffset()


def test_a_span_between_a_stamp_with_and_one_without_zone_is_unknown() -> None:
    assert seconds_between("20250612090838", "20250612090839.5") == 1.5
    assert seconds_between("20250612090838", "20250612090839+0000") is None


# Alarms -------------------------------------------------------------------------------------------------------------


def _alert(*lines: str) -> DeviceAlert:
    value = _read(alert(*lines)).value
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
    reading = _read(raw)
    assert isinstance(reading.value, DeviceAlert)
    assert (reading.value.state, reading.value.priority) == ("", "PH")
    assert [one.why for one in reading.troubles] == ["alert_word_unknown"]


def test_an_impossible_number_does_not_swallow_its_alarm() -> None:
    reading = _read(alert(EVENT, PHASE, numeric(RATE, "9999", BPM)))
    assert isinstance(reading.value, DeviceAlert)
    assert (reading.value.vital, reading.value.value) == ("pulse_rate", None)
    assert [one.why for one in reading.troubles] == ["value_impossible"]


def test_priority_and_kind_may_stand_in_the_flags_of_the_event() -> None:
    found = _alert(EVENT.replace("||||||R", "|||A~PH~SP|||R"), PHASE)
    assert (found.priority, found.kind) == ("PH", "SP")


def test_an_alarm_without_an_event_is_refused() -> None:
    assert _why(alert(PHASE)) == [("alert_event_missing", "OBX-3")]


def test_an_alarm_without_an_id_is_held_together_by_what_happened() -> None:
    value = _read(alert(EVENT, PHASE, order="OBR|1")).value
    assert isinstance(value, DeviceAlert)
    assert value.alert == "MDC_EVT_HI/"


def test_the_first_message_of_an_alarm_names_it_for_all_others() -> None:
    first = "OBR|1|A1^MON|A1^MON|196616"
    later = "OBR|1|A2^MON|A2^MON|196616" + "|" * 25 + "A1^A1&MON"
    found = [_read(alert(EVENT, PHASE, order=order)).value for order in (first, later)]
    assert [one.alert for one in found if isinstance(one, DeviceAlert)] == ["A1", "A1"]


def test_the_words_of_a_device_are_one_bounded_line() -> None:
    found = _alert(EVENT.replace("FC alta", "FC\x07 alta " + "x" * 5000), PHASE)
    assert found.text.startswith("FC  alta x")
    assert len(found.text) == 200


def test_the_header_of_alarms_is_that_of_alarms() -> None:
    assert "R40" in ALERT_HEADER
    assert math.isclose(100.0, _alert(EVENT, PHASE).received_at)
