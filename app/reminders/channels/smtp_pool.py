"""Lines to one mail server that stay open, and one message over one of them (RFC 5321, RFC 2920)."""

import smtplib
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Final

from app.reminders.channels.interface import Attempted, Outcome
from app.reminders.channels.reading import bare
from app.reminders.channels.smtp_connecting import Deadline, MailServer, NotAdmittedError, allow, connect

_END_SECONDS: Final = 60.0
"""How long the answer to the final dot is waited for: servers look for viruses first (RFC 5321, 4.5.3.2.6)."""
_QUEUE_SECONDS: Final = 40.0
_IDLE_SECONDS: Final = 20.0
"""A server hangs up on who is silent; a line that has rested longer is not trusted with a message."""
_MOST_ON_A_LINE: Final = 100
"""Many servers take no more in one session."""
_READY, _BYE = 354, 421


@dataclass
class _Line:
    smtp: smtplib.SMTP
    used: int = 0
    rested_since: float = 0.0


class _RefusedError(Exception):
    """The server's answer to one command."""

    def __init__(self, code: int, text: bytes) -> None:
        super().__init__(code)
        self.code, self.text = code, text


class SmtpPool:
    """Lines that are shared by all threads; servers refuse whoever opens too many at once."""

    def __init__(self, server: MailServer, most_lines: int) -> None:
        self._server = server
        self._places = threading.BoundedSemaphore(most_lines)
        self._lock = threading.Lock()
        self._resting: list[_Line] = []
        self._closed = False

    def send(self, return_path: str, to: str, letter: bytes, hide: tuple[str, ...] = ()) -> Attempted:
        """One message for one recipient, all of it cleaned and encoded; `hide` is kept out of the answer's text."""
        deadline = Deadline()
        # Others' messages are before it; the deadline counts meanwhile.
        if not self._places.acquire(timeout=_QUEUE_SECONDS):
            return Attempted(Outcome.TRANSIENT, "timeout")
        try:
            return self._send(return_path, to, letter, hide, deadline)
        finally:
            self._places.release()

    def _send(self, return_path: str, to: str, letter: bytes, hide: tuple[str, ...], deadline: Deadline) -> Attempted:
        line: _Line | None = None
        try:
            line, rested = self._take(deadline)
            try:
                self._begin(line, return_path, to, deadline)
            except (_RefusedError, smtplib.SMTPServerDisconnected, OSError) as error:
                if not rested or (isinstance(error, _RefusedError) and error.code != _BYE):
                    raise
                # It had hung up while the line rested. Nothing of the message has been sent.
                _drop(line)
                line = _Line(connect(self._server, deadline))
                self._begin(line, return_path, to, deadline)
            return self._hand_over(line, letter, hide, deadline)
        except _RefusedError as refusal:
            return self._refused(line, refusal, hide)
        except NotAdmittedError as error:
            # Passing trouble of the sign-in is 454 (RFC 4954, 6); all else needs a person.
            return Attempted(Outcome.TRANSIENT if 400 <= error.code < 500 else Outcome.FINAL, str(error.code))
        except smtplib.SMTPResponseException as error:
            return Attempted(judged(error.smtp_code), str(error.smtp_code))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            _drop(line)
            return Attempted(Outcome.TRANSIENT, why(error))

    def _begin(self, line: _Line, return_path: str, to: str, deadline: Deadline) -> None:
        """Sender, recipient and the word DATA: in one go where the server can (RFC 2920), which saves two waits."""
        smtp = line.smtp
        allow(smtp, deadline.left())
        commands = [f"MAIL FROM:<{return_path}>", f"RCPT TO:<{to}>", "DATA"]
        if not smtp.has_extn("pipelining"):
            for command in commands:
                code, text = smtp.docmd(command)
                if not (code == _READY if command == "DATA" else _good(code)):
                    raise _RefusedError(code, text)
            return
        smtp.send("".join(f"{command}\r\n" for command in commands))
        answers = [smtp.getreply() for _ in commands]
        refusals = [one for one in answers[:2] if not _good(one[0])]
        if refusals and answers[2][0] == _READY:
            # It waits for a message all the same. Hung up on before the final dot, it delivers nothing to anybody.
            smtp.close()
        if refusals or answers[2][0] != _READY:
            raise _RefusedError(*(refusals or [answers[2]])[0])

    def _hand_over(self, line: _Line, letter: bytes, hide: tuple[str, ...], deadline: Deadline) -> Attempted:
        smtp = line.smtp
        allow(smtp, deadline.left(_END_SECONDS))
        # Until the final dot the server may not deliver (RFC 5321, 4.1.1.4): what breaks here was not sent.
        smtp.send(letter)
        try:
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            _drop(line)
            return Attempted(Outcome.UNKNOWN, why(error))
        if not (_good(code) or 400 <= code < 600):
            _drop(line)
            return Attempted(Outcome.UNKNOWN, "bad_answer")
        if not _good(code):
            raise _RefusedError(code, text)
        self._give_back(line)
        said = _said(text)
        return Attempted(Outcome.ACCEPTED, code=_code(code, said), text=bare(said, hide))

    def _refused(self, line: _Line | None, refusal: _RefusedError, hide: tuple[str, ...]) -> Attempted:
        said = _said(refusal.text)
        if line is not None:
            try:
                clean = refusal.code not in (_BYE, -1) and _good(line.smtp.docmd("RSET")[0])
            except (smtplib.SMTPException, OSError):
                clean = False
            if clean:
                self._give_back(line)
            else:
                _drop(line)
        return Attempted(judged(refusal.code), _code(refusal.code, said), bare(said, hide))

    def _take(self, deadline: Deadline) -> tuple[_Line, bool]:
        """A line, and whether it has been used before. Raises what connecting raises."""
        now = time.monotonic()
        with self._lock:
            if self._closed:
                raise smtplib.SMTPServerDisconnected("closed")
            line = self._resting.pop() if self._resting else None
            # The one used last rests the shortest: where it is too old, all are.
            old = [line, *self._resting] if line is not None and now - line.rested_since > _IDLE_SECONDS else []
            if old:
                self._resting.clear()
                line = None
        for one in old:
            _drop(one)
        return (line, True) if line is not None else (_Line(connect(self._server, deadline)), False)

    def _give_back(self, line: _Line) -> None:
        line.used += 1
        line.rested_since = time.monotonic()
        with self._lock:
            if not self._closed and line.used < _MOST_ON_A_LINE:
                self._resting.append(line)
                return
        _quit(line)

    def test(self) -> None:
        """Connect and sign in; raises what connecting raises, and `NotAdmittedError`."""
        _quit(_Line(connect(self._server, Deadline())))

    def close(self) -> None:
        """Hang up. A message that is on its way is finished first by whoever sends it."""
        with self._lock:
            self._closed = True
            resting, self._resting = self._resting, []
        for line in resting:
            _quit(line)


