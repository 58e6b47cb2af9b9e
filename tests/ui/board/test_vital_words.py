"""Vital signs as they are written: never in powers of ten."""

import pytest

from ui.board.vital_words import pressure_words, value_words


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("weight_kg", 60.0, "60 kg"),
        ("weight_kg", 64.5, "64,5 kg"),
        ("temperature_celsius", 40.0, "40 °C"),
        ("pulse_bpm", 100, "100 /min"),
        ("capillary_glucose_mg_dl", 0, "0 mg/dl"),
    ],
)
def test_a_round_number_is_written_out(code: str, value: float, words: str) -> None:
    assert value_words(code, value) == words


def test_a_round_pressure_is_written_out() -> None:
    assert pressure_words(200.0, 100) == "200/100 mmHg"
