"""The caregiver's receiver: pairing, alarms, an answer, curves on request, the lock, and a node that is not heard."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np

from app.demo.playing_node import ANA, RIGHT, PlayingNode, asked_to_agree
from app.interop.datagram_writing import DatagramWriter
from app.kernel.clock import SystemClock
from app.router.contents import AlarmNote, BedNote, Holds
from app.router.delivery.model import Occasion, Standing
from app.router.receiver.keeping import KeptPairing
from app.router.receiver.sound import ReceiverSound
from app.router.requests import Bed, Beds, History, HistoryStep, Setting, SignIn, Unlock
from app.router.words import DataClass, Response, Rule
from app.security.keys.keyring import SystemKeyring
from app.support.crashes import FOLDER, Failure, Kind, made, write
from app.support.process import LOGS
from app.ward.alarms.limits import AgeClass, vital_rules
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound
from app.ward.reports import topics
from app.ward.signals import DeviceReport, Numeric, Observation, Source, WaveBlock
from app.ward.sound.speaker import SystemSpeaker
from ui.commands.screenshots.stage import Stage
from ui.receiver.desk import Desk
from ui.receiver.entry import SignInPage
from ui.receiver.support import ReceiverSupport
from ui.receiver.window import ReceiverWindow
from ui.start.preferences import Preferences
from ui.support.failure_band import FailureBand

_AT: Final = "2026-11-22T10:00:00.000000Z"
_NUMBER: Final = "52998224725"
_RATE: Final = 250.0
_DRAWN_SECONDS: Final = 4.0
_ON_REQUEST: Final = dict.fromkeys(DataClass, "on_request")
_REPORTED: Final = {DataClass.MEDICATION: Rule.BROADCAST.value}
_TOPICS: Final = {
    "infusion": DataClass.MEDICATION,
    "medication_given": DataClass.MEDICATION,
    "environment": DataClass.ENVIRONMENT,
}
_REPORTS: Final[tuple[tuple[str, Mapping[str, float | str | None]], ...]] = (
    ("infusion", {"drug": "noradrenaline", "rate": 2.5, "given": 18.0, "left": 32.0}),
    ("infusion", {"drug": "midazolam", "rate": 4.0, "given": 41.5, "left": 8.5}),
    ("environment", {"temperature": 22.5, "humidity": 48.0, "light": 120.0, "noise": 52.0}),
    ("medication_given", {"drug": "insulin", "volume": 0.1}),
)
_BEDS: Final = ("bed-07", "bed-08", "bed-11")


def _note(bed: str, code: str, priority: int, began: float, deviation: Deviation | None = None) -> AlarmNote:
    calls = Occasion.BEGAN, True, Standing.CALLING
    lethal = deviation is None
    words = f"Leito {bed[-2:]}", code, code, "", priority, lethal, *calls
    return AlarmNote(bed, *words, 1, began, True, deviation=deviation, person="M. S.")


def one_that_calls() -> AlarmNote:
    """Too little oxygen at a bed; it calls whoever has this receiver."""
    return _note("bed-07", "spo2_low", 1, 41.0, Deviation("spo2", 84.0, 90.0, Bound.LOW))


def _alarms() -> tuple[AlarmNote, ...]:
    taken = _note("bed-07", "heart_rate_high", 1, 208.0, Deviation("heart_rate", 132.0, 120.0, Bound.HIGH))
    return (
        _note("bed-08", "asystole", 0, 4.0),
        one_that_calls(),
        _note("bed-11", "temperature_high", 2, 1_260.0, Deviation("temperature", 38.6, 38.0, Bound.HIGH)),
        AlarmNote(
            *(taken.bed, taken.label, taken.alarm, taken.code, "", 1, False, Occasion.ACCEPTED, False),
            *(Standing.ACCEPTED, 1, taken.began, True),
            deviation=taken.deviation,
            person="M. S.",
            holders=(Holds("Bruno Synthetic", 20.0),),
        ),
    )


@contextmanager
def _receiver(stage: Stage) -> Iterator[tuple[ReceiverWindow, PlayingNode]]:
    """A window that somebody has taken, and the node behind it."""
    node, clock = PlayingNode(), SystemClock()
    limits = {vital: vital_rules()[vital].defaults[AgeClass.ADULT] for vital in ("heart_rate", "spo2")}
    beds = tuple(Bed(bed, f"Leito {bed[-2:]}", _ON_REQUEST | _REPORTED, limits) for bed in _BEDS)
    settings = (Setting("bed-07", "spo2", limits["spo2"], "taken", ANA.name, 3.0),)
    node.beds = Beds(beds, settings, _TOPICS, Bed("", "", {DataClass.INFRASTRUCTURE: Rule.ON_REQUEST.value}))
    steps = ((40.8, "generated"), (40.7, "sent"), (40.3, "shown"), (33.0, "accepted"))
    node.steps = History(tuple(HistoryStep(ago, step, 1, "", ANA.name) for ago, step in steps))
    kept = KeptPairing(Path(stage.station.folders.home) / "receiver", SystemKeyring())
    language = stage.flow.preferences.language
    sound = ReceiverSound(SystemSpeaker(), clock)
    support = ReceiverSupport(_logs(stage))
    _stopped_suddenly(support.logs)
    window = ReceiverWindow(Preferences(language=language), kept, clock, sound, support=support)
    node.signed_in = asked_to_agree()
    try:
        yield window, node
    finally:
        window.end()
        window.deleteLater()
        node.stop()


def _shoot(stage: Stage, window: ReceiverWindow, name: str) -> None:
    window.turn()
    stage.settle()
    stage.ask_of(window, name)
    stage.keep(name, window.grab().toImage())


def alarms(stage: Stage) -> None:
    """From the first start to a lost link."""
    with _receiver(stage) as (window, node):
        window.begin(None)
        window.show()
        _shoot(stage, window, "receiver-pairing")
        window.begin(node.paired)
        receiver = window.receiver
        assert receiver is not None
        stage.until(lambda: receiver.state.connected, "the receiver's link")
        page = window.centralWidget()
        assert isinstance(page, SignInPage)
        (band,) = page.findChildren(FailureBand)
        stage.until(lambda: bool(band.reports), "what stopped")
        _shoot(stage, window, "receiver-stopped")
        _support(stage, page, ReceiverSupport(_logs(stage)))
        band.put_away()
        _shoot(stage, window, "receiver-sign-in")
        receiver.ask(SignIn("ana", RIGHT))
        stage.until(lambda: isinstance(window.centralWidget(), Desk), "the sign-in")
        desk = window.centralWidget()
        assert isinstance(desk, Desk)
        stage.until(desk.parts.agreement.accept.isEnabled, "the agreement")
        _shoot(stage, window, "receiver-agreement")
        desk.parts.agreement.accept.click()
        stage.until(lambda: not desk.parts.opened(), "the agreement's end")
        desk.banner.hide()
        _shoot(stage, window, "receiver-calm")
        for note in _alarms():
            node.tell(note)
        # With large text not all of them are in sight; what is not painted is not told to have been shown.
        stage.until(lambda: bool(node.shown), "what was painted to be told")
        stage.until(desk.answers.buttons[Response.ACCEPTED].isEnabled, "the answers")
        _shoot(stage, window, "receiver-alarms")
        stage.until(lambda: desk.answers.press(Response.ACCEPTED), "an answer")
        stage.until(desk.answers.buttons[Response.TAKEN_BACK].isEnabled, "the node's word")
        _shoot(stage, window, "receiver-accepted")
        _parts(stage, window, desk, node)
        window.lock()
        _shoot(stage, window, "receiver-locked")
        receiver.ask(Unlock(RIGHT))
        stage.until(lambda: window.centralWidget() is desk, "the unlock")
        node.stop()
        stage.until(lambda: not receiver.state.connected, "the loss")
        stage.until(lambda: all(row.old for row in desk.alarms.rows()), "the old rows")
        _shoot(stage, window, "receiver-link-lost")
        node.start()


def _logs(stage: Stage) -> Path:
    return Path(stage.station.folders.home) / "receiver" / LOGS


def _stopped_suddenly(logs: Path) -> None:
    """What a hard failure would leave, with two lines of the log before it."""
    failure = Failure("Segmentation fault", "", ("ui/receiver/row_painter.py:61 paint_row",))
    write(logs / FOLDER, made("Segmentationfault-row_painter-61", Kind.HARD, "receiver", _AT, (failure,)))
    lines = [
        {"time": _AT, "level": level, "logger": logger, "message": message}
        for level, logger, message in (
            ("info", "app.router.links.client", "the link was made"),
            ("warning", "app.ward.sound.speaker", "no loudspeaker was found"),
        )
    ]
    (logs / "receiver.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in lines), encoding="utf-8")


def _support(stage: Stage, page: SignInPage, support: ReceiverSupport) -> None:
    """Its log, and where it failed."""
    shown = support.open(page)
    stage.until(lambda: len(shown.log.lines) > 1, "the receiver's log")
    stage.settle()
    stage.ask_of(shown, "receiver-support")
    stage.keep("receiver-support", shown.grab().toImage())
    shown.tabs.choose(1)
    stage.until(lambda: bool(shown.crashes.reports), "the receiver's failures")
    shown.crashes.open_report("0")
    stage.settle()
    stage.keep("receiver-support-failures", shown.grab().toImage())
    shown.close()


def _parts(stage: Stage, window: ReceiverWindow, desk: Desk, node: PlayingNode) -> None:
    desk.alarms.choose(("bed-07", "spo2_low"))
    desk.parts.open("curves")
    desk.parts.strip.ask.click()
    node.tell(BedNote("bed-07", "Leito 07", _NUMBER, "PAC", "M. S.", True), 5)
    stage.until(lambda: desk.parts.strip.view is not None and desk.parts.strip.view.isVisible(), "the curves' place")
    _send_signals(node)
    stage.until(lambda: desk.parts.strip.is_drawn(), "the curves")
    view = desk.parts.strip.view
    assert view is not None
    view.tick()
    _shoot(stage, window, "receiver-curves")
    desk.parts.open("limits")
    _shoot(stage, window, "receiver-limits")
    desk.parts.open("history")
    stage.until(lambda: desk.parts.history.steps is not None, "the steps")
    _shoot(stage, window, "receiver-history")
    desk.parts.open("other")
    _send_reports(node)
    desk.parts.other.of_bed.buttons[DataClass.ENVIRONMENT].click()
    stage.until(lambda: len(desk.parts.other.of_bed.lines()) == len(_REPORTS), "the reports")
    stage.until(lambda: desk.parts.other.of_bed.left[DataClass.ENVIRONMENT].text() != "", "what was asked for")
    _shoot(stage, window, "receiver-other")
    desk.parts.fold()


def _send_signals(node: PlayingNode) -> None:
    """Some seconds at once; the receiver lays them behind one another."""
    writer = DatagramWriter(Source("monitor", "", _NUMBER))
    at = np.arange(round(_DRAWN_SECONDS * _RATE))
    beat = np.exp(-(((at % 188 - 94) / 5.0) ** 2)) - 0.15 * np.exp(-(((at % 188 - 108) / 8.0) ** 2))
    pulse = 0.5 + 0.4 * np.sin(at[::2] * (2 * np.pi / 188))
    waves = (
        WaveBlock("ecg_ii", _RATE, 0.0, beat.astype(np.float32)),
        WaveBlock("pleth", _RATE / 2, 0.0, pulse.astype(np.float32)),
    )
    numbers = (Numeric("heart_rate", 80.0), Numeric("spo2", 84.0, (90.0, None)))
    node.send(writer.write(Observation(Source("monitor"), 0.0, (), waves)), 4)
    node.send(writer.write(Observation(Source("monitor"), 0.0, numbers)), 5)


def _send_reports(node: PlayingNode) -> None:
    source = Source("pump", "", _NUMBER)
    writer = DatagramWriter(source)
    for topic, values in _REPORTS:
        report = DeviceReport(source, 0.0, topic, topics()[topic].priority, dict(values))
        node.send(writer.write(report), report.priority)


SCENES: Final = (("receiver", alarms),)
