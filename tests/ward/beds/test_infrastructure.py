"""Which equipment of the building the ward watches: set up, described anew, removed; by whom, and where it is kept."""

import pytest

from app.kernel.errors import KnownError
from app.security.roles import Role
from app.ward.alarms.words import Priority
from app.ward.beds.alarm_log import AlarmLog
from app.ward.beds.model import DeviceClass
from app.ward.beds.store_beds import StoreBeds
from app.ward.infrastructure.model import MOST_INFRASTRUCTURE, InfrastructureDevice, InfrastructureKind
from tests.clinic.conftest import session_of
from tests.ward.beds.conftest import Place

GENERATOR = InfrastructureDevice("gen-1", "Gerador 1", InfrastructureKind.GENERATOR, Priority.HIGH)


def test_it_is_kept_tidied_and_described_anew_under_the_same_identifier(place: Place) -> None:
    service = place.service.infrastructure
    service.keep(place.nurse, InfrastructureDevice(" gen-1 ", " Gerador   1", InfrastructureKind.GENERATOR))
    assert service.devices(place.nurse) == (GENERATOR,)
    other = InfrastructureDevice("gen-1", "Gerador 2", InfrastructureKind.GENERATOR, Priority.LOW)
    service.keep(place.nurse, other)
    assert service.devices(place.nurse) == (other,)
    service.remove(place.nurse, "gen-1")
    assert service.devices(place.nurse) == ()


def test_the_node_is_told_of_each_change(place: Place) -> None:
    beds = StoreBeds(place.store, AlarmLog(place.store))
    beds.beds()
    assert beds.changed() is None
    place.service.infrastructure.keep(place.nurse, GENERATOR)
    assert beds.changed() is not None
    beds.beds()
    assert beds.changed() is None
    assert beds.infrastructure() == (GENERATOR,)


def test_a_device_is_at_a_bed_or_of_the_ward_and_never_both(place: Place) -> None:
    place.admit(0, device="monitor-1")
    with pytest.raises(KnownError, match=r"ward\.device_at_bed"):
        place.service.infrastructure.keep(
            place.nurse, InfrastructureDevice("monitor-1", "Bomba", InfrastructureKind.PUMP)
        )
    place.service.infrastructure.keep(place.nurse, GENERATOR)
    with pytest.raises(KnownError, match=r"ward\.device_of_the_ward"):
        place.service.put_on(place.nurse, place.bed[0], "gen-1", DeviceClass.A)
    with pytest.raises(KnownError, match=r"ward\.device_of_the_ward"):
        place.service.put_on(place.nurse, place.bed[0], "boiler", DeviceClass.C)


@pytest.mark.parametrize(
    ("device", "label", "code"),
    [
        ("", "Gerador", "ward.device_missing"),
        ("gen-1", " ", "ward.infrastructure_label_missing"),
        ("gen-1", "x" * 41, "ward.bed_text_too_long"),
        ("x" * 81, "Gerador", "ward.bed_text_too_long"),
    ],
)
def test_what_nobody_could_recognise_is_refused(place: Place, device: str, label: str, code: str) -> None:
    with pytest.raises(KnownError, match=code.replace(".", r"\.")):
        place.service.infrastructure.keep(place.nurse, InfrastructureDevice(device, label, InfrastructureKind.OTHER))


def test_there_is_a_bound_and_what_is_not_there_cannot_be_removed(place: Place) -> None:
    service = place.service.infrastructure
    for number in range(MOST_INFRASTRUCTURE):
        service.keep(place.nurse, InfrastructureDevice(f"d{number}", f"Bomba {number}", InfrastructureKind.PUMP))
    with pytest.raises(KnownError, match=r"ward\.infrastructure_too_many"):
        service.keep(place.nurse, GENERATOR)
    with pytest.raises(KnownError, match=r"ward\.device_not_placed"):
        service.remove(place.nurse, "gen-1")


def test_only_who_manages_beds_changes_it_and_only_who_sees_the_ward_reads_it(place: Place) -> None:
    service, porter = place.service.infrastructure, session_of(Role.ADMINISTRATOR)
    for call in (
        lambda: service.keep(porter, GENERATOR),
        lambda: service.remove(porter, "gen-1"),
        lambda: service.devices(porter),
    ):
        with pytest.raises(KnownError, match="allowed"):
            call()
