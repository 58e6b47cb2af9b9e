"""The ward over a store follows its devices by the router's table 13 as people edit it."""

from app.router.tables.reading import default_contents, default_tables
from app.router.tables.service import RouterTablesService
from app.security.roles import Role
from app.ward.signals import Numeric, Observation, Source
from tests.clinic.conftest import session_of
from tests.ward.beds.conftest import Place
from tests.ward.beds.test_store_beds import Running


def test_table_13_as_people_edit_it_is_what_the_ward_follows_its_devices_by(place: Place) -> None:
    tables = RouterTablesService(place.store)
    stay = place.admit(0, device="monitor-1")
    running = Running(place)
    assert stay and running.beds.tables() is default_tables()
    assert running.beds.changed() is None
    table = default_contents()["equipment"]
    table["row"][0] |= {"silent_after": 90, "exit_priority": 1}
    place.clock.advance(1)
    tables.edit(session_of(Role.ADMINISTRATOR), {"equipment": table})
    assert running.beds.changed() is not None
    running.core.arrange(place.clock.monotonic(), "")
    assert running.beds.changed() is None
    begun = place.clock.monotonic()
    running.core.take(Observation(Source("monitor-1"), begun, (Numeric("spo2", 97.0),)))
    running.core.tick(begun + 89)
    assert "device_gone" not in running.alarms(place.bed[0])
    running.core.tick(begun + 90)
    assert running.alarms(place.bed[0])["device_gone"].priority == 1
    running.end()
