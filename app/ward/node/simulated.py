"""The beds of a simulated ward: every one occupied by nobody real, with the devices that `simulate` plays."""

from app.interop.simulator.origin import Bed
from app.interop.simulator.plans import Plan
from app.interop.simulator.timeline import Scenario
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed


def simulated_beds(plan: Plan, seed: int) -> FixedBeds:
    """Named as the simulator names them, so that what it sends finds its bed."""
    return FixedBeds(
        tuple(_bed(Bed(number, seed), scenario) for number, (scenario, _) in enumerate(plan.beds, start=1))
    )


def _bed(bed: Bed, scenario: Scenario) -> WardBed:
    """With the monitor, and what else stands there: each of them gives signs of life."""
    devices = [BedDevice(bed.source("monitor").device)]
    if scenario.start.get("ventilated"):
        devices.append(BedDevice(bed.source("ventilator").device, life_support=True))
    if scenario.start.get("pump"):
        devices.append(BedDevice(bed.source("pump").device))
    return WardBed(bed.name, bed.name, stay=bed.patient, devices=tuple(devices))
