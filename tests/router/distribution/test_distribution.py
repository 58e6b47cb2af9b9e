"""Who receives a message: tables 14, 15, 16 and 23, requests, names, and nothing that is not granted."""

import dataclasses
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.router.distribution.distributing import LONGEST_REQUEST, Distribution
from app.router.distribution.items import alarm_class, data_class, needs
from app.router.distribution.model import Attending, Audience
from app.router.messages import Message, Receiver
from app.router.tables.reading import default_tables
from app.router.words import Capability, DataClass, Rule
from app.ward.alarms.model import Alarm, BedState, Silence
from app.ward.alarms.words import Kind, Presence, Priority
from app.ward.feed.items import Alarms, Layout, Numbers, Reported, Waves
from app.ward.signals import DeviceReport, Source

TABLES = default_tables()
TEXT = frozenset({Capability.TEXT})
DRAWS = frozenset({Capability.TEXT, Capability.GRAPHICS})
NURSE = Receiver("n1", "ana", "nursing", DRAWS)
DOCTOR = Receiver("d1", "bia", "on_call_doctor", DRAWS)
CLERK = Receiver("c1", "caio", "accounts", TEXT)
LIGHT = Receiver("m1", "", "machine", TEXT, machine=True)


def _ward(*receivers: Receiver, attending: tuple[Attending, ...] = ()) -> Distribution:
    ward = Distribution(TABLES)
    ward.occupy({"1": "patient-a", "2": "patient-b"})
    ward.attend(attending)
    for one in receivers:
        ward.arrive(one)
    return ward


def _told(ward: Distribution, data: DataClass, bed: str = "1", at: float = 0.0) -> tuple[str, ...]:
    return ward.audience(bed, data, Capability.TEXT, at).everybody


def test_table_14_broadcasts_to_a_class_and_to_no_other() -> None:
    ward = _ward(NURSE, CLERK)
    assert _told(ward, DataClass.ALARM_0) == ("n1",)
    assert _told(ward, DataClass.MEDICATION) == ("n1", "c1")
    assert _told(ward, DataClass.SUPPLIES) == ("c1",)


def test_table_15_makes_one_doctor_titular_of_one_patient_and_assistant_of_another() -> None:
    status = (Attending("bia", "patient-a", "titular_doctor"), Attending("bia", "patient-b", "assisting_doctor"))
    ward = _ward(DOCTOR, attending=status)
    assert _told(ward, DataClass.ALARM_0, "1") == ("d1",)
    assert _told(ward, DataClass.ALARM_0, "2") == ()
    assert _told(ward, DataClass.MEDICATION, "2") == ("d1",)
    assert ward.request("d1", "2", DataClass.ALARM_0, 0.0, 60).patient == "patient-b"
    assert _told(ward, DataClass.ALARM_0, "2") == ("d1",)


def test_table_15_leaves_a_doctor_without_status_without_anything() -> None:
    ward = _ward(DOCTOR)
    assert [data for data in DataClass if _told(ward, data)] == []
    assert not ward.may_see_name("d1", "1")
    assert not ward.may_be_called("d1", "1", DataClass.ALARM_0, Capability.TEXT)


def test_table_15_makes_no_nurse_of_a_doctor() -> None:
    ward = _ward(DOCTOR, attending=(Attending("bia", "patient-a", "nursing"),))
    assert _told(ward, DataClass.ALARM_0) == ()


def test_table_16_joins_both() -> None:
    ward = _ward(NURSE, DOCTOR, CLERK, attending=(Attending("bia", "patient-a", "on_call_doctor"),))
    rows = {(row.data, row.user): row.rule for row in ward.rows("1")}
    assert rows[DataClass.BIOMEDICAL, "ana"] is Rule.BROADCAST
    assert rows[DataClass.BIOMEDICAL, "bia"] is Rule.ON_REQUEST
    assert (DataClass.BIOMEDICAL, "caio") not in rows
    assert {row.user for row in ward.rows("2")} == {"ana", "caio"}


