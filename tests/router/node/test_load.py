"""The budget counts what the ward's monitors do give: what is then sent is no more than what is said to be needed."""

import numpy as np

from app.router.budget import BITS_PER_DATAGRAM, needed_rate
from app.router.node.load import GRAPHIC, HEARD_SECONDS, OTHERS, URGENT, Load
from app.router.words import Capability
from app.ward.feed.items import Numbers, Waves
from app.ward.signals import Numeric, Observation, Source, WaveBlock
from tests.router.node.played import CLOCK, wait
from tests.router.node.playing import Place

SHOWS_ALL = frozenset({Capability.TEXT, Capability.GRAPHICS})


def _block(wave: str, at: float = 0.0) -> WaveBlock:
    return WaveBlock(wave, 250.0, at, np.full(250, 0.4, np.float32))


def test_a_bed_of_which_nothing_was_heard_is_the_sources_example() -> None:
    load = Load()
    assert load.of(("b1", "b2"), 0.0) == (GRAPHIC, OTHERS) == load.of((), 0.0)


def test_curves_and_numbers_of_each_bed_are_counted_and_what_fell_silent_is_not() -> None:
    load = Load()
    load.waves(Waves("b1", (_block("ecg_ii"), _block("ecg_i"), _block("pleth"))), 0.0)
    load.numbers(Numbers("b1", 0.0, (Numeric("heart_rate", 80.0), Numeric("spo2", 97.0, (90.0, 100.0)))), 0.0)
    # The curve of the saturation travels at half the rate; a number with its limits takes two datagrams.
    assert load.of(("b1",), 1.0) == (2.5, URGENT + 3)
    assert load.of(("b1", "b2"), 1.0) == ((2.5 + GRAPHIC) / 2, (URGENT + 3 + OTHERS) / 2)
    load.numbers(Numbers("b1", 0.0, (Numeric("spo2", 97.0),)), HEARD_SECONDS + 1)
    assert load.of(("b1",), HEARD_SECONDS + 1) == (0.0, URGENT + 1)
    load.forget(("b1",))
    assert load.of(("b1",), HEARD_SECONDS + 1) == (GRAPHIC, OTHERS)


def test_what_a_receiver_is_sent_in_a_second_is_no_more_than_what_is_said_to_be_needed(place: Place) -> None:
    place.admit("ana", capabilities=SHOWS_ALL)
    place.ward.start()
    place.start()
    ana = place.join("ana")
    waves = ("ecg_i", "ecg_ii", "pleth", "resp", "art")
    numbers = tuple(Numeric(one, 80.0, (50.0, 120.0)) for one in ("heart_rate", "spo2", "respiratory_rate"))

    said = 0

    def second() -> bool:
        nonlocal said
        said += 1
        at = CLOCK.monotonic()
        place.ward.device.say(Observation(Source("m1"), at, numbers, tuple(_block(one, at) for one in waves)))
        told = place.network()
        return told is not None and told.graphic > GRAPHIC

    wait(second)
    told = place.network()
    assert told is not None and (told.caregivers, told.beds) == (1, 2)
    assert told.needed_bits == needed_rate(1, 2, told.graphic, told.others)
    before = len(ana.bulk)
    second()
    wait(lambda: len(ana.bulk) > before + 20)
    # All seconds so far, as on a busy machine one comes when the next is said already.
    assert 0 < len(ana.bulk) * BITS_PER_DATAGRAM <= told.needed_bits * said
