"""Hours on slips are the unit's, wherever the machine that prints believes to be."""

from datetime import UTC, datetime
from typing import cast

from app.bootstrap.machines import Place, at_the_unit
from app.router.receiver.model import Row


def test_a_slip_tells_the_hour_by_the_zone_that_the_unit_has_now() -> None:
    place = Place("America/Fortaleza")
    row = cast(Row, object())
    slip = at_the_unit(lambda _row, began: [f"{began:%d/%m/%Y %H:%M:%S}"], place)
    began = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert slip(row, began) == ["01/03/2026 22:30:00"]
    place.zone = "America/Noronha"
    assert slip(row, began) == ["01/03/2026 23:30:00"]