def test_table_23_gives_each_destination_its_time_to_answer() -> None:
    message = Message(7, 0, "1", DataClass.ALARM_0, b"", 0.0, "asystole")
    found = _ward(NURSE, LIGHT).destinations(message, 0.0)
    assert [(one.message, one.receiver, one.response) for one in found] == [(7, "n1", 0.2), (7, "m1", 0.2)]


def test_curves_go_only_to_receivers_that_can_draw() -> None:
    ward = _ward(NURSE, dataclasses.replace(NURSE, receiver="n2", capabilities=TEXT))
    assert ward.audience("1", DataClass.BIOMEDICAL, Capability.GRAPHICS, 0).everybody == ("n1",)
    assert _told(ward, DataClass.BIOMEDICAL) == ("n1", "n2")


def test_a_machine_never_sees_a_name_and_is_nothing_but_a_machine() -> None:
    ward = _ward(NURSE, dataclasses.replace(LIGHT, user_class="nursing"), Receiver("x", "eva", "machine", TEXT))
    assert ward.audience("1", DataClass.ALARM_0, Capability.TEXT, 0) == Audience(("n1",), ("m1",))
    assert _told(ward, DataClass.BIOMEDICAL) == ("n1",)
    assert not ward.may_see_name("m1", "1")
    assert ward.may_see_name("n1", "1")


def test_a_request_ends_by_itself_and_by_being_withdrawn() -> None:
    ward = _ward(NURSE)
    ward.request("n1", "1", DataClass.HISTORY, 0.0, 30)
    assert _told(ward, DataClass.HISTORY, at=29.9) == ("n1",)
    assert _told(ward, DataClass.HISTORY, at=30.0) == ()
    assert ward.requests(30.0) == ()
    ward.request("n1", "1", DataClass.HISTORY, 31.0, 30)
    ward.withdraw("n1", "1", DataClass.HISTORY)
    assert _told(ward, DataClass.HISTORY, at=32.0) == ()


@pytest.mark.parametrize("data", [DataClass.ALARM_0, DataClass.SUPPLIES, DataClass.PERSONAL])
def test_what_the_table_does_not_give_on_request_cannot_be_asked_for(data: DataClass) -> None:
    ward = _ward(NURSE)
    for receiver in ("n1", "nobody"):
        with pytest.raises(KnownError, match="not_granted"):
            ward.request(receiver, "1", data, 0.0, 60)


@pytest.mark.parametrize("seconds", [0.0, -1.0, LONGEST_REQUEST + 1])
def test_a_request_without_end_is_refused(seconds: float) -> None:
    with pytest.raises(KnownError, match="too_long"):
        _ward(NURSE).request("n1", "1", DataClass.HISTORY, 0.0, seconds)


def test_a_request_ends_with_the_patient_s_stay_and_with_the_person_at_the_receiver() -> None:
    ward = _ward(NURSE)
    ward.request("n1", "1", DataClass.HISTORY, 0.0, 600)
    ward.occupy({"1": "patient-c"})
    assert _told(ward, DataClass.HISTORY) == ()
    ward.request("n1", "1", DataClass.HISTORY, 0.0, 600)
    ward.arrive(dataclasses.replace(NURSE, user="dora"))
    assert _told(ward, DataClass.HISTORY) == ()
    ward.request("n1", "1", DataClass.HISTORY, 0.0, 600)
    ward.arrive(dataclasses.replace(NURSE, user="dora"))
    assert _told(ward, DataClass.HISTORY) == ("n1",)


def test_who_has_left_receives_nothing() -> None:
    ward = _ward(NURSE)
    assert _told(ward, DataClass.ALARM_0) == ("n1",)
    ward.leave("n1")
    assert _told(ward, DataClass.ALARM_0) == ()
    assert ward.receivers() == ()


def test_edited_tables_hold_at_once() -> None:
    ward = _ward(NURSE)
    ward.request("n1", "1", DataClass.HISTORY, 0.0, 600)
    nursing = dataclasses.replace(TABLES.classes["nursing"], data={DataClass.ALARM_0: Rule.BROADCAST})
    ward.use(dataclasses.replace(TABLES, classes={"nursing": nursing}))
    assert (_told(ward, DataClass.ALARM_1), _told(ward, DataClass.HISTORY)) == ((), ())
    assert _told(ward, DataClass.ALARM_0) == ("n1",)


