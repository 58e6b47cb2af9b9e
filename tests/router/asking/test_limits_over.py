"""Limits that a receiver sets go to the ward's node over its own link, in the name of whoever wants them."""

from dataclasses import replace

import pytest

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.router.asking.making import limits_over
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Change
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.node.node import WardNode

BEDS = FixedBeds((WardBed("b1", "Leito 01", "stay", "M.S.", devices=(BedDevice("m1"),)),))
SPO2 = defaults(AgeClass.ADULT)["spo2"]


def test_the_ward_takes_the_limits_and_logs_who_wanted_them() -> None:
    logged = list[Change]()
    node = WardNode(BEDS, (), logged.extend, SystemClock())
    link = node.start()
    try:
        set_limits = limits_over(lambda: link)
        wanted = replace(SPO2, low=88.0)
        set_limits("Enf. Fictícia", "b1", "spo2", wanted)
        assert [(one.who, one.after) for one in logged if one.what == "limits:spo2"] == [("Enf. Fictícia", wanted)]
        with pytest.raises(KnownError) as refused:
            set_limits("Enf. Fictícia", "b1", "spo2", replace(SPO2, low=400.0))
        assert refused.value.code == "ward_limits.not_possible"
        with pytest.raises(KnownError) as unknown:
            set_limits("Enf. Fictícia", "b9", "spo2", wanted)
        assert unknown.value.code == "ward.no_such_bed"
    finally:
        node.stop()


def test_a_ward_that_is_not_there_is_said() -> None:
    with pytest.raises(KnownError) as silent:
        limits_over(lambda: None)("Enf. Fictícia", "b1", "spo2", SPO2)
    assert silent.value.code == "ward.node_silent"
