"""Events, forms and calls about people of any name reach the server, well made and badly; its log names nobody."""

import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from app.central.tables import rejected
from app.kernel.clock import FakeClock
from app.support.crashes import CrashKeeper, Kind
from app.support.json_lines import log_to
from tests.central.serving import served
from tests.central.test_api import Caller
from tests.central.writer import HERE, Writer
from tests.conftest import ExpectedLogs
from tests.privacy.identities import Identity, found_in, identities, left_on_disk

FEW = settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
_logger = logging.getLogger("app.tests.central")


@pytest.fixture
def caller(engine: Engine, tmp_path: Path) -> Iterator[Caller]:
    """A station that has joined a server with the pages for patients."""
    with served(engine, tmp_path / "server", "https://cuidar.example") as one:
        made = Caller(one, one.pinned())
        made.join()
        yield made
        made.server.close()


@pytest.fixture
def said(expected_logs: ExpectedLogs) -> Iterator[StringIO]:
    """What the server says, details too."""
    for name in ("app", "uvicorn", "sqlalchemy"):
        expected_logs.allow(name)
    stream = StringIO()
    handler = log_to(stream, FakeClock(), logging.DEBUG)
    yield stream
    logging.getLogger().removeHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)


def test_whoever_it_is_about_and_whatever_is_wrong_with_it_the_log_names_nobody(
    caller: Caller, engine: Engine, said: StringIO, tmp_path: Path
) -> None:
    met: list[Identity] = []
    keeper, writer = CrashKeeper(tmp_path / "logs", "central"), Writer(HERE)

    @given(one=identities())
    @FEW
    def calls(one: Identity) -> None:
        met.append(one)
        _push(caller, writer, one)
        _call(caller, one)
        _break(engine, keeper, one)
        assert found_in(said.getvalue(), met) == []

    calls()
    assert '"/api/sync/push"' in said.getvalue()
    assert "IntegrityError" in said.getvalue()
    assert left_on_disk(tmp_path / "logs", met) == []


def _push(caller: Caller, writer: Writer, one: Identity) -> None:
    told = {"full_name": one.name, "cpf": one.cpf, "phone": one.phone, "email": one.email, "mother_name": one.mother}
    good = writer.event("person", f"p-{one.cpf}", "create", **told)  # type: ignore[arg-type]  # texts of a row
    wrong = writer.event("person", one.name, "change", fields={one.note: one.name}, before=one.address)
    strange = writer.event(one.name, one.cpf, one.note, note=one.note)
    assert "rejected" in caller.push_events(good, wrong, strange)
    for body in (f'{{"events": ["{one.name}"]}}', f"{one.name} {one.cpf}", '{"events": 7}'):
        caller.push(body.encode())


def _call(caller: Caller, one: Identity) -> None:
    for path in (
        f"/{one.name}/{one.cpf}",
        f"/p/preferences/{one.note}",
        f"/api/sync/people/{one.cpf}?after={one.name}",
    ):
        caller.get(path)
    form = {"full_name": one.name, "phone": one.phone, "email": one.name, "birth_date": one.note, "unit": one.address}
    caller.server.call("POST", "/p/register", data=form)
    caller.server.call("POST", "/api/stations/enrol", json={"code": one.name, "public_key": one.note})
    caller.server.call("POST", f"/hooks/{one.name}/{one.cpf}", json={"from": one.phone, "text": one.note})
    caller.server.call("GET", "/api/sync/pull", headers={"Authorization": f"Bearer {one.name.encode()!r}"})


def _break(engine: Engine, keeper: CrashKeeper, one: Identity) -> None:
    """What a database says of a row that it refuses is the row itself."""
    row = {"event_id": one.cpf, "station_id": one.name[:36], "code": "x", "raw": one.note, "received_at": one.phone}
    with pytest.raises(IntegrityError) as refused, engine.begin() as connection:
        connection.execute(insert(rejected).values(**row))
        connection.execute(insert(rejected).values(**row))
    _logger.error("refused %s: %s", one.name, refused.value, exc_info=refused.value)
    keeper.note(refused.value, Kind.CAUGHT)
