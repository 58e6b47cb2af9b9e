"""The ward: the wall with alarms, a bed beside it, a pause, a node that is not heard, and the state before any bed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from app.interop.simulator.plans import load_plan
from app.interop.simulator.ward import USUAL_SEED, SimulatedWard
from app.security.roles import Role
from app.ward.inputs import Deliver, Refuse
from app.ward.node.keys import forget_link, write_link
from app.ward.node.node import WardNode
from app.ward.node.simulated import simulated_beds
from app.ward.signals import DeviceMessage, DeviceOrder, LimitsOrder, Observation, OrderStep, SettingAnswer, Source
from ui.commands.screenshots.stage import Stage
from ui.ward.page import WardPage
from ui.widgets.buttons import Button

WARD: Final = "icu-49"
_SECONDS: Final = 130.0
"""Into the ward's story, when several beds alarm."""
_TRACES_SECONDS: Final = 14.0
"""Traces of these only: before, neither the wall nor the second witness would still look at one."""
_LAST_SECONDS: Final = 4.0
"""Of these the wall is drawn frame by frame, so that its traces are whole."""


_STEPS: Final = (
    *[(1.0, False)] * round(_SECONDS - _TRACES_SECONDS),
    *[(1.0, True)] * round(_TRACES_SECONDS - _LAST_SECONDS),
    *[(0.1, True)] * round(10 * _LAST_SECONDS),
)
"""Seconds of each step, and whether its traces are seen."""


class Played:
    """An input that says what the scene hands to it."""

    name = "scene"
    deliver: Deliver

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        self._now = now

    def tell(self, device: str, order: DeviceOrder) -> bool:
        """Other limits are taken and not in force yet, where the scene has a clock; nobody gives a sign of life."""
        if self._now is None or not isinstance(order, LimitsOrder):
            return False
        self.deliver(SettingAnswer(Source(device, simulated=True), self._now(), order.change, OrderStep.TAKEN))
        return True

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        self.deliver = deliver

    def stop(self) -> None:
        """Nothing runs."""


@contextmanager
def simulated_ward(stage: Stage, role: Role) -> Iterator[tuple[WardPage, WardNode]]:
    """The place of the ward, two minutes into what happens there."""
    # First the place: on the way there time passes, and no monitor is silent for as long.
    place, station = _place(stage, role), stage.station
    played = Played(station.clock.monotonic)
    plan = load_plan(WARD)
    simulated = SimulatedWard(station.clock, plan)
    node = WardNode(simulated_beds(plan, USUAL_SEED), (played,), lambda _changes: None, station.clock)
    write_link(station.folders.home, node.start())
    try:
        # The window asks the node for everything, and again where the answer came before it listened.
        stage.until(lambda: len(station.ward.picture.beds) == len(plan.beds), "the beds of the ward", time_passes=True)
        for step, looks in _STEPS:
            stage.clock_moves(step)
            for message in simulated.advance():
                played.deliver(message if looks else _without_traces(message))
            stage.until(lambda: node.waiting() == 0, "the ward")
            if looks:
                place.wall.tick()
        stage.settle()
        yield place, node
    finally:
        forget_link(station.folders.home)
        node.stop()
        station.ward.stop()


def _without_traces(message: DeviceMessage) -> DeviceMessage:
    return replace(message, waves=()) if isinstance(message, Observation) else message


def _place(stage: Stage, role: Role) -> WardPage:
    place = stage.enter(role, "ward").current()
    assert isinstance(place, WardPage)
    place.wall.stop_ticking()
    return place


def wall(stage: Stage) -> None:
    """The wall, an opened bed, a pause."""
    with stage.at_hospital(), simulated_ward(stage, Role.NURSE) as (place, _node):
        stage.shoot("ward-wall")
        alarming = [bed.bed for bed in stage.station.ward.picture.beds if bed.alarms]
        place.open_bed(alarming[0])
        place.wall.tick()
        stage.shoot("ward-bed")
        place.bed.findChildren(Button)[-2].click()
        stage.until(lambda: any(bed.silence.audio_until for bed in stage.station.ward.picture.beds), "the pause")
        place.look()
        place.wall.tick()
        stage.shoot("ward-sound-paused")


def unheard(stage: Stage) -> None:
    """Before there is a ward, and a ward that fell silent."""
    with stage.at_hospital():
        _place(stage, Role.NURSE)
        stage.settle()
        stage.shoot("ward-no-beds")


SCENES: Final = (("ward-unheard", unheard), ("ward-wall", wall))
