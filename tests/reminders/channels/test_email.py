"""A conversation with a mail server."""

import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count

import pytest

from app.kernel.errors import KnownError
from app.reminders.channels.interface import Outcome, Sender
from app.reminders.channels.registry import open_channel
from tests.reminders.channels.certificates import Certificates
from tests.reminders.channels.local_http import free_port
from tests.reminders.channels.local_smtp import Behaviour, MailRoom, mail_server
from tests.reminders.channels.messages import to

ADDRESS = "maria@example.org"
MAIL = replace(to(ADDRESS), way_out="https://central.example/saida/abc")
USERS = {"ubs": "senha-da-ubs", "caçador": "coração"}

Opened = Callable[..., tuple[Sender, MailRoom]]


@pytest.fixture
def opened(certificates: Certificates) -> Iterator[Opened]:
    """Opens a channel to a server that behaves as asked; settings by name."""
    with ExitStack() as stack:

        def open_one(behaviour: Behaviour | None = None, password: str = "", **more: str) -> tuple[Sender, MailRoom]:
            implicit = more.get("security") == "implicit"
            room = stack.enter_context(mail_server(behaviour or Behaviour(), certificates.server, implicit))
            settings = {
                "host": "localhost",
                "port": str(room.port),
                "sender": "lembretes@ubs.example",
                "return_path": "retorno@ubs.example",
                "certificate_file": str(certificates.authority),
                **more,
            }
            channel = open_channel("email", settings, {"password": password})
            stack.callback(channel.close)
            return channel, room

        yield open_one


def test_a_message_goes_out_encrypted_and_returns_to_an_address_that_names_it(opened: Opened) -> None:
    channel, room = opened(Behaviour(users=USERS), user="ubs", password=USERS["ubs"])
    attempted = channel.send(MAIL)
    assert (attempted.outcome, attempted.code, attempted.text) == (Outcome.ACCEPTED, "250 2.0.0", "2.0.0 queued as 4F1")
    (letter,) = room.letters
    assert room.encrypted == [True]
    assert (letter.return_path, letter.to) == (f"retorno+{MAIL.message_id}@ubs.example", ADDRESS)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in letter.raw
    assert b"Subject: =?utf-8?B?" in letter.raw


@pytest.mark.parametrize("pipelining", [True, False])
def test_the_line_is_kept_for_the_next_message(opened: Opened, pipelining: bool) -> None:
    channel, room = opened(Behaviour(pipelining=pipelining))
    assert [channel.send(MAIL).outcome for _ in range(5)] == [Outcome.ACCEPTED] * 5
    assert (room.connections, len(room.letters)) == (1, 5)


def test_tls_from_the_first_byte_is_spoken_where_it_is_set(opened: Opened) -> None:
    channel, room = opened(security="implicit")
    assert channel.send(MAIL).outcome is Outcome.ACCEPTED
    assert room.encrypted == [True]


def test_without_return_path_the_sender_gets_what_comes_back(opened: Opened) -> None:
    channel, room = opened(return_path="")
    channel.send(MAIL)
    assert room.letters[0].return_path == "lembretes@ubs.example"


def test_a_name_and_a_password_beyond_ascii_sign_in(opened: Opened) -> None:
    channel, _ = opened(Behaviour(users=USERS), user="caçador", password="coração")
    assert channel.send(MAIL).outcome is Outcome.ACCEPTED


def test_a_wrong_password_is_final_and_not_told(opened: Opened) -> None:
    for user, password in (("ubs", "errada-errada"), ("caçador", "não-é-essa")):
        channel, room = opened(Behaviour(users=USERS), user=user, password=password)
        attempted = channel.send(MAIL)
        assert (attempted.outcome, attempted.code, attempted.text) == (Outcome.FINAL, "535", "")
        with pytest.raises(KnownError, match=r"channels\.not_admitted"):
            channel.test()
        assert room.letters == []


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(
    ("reply", "outcome", "code"),
    [
        (f"550 5.1.1 <{ADDRESS}> unknown", Outcome.FINAL, "550 5.1.1"),
        ("552 5.2.2 mailbox full", Outcome.FINAL, "552 5.2.2"),
        ("450 4.7.1 grey list", Outcome.THROTTLED, "450 4.7.1"),
        ("451 local trouble", Outcome.TRANSIENT, "451"),
        ("452 4.3.1 no room", Outcome.TRANSIENT, "452 4.3.1"),
        ("421 4.7.0 too many", Outcome.THROTTLED, "421 4.7.0"),
    ],
)
def test_a_refusal_means_what_its_code_says_wherever_it_comes(
    opened: Opened, command: str, pipelining: bool, reply: str, outcome: Outcome, code: str
) -> None:
    channel, room = opened(Behaviour(pipelining=pipelining, replies={command: [reply]}))
    attempted = channel.send(MAIL)
    assert (attempted.outcome, attempted.code) == (outcome, code)
    assert ADDRESS not in attempted.text
    assert room.letters == []
    # The refusal of one message is not the end of the line for the next.
    assert channel.send(MAIL).outcome is Outcome.ACCEPTED
    assert len(room.letters) == 1


