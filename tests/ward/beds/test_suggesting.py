"""Which bed a device probably stands at."""

from datetime import UTC, datetime

import pytest

from app.ward.alarms.limits import AgeClass
from app.ward.beds.model import BedView, Occupant
from app.ward.beds.suggesting import says_this_bed, suggested_first
from app.ward.service import UnplacedDevice

AT = datetime(2026, 3, 10, tzinfo=UTC)
LIES = Occupant("stay", "person", "Ana Fictícia", "pulseira-7", AgeClass.ADULT, AT, "Ana", AT)
SEVEN = BedView("b7", "", "Leito 07", 7, LIES)


@pytest.mark.parametrize(
    ("bed", "patient", "meant"),
    [
        ("leito  07", "", True),
        ("7", "", True),
        ("UTI^07", "", True),
        ("3-07", "", False),
        ("17", "", False),
        ("UTI", "", False),
        ("", "", False),
        ("", "pulseira-7", True),
        ("9", "pulseira-7", True),
        ("", "pulseira-8", False),
    ],
)
def test_a_device_means_a_bed_by_its_label_its_number_or_who_lies_there(bed: str, patient: str, meant: bool) -> None:
    assert says_this_bed(UnplacedDevice("m", bed, patient, 1.0), SEVEN) is meant


def test_devices_that_mean_the_bed_stand_first_and_the_others_as_they_were() -> None:
    devices = [UnplacedDevice(name, bed, "", 1.0) for name, bed in (("a", ""), ("b", "7"), ("c", "8"))]
    assert [one.device for one in suggested_first(devices, SEVEN)] == ["b", "a", "c"]
