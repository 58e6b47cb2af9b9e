"""Beside the alarms: curves on request, limits in their three steps, the steps of an alarm, and room for all of it."""

import msgspec
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.demo.playing_node import PlayingNode
from app.interop.datagram_writing import DatagramWriter
from app.router.contents import BedNote, TroubleNote
from app.router.requests import AskHistory, AtBedside, Bed, Beds, History, HistoryStep, SetLimits, Setting, Want
from app.router.words import DataClass, Response
from app.ward.alarms.limits import AgeClass, vital_rules
from app.ward.reports import topics, words
from app.ward.signals import DeviceReport, Numeric, Observation, Source, WaveBlock
from tests.router.receiver.told import ANA, note
from tests.ui.accessibility import complaints
from tests.ui.conftest import settle
from tests.ui.receiver.conftest import Desktop
from ui.receiver.desk import Desk
from ui.receiver.other_part import ASKED_SECONDS
from ui.receiver.strip import DURATIONS
from ui.texts import choose_language, chosen_language, tr
from ui.theme import apply_theme

LIMITS = {vital: vital_rules()[vital].defaults[AgeClass.ADULT] for vital in ("heart_rate", "spo2")}
ON_REQUEST = dict.fromkeys(DataClass, "on_request")


@pytest.fixture
def ward(node: PlayingNode) -> PlayingNode:
    """Two beds whose curves come on request."""
    node.beds = Beds((Bed("bed-7", "Leito 7", ON_REQUEST, LIMITS), Bed("bed-8", "Leito 8", ON_REQUEST, LIMITS)))
    node.steps = History((HistoryStep(8.0, "generated", 1), HistoryStep(2.5, "accepted", 1, "", "Ana Synthetic")))
    return node


@pytest.fixture
def desk(ward: PlayingNode, desktop: Desktop) -> Desk:
    """Signed in, with the beds known."""
    desktop.start()
    made = desktop.sign_in()
    desktop.until(lambda: made.parts.bed.count() == 2)
    return made


def test_curves_are_asked_for_a_while_and_drawn_when_they_come(desktop: Desktop, desk: Desk) -> None:
    desk.parts.open("curves")
    desk.parts.strip.ask.click()
    desktop.until(lambda: Want("bed-7", DataClass.BIOMEDICAL, DURATIONS[0]) in desktop.node.requests)
    desktop.until(lambda: desk.parts.strip.view is not None and desk.parts.strip.view.isVisible())
    assert "9:5" in desk.parts.strip.said.text() or "10:00" in desk.parts.strip.said.text()
    desktop.node.tell(BedNote("bed-7", "Leito 7", "52998224725", "PAC", "M.S.", True), 5)
    desktop.until(lambda: tr("receiver.simulated") in desk.parts.strip.said.text())
    writer = DatagramWriter(Source("monitor", "", "52998224725"))
    block = WaveBlock("ecg_ii", 250.0, 0.0, np.zeros(248, np.float32))
    desktop.node.send(writer.write(Observation(Source("monitor"), 0.0, (), (block,))), 4)
    desktop.node.send(writer.write(Observation(Source("monitor"), 0.0, (Numeric("spo2", 84.0),))), 5)
    view = desk.parts.strip.view
    assert view is not None
    picture = view._picture
    desktop.until(lambda: picture.beds and picture.beds[0].traces and picture.beds[0].numbers)
    assert picture.beds[0].numbers[0].value == 84.0
    desk.parts.strip.stop.click()
    desktop.until(lambda: Want("bed-7", DataClass.BIOMEDICAL, 0.0) in desktop.node.requests)


