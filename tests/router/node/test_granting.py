"""What is not granted is not sent: names by profile, signals on request, nothing without somebody signed in."""

from dataclasses import replace

import numpy as np

from app.router.datagram import MessageType
from app.router.delivery.model import Standing
from app.router.distribution.model import Attending
from app.router.tables.model import Names
from app.router.words import Capability, DataClass
from app.ward.signals import DeviceReport, Numeric, Observation, Phase, Source, WaveBlock
from tests.conftest import ExpectedLogs
from tests.router.node.played import CLOCK, wait
from tests.router.node.playing import TEXT, Place

Values = dict[str, float | str | None]
GRAPHICS = frozenset({Capability.TEXT, Capability.GRAPHICS})


def _signals(place: Place) -> None:
    at = CLOCK.monotonic()
    block = WaveBlock("ecg_ii", 250, at, np.full(250, 0.4, np.float32))
    place.ward.device.say(Observation(Source("m1"), at, (Numeric("heart_rate", 80.0),), (block,)))


def test_names_go_to_whom_the_profile_shows_them_and_to_nobody_else(place: Place) -> None:
    nursing = replace(place.tables.classes["nursing"], names=Names.NONE)
    place.tables = replace(place.tables, classes={**place.tables.classes, "nursing": nursing})
    place.users = ("ana", "doc")
    place.knows.known = replace(place.known(), attending=(Attending("doc", "stay-1", "titular_doctor"),))
    place.admit("ana", "doc")
    place.ward.start()
    place.start()
    ana, doc = place.join("ana"), place.join("doc", "titular_doctor")
    place.ward.device.asystole()
    wait(lambda: bool(ana.alarms()) and bool(doc.alarms()))
    assert doc.alarms()[0].person == "M. S." and "M. S." in doc.heads
    assert ana.alarms()[0].person == "" and set(ana.heads) == {""}


def test_a_receiver_where_nobody_signed_in_gets_no_alarm_and_no_signal(place: Place) -> None:
    place.admit("ana", "bia")
    place.ward.start()
    place.start()
    idle, ana = place.connect("bia"), place.join("ana")
    place.ward.device.asystole()
    _signals(place)
    wait(lambda: bool(ana.alarms()) and bool(ana.bulk))
    assert not idle.alarms() and not idle.bulk and not idle.beds()


def test_a_doctor_gets_signals_once_they_were_asked_for_and_none_of_other_patients(place: Place) -> None:
    place.users = ("doc",)
    place.knows.known = replace(place.known(), attending=(Attending("doc", "stay-1", "titular_doctor"),))
    place.admit("doc", capabilities=GRAPHICS)
    place.ward.start()
    router = place.start()
    doc = place.join("doc", "titular_doctor")
    place.ward.device.asystole("m2")
    _signals(place)
    place.ward.device.asystole("m1")
    wait(lambda: bool(doc.alarms()))
    assert {one.bed for one in doc.alarms()} == {"b1"} and not doc.bulk
    router.loop.ask(lambda core, _at: core.want("doc", "b1", DataClass.BIOMEDICAL, 60.0)).result(10)

    def heard() -> bool:
        _signals(place)
        kinds = {kind for _priority, kind in doc.bulk}
        return {MessageType.GRAPHIC, MessageType.CRITICAL} <= kinds or {MessageType.GRAPHIC, 3} <= kinds

    wait(heard)
    assert {one.bed for one in doc.beds()} == {"b1"}
    note = doc.beds()[0]
    assert (note.number, note.origin) == ("Leito 01", "LTO")


def test_curves_go_only_where_they_can_be_drawn(place: Place) -> None:
    place.users = ("ana", "bia")
    place.knows.known = place.known()
    place.admit("ana", capabilities=GRAPHICS)
    place.admit("bia", capabilities=TEXT)
    place.ward.start()
    place.start()
    ana, bia = place.join("ana"), place.join("bia")

    def drawn() -> bool:
        _signals(place)
        return MessageType.GRAPHIC in {kind for _priority, kind in ana.bulk} and bool(bia.bulk)

    wait(drawn)
    assert MessageType.GRAPHIC not in {kind for _priority, kind in bia.bulk}


