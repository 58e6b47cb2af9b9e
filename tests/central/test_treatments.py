"""The interface for treatments over the real line: roles, bulk by criteria made once, pages, an audit of calls."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.central.clients import RATE
from app.central.tables import api_call, api_client
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.tables import campaign, message
from tests.central.interface import WHO, Interface


def test_a_dry_run_tells_who_who_not_and_why_with_one_example_and_schedules_nothing(interface: Interface) -> None:
    told = interface.bulk(dry_run=True, key="").json()
    assert (told["count"], told["left_out"], told["schedule"]) == (3, {"no_consent": 1}, None)
    assert told["example"]["text"] == "Olá, Maria."
    assert (interface.count(campaign), interface.count(message)) == (0, 0)


def test_the_same_key_schedules_once_and_with_other_content_is_refused(interface: Interface) -> None:
    first = interface.bulk()
    assert (first.status_code, first.json()["count"]) == (200, 3)
    again = interface.bulk()
    assert again.json()["schedule"] == first.json()["schedule"]
    assert (interface.count(campaign), interface.count(message)) == (1, 3)
    other = interface.bulk(name="Outra")
    assert (other.status_code, other.json()["code"]) == (409, "campaigns.other_content")
    assert interface.bulk(key="k2").status_code == 200
    assert interface.bulk(key="k1", role="manage").json()["schedule"] != first.json()["schedule"]


def test_without_a_key_nothing_is_scheduled(interface: Interface) -> None:
    answer = interface.bulk(key="")
    assert (answer.status_code, answer.json()["values"]["field"]) == (422, "key")
    assert interface.count(message) == 0


def test_a_schedule_is_listed_and_called_back(interface: Interface) -> None:
    schedule = interface.bulk().json()["schedule"]
    (listed,) = interface.get("schedules/").json()["items"]
    assert (listed["id"], listed["by_status"]) == (schedule, {"scheduled": 3})
    assert interface.post(f"schedules/{schedule}/cancel/", {}).json()["by_status"] == {"cancelled": 3}
    assert interface.post(f"schedules/{schedule}/cancel/", {}).status_code == 409
    assert interface.post("schedules/unknown/cancel/", {}).status_code == 404


def test_where_a_station_sends_the_server_schedules_nothing(interface: Interface) -> None:
    session = Session("c", "c", "c", Role.ADMINISTRATOR, Status.ACTIVE, "en", interface.clock.now())
    interface.desk.reminders.grant.give_back(session)
    assert interface.bulk(dry_run=True).status_code == 200
    answer = interface.bulk()
    assert (answer.status_code, answer.json()["code"]) == (409, "grant.not_here")
    assert interface.count(campaign) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_wrong_is_named_with_field_value_and_what_is_expected(interface: Interface) -> None:
    values = interface.bulk(criteria=[{"field": "age", "least": 10, "most": 999}]).json()["values"]
    assert (values["field"], values["value"], values["expected"]) == ("age", "999", "0–130")
    assert interface.bulk(criteria=[{"field": "shoe_size"}]).json()["values"]["value"] == "shoe_size"
    wrong: tuple[tuple[str, Any], ...] = (
        ("at", "tomorrow"),
        ("at", "2026-03-02T11:00:00"),
        ("window_hours", 0),
        ("channels", []),
    )
    for name, value in wrong:
        answer = interface.bulk(**{name: value})
        assert (answer.status_code, answer.json()["detail"][0]["loc"][1]) == (422, name)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_role_may_do_its_part_and_no_more(interface: Interface) -> None:
    assert interface.post("registrations/", WHO, "read").status_code == 403
    content = {"variants": [{"weight": 1, "texts": {"pt_BR": {"subject": "", "body": "Oi."}}}]}
    asked = {"name": "Outro", "content": content}
    assert interface.bulk("read").status_code == 403
    assert interface.bulk("read").json()["values"] == {"value": "read", "expected": "schedule"}
    assert interface.post("templates/", asked, "schedule").status_code == 403
    assert interface.bulk("manage").status_code == 200
    for path in ("registrations/", "templates/", "schedules/", "logs/", "metrics/"):
        assert [interface.get(path, role).status_code for role in ("read", "schedule", "manage")] == [200] * 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_revoked_or_invented_token_is_refused_and_a_station_is_none(interface: Interface) -> None:
    listed = {one["role"]: one["id"] for one in interface.clients.list()}
    interface.clients.revoke(str(listed["read"]))
    assert interface.get("metrics/").status_code == 401
    interface.tokens["read"] = "plantao_invented"
    assert interface.get("metrics/").status_code == 401
    interface.tokens["read"] = ""
    assert interface.get("metrics/").status_code == 401


def test_people_are_read_page_by_page_with_what_they_agreed_to(interface: Interface) -> None:
    page = interface.get("registrations/", size=2).json()
    found = page["items"]
    while page["next"]:
        page = interface.get("registrations/", after=page["next"], size=2).json()
        found += page["items"]
    assert len({one["id"] for one in found}) == 5
    assert sorted(tuple(one["agreed"]) for one in found) == [(), *[("sms",)] * 4]
    assert all("interested_in_surgery" in one["attributes"] for one in found)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_tried_is_read_and_counted(interface: Interface) -> None:
    interface.bulk(at=(interface.clock.now() + timedelta(minutes=1)).isoformat())
    interface.clock.advance(7200)
    interface.desk.reminders.work.send_due()
    page = interface.get("logs/", size=2).json()
    assert [one["outcome"] for one in page["items"]] == ["transient"] * 2
    assert len(interface.get("logs/", after=page["next"]).json()["items"]) == 1
    told = interface.get("metrics/").json()
    assert told["attempts"] == {"http_gateway": {"transient": 3}}
    assert told["outbox"] == {"retrying": 3}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_token_that_calls_too_often_waits(interface: Interface) -> None:
    codes = [interface.get("metrics/").status_code for _ in range(int(RATE.burst) + 1)]
    assert codes[-2:] == [200, 429]
    assert interface.get("metrics/", "manage").status_code == 200


def test_every_call_is_written_down_without_what_was_asked(interface: Interface) -> None:
    interface.bulk(name="Nome-íntimo")
    interface.bulk("read")
    interface.post("schedules/secret-id/cancel/", {})
    with interface.engine.connect() as connection:
        rows = connection.execute(select(api_call).order_by(api_call.c.id)).mappings().all()
        kept = connection.execute(select(api_client.c.token_sha256)).scalars().all()
    assert sorted((row["method"], row["route"], row["outcome"]) for row in rows) == [
        ("POST", "/api/treatments/bulk_schedule/", "central.not_allowed"),
        ("POST", "/api/treatments/bulk_schedule/", "done"),
        ("POST", "/api/treatments/schedules/{schedule}/cancel/", "campaigns.not_found"),
        ("POST", "/api/treatments/templates/", "done"),
    ]
    assert not set(kept) & set(interface.tokens.values())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_interface_describes_itself_with_its_refusals(interface: Interface) -> None:
    paths = interface.server.call("GET", "/api/openapi.json").json()["paths"]
    ours = {path: methods for path, methods in paths.items() if path.startswith("/api/treatments/")}
    assert len(ours) == 7
    for methods in ours.values():
        for route in methods.values():
            assert route["summary"]
            assert route["description"].endswith(".")
            assert route["security"]
            assert {"200", "401", "403", "404", "409", "422", "429", "503"} <= route["responses"].keys()