def test_a_change_of_limits_shows_its_three_steps_as_the_node_tells_them(desktop: Desktop, desk: Desk) -> None:
    desk.parts.open("limits")
    part = desk.parts.limits
    desktop.until(part.apply.isEnabled)
    part.vital.set_value("spo2")
    part.fields["low"].control.set_value(88)  # type: ignore[attr-defined]  # a NumberField
    part.apply.click()
    wanted = msgspec.structs.asdict(SetLimits("bed-7", "spo2", LIMITS["spo2"]))
    desktop.until(lambda: any(isinstance(one, SetLimits) for one in desktop.node.requests))
    sent = next(one for one in desktop.node.requests if isinstance(one, SetLimits))
    assert (sent.bed, sent.vital, sent.limits.low) == (wanted["bed"], "spo2", 88.0)
    assert sent.limits.extreme_low == LIMITS["spo2"].extreme_low
    assert part.step_lines() == []
    for state, marks in (("wanted", 1), ("taken", 2), ("in_force", 3)):
        desktop.node.beds = Beds(desktop.node.beds.beds, (Setting("bed-7", "spo2", sent.limits, state, ANA.name, 0.0),))
        desktop.window.receiver.state.ask_beds_soon()  # type: ignore[union-attr]  # there is one by now
        desktop.until(lambda marks=marks: "".join(part.step_lines()).count("✓") == marks)  # type: ignore[misc]  # of this turn


def test_what_was_typed_for_one_patient_is_gone_when_another_lies_in_the_bed(desktop: Desktop, desk: Desk) -> None:
    desk.parts.open("limits")
    part = desk.parts.limits
    desktop.until(part.apply.isEnabled)
    part.vital.set_value("spo2")
    part.fields["low"].control.set_value(70)  # type: ignore[attr-defined]  # a NumberField
    first, *others = desktop.node.beds.beds
    desktop.node.beds = Beds((msgspec.structs.replace(first, stay="the next"), *others))
    desktop.window.receiver.state.ask_beds_soon()  # type: ignore[union-attr]  # there is one by now
    desktop.until(lambda: part._bed is not None and part._bed.stay == "the next")
    usual = LIMITS[str(part.vital.value())]
    assert part.fields["low"].control.value() == usual.low  # type: ignore[attr-defined]  # a NumberField
    part.apply.click()
    desktop.until(lambda: any(isinstance(one, SetLimits) for one in desktop.node.requests))
    assert [one.stay for one in desktop.node.requests if isinstance(one, SetLimits)] == ["the next"]


def test_limits_that_cross_are_refused_here(desktop: Desktop, desk: Desk) -> None:
    desk.parts.open("limits")
    part = desk.parts.limits
    desktop.until(part.apply.isEnabled)
    part.vital.set_value("heart_rate")
    part.fields["low"].control.set_value(130)  # type: ignore[attr-defined]  # a NumberField
    part.apply.click()
    assert part.fields["high"].error == tr("receiver.limits_crossed")
    assert not any(isinstance(one, SetLimits) for one in desktop.node.requests)


def test_who_may_not_set_limits_is_not_offered_it(ward: PlayingNode, desktop: Desktop) -> None:
    ward.signed_in = msgspec.structs.replace(ANA, may=("view_ward",))
    desktop.start()
    desk = desktop.sign_in()
    desktop.until(lambda: desk.parts.bed.count() == 2)
    desk.parts.open("limits")
    desktop.until(lambda: desk.parts.limits.said.text() == tr("receiver.limits_only_look"))
    assert not desk.parts.limits.apply.isVisible()


def test_the_steps_of_the_chosen_alarm_are_asked_of_the_node(desktop: Desktop, desk: Desk) -> None:
    desktop.node.tell(note())
    desktop.until(desk.alarms.current)
    desk.parts.open("history")
    desktop.until(lambda: desk.parts.history.steps is not None)
    assert AskHistory("bed-7", "spo2_low") in desktop.node.requests
    assert desk.parts.history.steps == desktop.node.steps


