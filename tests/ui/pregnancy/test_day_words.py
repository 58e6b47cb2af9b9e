"""When something was measured, beside what was measured."""

from datetime import date

import pytest

from ui.pregnancy.summary.telling import _day_words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 1), "hoje"),
        (date(2026, 2, 27), "27/02/2026 · há 2 dias"),
        (date(2026, 3, 28), "28/03/2026 · data futura: confira o relógio deste computador"),
    ],
)
def test_a_day_is_told_with_its_age_and_one_ahead_of_the_clock_without_a_negative_one(day: date, words: str) -> None:
    assert _day_words(day, date(2026, 3, 1)) == words
