"""A hospital's own alarm manager: alarms go out as ORU^R40 (IHE PCD-04), its replies (PCD-05) come back as answers.

A report counts as shown once the manager has acknowledged it (MSA-1 CA or AA): from then on it is answerable for it.
"""

import itertools
import logging
import socket
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from app.interop.hl7.acknowledging import acknowledge
from app.interop.hl7.framing import Unframer, frame
from app.interop.hl7.numbers import Trouble
from app.interop.hl7.wire import Message, RefusedError, parse
from app.interop.hl7.writing import write_alert, write_sign_of_life
from app.kernel.clock import Clock
from app.router.links.refusals import is_told
from app.router.machines.alarm_report import alert_id, alert_of
from app.router.machines.alarm_status import is_status, read_status
from app.router.machines.model import MachineSettings
from app.router.machines.news import News
from app.router.machines.outlet import ANSWER_SECONDS, CONNECT_SECONDS, Done, OutletFailure, Said
from app.router.receiver.model import AlarmKey, Row
from app.ward.signals import SignOfLife, Source

_logger = logging.getLogger(__name__)

Words = Callable[[Row], str]
"""What is the matter, in a line."""
_LONGEST: Final = 64 * 2**10
_READ: Final = 16 * 2**10
_REMEMBERED: Final = 1_000
_GOOD: Final = ("CA", "AA")


class AlarmManager:
    """An `Outlet`. `is_technical`: by the code of an alarm. `prefix` makes control ids of two starts differ."""

    def __init__(
        self, settings: MachineSettings, words: Words, clock: Clock, is_technical: Callable[[str], bool], prefix: str
    ) -> None:
        self._settings, self._words, self._clock, self._is_technical = settings, words, clock, is_technical
        self._news = News(settings.down_to)
        self._numbers, self._prefix = itertools.count(1), prefix
        self._line: socket.socket | None = None
        self._unframer = Unframer(_LONGEST)
        self._keys: OrderedDict[str, AlarmKey] = OrderedDict()
        self._said: list[Said] = []
        self._refused: Counter[str] = Counter()
        self._lock = threading.Lock()

    def probe(self) -> None:
        """A watchdog (event MDC_EVT_ACTIVE), which has to be acknowledged."""
        sign = SignOfLife(Source(device="PLANTAO"), self._clock.monotonic())
        self._report(write_sign_of_life(sign, control := self._control(), self._clock.now()), control)

    def carry_out(self, rows: Sequence[Row], now: float) -> Iterable[Done]:
        self._listen()
        return self._reported(self._news.of(rows), now)

    def told_before(self, rows: Sequence[Row]) -> None:
        self._news.told_before(rows)

    def _reported(self, rows: Sequence[Row], now: float) -> Iterator[Done]:
        for row in rows:
            began = self._clock.now() - timedelta(seconds=max(0.0, now - row.began_at))
            technical, first = self._is_technical(row.note.code), not self._news.was_told(row)
            alert = alert_of(row, self._words(row), began, first=first, technical=technical)
            control = self._control()
            self._remember(control, row.key)
            self._remember(alert_id(row), row.key)
            self._report(write_alert(alert, control, self._clock.now()), control)
            yield self._news.told(row)

    def said(self) -> Sequence[Said]:
        with self._lock:
            said, self._said = self._said, []
        return said

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def take(self, raw: bytes) -> bytes:
        """One message that came in (on any connection, from any thread); the acknowledgement, framed, b"" for none."""
        refused: Trouble | None = None
        try:
            status = read_status(raw)
        except RefusedError as problem:
            self._note_refused(problem)
            refused = Trouble(problem.why, problem.where)
        else:
            with self._lock:
                key = next((self._keys[one] for one in status.references if one in self._keys), None)
                if key is not None and status.response is not None:
                    self._said.append(Said(key, status.response))
        answer = acknowledge(raw, refused, self._clock.now(), self._control())
        return frame(answer) if answer is not None else b""

    def _note_refused(self, problem: RefusedError) -> None:
        """Whoever sends broken replies without end does not fill the log with them."""
        with self._lock:
            self._refused[problem.why] += 1
            count = self._refused[problem.why]
        if is_told(count):
            _logger.warning(
                "a reply of the alarm manager was not taken: %s %s, %d times by now", problem.why, problem.where, count
            )

    # ---- the connection that reports go out on

    def _report(self, message: bytes, control: str) -> None:
        try:
            line = self._connected()
            line.sendall(frame(message))
            self._await(line, control)
        except TimeoutError as problem:
            self.close()
            raise OutletFailure("silent") from problem
        except OSError as problem:
            self.close()
            raise OutletFailure("unreachable", problem.strerror or "") from problem

    def _connected(self) -> socket.socket:
        if self._line is None:
            self._unframer = Unframer(_LONGEST)
            self._line = socket.create_connection(self._settings.host_and_port, CONNECT_SECONDS)
        return self._line

    def _await(self, line: socket.socket, control: str) -> None:
        """Until the manager has acknowledged it; replies that come between are taken. OutletFailure refused."""
        until = self._clock.monotonic() + ANSWER_SECONDS
        while True:
            left = until - self._clock.monotonic()
            if left <= 0:
                raise TimeoutError
            line.settimeout(left)
            data = line.recv(_READ)
            if not data:
                raise ConnectionResetError
            for message in self._messages(line, data):
                if message.first("MSA").component(2, 1) != control:
                    continue
                code = message.first("MSA").component(1, 1).upper()
                if code not in _GOOD:
                    raise OutletFailure("refused", code[:2])
                return

    def _listen(self) -> None:
        """Take the replies that lie on the connection already, without waiting."""
        line = self._line
        if line is None:
            return
        try:
            line.settimeout(0.0)
            while data := line.recv(_READ):
                for _ in self._messages(line, data):
                    # An acknowledgement that comes after its time was waited for in vain.
                    pass
            self.close()
        except BlockingIOError:
            line.settimeout(ANSWER_SECONDS)
        except OSError:
            self.close()

    def _messages(self, line: socket.socket, data: bytes) -> Iterator[Message]:
        """The acknowledgements in these bytes; replies about alarms are taken and answered here."""
        for piece in self._unframer.feed(data):
            if piece.message is None or piece.too_large:
                continue
            try:
                message = parse(piece.message)
            except RefusedError:
                continue
            if is_status(message) and message.all("OBR"):
                line.settimeout(ANSWER_SECONDS)
                line.sendall(self.take(piece.message))
            else:
                yield message

    def _control(self) -> str:
        return f"{self._prefix}{next(self._numbers)}"

    def _remember(self, name: str, key: AlarmKey) -> None:
        with self._lock:
            self._keys[name] = key
            self._keys.move_to_end(name)
            while len(self._keys) > _REMEMBERED:
                self._keys.popitem(last=False)
