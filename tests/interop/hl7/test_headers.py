"""What a message is written in, whom it is about, and when: trusted, forgiven or refused whole."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.interop.hl7.reading import read
from app.interop.hl7.stamps import read_stamp, seconds_between
from app.ward.signals import Observation
from tests.interop.hl7.messages import (
    HEADER,
    PULSE,
    message,
    numeric,
    observation,
    read_whole,
    refusals,
)

RATE = "149530^MDC_PULS_OXIM_PULS_RATE^MDC"
BPM = "264864^MDC_DIM_BEAT_PER_MIN^MDC"
TEMP = "150344^MDC_TEMP^MDC"
ECG = "OBX|1|NA|131330^MDC_ECG_ELEC_POTL_II^MDC|1.2.1.1|{}|266418^MDC_DIM_MILLI_VOLT^MDC|||||R"
HZ = "OBX|2|NM|0^MDC_ATTR_SAMP_RATE^MDC|1.2.1.1.1|250|264640^MDC_DIM_HZ^MDC"


def _value(line: str) -> float | None:
    (one,) = observation(line).numerics
    return one.value


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [(RATE, "351", BPM), (RATE, "-1", BPM), (RATE, "1e9", BPM), (TEMP, "98.6", "268192^MDC_DIM_DEGC^MDC")],
)
def test_a_number_that_no_patient_has_is_no_value_and_is_refused(code: str, value: str, unit: str) -> None:
    assert _value(numeric(code, value, unit)) is None
    found = refusals(message(numeric(code, value, unit)))
    assert ("value_impossible", f"OBX[1]-5 = {value}, {'temperature' if code == TEMP else 'pulse_rate'}") in found


def test_a_refusal_never_repeats_what_could_be_a_name() -> None:
    shifted = numeric(RATE, "Maria da Silva", BPM)
    unit = numeric(RATE, "72", "Maria")
    for raw in (message(shifted), message(unit), message(shifted, header=HEADER.replace("ORU^R01", "Maria Silva"))):
        assert refusals(raw)
        assert not any("Maria" in where or "Silva" in where for _, where in refusals(raw))


def test_one_bad_line_does_not_throw_away_the_good_ones() -> None:
    bad = [numeric(RATE, "9999", BPM), "OBX", "OBX|||", ECG.format("1^x^3")]
    reading = read_whole(message(*bad, numeric("147842^MDC_ECG_HEART_RATE^MDC", "80", BPM), ECG.format("1^2"), HZ))
    assert reading.refused is None
    assert isinstance(reading.value, Observation)
    assert {one.vital: one.value for one in reading.value.numerics} == {"pulse_rate": None, "heart_rate": 80}
    assert [len(one.samples) for one in reading.value.waves] == [2]
    assert [one.why for one in reading.troubles] == ["value_impossible", "wave_samples"]


def test_a_message_of_which_nothing_can_be_used_is_refused_and_still_empties_its_places() -> None:
    reading = read_whole(message(numeric(RATE, "9999", BPM)))
    assert reading.refused is not None
    assert reading.refused.why == "hl7_nothing_usable"
    assert isinstance(reading.value, Observation)
    assert [one.value for one in reading.value.numerics] == [None]


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
    value = read_whole(raw).value
    assert isinstance(value, Observation)
    assert value.source.patient == patient


@pytest.mark.parametrize(("said", "codec"), [("UNICODE UTF-8", "latin-1"), ("ISO IR87", "utf-8"), ("8859/99", "utf-8")])
def test_a_character_set_that_cannot_be_trusted_refuses_the_message(said: str, codec: str) -> None:
    raw = message(PULSE, header=HEADER.replace("UNICODE UTF-8", said)).decode().replace("4711", "São").encode(codec)
    assert refusals(raw) == [("hl7_character_set", "MSH-18")]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_may_end_as_they_like(end: str) -> None:
    raw = message(PULSE).decode().replace("\r", end).encode()
    assert isinstance(read_whole(raw).value, Observation)


def test_other_delimiters_and_a_fifth_one_are_understood() -> None:
    raw = message(PULSE).decode()
    other = raw.replace("MSH|^~\\&", "MSH|^~\\&#")
    changed = raw.translate(str.maketrans("|^~\\&", "$*!@%"))
    for text in (other, changed):
        value = read_whole(text.encode()).value
        assert isinstance(value, Observation)
        assert [one.value for one in value.numerics] == [72]
        assert (value.source.bed, value.source.device) == ("UTI/L07", "0030E60000000001")


def test_escapes_are_resolved() -> None:
    raw = message(PULSE).decode().replace("L07", "L\\S\\0\\T\\7\\F\\\\R\\\\E\\\\X41\\\\.br\\\\H\\\\Z9\\")
    value = read_whole(raw.encode()).value
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
    reading = read_whole(message(PULSE, header=header))
    assert reading.value is None
    assert reading.refused is not None
    assert reading.refused.why == why


def test_a_message_about_two_patients_is_refused_whole() -> None:
    assert refusals(message("PID|||9999^^^^MR", PULSE)) == [("hl7_two_patients", "PID-3")]


def test_a_message_about_two_beds_is_refused_whole() -> None:
    assert refusals(message("PV1||I|UTI^^L08", PULSE)) == [("hl7_two_patients", "PV1-3")]


def test_two_messages_in_one_frame_are_refused() -> None:
    raw = message(PULSE)
    assert refusals(raw + raw) == [("hl7_not_a_message", "MSH[2]")]


def test_the_same_patient_twice_is_one_patient() -> None:
    assert refusals(message("PID|||4711^^^^MR", PULSE)) == []


@pytest.mark.parametrize(("processing", "flag"), [("T", ""), ("D", ""), ("P", "DEMO"), ("P", "A~TEST")])
def test_what_is_no_patient_s_is_marked(processing: str, flag: str) -> None:
    header = HEADER.replace("|P|2.6", f"|{processing}|2.6")
    value = observation(numeric(RATE, "72", BPM, ["", flag, "", "", "R"]), header=header)
    assert value.source.simulated
    assert not observation(PULSE).source.simulated


def test_two_monitors_of_one_name_never_become_one() -> None:
    header = HEADER.replace("MON^0030E60000000001^EUI-64", "MON")
    first = read(message(PULSE, header=header), 0.0, "10.0.0.5:1111").value
    again = read(message(PULSE, header=header), 0.0, "10.0.0.5:2222").value
    other = read(message(PULSE, header=header), 0.0, "10.0.0.6:1111").value
    assert isinstance(first, Observation) and isinstance(again, Observation) and isinstance(other, Observation)
    assert first.source.device == again.source.device != other.source.device


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
