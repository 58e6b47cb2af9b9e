"""E-mail by SMTP: TLS unless set otherwise, lines that stay open, a way out by one click, bounces from a mailbox."""

import imaplib
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from app.kernel.errors import KnownError
from app.reminders.channels.email_mailbox import Mailbox, MailboxPlace
from app.reminders.channels.email_message import Letterhead, clean_address, clean_way_out, letter
from app.reminders.channels.interface import (
    Attempted,
    Description,
    Feedback,
    Outcome,
    Outgoing,
    Setting,
    SettingKind,
)
from app.reminders.channels.reading import (
    MESSAGE_ID,
    PACE,
    SOMETHING,
    bad_setting,
    read_settings,
    refused,
    this_machine,
)
from app.reminders.channels.smtp_connecting import MailServer, NotAdmittedError
from app.reminders.channels.smtp_pool import SmtpPool

DESCRIPTION: Final = Description(
    code="email",
    address="email",
    consent="email",
    settings=(
        Setting("host", SettingKind.TEXT),
        Setting("port", SettingKind.NUMBER, default="587", least=1, most=65535),
        Setting("security", SettingKind.CHOICE, default="starttls", choices=("starttls", "implicit", "none")),
        Setting("user", SettingKind.TEXT, required=False),
        Setting("password", SettingKind.SECRET, required=False),
        Setting("sender", SettingKind.TEXT),
        Setting("sender_name", SettingKind.TEXT, required=False),
        Setting("reply_to", SettingKind.TEXT, required=False),
        Setting("return_path", SettingKind.TEXT, required=False),
        Setting("mailbox_host", SettingKind.TEXT, required=False),
        Setting("mailbox_port", SettingKind.NUMBER, default="993", least=1, most=65535),
        Setting("mailbox_user", SettingKind.TEXT, required=False),
        Setting("mailbox_password", SettingKind.SECRET, required=False),
        Setting("mailbox_folder", SettingKind.TEXT, default="INBOX"),
        Setting("most_lines", SettingKind.NUMBER, default="16", least=1, most=64),
        Setting("certificate_file", SettingKind.TEXT, required=False),
        PACE,
    ),
    per_second=10.0,
    has_subject=True,
)

ERRORS: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        # RFC 5321, 4.2.2 and 4.2.3; RFC 4954, 6.
        **dict.fromkeys(("421", "450"), Outcome.THROTTLED),
        **dict.fromkeys(("451", "452", "454", "455"), Outcome.TRANSIENT),
        **dict.fromkeys(("500", "501", "502", "503", "504", "530", "534", "535"), Outcome.FINAL),
        **dict.fromkeys(("550", "551", "552", "553", "554", "555"), Outcome.FINAL),
    }
)
"""Reply code → what it means for the message."""


def open_sender(settings: Mapping[str, str], secrets: Mapping[str, str]) -> "EmailChannel":
    """KnownError `channels.bad_setting`."""
    return EmailChannel(read_settings(DESCRIPTION, settings, secrets))


class EmailChannel:
    """One mail server, one sender, and the mailbox that her bounces come back to."""

    def __init__(self, values: Mapping[str, str]) -> None:
        sender = _address(values, "sender")
        self._return_path = _address(values, "return_path") if values["return_path"] else sender
        self._verp = bool(values["return_path"])
        reply_to = _address(values, "reply_to") if values["reply_to"] else ""
        self._domain = sender.rpartition("@")[2]
        self._prepared = Letterhead(sender, values["sender_name"], reply_to, self._domain).prepared()
        self._hide = (values["password"], values["user"])
        context = _context(values)
        self._pool = SmtpPool(_server(values, self._domain, context), int(float(values["most_lines"])))
        self._mailbox = self._open_mailbox(values, context) if values["mailbox_host"] else None

    def _open_mailbox(self, values: Mapping[str, str], context: ssl.SSLContext) -> Mailbox:
        for setting in ("mailbox_user", "mailbox_password"):
            if not values[setting]:
                raise bad_setting(DESCRIPTION, setting, "", SOMETHING)
        place = MailboxPlace(
            values["mailbox_host"],
            int(float(values["mailbox_port"])),
            values["mailbox_user"],
            values["mailbox_password"],
            values["mailbox_folder"],
            context,
        )
        return Mailbox(place, self._return_path if self._verp else "", self._domain)

    def send(self, message: Outgoing) -> Attempted:
        """One message for one person."""
        to = clean_address(message.to)
        if to is None:
            return refused("bad_address")
        if not MESSAGE_ID.fullmatch(message.message_id):
            return refused("bad_message_id")
        way_out = clean_way_out(message.way_out) if message.way_out else ""
        if way_out is None:
            return refused("bad_way_out")
        raw = letter(self._prepared, self._domain, message, to, way_out, datetime.now(UTC))
        private = (*self._hide, to, message.to, message.subject, message.text)
        return self._pool.send(self._returns_to(message.message_id), to, raw, private)

    def _returns_to(self, message_id: str) -> str:
        """The address that names the message when it comes back (variable envelope return path)."""
        if not self._verp:
            return self._return_path
        local, _, domain = self._return_path.rpartition("@")
        return f"{local}+{message_id}@{domain}"

    def listen(self) -> Sequence[Feedback]:
        """New letters of the mailbox, judged; KnownError as `test`."""
        if self._mailbox is None:
            return ()
        with _Reaching():
            return self._mailbox.read()

    def test(self) -> None:
        """Sign in at the server and, where there is one, at the mailbox. KnownError `channels.unreachable`,
        `not_admitted`, `bad_setting`."""
        with _Reaching():
            self._pool.test()
            if self._mailbox is not None:
                self._mailbox.test()

    def close(self) -> None:
        self._pool.close()
        if self._mailbox is not None:
            self._mailbox.close()


class _Reaching:
    """What goes wrong on the way, as what a person can act on."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, NotAdmittedError):
            raise KnownError("channels.not_admitted") from None
        if isinstance(error, smtplib.SMTPException | imaplib.IMAP4.error | OSError | UnicodeError):
            # Without the error behind it: its words may quote what was said.
            raise KnownError("channels.unreachable") from None


def _address(values: Mapping[str, str], setting: str) -> str:
    clean = clean_address(values[setting])
    # Of 64 signs before the @ (RFC 5321, 4.5.3.1.1) our id takes 36, and the plus one.
    marked = setting == "return_path"
    if clean is None or (marked and ("+" in clean or len(clean.partition("@")[0]) > 27)):
        raise bad_setting(DESCRIPTION, setting, values[setting], "name@example.org")
    return clean


def _context(values: Mapping[str, str]) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=values["certificate_file"] or None)
    except (OSError, ValueError):
        raise bad_setting(DESCRIPTION, "certificate_file", values["certificate_file"], "PEM") from None


def _server(values: Mapping[str, str], domain: str, context: ssl.SSLContext) -> MailServer:
    host, security = values["host"], values["security"]
    if security == "none" and values["user"] and not this_machine(host):
        # A password never crosses a network in the clear.
        raise bad_setting(DESCRIPTION, "security", security, "starttls, implicit")
    if bool(values["user"]) != bool(values["password"]):
        raise bad_setting(DESCRIPTION, "password", values["password"], SOMETHING)
    port = int(float(values["port"]))
    return MailServer(host, port, security, values["user"], values["password"], domain, context)
