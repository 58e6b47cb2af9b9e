"""Sends what the black box holds to the record centre (section 7.16), in a thread of its own; cut off, it all waits.

The centre is the central server that the station is enrolled with. Every round begins with what it has: so what it had
confirmed before a kill is not sent again, and a centre that went back to an older copy gets what it lacks.
"""

import logging
import random
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.blackbox.box import BlackBox
from app.router.blackbox.model import Logged
from app.router.node.box_thread import BoxThread
from app.router.node.items import BoxSending
from app.sync.backoff import pause_seconds

_logger = logging.getLogger(__name__)
_BETWEEN_SECONDS: Final = 0.25
"""Between two batches: after a long time alone, packing them must not take the processor from the alarms."""
_BOX_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 2.0
"""An answer that is on its way is not waited for longer: it is asked for again at the next start."""
_NO_FAILURE: Final = ("sync.not_enrolled", "router.box_not_whole")
"""Of the line: asked again as soon as when all is well."""
_Answer = TypeVar("_Answer")


class Stands(Protocol):
    """`app.sync.client.BoxStands`."""

    @property
    def last(self) -> int: ...
    @property
    def link(self) -> bytes: ...
    @property
    def refused(self) -> int | None: ...


class BoxLine(Protocol):
    """`app.sync.client.CentralClient`, as far as it is needed; every call raises KnownErrors."""

    def box_stands(self, box: str) -> Stands: ...
    def send_box(self, box: str, records: Sequence[Mapping[str, Any]]) -> Stands: ...
    def close(self) -> None: ...


class BoxSender:
    """`start`, then `stop` before the box's own thread is stopped. `open_line` raises KnownError `sync.not_enrolled`
    where there is no centre; `pause`: seconds until the next round, from the failures in a row and a random number."""

    def __init__(
        self,
        box: BoxThread,
        open_line: Callable[[], BoxLine],
        clock: Clock,
        pause: Callable[[int, float], float] = pause_seconds,
    ) -> None:
        self._box, self._open_line, self._clock, self._pause = box, open_line, clock, pause
        self._stopping = threading.Event()
        # It may be waiting for a server that does not answer, and the router's end waits for nobody.
        self._thread = threading.Thread(target=self._work, name="black box to the centre", daemon=True)
        self._compared = False
        self._wrong: int | None = None
        self._problem: KnownError | None = None
        self._reached_at: float | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no other batch."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(_STOP_SECONDS)

    def told(self) -> BoxSending:
        """How it stands; from any thread."""
        waiting, problem, reached = self._box.waiting, self._problem, self._reached_at
        return BoxSending(
            waiting.count,
            None if waiting.since is None else max(0.0, self._clock.now().timestamp() - waiting.since),
            problem.code if problem is not None else "",
            {name: str(value) for name, value in problem.values.items()} if problem is not None else {},
            None if reached is None else max(0.0, self._clock.monotonic() - reached),
        )

    def _work(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            problem = self._tried()
            failures = 0 if problem is None or problem.code in _NO_FAILURE else failures + 1
            before, self._problem = self._problem, problem
            if problem is not None and (before is None or before.code != problem.code):
                level = logging.INFO if problem.code == "sync.not_enrolled" else logging.WARNING
                _logger.log(level, "the black box does not reach the record centre: %s", problem.code)
            self._stopping.wait(self._pause(failures, random.random()))

    def _tried(self) -> KnownError | None:
        """One round, and why it did not come to its end."""
        try:
            with closing(self._open_line()) as line:
                self._round(line)
        except KnownError as problem:
            return problem
        except OSError:
            # The box's own disk; its thread tells the ward of it.
            return KnownError("router.box_unread")
        except Exception:
            _logger.exception("the black box could not be sent")
            return KnownError("router.box_unread")
        return None

    def _round(self, line: BoxLine) -> None:
        name, last = self._of_box(lambda box: (box.name, box.last))
        stands = line.box_stands(name)
        self._reached_at = self._clock.monotonic()
        self._compare(stands)
        if stands.last > last:
            raise KnownError("router.box_not_whole", number=last + 1)
        self._mark(stands.last)
        while not self._stopping.is_set():
            records = self._of_box(partial(BlackBox.unsent, after=stands.last))
            if not records:
                break
            stands = self._sent(line, name, records, stands.last)
            self._stopping.wait(_BETWEEN_SECONDS)
        if self._wrong is not None:
            raise KnownError("router.box_not_whole", number=self._wrong)

    def _sent(self, line: BoxLine, name: str, records: Sequence[Logged], before: int) -> Stands:
        """One batch; what the centre has of it is marked even where it refuses the rest."""
        stands = line.send_box(name, [_wire(one) for one in records])
        self._reached_at = self._clock.monotonic()
        confirmed = {one.number: one.link for one in records}
        if stands.last > before:
            if confirmed.get(stands.last) != stands.link:
                raise KnownError("sync.server_failed", status="black box")
            self._mark(stands.last)
        if stands.refused is not None:
            raise KnownError("central.box_refused", number=stands.refused)
        if stands.last <= before:
            raise KnownError("sync.server_failed", status="black box")
        return stands

    def _compare(self, stands: Stands) -> None:
        """Once in a process's life: what the centre knows proves the box, also against whoever has its key. What is
        wrong keeps nothing back: whether a record follows what the centre has is the centre's to judge."""
        if self._compared:
            return
        proof = self._waited(self._box.compare({stands.last: stands.link} if stands.last else {}))
        self._compared, self._wrong = True, None if proof.problem is None else proof.number

    def _mark(self, through: int) -> None:
        self._of_box(lambda box: box.mark_sent(through) if through > box.sent else None)

    def _of_box(self, call: Callable[[BlackBox], _Answer]) -> _Answer:
        return self._waited(self._box.ask(call))

    @staticmethod
    def _waited(future: "Future[_Answer]") -> _Answer:
        return future.result(_BOX_SECONDS)


def _wire(one: Logged) -> dict[str, Any]:
    links = {"previous": one.previous.hex(), "link": one.link.hex()}
    return {"number": one.number, **links, "content": b64encode(one.content).decode()}