def test_a_server_that_goes_on_after_its_own_refusal_is_given_nothing(opened: Opened) -> None:
    replies = {"RCPT": ["550 5.1.1 unknown"], "DATA": ["354 go on"]}
    channel, room = opened(Behaviour(replies=replies))
    assert channel.send(MAIL).code == "550 5.1.1"
    assert room.letters == []
    assert channel.send(MAIL).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("command", ["CONNECT", "MAIL", "RCPT", "DATA"])
def test_a_line_cut_before_the_final_dot_was_not_sent(opened: Opened, command: str, pipelining: bool) -> None:
    channel, room = opened(Behaviour(pipelining=pipelining, replies={command: [""]}))
    assert channel.send(MAIL).outcome is Outcome.TRANSIENT
    assert room.letters == []


def test_a_line_cut_inside_the_message_was_not_sent(opened: Opened) -> None:
    channel, room = opened(Behaviour(cut_after=500))
    # Larger than what the network swallows unseen, so that the sender meets the cut while it still speaks.
    attempted = channel.send(replace(MAIL, text="linha de texto\n" * 1_000_000))
    assert (attempted.outcome, attempted.code) == (Outcome.TRANSIENT, "broken")
    assert room.letters == []


def test_a_line_cut_after_the_final_dot_leaves_the_end_unknown(opened: Opened) -> None:
    channel, room = opened(Behaviour(replies={"DOT": [""]}))
    attempted = channel.send(MAIL)
    assert (attempted.outcome, attempted.code) == (Outcome.UNKNOWN, "broken")
    assert channel.send(MAIL).outcome is Outcome.ACCEPTED
    assert room.connections == 2


def test_an_answer_that_is_none_leaves_the_end_unknown(opened: Opened) -> None:
    channel, _ = opened(Behaviour(replies={"DOT": ["what?"]}))
    assert channel.send(MAIL).outcome is Outcome.UNKNOWN


def test_a_line_that_rested_too_long_is_replaced_without_losing_the_message(opened: Opened) -> None:
    channel, room = opened()
    channel.send(MAIL)
    room.hang_up_on_all()
    assert channel.send(MAIL).outcome is Outcome.ACCEPTED
    room.behaviour.replies["MAIL"] = ["421 4.4.2 idle too long"]
    assert channel.send(MAIL).outcome is Outcome.ACCEPTED
    assert (len(room.letters), room.connections) == (3, 3)


