"""From nothing to a line that takes messages: connect, protect, sign in (RFC 5321, RFC 3207, RFC 4954)."""

import smtplib
import socket
import ssl
import time
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Final

from app.reminders.channels.interface import LONGEST_SEND_SECONDS

_STEP_SECONDS: Final = 15.0
_RESERVE_SECONDS: Final = 5.0


@dataclass(frozen=True)
class MailServer:
    """Where, and as whom. `security`: `starttls`, `implicit` or `none`."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    greeting: str
    context: ssl.SSLContext


class Deadline:
    """The end of one message's time: each step may take what is left of it, and no more than its own."""

    def __init__(self) -> None:
        self._end = time.monotonic() + LONGEST_SEND_SECONDS - _RESERVE_SECONDS

    def left(self, most: float = _STEP_SECONDS) -> float:
        """Seconds for the next step; TimeoutError where hardly any are left."""
        left = self._end - time.monotonic()
        if left < 1:
            raise TimeoutError
        return min(most, left)


class NotAdmittedError(Exception):
    """The server refused user or password; `code` is its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def connect(server: MailServer, deadline: Deadline) -> smtplib.SMTP:
    """A line that is ready for messages. Raises `smtplib.SMTPException`, OSError, `NotAdmittedError`."""
    smtp: smtplib.SMTP
    if server.security == "implicit":
        smtp = smtplib.SMTP_SSL(
            server.host, server.port, server.greeting, timeout=deadline.left(), context=server.context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, server.greeting, timeout=deadline.left())
    try:
        if smtp.sock is not None:
            # The final dot goes out by itself; without this it would wait 40 ms for the message to be confirmed.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.security == "starttls":
            smtp.starttls(context=server.context)
        allow(smtp, deadline.left())
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            _sign_in(smtp, server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _sign_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    try:
        if user.isascii() and password.isascii():
            smtp.login(user, password)
            return
        # smtplib knows ASCII alone; PLAIN is UTF-8 (RFC 4616).
        code, text = smtp.docmd("AUTH", "PLAIN " + b64encode(f"\0{user}\0{password}".encode()).decode())
    except smtplib.SMTPAuthenticationError as error:
        raise NotAdmittedError(error.smtp_code) from None
    except smtplib.SMTPNotSupportedError:
        raise NotAdmittedError(503) from None
    if code != 235:
        raise NotAdmittedError(code) from smtplib.SMTPAuthenticationError(code, text)


def allow(smtp: smtplib.SMTP, seconds: float) -> None:
    """How long the next step may take."""
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)
