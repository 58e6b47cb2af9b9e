"""`main.py central black-boxes` and `black-box`, as whoever looks into what happened uses them."""

import json
from pathlib import Path

from sqlalchemy import insert

from app.central.black_boxes import BlackBoxes, BoxRecord
from app.central.database import open_database
from app.central.tables import station, unit
from app.kernel.clock import FakeClock
from app.router.blackbox.model import Event, Kept, link_of
from app.router.blackbox.segments import packed
from app.router.tables.model import Record
from tests.central.boxes import BOX
from tests.central.test_command import _central
from tests.central.writer import HERE


def test_black_boxes_are_listed_and_one_is_printed_line_by_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    engine = open_database(f"sqlite:///{home / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes=HERE.unit, name="UBS", kind="primary_care"))
        row = {"id": HERE.station_id, "unit": HERE.unit, "name": "Sala 1", "public_key": "k", "status": "active"}
        connection.execute(insert(station).values(**row, enrolled_at="2026"))
    event = Event("signed_in", Record.PARAMETER_CHANGE, 3.5, {"receiver": "r1", "user": "u1"})
    content = packed(Kept(1_700_000_000.25, event))
    first = BoxRecord(3, bytes(32), link_of(bytes(32), 3, content), content)
    BlackBoxes(engine, FakeClock()).add(HERE, BOX, [first])
    engine.dispose()
    listed = _central(home, "black-boxes").stdout
    assert HERE.station_id in listed and BOX in listed and first.link.hex() in listed and "2 missing" in listed
    lines = [json.loads(line) for line in _central(home, "black-box", HERE.station_id, BOX).stdout.splitlines()]
    assert lines == [
        {"missing_from": 1, "missing_to": 2},
        {
            **{"number": 3, "time": 1_700_000_000.25, "kind": "signed_in", "what": "parameter_change"},
            "fields": {"receiver": "r1", "user": "u1"},
        },
    ]
