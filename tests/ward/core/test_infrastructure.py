"""Equipment of the building (class C of table 13): asked every hour, alarms of the station by its risk."""

from dataclasses import replace

import pytest

from app.router.tables.reading import default_tables
from app.ward.alarms.engine import STATION
from app.ward.alarms.model import Alarm
from app.ward.alarms.words import Presence, Priority
from app.ward.beds.model import DeviceClass
from app.ward.infrastructure.model import InfrastructureDevice, InfrastructureKind, from_json, to_json
from app.ward.infrastructure.watching import ANSWER_SECONDS, FIRST_ASKED_AFTER, QUESTION_PRIORITY
from app.ward.signals import DeviceAlert, DeviceReport, LifeQuestion, Phase, SignOfLife, Source
from tests.ward.core.conftest import Ward

GENERATOR = InfrastructureDevice("gen-1", "Gerador 1", InfrastructureKind.GENERATOR, Priority.HIGH)
VACUUM = InfrastructureDevice("vac-1", "Vácuo", InfrastructureKind.GAS, Priority.LOW)
HOUR = 3600.0


@pytest.fixture
def plant(ward: Ward) -> Ward:
    ward.plant[:] = [GENERATOR, VACUUM]
    ward.reached |= {"gen-1", "vac-1"}
    ward.core.arrange(0.0, "ana")
    return ward


def alarms(ward: Ward) -> dict[str, Alarm]:
    return {one.key: one for one in ward.core._engine.bed(STATION).state().alarms if one.is_there}


def sign(ward: Ward, at: float, device: str = "gen-1", *, leaving: bool = False) -> None:
    ward.core.take(SignOfLife(Source(device), at, leaving))


def status(ward: Ward, at: float, state: str, device: str = "gen-1") -> None:
    ward.core.take(DeviceReport(Source(device), at, "infrastructure_status", 7, {"state": state}))


def test_what_is_set_up_is_asked_once_it_had_time_to_connect_and_alarms_by_its_risk_when_it_does_not_answer(
    plant: Ward,
) -> None:
    plant.core.tick(FIRST_ASKED_AFTER - 1)
    assert plant.orders == []
    plant.core.tick(FIRST_ASKED_AFTER)
    assert plant.orders == [("gen-1", LifeQuestion(QUESTION_PRIORITY)), ("vac-1", LifeQuestion(QUESTION_PRIORITY))]
    assert plant.core.infrastructure.lives()["gen-1"].asked
    sign(plant, FIRST_ASKED_AFTER + 2, "vac-1")
    plant.core.tick(FIRST_ASKED_AFTER + ANSWER_SECONDS)
    (gone,) = alarms(plant).values()
    assert (gone.key, gone.priority, gone.text) == ("infrastructure_gone:gen-1", Priority.HIGH, "Gerador 1")


def test_it_is_asked_again_every_hour_and_an_answer_ends_the_alarm(plant: Ward) -> None:
    sign(plant, 1.0)
    sign(plant, 1.0, "vac-1")
    plant.core.tick(HOUR)
    assert plant.orders == []
    plant.core.tick(HOUR + 1)
    assert {device for device, _ in plant.orders} == {"gen-1", "vac-1"}
    sign(plant, HOUR + 2)
    plant.core.tick(HOUR + 1 + ANSWER_SECONDS)
    assert set(alarms(plant)) == {"infrastructure_gone:vac-1"}
    assert alarms(plant)["infrastructure_gone:vac-1"].priority is Priority.LOW
    sign(plant, HOUR + 60, "vac-1")
    assert alarms(plant) == {}


def test_what_cannot_be_asked_alarms_after_the_same_time(ward: Ward) -> None:
    ward.plant[:] = [GENERATOR]
    ward.core.arrange(0.0, "ana")
    sign(ward, 0.0)
    ward.core.tick(HOUR)
    assert alarms(ward) == {}
    ward.core.tick(HOUR + ANSWER_SECONDS)
    assert set(alarms(ward)) == {"infrastructure_gone:gen-1"}


def test_an_announced_switch_off_is_not_waited_for_and_does_not_alarm(plant: Ward) -> None:
    sign(plant, 1.0)
    sign(plant, 2.0, leaving=True)
    sign(plant, 2.0, "vac-1", leaving=True)
    for hour in range(1, 4):
        plant.core.tick(hour * HOUR)
    assert (alarms(plant), plant.orders) == ({}, [])
    assert plant.core.infrastructure.lives()["gen-1"].left


@pytest.mark.parametrize("device", [GENERATOR, VACUUM])
def test_a_failure_has_the_priority_of_the_risk_that_was_set(plant: Ward, device: InfrastructureDevice) -> None:
    status(plant, 1.0, "failed", device.device)
    (failed,) = alarms(plant).values()
    assert (failed.code, failed.priority, failed.text) == ("infrastructure_failed", device.risk, device.label)
    assert plant.core.infrastructure.lives()[device.device].failed == device.label
    status(plant, 2.0, "normal", device.device)
    assert alarms(plant) == {}


