"""One-time codes, and the stations that they let in."""

import pytest
from sqlalchemy import Engine, select

from app.central.enrolment import CODE_LIFE, Enrolment
from app.central.tables import enrolment_code
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from tests.central.keys import new_key, public


@pytest.fixture
def enrolment(engine: Engine, fake_clock: FakeClock) -> Enrolment:
    """The service on a server with two units."""
    return Enrolment(engine, fake_clock, SeededIds(fake_clock, seed=3))


def _refused(code: str, enrolment: Enrolment, typed: str, key: str) -> None:
    with pytest.raises(KnownError) as caught:
        enrolment.enrol(typed, key)
    assert caught.value.code == code


def test_a_code_lets_one_station_in_under_the_name_it_was_made_for(enrolment: Enrolment) -> None:
    joined = enrolment.enrol(enrolment.make_code("1111111", "Sala 1"), public(new_key()))
    assert (joined.unit, joined.unit_name, joined.station_name) == ("1111111", "UBS", "Sala 1")
    found = {one["id"]: one for one in enrolment.stations()}
    assert (found[joined.station_id]["name"], found[joined.station_id]["status"]) == ("Sala 1", "active")


def test_a_code_is_read_however_it_was_typed(enrolment: Enrolment) -> None:
    code = enrolment.make_code("1111111", "Sala 1")
    assert enrolment.enrol(f" {code.lower().replace('-', ' ')} ", public(new_key())).unit == "1111111"


def test_a_used_code_answers_its_station_again_and_nobody_else(enrolment: Enrolment) -> None:
    code, key = enrolment.make_code("1111111", "Sala 1"), public(new_key())
    assert enrolment.enrol(code, key) == enrolment.enrol(code, key)
    _refused("central.bad_code", enrolment, code, public(new_key()))


def test_a_code_ends_after_a_day(enrolment: Enrolment, fake_clock: FakeClock) -> None:
    code = enrolment.make_code("1111111", "Sala 1")
    fake_clock.advance(CODE_LIFE.total_seconds() + 1)
    _refused("central.bad_code", enrolment, code, public(new_key()))


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA-AAAA-AAAA", "'; DROP TABLE station; --"])
def test_an_unknown_code_is_refused(enrolment: Enrolment, typed: str) -> None:
    _refused("central.bad_code", enrolment, typed, public(new_key()))


def test_what_is_no_key_is_refused(enrolment: Enrolment) -> None:
    _refused("central.bad_key", enrolment, enrolment.make_code("1111111", "Sala 1"), "zz" * 32)


def test_the_code_itself_is_not_kept(enrolment: Enrolment, engine: Engine) -> None:
    code = enrolment.make_code("1111111", "Sala 1")
    with engine.connect() as connection:
        kept = str(connection.execute(select(enrolment_code)).all())
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_unit_is_made_once_and_renamed_afterwards(enrolment: Enrolment) -> None:
    enrolment.put_unit("3333333", "Maternidade", "hospital")
    enrolment.put_unit("3333333", "Maternidade Escola", "hospital")
    assert enrolment.units()[-1] == {"cnes": "3333333", "name": "Maternidade Escola", "kind": "hospital"}
    for wrong in ("333", "333333x"):
        with pytest.raises(KnownError):
            enrolment.put_unit(wrong, "x", "hospital")


def test_unknown_units_and_stations_are_named(enrolment: Enrolment) -> None:
    with pytest.raises(KnownError) as caught:
        enrolment.make_code("9999999", "x")
    assert caught.value.code == "central.no_such_unit"
    with pytest.raises(KnownError) as caught:
        enrolment.suspend("nobody")
    assert caught.value.code == "central.no_such_station"
