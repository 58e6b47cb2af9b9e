"""What goes over the feed comes out as it went in; anything else is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Alarm, BedState, Deviation, Off, Silence
from app.ward.alarms.words import Bound, Kind, Presence, Priority
from app.ward.feed.items import Alarms, BedLine, FeedItem, Layout, Numbers, Reported, Waves
from app.ward.feed.wire import from_frame, to_frame
from app.ward.signals import DeviceReport, Numeric, Source, WaveBlock

ALARM = Alarm(
    *("b1", "spo2_low", "", Kind.PHYSIOLOGICAL, Priority.HIGH, False, True, Presence.ON, 12.5, ("limit:spo2",)),
    deviation=Deviation("spo2", 84.0, 90.0, Bound.LOW),
)
STATE = BedState(
    *("b1", 13.0, (ALARM,), Silence(audio_until=99.0, off=(Off("apnoea", "ana", 3.0),))),
    limits=defaults(AgeClass.NEWBORN),
)
ITEMS: list[FeedItem] = [
    Layout((BedLine("b1", "Leito 01", "M.S.", True, "m"), BedLine("b2", "Leito 02"))),
    Numbers("b1", 4.25, (Numeric("spo2", None, (90.0, None)), Numeric("heart_rate", 80.0)), simulated=True),
    Alarms(STATE),
    Reported("", DeviceReport(Source("g"), 1.0, "generator", 7, {"voltage": 220.0, "state": "on", "load": None})),
]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_an_item_comes_out_as_it_went_in(item: FeedItem) -> None:
    assert from_frame(to_frame(item)) == item


def test_samples_come_out_as_they_went_in_with_their_gaps() -> None:
    samples = np.array([0.1, np.nan, -2.5], np.float32)
    found = from_frame(to_frame(Waves("b1", (WaveBlock("ecg_ii", 249.9, 7.5, samples),), simulated=True)))
    assert isinstance(found, Waves) and found.simulated
    (block,) = found.blocks
    assert (block.wave, block.rate_hz, block.first_at) == ("ecg_ii", 249.9, 7.5)
    assert np.array_equal(block.samples, samples, equal_nan=True)


@given(st.binary(max_size=200), st.sampled_from([b"", b"L", b"W", b"N", b"A", b"R", b"?"]))
def test_anything_else_is_refused_as_a_value_error(rest: bytes, kind: bytes) -> None:
    try:
        from_frame(kind + rest)
    except ValueError:
        return