def test_the_rooms_climate_travels_by_its_priority_to_whoever_is_granted_it(place: Place) -> None:
    place.admit("ana")
    place.ward.start()
    router = place.start()
    ana = place.join("ana")
    # What is asked for before the ward has said who lies there ends when it does.
    wait(lambda: router.loop.ask(lambda core, _at: core.has_bed("b1")).result(10))
    router.loop.ask(lambda core, _at: core.want("ana", "b1", DataClass.ENVIRONMENT, 60.0)).result(10)
    place.ward.device.say(DeviceReport(Source("m2"), CLOCK.monotonic(), "environment", 6, {"temperature": 19.5}))
    place.ward.device.say(DeviceReport(Source("m1"), CLOCK.monotonic(), "environment", 6, {"temperature": 22.5}))
    wait(lambda: (6, MessageType.REPORT) in ana.bulk)
    # What belongs to the other bed was not asked for; one report of one chain came.
    assert [priority for priority, _kind in ana.bulk] == [6] * len(ana.bulk)
    assert b"22.5" in ana.values and b"19.5" not in ana.values


def test_whoever_gets_reports_is_told_of_which_bed_they_are_though_its_signals_are_on_request(place: Place) -> None:
    place.users = ("doc",)
    place.knows.known = replace(place.known(), attending=(Attending("doc", "stay-1", "titular_doctor"),))
    place.admit("doc")
    place.ward.start()
    place.start()
    doc = place.join("doc", "titular_doctor")
    place.ward.device.asystole()
    wait(lambda: bool(doc.alarms()))
    for device in ("m2", "m1"):
        rate: Values = {"drug": "midazolam", "rate": 3.0}
        place.ward.device.say(DeviceReport(Source(device), CLOCK.monotonic(), "infusion", 5, rate))
    wait(lambda: (5, MessageType.REPORT) in doc.bulk)
    assert [(one.bed, one.number, one.stay) for one in doc.beds()] == [("b1", "Leito 01", "stay-1")]


def test_what_stands_at_no_bed_is_asked_for_by_itself(place: Place) -> None:
    place.admit("ana")
    place.ward.start()
    router = place.start()
    ana = place.join("ana")
    place.ward.device.asystole()
    wait(lambda: bool(ana.alarms()))
    station = router.loop.ask(lambda core, _at: core.station("ana")).result(10)
    assert station is not None and station.rules[DataClass.INFRASTRUCTURE] == "on_request"
    assert DataClass.BIOMEDICAL not in station.rules
    state: Values = {"equipment": "oxygen", "state": "normal", "pressure": 4.1}
    gas = DeviceReport(Source("gas"), CLOCK.monotonic(), "infrastructure_status", 7, state)
    place.ward.device.say(gas)
    router.loop.ask(lambda core, _at: core.want("ana", "", DataClass.INFRASTRUCTURE, 60.0)).result(10)

    def heard() -> bool:
        place.ward.device.say(gas)
        return (7, MessageType.REPORT) in ana.bulk

    wait(heard)
    assert ("", "router", "EQP") in {(one.bed, one.number, one.origin) for one in ana.beds()}


def test_the_button_at_the_bed_is_no_message_of_its_own(place: Place) -> None:
    place.admit("ana")
    place.ward.start()
    place.start()
    ana = place.join("ana")
    place.ward.device.asystole()
    wait(lambda: bool(ana.alarms()))
    place.ward.device.say(DeviceReport(Source("m1"), CLOCK.monotonic(), "bedside_presence", 3, {"after_seconds": 9.0}))
    wait(lambda: any(one.standing is Standing.PRESENT for one in ana.standings()))
    assert not any(kind == MessageType.REPORT for _priority, kind in ana.bulk) and b"after_seconds" not in ana.values


def test_whoever_is_revoked_gets_nothing_any_more(place: Place, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.router.links.refusals", "refused")
    place.admit("ana", "bia")
    place.ward.start()
    place.start()
    ana, bia = place.join("ana"), place.join("bia")
    known = place.knows.known
    place.knows.known = replace(known, admitted=tuple(one for one in known.admitted if one.receiver != "ana"))
    wait(lambda: not ana.connected)
    place.ward.device.asystole()
    wait(lambda: bool(bia.asked()))
    assert not ana.alarms()


def test_a_doctor_who_is_taken_from_the_patient_in_the_middle_of_an_alarm_is_told_no_more(place: Place) -> None:
    place.users = ("ana", "doc")
    place.knows.known = replace(place.known(), attending=(Attending("doc", "stay-1", "titular_doctor"),))
    place.admit("ana", "doc")
    place.ward.start()
    place.start()
    ana, doc = place.join("ana"), place.join("doc", "titular_doctor")
    place.ward.device.asystole()
    wait(lambda: bool(doc.alarms()))
    place.knows.known = replace(place.knows.known, attending=())
    wait(lambda: any(one.withdrawn for one in doc.standings()))
    told, repeated = len(doc.alarms()), len(ana.alarms())
    place.ward.device.asystole(phase=Phase.END)
    wait(lambda: len(ana.alarms()) > repeated + 2)
    assert len(doc.alarms()) == told and not any(one.withdrawn for one in ana.standings())