def test_a_devices_alarm_and_its_status_are_one_alarm_until_both_say_that_it_is_over(plant: Ward) -> None:
    alert = DeviceAlert(Source("gen-1"), 1.0, "a1", "MDCX_X", "*** GERADOR PARADO", Phase.START, priority="PH")
    plant.core.take(alert)
    status(plant, 2.0, "failed")
    assert [one.text for one in alarms(plant).values()] == ["Gerador 1: GERADOR PARADO"]
    plant.core.take(DeviceAlert(Source("gen-1"), 3.0, "a1", "MDCX_X", "", Phase.END, priority="PH"))
    assert set(alarms(plant)) == {"infrastructure_failed:gen-1"}
    status(plant, 4.0, "normal")
    assert alarms(plant) == {}
    # What was critical and ended unseen waits for a person.
    assert [one.presence for one in plant.state(STATION).alarms] == [Presence.LATCHED]


def test_it_is_no_stranger_and_its_alarm_is_not_that_of_a_device_without_a_bed(plant: Ward) -> None:
    plant.core.take(DeviceAlert(Source("gen-1"), 1.0, "a1", "MDCX_X", "PARADO", Phase.START, priority="PH"))
    assert plant.core.unplaced == {}
    assert set(alarms(plant)) == {"infrastructure_failed:gen-1"}


def test_removing_it_ends_what_alarmed_in_the_name_of_whoever_did_so(plant: Ward) -> None:
    status(plant, 1.0, "failed")
    plant.plant[:] = [VACUUM]
    plant.core.arrange(5.0, "ana")
    assert plant.state(STATION).alarms == ()
    assert [one.who for one in plant.logged if one.what == "infrastructure_failed:gen-1"] == ["", "ana"]
    sign(plant, 6.0)
    assert "gen-1" in plant.core.unplaced


def test_another_risk_counts_at_once_for_what_alarms(plant: Ward) -> None:
    status(plant, 1.0, "failed", "vac-1")
    raised = InfrastructureDevice("vac-1", "Vácuo", InfrastructureKind.GAS, Priority.HIGH)
    plant.plant[:] = [GENERATOR, raised]
    plant.core.arrange(2.0, "ana")
    assert [one.priority for one in alarms(plant).values()] == [Priority.HIGH]


def test_what_was_kept_is_read_again_and_an_entry_that_is_none_costs_only_itself() -> None:
    kept = to_json([GENERATOR, VACUUM])
    assert from_json(kept) == (GENERATOR, VACUUM)
    assert from_json([{"device": "x"}, kept[1], 7]) == (VACUUM,)
    assert from_json("nonsense") == from_json(None) == ()


@pytest.mark.parametrize(
    ("most", "priorities"),
    [(0, {"gen-1": Priority.HIGH, "vac-1": Priority.LOW}), (1, {"gen-1": Priority.MEDIUM, "vac-1": Priority.LOW})],
)
def test_what_is_gone_alarms_by_its_risk_and_no_more_urgently_than_the_edited_table_13_has_it(
    plant: Ward, most: int, priorities: dict[str, Priority]
) -> None:
    _edit(plant, 0.0, exit_priority=most, silent_after=600.0)
    sign(plant, 1.0)
    sign(plant, 1.0, "vac-1")
    plant.core.tick(601.0)
    assert {device for device, _ in plant.orders} == {"gen-1", "vac-1"}
    plant.core.tick(601.0 + ANSWER_SECONDS)
    assert {one.subject: one.priority for one in alarms(plant).values()} == priorities


def test_where_the_edited_table_13_wants_no_alarm_there_is_none_and_what_failed_is_told_all_the_same(
    plant: Ward,
) -> None:
    plant.core.tick(FIRST_ASKED_AFTER)
    plant.core.tick(FIRST_ASKED_AFTER + ANSWER_SECONDS)
    assert set(alarms(plant)) == {"infrastructure_gone:gen-1", "infrastructure_gone:vac-1"}
    _edit(plant, 100.0, exit_priority=None)
    assert alarms(plant) == {}
    assert plant.core.infrastructure.lives()["gen-1"].gone
    status(plant, 101.0, "failed")
    assert set(alarms(plant)) == {"infrastructure_failed:gen-1"}


def _edit(ward: Ward, at: float, **changes: float | None) -> None:
    usual = default_tables()
    row = replace(usual.equipment[DeviceClass.C], **changes)  # type: ignore[arg-type]  # fields, said by the test
    ward.in_force = replace(usual, equipment={**usual.equipment, DeviceClass.C: row})
    ward.core.arrange(at, "ana")
