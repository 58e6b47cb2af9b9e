"""A station without beds is not asked how the devices of beds reach it."""

from app.security.roles import Role
from app.settings import StationRole
from tests.ui.administration.office import OpenSection

STATION_ROLE = StationRole.PRIMARY_CARE


def test_the_devices_of_a_ward_are_offered_only_where_there_is_one(open_section: OpenSection) -> None:
    page = open_section(Role.ADMINISTRATOR, "station")
    assert "station" in page.entries and "ward_inputs" not in page.entries
