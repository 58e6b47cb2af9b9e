"""What each bed gives to be sent: how many curves and other signals the formula of 7.15 has to count with."""

from collections.abc import Iterable
from math import ceil
from typing import Final

from app.interop.datagram_values import letters, waves_by_code, write_number
from app.ward.feed.items import Numbers, Waves

GRAPHIC, OTHERS = 1.0, 7.0
"""Of a bed of which nothing was heard yet: the source's own example (table 21)."""
URGENT: Final = 4
"""Signals of priority 0 to 3 of each bed: an alarm of each, and the answers. They are among the others."""
CURVE_HZ: Final = 250.0
"""What the formula counts as one curve."""
HEARD_SECONDS: Final = 60.0
"""What was not heard for so long is not sent any more."""
_VALUE: Final = 8
"""Bytes of a value in one datagram."""


class Load:
    """Of one loop."""

    def __init__(self) -> None:
        self._curves: dict[str, dict[str, float]] = {}
        self._values: dict[str, dict[str, tuple[float, int]]] = {}

    def waves(self, item: Waves, at: float) -> None:
        """Curves of a bed."""
        known, heard = waves_by_code(), self._curves.setdefault(item.bed, {})
        for one in item.blocks:
            if one.wave in known:
                heard[one.wave] = at

    def numbers(self, item: Numbers, at: float) -> None:
        """Numbers of a bed."""
        known, heard = letters(), self._values.setdefault(item.bed, {})
        for one in item.numerics:
            if one.vital in known:
                heard[one.vital] = at, ceil(len(write_number(one)) / _VALUE)

    def of(self, beds: Iterable[str], at: float) -> tuple[float, float]:
        """Curves (of `CURVE_HZ`) and other signals of each of these beds, in the middle."""
        known, graphic, others, count = waves_by_code(), 0.0, 0.0, 0
        for bed in beds:
            curves = [wave for wave, heard in self._curves.get(bed, {}).items() if at - heard <= HEARD_SECONDS]
            values = [size for heard, size in self._values.get(bed, {}).values() if at - heard <= HEARD_SECONDS]
            silent = not curves and not values
            graphic += GRAPHIC if silent else sum(known[wave].rate_hz for wave in curves) / CURVE_HZ
            others += OTHERS if silent else URGENT + sum(values)
            count += 1
        return (graphic / count, others / count) if count else (GRAPHIC, OTHERS)

    def forget(self, beds: Iterable[str]) -> None:
        """These are no more."""
        for bed in beds:
            self._curves.pop(bed, None)
            self._values.pop(bed, None)
