"""Numbers and samples at a receiver: under the bed that the node named, of whoever lies there now."""

import numpy as np

from app.interop.datagram_writing import DatagramWriter
from app.router.contents import BedNote
from app.router.links.client import Delivered
from app.ward.feed.items import Numbers, Waves
from app.ward.signals import Numeric, Observation, Source, WaveBlock
from tests.router.receiver.told import Told

KEY = ("bed-7", "spo2_low")


def test_samples_and_numbers_reach_the_bed_that_the_node_named() -> None:
    told = Told()
    writer = DatagramWriter(Source("monitor-1", "", "52998224725"))
    block = WaveBlock("ecg_ii", 250.0, 0.0, np.linspace(-1, 1, 80, dtype=np.float32))
    data = writer.write(Observation(Source("monitor-1"), 0.0, (Numeric("spo2", 84.0),), (block,)))
    waves, numbers = data[: 10 * 48], data[10 * 48 :]
    told.take(Delivered(4, waves, told.now))
    assert told.state.signals.taken() == []
    told.tell(BedNote("bed-7", "Leito 7", "52998224725", "PAC", "M.S.", True), 5)
    told.take(Delivered(4, waves, told.now), Delivered(5, numbers, told.now))
    found = told.state.signals.taken()
    assert isinstance(found[0], Waves) and found[0].bed == "bed-7" and found[0].simulated
    assert isinstance(found[1], Numbers)
    assert np.allclose(found[0].blocks[0].samples, block.samples, atol=0.02)
    assert told.state.signals.numbers("bed-7")["spo2"].numeric.value == 84.0


def test_numbers_of_another_patient_do_not_stay_on_the_bed() -> None:
    told = Told()
    told.tell(BedNote("bed-7", "Leito 7", "52998224725", "PAC"), 5)
    told.take(
        Delivered(
            5,
            DatagramWriter(Source("m", "", "52998224725")).write(
                Observation(Source("m"), 0.0, (Numeric("spo2", 84.0),))
            ),
            told.now,
        )
    )
    assert told.state.signals.numbers("bed-7")
    told.tell(BedNote("bed-7", "Leito 7", "11144477735", "PAC"), 5)
    assert not told.state.signals.numbers("bed-7")


def test_what_nobody_takes_for_a_night_is_not_kept() -> None:
    """A receiver that is locked goes on being told; whoever opens it sees the last minute."""
    told = Told()
    told.tell(BedNote("bed-7", "Leito 7", "52998224725", "PAC"), 5)
    writer, patient = DatagramWriter(Source("m", "", "52998224725")), Source("m")
    for second in range(600):
        told.now += 1.0
        told.take(
            Delivered(5, writer.write(Observation(patient, 0.0, (Numeric("spo2", float(second % 100)),))), told.now)
        )
    found = told.state.signals.taken()
    assert len(found) == 61
    last = found[-1]
    assert isinstance(last, Numbers) and last.at == told.now
