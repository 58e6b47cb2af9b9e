"""The beds of a simulated ward: every one occupied by nobody real, with the devices that `simulate` plays."""

from app.interop.simulator.origin import Bed
from app.interop.simulator.plans import Plan
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed


def simulated_beds(plan: Plan, seed: int) -> FixedBeds:
    """Named as the simulator names them, so that what it sends finds its bed."""
    return FixedBeds(tuple(_bed(Bed(number, seed)) for number in range(1, len(plan.beds) + 1)))


def _bed(bed: Bed) -> WardBed:
    """Only the monitor speaks every protocol; what is waited for must be able to speak."""
    return WardBed(bed.name, bed.name, stay=bed.patient, devices=(BedDevice(bed.source("monitor").device),))
