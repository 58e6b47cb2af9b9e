"""A gateway that is described by settings alone."""

import base64
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.reminders.channels.http_gateway import _filled
from app.reminders.channels.interface import Attempted, Outcome
from app.reminders.channels.registry import open_channel
from tests.reminders.channels.certificates import Certificates
from tests.reminders.channels.local_http import Provider, provider
from tests.reminders.channels.messages import MESSAGE, PHONE, SECRET_TEXT, to

KEY = "key-of-the-test"


def _send(http: Provider, key: str = KEY, **settings: str) -> Attempted:
    channel = open_channel("http_gateway", {"address": f"{http.address}/sms", **settings}, {"key": key})
    attempted = channel.send(MESSAGE)
    channel.close()
    return attempted


def test_a_json_body_is_filled_in_at_every_depth(http: Provider) -> None:
    http.says(201, {"data": {"messages": [{"id": 7781}]}})
    body = '{"key": "{{key}}", "messages": [{"to": "{{ to }}", "body": "Unidade: {{text}}", "flash": false}]}'
    attempted = _send(http, body=body, id_path="data.messages.0.id")
    assert (attempted.outcome, attempted.code, attempted.provider_id) == (Outcome.ACCEPTED, "201", "7781")
    assert http.asked[0].json == {
        "key": KEY,
        "messages": [{"to": PHONE, "body": f"Unidade: {SECRET_TEXT}", "flash": False}],
    }


def test_a_form_is_sent_with_a_name_and_a_key(http: Provider) -> None:
    body = '{"celular": "{{to}}", "msg": "{{text}}", "ref": "{{message_id}}"}'
    _send(http, body=body, body_kind="form", sign_in="basic", user="ubs", headers='{"X-Account": "{{user}}"}')
    (asked,) = http.asked
    assert asked.form == {"celular": PHONE, "msg": SECRET_TEXT, "ref": MESSAGE.message_id}
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(f"ubs:{KEY}".encode()).decode()
    assert asked.headers["x-account"] == "ubs"


def test_a_query_is_sent_with_a_bearer_key(http: Provider) -> None:
    _send(http, method="get", body_kind="query", body='{"n": "{{to}}"}', sign_in="bearer")
    (asked,) = http.asked
    assert (asked.method, asked.query, asked.headers["authorization"]) == ("GET", {"n": PHONE}, f"Bearer {KEY}")


@pytest.mark.parametrize(
    ("status", "settings", "outcome"),
    [
        (204, {"good_statuses": "204"}, Outcome.ACCEPTED),
        (409, {"transient_statuses": "409"}, Outcome.TRANSIENT),
        (420, {"throttle_statuses": "420, 429"}, Outcome.THROTTLED),
        (500, {"final_statuses": "500"}, Outcome.FINAL),
        (500, {}, Outcome.UNKNOWN),
        (404, {}, Outcome.FINAL),
        (302, {}, Outcome.FINAL),
    ],
)
def test_a_status_means_what_the_settings_say(
    http: Provider, status: int, settings: Mapping[str, str], outcome: Outcome
) -> None:
    http.says(status, {"error": f"{KEY} may not write {SECRET_TEXT} to {PHONE}"})
    attempted = _send(http, **settings)
    assert (attempted.outcome, attempted.code) == (outcome, str(status))
    for private in (KEY, SECRET_TEXT, PHONE):
        assert private not in attempted.text


@pytest.mark.parametrize(
    ("code", "outcome"), [(0, Outcome.ACCEPTED), (77, Outcome.FINAL), (9, Outcome.OPT_OUT), (None, Outcome.FINAL)]
)
def test_a_refusal_inside_a_good_status_is_seen(http: Provider, code: int | None, outcome: Outcome) -> None:
    http.says(200, {"result": {"code": code}})
    attempted = _send(http, code_path="result.code", good_codes="0, 1", opt_out_codes="9")
    assert (attempted.outcome, attempted.code) == (outcome, "200" if code is None else str(code))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("address", "http://gateway.example/sms"),
        ("method", "delete"),
        ("body_kind", "query"),
        ("body", "not json"),
        ("body", "[1]"),
        ("body", '{"to": "{{patient.cpf}}"}'),
        ("body", '{"to": "{{cpf}}"}'),
        ("body", '{"to": "\\u007b{cpf}}"}'),
        ("headers", '{"X-To": "{{to}}"}'),
        ("headers", '{"X-A": "a\\r\\nX-B: b"}'),
        ("headers", '{"X A": "a"}'),
        ("headers", '{"X-A": "ação"}'),
        ("sign_in", "digest"),
        ("good_statuses", "ok"),
        ("final_statuses", "200"),
        ("address", ""),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(setting: str, value: str) -> None:
    with pytest.raises(KnownError) as caught:
        open_channel("http_gateway", {"address": "https://gateway.example/sms", setting: value}, {"key": KEY})
    assert caught.value.code == "channels.bad_setting"
    assert caught.value.values["setting"] == setting
    assert caught.value.values["value"] and caught.value.values["expected"]


@pytest.mark.parametrize(("kind", "missing"), [("basic", "key"), ("bearer", "key")])
def test_a_sign_in_asks_for_its_key(kind: str, missing: str) -> None:
    with pytest.raises(KnownError) as caught:
        open_channel("http_gateway", {"address": "https://gateway.example", "sign_in": kind}, {})
    told = {"channel": "http_gateway", "setting": missing, "value": "—", "expected": "1–2000 ×"}
    assert caught.value.values == told


@given(text=st.text(max_size=60), number=st.from_regex(PHONE.replace("+", r"\+"), fullmatch=True))
def test_no_text_changes_the_form_of_the_body_or_is_read_again(text: str, number: str) -> None:
    said = {"text": text, "to": number, "key": "{{text}}"}
    filled = _filled({"a": "{{text}}", "b": ["{{to}}"], "c": "{{key}}", "d": 3}, said)
    assert filled == {"a": text, "b": [number], "c": "{{text}}", "d": 3}
    assert urlencode({"a": "x"}) == "a=x"


def test_a_gateway_with_a_certificate_of_ones_own_is_reached(certificates: Certificates) -> None:
    with provider(certificates.server) as own:
        attempted = _send(own, certificate_file=str(certificates.authority))
        assert attempted.outcome is Outcome.ACCEPTED
        assert _send(own).outcome is Outcome.TRANSIENT


def test_what_is_no_phone_number_is_not_sent(http: Provider) -> None:
    channel = open_channel("http_gateway", {"address": http.address}, {})
    assert channel.send(to("+0")).code == "bad_address"
    channel.close()
    assert http.asked == []


def test_a_trial_sends_no_message(http: Provider) -> None:
    channel = open_channel("http_gateway", {"address": http.address}, {})
    http.says(405)
    channel.test()
    http.says(401)
    with pytest.raises(KnownError, match=r"channels\.not_admitted"):
        channel.test()
    channel.close()
    assert {asked.method for asked in http.asked} == {"OPTIONS"}
