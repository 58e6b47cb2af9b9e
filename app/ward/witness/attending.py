"""The witness at work beside the alarm engine: waveforms in, and once a second its word to each bed."""

import logging
import math
from collections.abc import Iterable, Iterator
from typing import Final

from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.engine import STATION, AlarmEngine
from app.ward.alarms.model import Change
from app.ward.signals import WaveBlock
from app.ward.witness.witness import Report, Witness

_logger = logging.getLogger(__name__)

_EVERY_SECONDS: Final = 1.0
_FAILURE_SECONDS: Final = 30.0
"""How long it is told that the witness failed, when it goes on after."""
_POOR_AFTER: Final = 5
"""Judgements in a row with a signal that no heart can draw, before a person is told."""


class Attending:
    """Knows the beds from the engine; a bed without limits of the heart rate is not attended."""

    def __init__(self, engine: AlarmEngine) -> None:
        self._engine = engine
        self._witness = Witness()
        self._attended: set[str] = set()
        self._poor: dict[str, int] = {}
        self._due = 0.0
        self._failed_at = -math.inf
        self._failing = False

    def take(self, bed: str, waves: Iterable[WaveBlock]) -> None:
        """Waveforms of a bed."""
        if bed not in self._attended:
            self._follow()
        for one in waves:
            self._witness.take(bed, one)

    def forget(self, bed: str) -> None:
        """Another patient lies there, or nobody."""
        self._witness.close(bed)
        self._attended.discard(bed)
        self._poor.pop(bed, None)

    def judge(self, at: float) -> Iterator[tuple[str, tuple[Change, ...]]]:
        """What the witness's word changed, bed by bed; nothing before a second is over."""
        if at < self._due:
            return
        self._due = at + _EVERY_SECONDS
        self._follow()
        try:
            reports = self._witness.judge(at)
        except Exception:
            # The witness may fail, the alarms may not: it begins anew, and that is told.
            _logger.exception("the witness failed")
            self._witness, self._attended = Witness(), set()
            reports, self._failed_at = [], at
        yield STATION, self._tell_failure(at)
        for report in reports:
            yield report.bed, self._said(self._engine.bed(report.bed), report, at)

    def _tell_failure(self, at: float) -> tuple[Change, ...]:
        failed = at - self._failed_at < _FAILURE_SECONDS
        if failed is self._failing:
            return ()
        self._failing = failed
        return self._engine.bed(STATION).technical("witness_failed", "", failed, at)

    def _said(self, alarms: BedAlarms, report: Report, at: float) -> tuple[Change, ...]:
        changes = alarms.witness(report.findings, at)
        before = self._poor.get(report.bed, 0)
        now = before + 1 if report.quality == "wild" else 0
        self._poor[report.bed] = now
        if now >= _POOR_AFTER > before:
            changes += alarms.technical("poor_signal", "ecg", True, at)
        elif before >= _POOR_AFTER > now:
            changes += alarms.technical("poor_signal", "ecg", False, at)
        return changes

    def _follow(self) -> None:
        """Beds that are open, with the limits that they have now."""
        there = set(self._engine.beds()) - {STATION}
        for bed in self._attended - there:
            self.forget(bed)
        for bed in sorted(there):
            limits = self._engine.bed(bed).numbers.limits.get("heart_rate")
            if limits is not None:
                self._witness.open(bed, (limits.extreme_low or 0.0, limits.extreme_high or 350.0))
                self._attended.add(bed)
