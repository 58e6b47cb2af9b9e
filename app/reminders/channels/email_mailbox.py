"""The mailbox that bounces and answers come back to, read by IMAP over TLS (RFC 3501)."""

import imaplib
import logging
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from typing import Any, Final

from app.reminders.channels.email_bounces import Ours, read_letter
from app.reminders.channels.interface import Feedback
from app.reminders.channels.smtp_connecting import NotAdmittedError

_logger = logging.getLogger(__name__)
_SECONDS: Final = 30.0
_MOST_AT_ONCE: Final = 200
_LONGEST_LETTER: Final = 262_144
"""Bytes that are read of one letter: enough for any report; what is attached behind is not of interest."""


@dataclass(frozen=True)
class MailboxPlace:
    """Where, and as whom."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    context: ssl.SSLContext


class Mailbox:
    """One folder. `return_path`: the address that letters come back to, "" without one; `domain`: of our messages."""

    def __init__(self, place: MailboxPlace, return_path: str, domain: str) -> None:
        self._place = place
        self._ours = Ours(return_path, domain)
        self._lock = threading.Lock()
        self._handed_over: tuple[bytes, list[bytes]] = (b"", [])

    def read(self) -> Sequence[Feedback]:
        """Letters not read yet. They are marked as read by the next call: after a crash between, they come again.

        Raises `imaplib.IMAP4.error`, OSError, `NotAdmittedError`.
        """
        with self._lock:
            box = self._open()
            try:
                life = _first(box.response("UIDVALIDITY")[1])
                self._confirm(box, life)
                found: list[Feedback] = []
                heard: list[bytes] = []
                for number in _numbers(box)[:_MOST_AT_ONCE]:
                    raw = _letter(box, number)
                    reference = f"{life.decode(errors='replace')}/{number.decode(errors='replace')}"
                    found += _understood(raw, self._ours, reference)
                    heard.append(number)
                self._handed_over = (life, heard)
                return found
            finally:
                _leave(box)

    def _confirm(self, box: imaplib.IMAP4, life: bytes) -> None:
        before, numbers = self._handed_over
        if numbers and before == life:
            box.uid("STORE", b",".join(numbers).decode(), "+FLAGS.SILENT", "(\\Seen)")
        self._handed_over = (b"", [])

    def test(self) -> None:
        """Sign in and open the folder; raises as `read`."""
        _leave(self._open())

    def close(self) -> None:
        """Mark what the last call gave out as read; a mailbox that does not answer is left as it is."""
        with self._lock:
            if not self._handed_over[1]:
                return
            try:
                box = self._open()
            except (imaplib.IMAP4.error, OSError, NotAdmittedError):
                return
            try:
                self._confirm(box, _first(box.response("UIDVALIDITY")[1]))
            except (imaplib.IMAP4.error, OSError):
                return
            finally:
                _leave(box)

    def _open(self) -> imaplib.IMAP4_SSL:
        place = self._place
        box = imaplib.IMAP4_SSL(place.host, place.port, ssl_context=place.context, timeout=_SECONDS)
        try:
            _sign_in(box, place.user, place.password)
            if box.select(_quoted(place.folder))[0] != "OK":
                raise imaplib.IMAP4.error("folder")
        except BaseException:
            _leave(box)
            raise
        return box


def _sign_in(box: imaplib.IMAP4, user: str, password: str) -> None:
    said = f"\0{user}\0{password}".encode()
    try:
        if "AUTH=PLAIN" in box.capabilities:
            box.authenticate("PLAIN", lambda _: said)
        else:
            box.login(user, password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError):
        raise NotAdmittedError(0) from None


def _quoted(folder: str) -> str:
    """As a quoted string, beyond ASCII in the modified UTF-7 of RFC 3501 (5.1.3)."""
    coded = folder.replace("&", "&-")
    if not coded.isascii():
        coded = "".join(_utf7(sign) for sign in folder)
    return '"' + coded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(sign: str) -> str:
    if sign == "&":
        return "&-"
    return sign if sign.isascii() else "&" + sign.encode("utf-7").decode()[1:].rstrip("-").replace("/", ",") + "-"


def _numbers(box: imaplib.IMAP4) -> list[bytes]:
    kind, found = box.uid("SEARCH", "UNSEEN")
    return _first(found).split() if kind == "OK" else []


def _letter(box: imaplib.IMAP4, number: bytes) -> bytes:
    _, found = box.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{_LONGEST_LETTER}>)")
    pieces = [one[1] for one in found if isinstance(one, tuple) and len(one) > 1]
    return pieces[0] if pieces else b""


def _understood(raw: bytes, ours: Ours, reference: str) -> Sequence[Feedback]:
    try:
        return read_letter(raw, ours, reference)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # What Python's own reader cannot bear (a thousand parts, each inside the other) must not silence all others.
        _logger.warning("letter %s of the mailbox cannot be read and is passed over", reference)
        return ()


def _first(found: Any) -> bytes:
    first = found[0] if found else None
    return first if isinstance(first, bytes) else b""


def _leave(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (imaplib.IMAP4.error, OSError):
        box.shutdown()
