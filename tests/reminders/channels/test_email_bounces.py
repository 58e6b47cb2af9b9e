"""What a letter in the mailbox is, and the mailbox itself."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.reminders.channels.email_bounces import Ours, classed, read_letter, written
from app.reminders.channels.email_mailbox import _quoted
from app.reminders.channels.interface import Feedback, FeedbackKind, Sender
from app.reminders.channels.registry import open_channel
from tests.conftest import ExpectedLogs
from tests.reminders.channels.certificates import Certificates
from tests.reminders.channels.letters import ID, VERP, answer, bounce, complaint
from tests.reminders.channels.local_http import free_port
from tests.reminders.channels.local_imap import Box, mailbox_server

OURS = Ours("retorno@ubs.example", "ubs.example")


def _one(raw: bytes) -> Feedback:
    (found,) = read_letter(raw, OURS, "17/1")
    return found


def test_a_bounce_names_the_message_the_address_and_the_reason() -> None:
    found = _one(bounce())
    assert (found.kind, found.message_id, found.address) == (FeedbackKind.BOUNCED_HARD, ID, "maria@example.org")
    assert (found.code, found.text) == ("5.1.1", "550 5.1.1 <•••>: no such  user here")
    assert (found.at, found.reference) == (datetime(2026, 3, 2, 11, 0, 5, tzinfo=UTC), "17/1")


def test_a_bounce_that_lost_our_address_is_known_by_the_headers_it_brings_back() -> None:
    assert _one(bounce(to="lembretes@ubs.example")).message_id == ID


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", FeedbackKind.BOUNCED_HARD),
        ("5.1.10", FeedbackKind.BOUNCED_HARD),
        ("5.2.1", FeedbackKind.BOUNCED_HARD),
        ("5.2.2", FeedbackKind.BOUNCED_SOFT),
        ("5.4.4", FeedbackKind.BOUNCED_SOFT),
        ("5.7.1", FeedbackKind.BOUNCED_SOFT),
        ("4.4.7", FeedbackKind.BOUNCED_SOFT),
        ("5.0.0", FeedbackKind.BOUNCED_SOFT),
        ("", FeedbackKind.BOUNCED_SOFT),
    ],
)
def test_only_an_address_that_is_not_there_bounces_hard(status: str, kind: FeedbackKind) -> None:
    assert classed(status) is kind
    if status:
        assert _one(bounce(status=status)).kind is kind


@pytest.mark.parametrize(
    ("action", "kinds"), [("delivered", [FeedbackKind.DELIVERED]), ("delayed", []), ("relayed", [])]
)
def test_a_report_that_is_no_bounce_is_told_as_what_it_is(action: str, kinds: list[FeedbackKind]) -> None:
    status = "2.0.0" if action != "delayed" else "4.4.1"
    assert [one.kind for one in read_letter(bounce(action, status), OURS, "")] == kinds


def test_a_bounce_in_prose_is_judged_by_the_status_in_its_words() -> None:
    def prose(words: str, to: str) -> bytes:
        head = f"From: Mailer-Daemon@old.example\r\nTo: {to}\r\nSubject: failure notice\r\n\r\n"
        return (head + f"Hi. This is the qmail-send program.\r\n{words}\r\n").encode()

    assert _one(prose("550 5.1.1 unknown user", VERP)).kind is FeedbackKind.BOUNCED_HARD
    assert _one(prose("try again some day", VERP)).kind is FeedbackKind.BOUNCED_SOFT
    # Where it names no message of ours it is of no use.
    assert list(read_letter(prose("5.1.1", "lembretes@ubs.example"), OURS, "")) == []


def test_a_complaint_to_the_provider_is_a_way_out() -> None:
    found = _one(complaint())
    assert (found.kind, found.message_id, found.code) == (FeedbackKind.OPT_OUT, ID, "abuse")
    other = complaint().replace(b"Feedback-Type: abuse", b"Feedback-Type: not-spam")
    assert list(read_letter(other, OURS, "")) == []


def test_a_person_who_answers_is_heard_without_what_she_quotes() -> None:
    quoted = "Em seg., 2 de mar. de 2026 às 08:00, UBS <lembretes@ubs.example>\nescreveu:\n\n> Consulta amanhã\n> SAIR"
    found = _one(answer(f"Não\n\n{quoted}"))
    assert (found.kind, found.address, found.text) == (FeedbackKind.REPLY, "maria@example.org", "Não")
    assert found.message_id == ID


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("SAIR", "SAIR"),
        ("SAIR\n\nOn Mon, 2 Mar 2026 at 08:00, UBS <a@b.c> wrote:\n> x", "SAIR"),
        ("sair\r\n--\r\nMaria", "sair"),
        ("Ok\n\n-----Mensagem original-----\nDe: UBS", "Ok"),
        ("Ok\n________________________________\nDe: UBS", "Ok"),
        ("Em casa está tudo bem.\nAté amanhã.", "Em casa está tudo bem.\nAté amanhã."),
        ("> só citação", ""),
        ("", ""),
    ],
)
def test_what_she_wrote_herself_ends_where_the_quoting_begins(text: str, own: str) -> None:
    assert written(text) == own


@pytest.mark.parametrize(
    "marks",
    [
        "Auto-Submitted: auto-replied (vacation)\n",
        "X-Autoreply: yes\n",
        "Precedence: auto_reply\n",
        "Precedence: bulk\n",
        "Return-Path: <>\n",
        "List-Id: <group.example>\n",
    ],
)
def test_a_machine_that_answers_is_not_heard(marks: str) -> None:
    assert list(read_letter(answer("Volto dia 10. SAIR", marks=marks), OURS, "")) == []


@pytest.mark.parametrize(
    "subject", ["Resposta automática: Consulta", "Automatic reply: x", "Out of office", "Fora do escritório", "Auto: x"]
)
def test_a_machine_that_marks_its_answer_in_the_subject_alone_is_not_heard(subject: str) -> None:
    assert list(read_letter(answer(subject=subject), OURS, "")) == []


def test_a_person_whose_mail_program_says_that_she_is_none_is_heard() -> None:
    assert _one(answer(marks="Auto-Submitted: no\n")).kind is FeedbackKind.REPLY


def test_only_an_address_of_ours_names_a_message() -> None:
    assert OURS.in_address(f"<{VERP}>") == ID
    assert OURS.in_address(f"Retorno+{ID}@UBS.example") == ID
    assert OURS.in_address(f"x-retorno+{ID}@ubs.example") is None
    assert OURS.in_address(f"retorno+{ID}@ubs.example.org") is None
    assert OURS.in_names(f"<x@y.example> <{ID}@ubs.example>") == ID
    assert OURS.in_names(f"<{ID}@other.example>") is None
    assert Ours("", "ubs.example").in_address(VERP) is None


PIECES = [
    bounce(),
    complaint(),
    answer(),
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n",
]


NOISE = [
    b"\r\n\r\n",
    b"--4F1.1/mx\r\n",
    b"Subject: =?utf\xff8?B?!!!!?=\r\n",
    b"=?klingon?Q?x?=",
    b"Content-Type: text/plain; charset=a\x00b\r\n",
    b"Content-Type: message/delivery-status\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Date: Mon, 2 Mar 99999 08:00:05 +9999\r\n",
    b"; report-type*0*=utf-8''x",
]
_CHANGES = st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(NOISE) | st.binary(max_size=40)), max_size=5)


@settings(max_examples=300)
@given(st.sampled_from(PIECES), _CHANGES)
def test_no_letter_however_broken_stops_the_reading(raw: bytes, changes: list[tuple[int, bytes]]) -> None:
    for at, noise in changes:
        raw = raw[:at] + noise + raw[at:]
    assert len(read_letter(raw, OURS, "")) <= 1


@given(st.binary(max_size=300))
def test_noise_is_read_without_a_word(raw: bytes) -> None:
    assert len(read_letter(raw, OURS, "")) <= 1


@pytest.mark.parametrize(
    ("folder", "quoted"),
    [("INBOX", '"INBOX"'), ("A & B", '"A &- B"'), ("Devoluções", '"Devolu&AOc-&APU-es"'), ('a"b', '"a\\"b"')],
)
def test_a_folder_is_named_as_the_protocol_wants(folder: str, quoted: str) -> None:
    assert _quoted(folder) == quoted


@pytest.fixture
def box(certificates: Certificates) -> Iterator[Box]:
    with mailbox_server(Box(), certificates.server) as running:
        yield running


def _channel(box: Box, certificates: Certificates, **more: str) -> Sender:
    settings = {
        "host": "127.0.0.1",
        "port": str(free_port()),
        "security": "none",
        "sender": "lembretes@ubs.example",
        "return_path": "retorno@ubs.example",
        "mailbox_host": "localhost",
        "mailbox_port": str(box.port),
        "mailbox_user": box.user,
        "certificate_file": str(certificates.authority),
    }
    return open_channel("email", settings | more, {"mailbox_password": box.password})


def test_new_letters_are_read_once_and_confirmed_by_the_next_call(box: Box, certificates: Certificates) -> None:
    box.put(bounce())
    box.put(answer(marks="Auto-Submitted: auto-replied\n"))
    box.put(answer())
    channel = _channel(box, certificates)
    assert [(one.kind, one.reference) for one in channel.listen()] == [
        (FeedbackKind.BOUNCED_HARD, "17/1"),
        (FeedbackKind.REPLY, "17/3"),
    ]
    assert box.seen == set()
    box.put(complaint())
    assert [one.reference for one in channel.listen()] == ["17/4"]
    assert box.seen == {1, 2, 3}
    channel.close()
    assert box.seen == {1, 2, 3, 4}


def test_after_a_crash_the_same_letters_come_under_the_same_names(box: Box, certificates: Certificates) -> None:
    box.put(answer())
    first = _channel(box, certificates).listen()
    channel = _channel(box, certificates)
    assert list(channel.listen()) == list(first)
    channel.close()


def test_a_letter_that_nobody_can_read_does_not_silence_the_others(
    box: Box, certificates: Certificates, expected_logs: ExpectedLogs
) -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n" for depth in range(3000))
    expected_logs.expect("app.reminders.channels.email_mailbox", "letter 17/1 of the mailbox cannot be read")
    box.put(nested.encode())
    box.put(bounce())
    channel = _channel(box, certificates)
    assert [one.reference for one in channel.listen()] == ["17/2"]
    channel.close()
    assert box.seen == {1, 2}


def test_numbers_of_a_mailbox_that_was_made_anew_confirm_nothing(box: Box, certificates: Certificates) -> None:
    box.put(answer())
    channel = _channel(box, certificates)
    channel.listen()
    box.life = 18
    assert [one.reference for one in channel.listen()] == ["18/1"]
    assert box.seen == set()
    channel.close()


def test_an_older_mailbox_is_signed_in_to_by_login(certificates: Certificates) -> None:
    with mailbox_server(Box(password="senha", plain_sign_in=False), certificates.server) as box:
        channel = _channel(box, certificates)
        assert list(channel.listen()) == []
        channel.close()
        assert "AUTHENTICATE PLAIN" not in box.said


def test_a_wrong_password_or_folder_is_said(box: Box, certificates: Certificates) -> None:
    wrong = _channel(box, certificates, mailbox_user="outro")
    with pytest.raises(KnownError, match=r"channels\.not_admitted"):
        wrong.listen()
    missing = _channel(box, certificates, mailbox_folder="Nada")
    with pytest.raises(KnownError, match=r"channels\.unreachable"):
        missing.listen()
    away = _channel(box, certificates, mailbox_port=str(free_port()))
    with pytest.raises(KnownError, match=r"channels\.unreachable"):
        away.listen()
    stranger = _channel(box, certificates, certificate_file="")
    with pytest.raises(KnownError, match=r"channels\.unreachable"):
        stranger.listen()
