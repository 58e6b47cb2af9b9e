"""Table 13 at work: what is asked for a sign of its life, what has gone, and what alarms."""

from app.router.life import SignsOfLife, Silence
from app.router.tables.model import Silent
from app.router.tables.reading import default_tables
from app.ward.beds.model import DeviceClass

A, B, C, D = DeviceClass


def _signs() -> SignsOfLife:
    return SignsOfLife(default_tables())


def test_table_13_asks_the_equipment_itself_before_it_is_gone() -> None:
    signs = _signs()
    signs.heard("ventilator", A, 0.0)
    assert list(signs.silent(29.9)) == []
    assert list(signs.silent(30.0)) == [Silence("ventilator", A, Silent.PROBE, None)]
    assert list(signs.silent(34.9)) == []
    assert list(signs.silent(35.0)) == [Silence("ventilator", A, Silent.LOST, 0)]
    assert list(signs.silent(900.0)) == []


def test_table_13_lets_an_answer_count_for_the_next_half_minute() -> None:
    signs = _signs()
    signs.heard("ventilator", A, 0.0)
    assert len(list(signs.silent(30.0))) == 1
    assert not signs.heard("ventilator", A, 31.0)
    assert list(signs.silent(60.9)) == []
    assert [one.then for one in signs.silent(61.0)] == [Silent.PROBE]


def test_table_13_loses_a_receiver_after_a_minute_and_takes_it_back() -> None:
    signs = _signs()
    signs.heard("phone", B, 0.0)
    assert list(signs.silent(60.0)) == [Silence("phone", B, Silent.LOST, 1)]
    assert signs.heard("phone", B, 70.0)
    assert not signs.heard("phone", B, 71.0)


def test_table_13_polls_infrastructure_every_hour() -> None:
    signs = _signs()
    signs.heard("generator", C, 0.0)
    assert [one.then for one in signs.silent(3600.0)] == [Silent.POLL]
    assert [one.priority for one in signs.silent(3606.0)] == [0]


def test_table_13_waits_for_no_relay_and_forgets_it() -> None:
    signs = _signs()
    signs.heard("relay", D, 0.0)
    assert list(signs.silent(1e6)) == []
    assert signs.leaves("relay") is None


def test_table_13_alarms_when_life_support_is_switched_off_on_a_patient() -> None:
    signs = _signs()
    signs.heard("ventilator", A, 0.0, life_support=True)
    signs.heard("ventilator", A, 1.0)
    assert signs.leaves("ventilator", patient_attached=True) == 0
    for life_support, attached in ((True, False), (False, True)):
        signs.heard("x", A, 0.0, life_support)
        assert signs.leaves("x", attached) is None
    assert list(signs.silent(1e6)) == []
    assert signs.leaves("never there", patient_attached=True) is None
