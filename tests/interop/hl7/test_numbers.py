"""Numbers: what a device means is read, what cannot be known is no value, and a refusal says where."""

import pytest

from app.interop.hl7.nomenclature import conversion, unit_code
from app.ward.catalogue import vital_signs, waveforms
from app.ward.signals import Observation
from tests.interop.hl7.messages import (
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


def _value(line: str) -> float | None:
    (one,) = observation(line).numerics
    return one.value


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
    (one,) = observation(numeric("150456^MDC_PULS_OXIM_PULS_RATE^MDC", "72", BPM)).numerics
    assert one.vital == "pulse_rate"


@pytest.mark.parametrize("text", ["-100", "8388607", "-100.0", "", '""', "---", "***", "n/a", "-8388608"])
def test_what_stands_for_no_value_is_no_value_and_no_refusal(text: str) -> None:
    raw = message(numeric(RATE, text, BPM))
    assert _value(numeric(RATE, text, BPM)) is None
    assert refusals(raw) == []


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
    reading = read_whole(message(numeric(code, value, unit), PULSE.replace("OBX|1", "OBX|2").replace(RATE, "147842")))
    assert [one.why for one in reading.troubles] == ["unit_unknown"]
    assert reading.troubles[0].where.startswith("OBX[1]-6 = ")
    assert isinstance(reading.value, Observation)
    assert reading.value.numerics[0].value is None


@pytest.mark.parametrize("text", ["7O", "38,5", "12 34", "0x10", "1_0", "inf", "--5", "1.", "72^73", ">90", "٧٢"])
def test_what_is_no_number_is_no_value_and_is_refused(text: str) -> None:
    assert _value(numeric(RATE, text, BPM)) is None
    assert "value_not_a_number" in dict(refusals(message(numeric(RATE, text, BPM))))


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
    (one,) = observation(numeric(RATE, "72", BPM, [text, "", "", "", "R"])).numerics
    assert one.limits == limits


def test_limits_are_converted_with_their_number() -> None:
    (one,) = observation(numeric(TEMP, "98.6", "MDC_DIM_FAHR", ["95-100.4", "", "", "", "R"])).numerics
    assert list(one.limits) == pytest.approx([35, 38])


def test_a_core_temperature_comes_before_one_of_the_skin() -> None:
    skin, core = (numeric(f"MDC_TEMP_{one}", value, "Cel") for one, value in (("SKIN", "33"), ("CORE", "38")))
    for lines in ((skin, core), (core, skin)):
        assert [one.value for one in observation(*lines).numerics] == [38]


def test_every_unit_of_the_catalogue_has_a_code() -> None:
    units = {one.unit for one in vital_signs().values()} | {one.unit for one in waveforms().values()}
    for unit in units:
        known = conversion(unit_code(unit), "^", unit)
        assert known is not None
        assert (known.factor, known.offset) == (1, 0)


def test_a_number_at_the_end_of_a_line_that_was_cut_is_no_number() -> None:
    raw = message(f"OBX|1|NM|{RATE}|1.1.1.1|7")
    assert ("unit_unknown", "OBX[1]-6 = nothing, pulse_rate") in refusals(raw)
    assert _value(f"OBX|1|NM|{RATE}|1.1.1.1|72|") == 72
