"""One e-mail as bytes: what another program reads in it is what was meant."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reminders.channels.email_message import Letterhead, clean_address, clean_way_out, letter
from app.reminders.channels.interface import Outgoing
from tests.reminders.channels.messages import MESSAGE

HEAD = Letterhead("lembretes@ubs.example", "UBS São João: lembretes", "recepcao@ubs.example", "ubs.example")
NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
WAY_OUT = "https://central.example/saida/" + "a" * 60


def _read(message: Outgoing, way_out: str = WAY_OUT) -> tuple[bytes, EmailMessage]:
    raw = letter(HEAD.prepared(), HEAD.domain, message, "maria@example.org", way_out, NOW)
    undotted = raw[1:] if raw.startswith(b"..") else raw
    read = message_from_bytes(undotted.replace(b"\n..", b"\n."), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return raw, read


def test_the_headers_say_who_to_whom_when_and_how_to_leave() -> None:
    _, read = _read(MESSAGE)
    assert dict(read.items()) == {
        "From": '"UBS São João: lembretes" <lembretes@ubs.example>',
        "Reply-To": "recepcao@ubs.example",
        "To": "maria@example.org",
        "Subject": "Consulta de pré-natal",
        "Date": "Mon, 02 Mar 2026 11:00:00 +0000",
        "Message-ID": f"<{MESSAGE.message_id}@ubs.example>",
        "List-Unsubscribe": f"<{WAY_OUT}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "Auto-Submitted": "auto-generated",
    }


def test_without_a_way_out_no_header_promises_one() -> None:
    _, read = _read(MESSAGE, way_out="")
    assert "List-Unsubscribe" not in read
    assert "List-Unsubscribe-Post" not in read


@given(subject=st.text(max_size=200), text=st.text(max_size=400), name=st.text(max_size=80))
def test_any_text_arrives_as_it_was_written_and_adds_no_header(subject: str, text: str, name: str) -> None:
    head = Letterhead("a@ubs.example", name, "", "ubs.example")
    message = replace(MESSAGE, subject=subject, text=text)
    raw = letter(head.prepared(), head.domain, message, "maria@example.org", "", NOW)
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r\n.\r\n" not in raw
    read = message_from_bytes(raw.replace(b"\n..", b"\n."), policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert len(read.keys()) == 9
    assert not any(read[header].defects for header in ("Subject", "From", "To"))
    wanted = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    assert read.get_content().replace("\r\n", "\n") == wanted.encode(errors="replace").decode()


@given(subject=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=120))
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    _, read = _read(replace(MESSAGE, subject=f"x {subject} y"))
    assert read["Subject"] == f"x {subject} y"


def test_a_line_of_one_dot_does_not_end_the_message() -> None:
    raw, read = _read(replace(MESSAGE, text=".\r\n.\n..x\n. y"))
    assert b"\r\n.\r\n" not in raw
    assert read.get_content().splitlines() == [".", ".", "..x", ". y"]


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("maria@example.org", "maria@example.org"),
        ("maria.teste+ubs@exemplo.com.br", "maria.teste+ubs@exemplo.com.br"),
        ("maria@saúde.example", "maria@xn--sade-rra.example"),
        ("maria@example", None),
        ("maria@", None),
        ("@example.org", None),
        ("maria", None),
        ("maria teste@example.org", None),
        ("maria@example.org\r\nBcc: x@example.org", None),
        ("maria@example.org>", None),
        ("<maria@example.org", None),
        ('"maria"@example.org', None),
        ("ma..ria@example.org", None),
        (".maria@example.org", None),
        ("maría@example.org", None),
        ("a@b.org,c@d.org", None),
    ],
)
def test_only_an_address_that_says_no_more_than_an_address_is_taken(typed: str, clean: str | None) -> None:
    assert clean_address(typed) == clean


@pytest.mark.parametrize(
    "link", ["http://a.b/c", "https://a.b/c>", "https://a.b/\r\nX: y", "https://a.b/ç", "https://"]
)
def test_a_way_out_that_no_header_may_carry_is_refused(link: str) -> None:
    assert clean_way_out(link) is None