_receivers = st.builds(
    Receiver,
    receiver=st.sampled_from(["r1", "r2", "r3"]),
    user=st.sampled_from(["ana", "bia", ""]),
    user_class=st.sampled_from([*TABLES.classes, "visitor", ""]),
    capabilities=st.frozensets(st.sampled_from(Capability)),
    machine=st.booleans(),
)
_statuses = st.builds(
    Attending, st.sampled_from(["ana", "bia"]), st.sampled_from(["patient-a", "patient-b"]),
    st.sampled_from([*TABLES.classes, "visitor"]),
)  # fmt: skip
_requests = st.tuples(st.sampled_from(["r1", "r2"]), st.sampled_from(["1", "2"]), st.sampled_from(DataClass))


@settings(max_examples=150, deadline=None)
@given(st.lists(_receivers, max_size=4), st.lists(_statuses, max_size=4), st.lists(_requests, max_size=4))
def test_nothing_is_sent_that_no_table_grants(
    receivers: list[Receiver], statuses: list[Attending], requests: list[tuple[str, str, DataClass]]
) -> None:
    ward = _ward(*receivers, attending=tuple(statuses))
    granted = set()
    for asked in requests:
        try:
            ward.request(*asked, 0.0, 60)
            granted.add(asked)
        except KnownError:
            pass
    there = {one.receiver: one for one in receivers}
    status = {(one.user, one.patient): one.user_class for one in statuses}
    for bed, patient in (("1", "patient-a"), ("2", "patient-b"), ("3", ""), ("", "")):
        for data in DataClass:
            for capability in Capability:
                audience = ward.audience(bed, data, capability, 1.0)
                for name in audience.everybody:
                    one = there[name]
                    code = "machine" if one.machine else one.user_class
                    if TABLES.classes[code].by_patient:
                        code = status[one.user, patient]
                    rule = TABLES.classes[code].data.get(data, Rule.NONE)
                    assert capability in one.capabilities
                    assert rule is Rule.BROADCAST or (name, bed, data) in granted
                    assert (name in audience.blank) == one.machine


def test_each_item_of_the_ward_has_its_class_and_what_shows_it() -> None:
    alarm = Alarm("1", "spo2_low", "", Kind.PHYSIOLOGICAL, Priority.MEDIUM, False, False, Presence.ON, 0.0, ())
    state = BedState("1", 0.0, (alarm,), Silence())
    report = DeviceReport(Source("p"), 0.0, "infusion", 5)
    assert data_class(Alarms(state), TABLES) is DataClass.ALARM_1
    assert data_class(Alarms(dataclasses.replace(state, alarms=())), TABLES) is DataClass.ALARM_2
    assert data_class(Numbers("1", 0.0, ()), TABLES) is DataClass.BIOMEDICAL
    assert data_class(Reported("1", report), TABLES) is DataClass.MEDICATION
    assert data_class(Reported("1", dataclasses.replace(report, topic="new")), TABLES) is DataClass.EQUIPMENT
    assert data_class(Layout(()), TABLES) is None
    assert (needs(Waves("1", ())), needs(Alarms(state))) == (Capability.GRAPHICS, Capability.TEXT)
    with pytest.raises(IndexError):
        alarm_class(-1)


def test_the_answer_is_found_again_faster_than_it_was_made() -> None:
    ward = _ward(*(dataclasses.replace(NURSE, receiver=f"n{number}") for number in range(392)))
    begun = time.process_time()
    first = ward.audience("1", DataClass.ALARM_0, Capability.TEXT, 0.0)
    made = time.process_time() - begun
    begun = time.process_time()
    for _ in range(100):
        assert ward.audience("1", DataClass.ALARM_0, Capability.TEXT, 1.0) is first
    assert (time.process_time() - begun) / 100 < made / 3