def judged(code: int) -> Outcome:
    """What a reply means: 421 closes the line, 450 puts off for policy or load (grey lists, limits); other 4yz are
    passing, 5yz are for good (RFC 5321, 4.2.1 and 4.2.2)."""
    if code in (_BYE, 450):
        return Outcome.THROTTLED
    return Outcome.FINAL if 500 <= code < 600 else Outcome.TRANSIENT


def why(error: BaseException) -> str:
    """Our code for a line that failed; never the error's own words, which quote what was said."""
    if isinstance(error, smtplib.SMTPServerDisconnected) and error.args == ("closed",):
        return "closed"
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError):
        return "no_tls"
    if isinstance(error, socket.gaierror):
        return "no_name"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "timeout"
    return "refused" if isinstance(error, ConnectionRefusedError) else "broken"


def _good(code: int) -> bool:
    return 200 <= code < 300


def _said(text: bytes) -> str:
    return text.decode(errors="replace").replace("\n", " ")


def _code(code: int, said: str) -> str:
    """`550 5.1.1` where the answer begins with an enhanced code (RFC 2034), else `550`."""
    first = said.split(" ", 1)[0]
    enhanced = first.count(".") == 2 and first[:1] in "245" and first.replace(".", "").isdigit()
    return f"{code} {first}" if enhanced else str(code)


def _drop(line: _Line | None) -> None:
    if line is not None:
        line.smtp.close()


def _quit(line: _Line) -> None:
    try:
        line.smtp.quit()
    except (smtplib.SMTPException, OSError):
        line.smtp.close()