def test_a_message_is_given_up_in_time_for_its_lease(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    channel, room = opened()
    channel.send(MAIL)
    beats = count(time.monotonic(), 60)
    # A minute goes by with every look at the clock.
    monkeypatch.setattr(time, "monotonic", lambda: next(beats))
    assert (channel.send(MAIL).outcome, channel.send(MAIL).code) == (Outcome.TRANSIENT, "timeout")
    assert len(room.letters) == 1


def test_a_line_is_changed_after_a_hundred_messages(opened: Opened) -> None:
    channel, room = opened()
    for _ in range(101):
        channel.send(MAIL)
    assert (len(room.letters), room.connections) == (101, 2)


def test_nothing_is_sent_in_the_clear_unless_it_is_set(opened: Opened) -> None:
    channel, room = opened(Behaviour(starttls=False))
    assert channel.send(MAIL) == replace(channel.send(MAIL), outcome=Outcome.TRANSIENT, code="no_tls")
    assert room.letters == []
    with pytest.raises(KnownError, match=r"channels\.unreachable"):
        channel.test()
    open_channel_, open_room = opened(Behaviour(starttls=False), security="none")
    assert open_channel_.send(MAIL).outcome is Outcome.ACCEPTED
    assert open_room.encrypted == [False]


def test_a_certificate_of_a_stranger_is_not_spoken_to(opened: Opened) -> None:
    for security in ("starttls", "implicit"):
        channel, room = opened(security=security, certificate_file="")
        assert (channel.send(MAIL).outcome, channel.send(MAIL).code) == (Outcome.TRANSIENT, "no_tls")
        assert room.letters == []


def test_a_closed_door_is_passing() -> None:
    settings = {"host": "127.0.0.1", "port": str(free_port()), "sender": "a@ubs.example"}
    channel = open_channel("email", settings, {})
    assert (channel.send(MAIL).outcome, channel.send(MAIL).code) == (Outcome.TRANSIENT, "refused")
    with pytest.raises(KnownError, match=r"channels\.unreachable"):
        channel.test()
    channel.close()


@pytest.mark.parametrize("most", [2, 4])
def test_many_threads_send_at_once_over_no_more_lines_than_are_allowed(opened: Opened, most: int) -> None:
    channel, room = opened(Behaviour(seconds=0.01), most_lines=str(most))
    outcomes: list[Outcome] = []
    ids = [f"m{number}" for number in range(40)]

    def send_some(own: list[str]) -> None:
        outcomes.extend(channel.send(replace(MAIL, message_id=one)).outcome for one in own)

    threads = [threading.Thread(target=send_some, args=(ids[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [Outcome.ACCEPTED] * 40
    assert sorted(letter.return_path for letter in room.letters) == sorted(f"retorno+{one}@ubs.example" for one in ids)
    assert all(f"<{one.return_path[8:].split('@')[0]}@".encode() in one.raw for one in room.letters)
    assert room.connections <= most


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (to("maria@example.org>\r\nRCPT TO:<x@example.org"), "bad_address"),
        (replace(MAIL, message_id="a@b>"), "bad_message_id"),
        (replace(MAIL, way_out="http://a.b"), "bad_way_out"),
    ],
)
def test_what_could_say_more_than_it_should_is_not_sent(opened: Opened, message: object, code: str) -> None:
    channel, room = opened()
    assert channel.send(message).code == code  # type: ignore[arg-type]  # parametrised
    assert room.said == []


@pytest.mark.parametrize(
    ("settings", "secrets", "setting"),
    [
        ({"host": ""}, {}, "host"),
        ({"port": "0"}, {}, "port"),
        ({"port": "many"}, {}, "port"),
        ({"security": "maybe"}, {}, "security"),
        ({"sender": "UBS <a@ubs.example>"}, {}, "sender"),
        ({"return_path": "a+b@ubs.example"}, {}, "return_path"),
        ({"return_path": f"{'a' * 28}@ubs.example"}, {}, "return_path"),
        ({"most_lines": "nan"}, {}, "most_lines"),
        ({"user": "ubs"}, {}, "password"),
        ({"user": "ubs", "security": "none"}, {"password": "x"}, "security"),
        ({"certificate_file": "nowhere.pem"}, {}, "certificate_file"),
        ({"mailbox_host": "imap.ubs.example"}, {}, "mailbox_user"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(
    settings: dict[str, str], secrets: dict[str, str], setting: str
) -> None:
    with pytest.raises(KnownError) as caught:
        open_channel("email", {"host": "mail.ubs.example", "sender": "a@ubs.example", **settings}, secrets)
    assert (caught.value.values["channel"], caught.value.values["setting"]) == ("email", setting)


def test_no_server_is_called_after_closing(opened: Opened) -> None:
    channel, room = opened()
    channel.send(MAIL)
    channel.close()
    assert (channel.send(MAIL).outcome, channel.send(MAIL).code) == (Outcome.TRANSIENT, "closed")
    assert room.connections == 1
    assert room.said[-1].upper() == "QUIT"


def test_smtplib_still_keeps_what_we_rely_on() -> None:
    # A getreply that raised nothing on a cut line would turn an unknown end into a sent message.
    assert issubclass(smtplib.SMTPServerDisconnected, OSError)
