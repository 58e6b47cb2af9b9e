"""What a score is computed from: values by the code of their observation kind."""

import math
from collections.abc import Mapping
from decimal import Decimal

from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import Value
from app.kernel.errors import KnownError

Readings = Mapping[str, Value]
"""Observation kind → value in the kind's unit; a kind that is missing or None was not measured."""


def number_of(readings: Readings, code: str) -> Decimal | None:
    """The number as it prints; None where it was not measured. KnownError scores.not_a_reading."""
    value = readings.get(code)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise KnownError("scores.not_a_reading", reading=code, value=value)
    return Decimal(str(value))


def word_of(readings: Readings, code: str) -> str | None:
    """The chosen word; None where it was not asked. KnownError scores.not_a_reading."""
    value = readings.get(code)
    if value is None:
        return None
    if not isinstance(value, str) or value not in kinds()[code].choices:
        raise KnownError("scores.not_a_reading", reading=code, value=value)
    return value
