"""What else there is to do in the ward: its beds, the test of its signals, the counts of its alarms."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from app.security.roles import Role
from app.ward.alarms.fatigue import try_limits
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.words import Priority
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.beds.model import BedView, DeviceClass
from app.ward.fatigue.model import BedLoad, ConditionLoad, Tried, WardLoad
from app.ward.infrastructure.model import InfrastructureDevice, InfrastructureKind
from app.ward.node.keys import forget_link, write_link
from app.ward.node.node import WardNode
from app.ward.signal_tests import SignalAnswer
from app.ward.signals import DeviceReport, SignOfLife, Source
from app.ward.sound.bursts import Sound
from ui.commands.screenshots.stage import Stage
from ui.commands.screenshots.ward_scenes import Played
from ui.ward.beds.moving import ask_discharge
from ui.ward.beds.page import BedsPage
from ui.ward.fatigue.page import FatiguePage
from ui.ward.page import WardPage
from ui.ward.signals_test.page import SignalsTestPage
from ui.ward.toolbar import ENTRIES, InSection

_SEED: Final = 6
_DEVICES: Final = (("monitor-01", False), ("ventilador-01", True))
_PLANT: Final = (
    InfrastructureDevice("gerador-1", "Gerador 1", InfrastructureKind.GENERATOR, Priority.HIGH),
    InfrastructureDevice("oxigenio-1", "Rede de oxigênio", InfrastructureKind.GAS, Priority.HIGH),
    InfrastructureDevice("vacuo-1", "Vácuo", InfrastructureKind.GAS, Priority.LOW),
)


class _Loudspeaker:
    """Takes every sound and plays none; `works` False: a machine without one."""

    def __init__(self, *, works: bool) -> None:
        self._works, self._count = works, 0

    def open(self) -> bool:
        return self._works

    def play(self, sound: Sound) -> None:
        """Nobody listens to a picture."""

    def taken(self) -> int:
        self._count += 1
        return self._count

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def _node(
    stage: Stage,
    beds: tuple[WardBed, ...] = (),
    *,
    loud: bool = True,
    plant: tuple[InfrastructureDevice, ...] = (),
) -> Iterator[tuple[WardNode, Played]]:
    """A ward with these beds, whose devices say what the scene lets them say."""
    station, played = stage.station, Played()
    speaker = _Loudspeaker(works=loud)
    node = WardNode(FixedBeds(beds, plant), (played,), lambda _changes: None, station.clock, speaker=speaker)
    write_link(station.folders.home, node.start())
    try:
        yield node, played
    finally:
        forget_link(station.folders.home)
        node.stop()
        station.ward.stop()


def _open(stage: Stage, key: str, role: Role = Role.NURSE) -> InSection:
    """One of the screens of the row over the wall."""
    place = stage.enter(role, "ward").current()
    assert isinstance(place, WardPage)
    place.open_entry(next(one for one in ENTRIES if one.key == key))
    stage.settle()
    screen = place.states.currentWidget()
    assert isinstance(screen, InSection)
    return screen


def _page(stage: Stage) -> BedsPage:
    page = _open(stage, "beds").page
    assert isinstance(page, BedsPage)
    return page


def beds(stage: Stage) -> None:
    """No bed yet; the bracelet; a bed with its devices; a transfer; a discharge with life support still on."""
    with stage.at_hospital():
        _page(stage)
        stage.shoot("ward-beds-empty")
        made = _beds_made(stage)
        occupied = made[0].bed
        known = tuple(BedDevice(name, life_support) for name, life_support in _DEVICES)
        with _node(stage, (WardBed(occupied, made[0].label, "stay", "", devices=known),), plant=_PLANT) as (
            node,
            played,
        ):
            _speak(stage, played)
            # The clock must not move before all of them were heard: whoever is late is heard later.
            stage.until(lambda: node.waiting() == 0, "the devices")
            page = _page(stage)
            stage.until(lambda: page.signs is not None, "the signs of life")
            stage.shoot("ward-beds")
            form = page.admission
            assert form is not None
            form.identifier.setText("PUL-000771")
            form.submit()
            stage.settle()
            stage.shoot("ward-beds-unknown-bracelet")
            page.open_bed(occupied)
            page.look()
            stage.shoot("ward-bed-devices")
            sheet = ask_discharge(page, page, page.beds[0])
            stage.settle()  # Wrapped words in a sheet take a second round to find their height.
            stage.shoot("ward-bed-discharge")
            sheet.abandon()
            page.open_infrastructure()
            page.look()
            stage.shoot("ward-infrastructure")
            page.leave()


def _beds_made(stage: Stage) -> tuple[BedView, ...]:
    service, session = stage.station.beds, stage.session(Role.NURSE)
    for number in range(1, 9):
        stage.clock_moves(1)
        service.add_bed(session, f"Leito {number:02d}")
    made = service.beds(session)
    service.admit(session, made[0].bed, "PUL-000112", AgeClass.ADULT)
    for name, life_support in _DEVICES:
        stage.clock_moves(1)
        service.put_on(session, made[0].bed, name, DeviceClass.A, life_support=life_support)
    for one in _PLANT:
        service.infrastructure.keep(session, one)
    return service.beds(session)


def _speak(stage: Stage, played: Played) -> None:
    at = stage.station.clock.monotonic()
    state: dict[str, float | str | None] = {"state": "failed"}
    played.deliver(DeviceReport(Source("gerador-1", simulated=True), at, "infrastructure_status", 7, state))
    played.deliver(SignOfLife(Source("oxigenio-1", simulated=True), at))
    for name in (*(name for name, _ in _DEVICES), "monitor-02"):
        bed = "02" if name == "monitor-02" else "01"
        played.deliver(SignOfLife(Source(name, bed=bed, simulated=True), at))


def signals(stage: Stage) -> None:
    """Before the first test, a question, what was not heard, and a machine without a loudspeaker."""
    with stage.at_hospital():
        with _node(stage):
            page = _signals(stage)
            stage.shoot("ward-signals")
            page.begin()
            stage.until(page.question.isVisible, "the question")
            stage.shoot("ward-signals-question")
            for answer in (SignalAnswer.BOTH, SignalAnswer.NOT_HEARD, SignalAnswer.BOTH):
                page.answer(answer)
                stage.settle()
            stage.shoot("ward-signals-not-heard")
            page.leave()
        with _node(stage, loud=False):
            page = _signals(stage)
            page.begin()
            stage.settle()
            stage.shoot("ward-signals-no-loudspeaker")
            page.leave()


def _signals(stage: Stage) -> SignalsTestPage:
    page = _open(stage, "signals_test").page
    assert isinstance(page, SignalsTestPage)
    page.leave()
    return page


def fatigue(stage: Stage) -> None:
    """How loud the ward is, and what another limit would have changed."""
    with stage.at_hospital():
        page = _open(stage, "fatigue", Role.COORDINATOR).page
        assert isinstance(page, FatiguePage)
        page.view.show_load(_made_load(stage))
        page.states.show_full()
        stage.shoot("ward-fatigue")
        page.tabs.choose(1)
        stage.settle()
        page.trial.states.show_full()
        page.trial.results.show_tried("spo2", _made_trial(stage), "America/Fortaleza", proposed=False)
        stage.shoot("ward-fatigue-trial")


def _made_load(stage: Stage) -> WardLoad:
    chance, until = random.Random(_SEED), stage.station.clock.now()
    loads = sorted((BedLoad(f"b{at}", f"Leito {at:02d}", 1.0, at, chance.randint(20, 260)) for at in range(1, 11)),
                   key=lambda one: -one.audible)  # fmt: skip
    conditions = (
        ConditionLoad("spo2_low", False, Priority.MEDIUM, 9, 540, 512, 231, 190, 18.0),
        ConditionLoad("heart_rate_high", False, Priority.MEDIUM, 7, 310, 300, 96, 141, 26.0),
        ConditionLoad("leads_off", False, Priority.LOW, 10, 205, 188, 60, 120, 64.0),
        ConditionLoad("asystole", True, Priority.HIGH, 2, 3, 3, 0, 3, 9.0),
    )
    return WardLoad(until - timedelta(days=1), until, tuple(loads), conditions)


def _made_trial(stage: Stage) -> Tried:
    until, chance = stage.station.clock.now().timestamp(), random.Random(_SEED)
    value, values = 94.0, []
    for second in range(6 * 3600):
        value += chance.gauss(0, 0.35) + (94.0 - value) * 0.01
        values.append((until - 6 * 3600 + second, round(min(value, 100.0))))
    present = defaults(AgeClass.ADULT)["spo2"]
    trial = try_limits("spo2", values, present, replace(present, low=88.0))
    return Tried(values[0][0], until, len(values), present, (trial,), simulated=True)


SCENES: Final = (("ward-beds", beds), ("ward-signals", signals), ("ward-fatigue", fatigue))
