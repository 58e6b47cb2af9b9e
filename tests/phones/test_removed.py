"""A phone that was removed is told so and what to do; one too many is told that, and harms none that is there."""

import pytest

from app.phones import gateway as gateway_module
from app.phones.limits import MOST_SESSIONS
from app.phones.session import End
from tests.conftest import ExpectedLogs
from tests.phones.conftest import PlainPhone, Ward
from tests.phones.router_for_phones import until

HERE = "phone-1"
REFUSALS = "app.router.links.refusals"


def test_a_phone_that_is_removed_while_it_is_open_is_told_so_at_once(ward: Ward, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow(REFUSALS)
    phone = ward.open(HERE)
    ward.router.keys.revoke(HERE)
    assert phone.ended() == End.REVOKED
    until(lambda: not ward.gateway.sessions)


def test_a_phone_that_was_removed_is_told_so_when_it_is_opened_again(ward: Ward) -> None:
    cookie = ward.admitted(HERE)
    ward.router.keys.revoke(HERE)
    socket = ward.connect(cookie)
    ward.phones.append(PlainPhone(socket))
    ward.phones[-1].say("hello", visible=True)
    assert ward.phones[-1].ended() == End.REVOKED
    assert ward.router.arrivals(HERE) == 0


def test_one_session_too_many_is_told_so_and_the_others_go_on(
    ward: Ward, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_SESSIONS == 200
    monkeypatch.setattr(gateway_module, "MOST_SESSIONS", 2)
    expected_logs.expect(REFUSALS, "too_many")
    first, second = ward.open("phone-1"), ward.open("phone-2")
    third = PlainPhone(ward.connect(ward.admitted("phone-3")))
    ward.phones.append(third)
    assert third.ended() == End.FULL
    ward.router.alarm("phone-1", "phone-2")
    assert first.row()["title"] == second.row()["title"] == "SpO₂ 84 < 90"
    # A place that somebody leaves is free again.
    second.close()
    ward.phones.remove(second)
    until(lambda: len(ward.gateway.sessions) == 1)
    assert ward.open("phone-4").state["link"]
