"""The beds of a simulated ward: every one occupied by nobody real, with the devices that `simulate` plays."""

from typing import Final

from app.interop.simulator.alerting import events
from app.interop.simulator.origin import Bed, plant_source
from app.interop.simulator.plans import PLANT, Plan
from app.interop.simulator.timeline import Scenario
from app.ward.alarms.words import Priority
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.infrastructure.model import InfrastructureDevice, InfrastructureKind
from app.ward.reports import words

_RISK: Final = {"PH": Priority.HIGH, "PM": Priority.MEDIUM, "PL": Priority.LOW}


def simulated_beds(plan: Plan, seed: int) -> FixedBeds:
    """Named as the simulator names them, so that what it sends finds its bed."""
    beds = tuple(_bed(Bed(number, seed), scenario) for number, (scenario, _) in enumerate(plan.beds, start=1))
    return FixedBeds(beds, simulated_infrastructure(seed))


def simulated_infrastructure(seed: int) -> tuple[InfrastructureDevice, ...]:
    """The building of the simulator, each with the risk that its own alarms have."""
    found = []
    for number, (name, event) in enumerate(PLANT.items(), start=1):
        kind = InfrastructureKind.GENERATOR if name == "generator" else InfrastructureKind.GAS
        label, risk = words()[name]["pt_BR"], _RISK[events()[event].priority]
        found.append(InfrastructureDevice(plant_source(seed, number).device, label, kind, risk))
    return tuple(found)


def _bed(bed: Bed, scenario: Scenario) -> WardBed:
    """With the monitor, and what else stands there: each of them gives signs of life."""
    devices = [BedDevice(bed.source("monitor").device)]
    if scenario.start.get("ventilated"):
        devices.append(BedDevice(bed.source("ventilator").device, life_support=True))
    if scenario.start.get("pump"):
        devices.append(BedDevice(bed.source("pump").device))
    return WardBed(bed.name, bed.name, stay=bed.patient, devices=tuple(devices))
