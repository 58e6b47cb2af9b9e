"""Trials over what was really recorded: the same seconds as the engine decided on, without gap or doubling."""

from pathlib import Path

import pytest

from app.kernel.errors import KnownError
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.fatigue.service import FatigueService
from app.ward.signals import Numeric
from tests.ward.beds.conftest import Place, place
from tests.ward.recording.helpers import Writing

__all__ = ["place"]
RATE = defaults(AgeClass.ADULT)["heart_rate"]


class Kept:
    """Numbers of a heart, one a second, written as the node writes them."""

    def __init__(self, path: Path, start: float) -> None:
        self.writing, self.start, self.second = Writing(path), start, 0

    def hold(self, seconds: int, value: float | None) -> None:
        for _ in range(seconds):
            if value is not None:
                moment = self.start + self.second
                self.writing.gathering.take_numbers([Numeric("heart_rate", value)], moment, False, 0.0)
            self.second += 1
        if value is not None:
            self.writing.write()


@pytest.mark.parametrize("fraction", [0.0, 0.4])
def test_every_recorded_second_is_tried_once_whatever_the_moment_of_the_first(
    tmp_path: Path, place: Place, fraction: float
) -> None:
    place.admit(0)
    kept = Kept(tmp_path, 1_772_449_200.0 + 3_500 + fraction)
    for seconds, value in ((40, 80.0), (30, 125.0), (40, 80.0), (20, None), (60, 125.0), (10, 80.0)):
        kept.hold(seconds, value)
    service = FatigueService(place.store, lambda _session, _bed: kept.writing.recording())
    tried = service.try_limits(place.nurse, place.bed[0], "heart_rate", RATE, 24)
    (trial,) = tried.trials
    assert (tried.measured, trial.before, trial.after) == (180, 2, 2)


def test_what_is_kept_by_minutes_only_is_not_tried(tmp_path: Path, place: Place) -> None:
    place.admit(0)
    kept = Kept(tmp_path, 1_772_449_200.0)
    kept.hold(120, 125.0)
    folder = kept.writing.folder
    for part in folder.home.rglob("*.seconds"):
        part.unlink()
    service = FatigueService(place.store, lambda _session, _bed: kept.writing.recording())
    with pytest.raises(KnownError, match="nothing_recorded"):
        service.try_limits(place.nurse, place.bed[0], "heart_rate", RATE, 24)
