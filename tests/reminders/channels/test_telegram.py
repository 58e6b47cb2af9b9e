"""A conversation with Telegram's Bot API, as Telegram documents it."""

from collections.abc import Iterator

import pytest

from app.kernel.errors import KnownError
from app.reminders.channels.interface import FeedbackKind, Outcome, Sender
from app.reminders.channels.registry import open_channel
from tests.reminders.channels.local_http import Provider
from tests.reminders.channels.messages import SECRET_TEXT, to

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CHAT = "771188"
MESSAGE = to(CHAT)


@pytest.fixture
def channel(http: Provider) -> Iterator[Sender]:
    sender = open_channel("telegram", {"address": http.address}, {"bot_token": TOKEN})
    yield sender
    sender.close()


def test_a_message_goes_out_without_markup_and_without_preview(http: Provider, channel: Sender) -> None:
    http.says(200, {"ok": True, "result": {"message_id": 42, "chat": {"id": 771188}}})
    attempted = channel.send(MESSAGE)
    assert (attempted.outcome, attempted.provider_id) == (Outcome.ACCEPTED, "771188/42")
    (asked,) = http.asked
    assert asked.path == f"/bot{TOKEN}/sendMessage"
    assert asked.json == {"chat_id": 771188, "text": SECRET_TEXT, "link_preview_options": {"is_disabled": True}}


@pytest.mark.parametrize(
    ("status", "told", "outcome"),
    [
        (403, "Forbidden: bot was blocked by the user", Outcome.OPT_OUT),
        (403, "Forbidden: user is deactivated", Outcome.FINAL),
        (403, "Forbidden: bot can't initiate conversation with a user", Outcome.FINAL),
        (400, "Bad Request: chat not found", Outcome.FINAL),
        (400, "Bad Request: message text is empty", Outcome.FINAL),
        (401, "Unauthorized", Outcome.FINAL),
        (500, "Internal Server Error", Outcome.UNKNOWN),
    ],
)
def test_an_error_means_what_telegram_says(
    http: Provider, channel: Sender, status: int, told: str, outcome: Outcome
) -> None:
    http.says(status, {"ok": False, "error_code": status, "description": told})
    attempted = channel.send(MESSAGE)
    assert (attempted.outcome, attempted.code, attempted.text) == (outcome, str(status), told)


def test_too_many_requests_say_how_long_to_wait(http: Provider, channel: Sender) -> None:
    told = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 35",
        "parameters": {"retry_after": 35},
    }
    http.says(429, told)
    attempted = channel.send(MESSAGE)
    assert (attempted.outcome, attempted.retry_after) == (Outcome.THROTTLED, 35.0)


def test_a_name_is_no_address(http: Provider, channel: Sender) -> None:
    assert channel.send(to("@maria")).code == "bad_address"
    assert http.asked == []


def _update(number: int, text: str, **more: object) -> dict[str, object]:
    chat = {"id": 771188, "type": "private"}
    return {"update_id": number, "message": {"message_id": 7, "date": 1772445600, "chat": chat, "text": text, **more}}


def test_people_link_write_and_leave(http: Provider, channel: Sender) -> None:
    blocked = {"chat": {"id": 771188}, "date": 1772445600, "new_chat_member": {"status": "kicked"}}
    returned = {"chat": {"id": 771188}, "date": 1772445600, "new_chat_member": {"status": "member"}}
    http.says(
        200,
        {
            "ok": True,
            "result": [
                _update(1, "/start Abc-123_x"),
                _update(2, "/start"),
                _update(3, "Obrigada!", reply_to_message={"message_id": 42}),
                _update(4, "/stop"),
                {"update_id": 5, "my_chat_member": blocked},
                {"update_id": 6, "my_chat_member": returned},
                {"update_id": 7, "message": {"chat": {"id": 771188}, "photo": []}},
            ],
        },
    )
    linked, reply, stopped, left = channel.listen()
    assert (linked.kind, linked.address, linked.text) == (FeedbackKind.LINKED, CHAT, "Abc-123_x")
    assert (reply.kind, reply.text, reply.provider_id) == (FeedbackKind.REPLY, "Obrigada!", "771188/42")
    assert (stopped.kind, left.kind) == (FeedbackKind.OPT_OUT, FeedbackKind.OPT_OUT)
    assert [one.reference for one in (linked, reply, stopped, left)] == ["update 1", "update 3", "update 4", "update 5"]


def test_what_was_received_is_confirmed_by_the_next_call(http: Provider, channel: Sender) -> None:
    http.says(200, {"ok": True, "result": [_update(9, "Oi")]})
    http.always(200, {"ok": True, "result": []})
    assert len(channel.listen()) == 1
    assert channel.listen() == []
    assert [asked.json["offset"] for asked in http.asked] == [0, 10]
    assert {asked.path for asked in http.asked} == {f"/bot{TOKEN}/getUpdates"}


@pytest.mark.parametrize(("status", "code"), [(401, "not_admitted"), (404, "bad_setting"), (502, "unreachable")])
def test_a_trial_names_what_is_wrong(http: Provider, channel: Sender, status: int, code: str) -> None:
    http.says(status, {"ok": False})
    with pytest.raises(KnownError) as caught:
        channel.test()
    assert caught.value.code == f"channels.{code}"


def test_a_token_of_another_form_never_gets_into_an_address() -> None:
    with pytest.raises(KnownError, match=r"channels\.bad_setting"):
        open_channel("telegram", {}, {"bot_token": "../x?y"})