def test_other_data_of_a_bed_stands_with_its_age_and_comes_on_request(desktop: Desktop, desk: Desk) -> None:
    rules = {DataClass.MEDICATION: "broadcast", DataClass.ENVIRONMENT: "on_request"}
    topics = {"infusion": DataClass.MEDICATION, "environment": DataClass.ENVIRONMENT}
    station = Bed("", "", {DataClass.INFRASTRUCTURE: "on_request"})
    desktop.node.beds = Beds((Bed("bed-7", "Leito 7", rules),), (), topics, station)
    assert desktop.window.receiver is not None
    desktop.window.receiver.state.ask_beds_soon()
    desk.parts.open("other")
    part = desk.parts.other
    desktop.until(lambda: list(part.of_bed.buttons) == [DataClass.ENVIRONMENT])
    assert list(part.of_station.buttons) == [DataClass.INFRASTRUCTURE]
    desktop.node.tell(BedNote("bed-7", "Leito 7", "52998224725", "PAC", "M.S.", True), 5)
    source = Source("pump", "", "52998224725")
    writer = DatagramWriter(source)
    pump = DeviceReport(source, 0.0, "infusion", 5, {"drug": "noradrenaline", "rate": 2.5})
    room = DeviceReport(source, 0.0, "environment", 6, {"temperature": 22.0})
    desktop.node.send(writer.write(pump), 5)
    desktop.node.send(writer.write(room), 6)
    desktop.until(part.of_bed.lines)
    number = "2,5" if chosen_language() == "pt_BR" else "2.5"
    assert [one.partition(";")[0] for one in part.of_bed.lines()] == [
        f"{_topic('infusion')}: {_word('noradrenaline')}, {_value('infusion', 'rate')} {number}\u00a0ml/h"
    ]
    part.of_bed.buttons[DataClass.ENVIRONMENT].click()
    desktop.until(lambda: Want("bed-7", DataClass.ENVIRONMENT, ASKED_SECONDS) in desktop.node.requests)
    desktop.until(lambda: part.of_bed.left[DataClass.ENVIRONMENT].text() != "")
    desktop.until(lambda: any("22\u00a0°C" in one for one in part.of_bed.lines()))
    part.of_bed.buttons[DataClass.ENVIRONMENT].click()
    desktop.until(lambda: Want("bed-7", DataClass.ENVIRONMENT, 0.0) in desktop.node.requests)
    desktop.until(lambda: len(part.of_bed.lines()) == 1)
    part.of_station.buttons[DataClass.INFRASTRUCTURE].click()
    desktop.until(lambda: Want("", DataClass.INFRASTRUCTURE, ASKED_SECONDS) in desktop.node.requests)


def _topic(code: str) -> str:
    return topics()[code].label[chosen_language()]


def _value(topic: str, name: str) -> str:
    return topics()[topic].values[name].label[chosen_language()]


def _word(code: str) -> str:
    return words()[code][chosen_language()]


def test_standing_at_a_bed_is_said_without_any_alarm(desktop: Desktop, desk: Desk) -> None:
    desk.parts.open("curves")
    desk.parts.there.click()
    desktop.until(lambda: AtBedside("bed-7") in desktop.node.requests)
    desktop.until(lambda: desk.banner.title.text() == tr("receiver.at_bed_told"))


def test_alarms_stay_where_they_are_when_a_part_opens(desktop: Desktop, desk: Desk) -> None:
    before = desk.alarms.geometry()
    wide = desktop.window.width()
    desk.parts.open("curves")
    settle()
    assert desktop.window.width() > wide
    assert desk.alarms.geometry().topLeft() == before.topLeft()
    desk.parts.open("curves")
    settle()
    assert desktop.window.width() == wide


@pytest.fixture(params=[("pt_BR", 100), ("en", 100), ("pt_BR", 150), ("en", 150)])
def look(request: pytest.FixtureRequest, light: QApplication) -> None:
    """Language and size of the text."""
    language, scale = request.param
    choose_language(language)
    apply_theme(light, "light", scale)


def test_everything_is_named_reached_and_whole(look: None, ward: PlayingNode, desktop: Desktop) -> None:
    desktop.start()
    page = desktop.window.centralWidget()
    desktop.until(lambda: desktop.window.receiver is not None and desktop.window.receiver.state.connected)
    assert page is not None
    assert complaints(page) == []
    desk = desktop.sign_in()
    desktop.node.tell(note())
    desktop.node.tell(TroubleNote("nobody_answers", "bed-7", True), 0)
    desktop.until(lambda: desk.answers.buttons[Response.ACCEPTED].isEnabled() and desk.troubles.lines())
    for name in desk.parts.tabs:
        desk.parts.open(name)
        settle()
        assert complaints(desk) == [], name
    desk.parts.fold()
    desktop.window.lock()
    desktop.until(lambda: desktop.window.centralWidget() is not desk)
    settle()
    locked = desktop.window.centralWidget()
    assert locked is not None
    assert complaints(locked) == []
