"""The ward of this station's store: its beds, the log of its alarms, and one node at a time."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.store.store import Store
from app.ward.beds.alarm_log import AlarmLog
from app.ward.beds.journal import AlarmJournal
from app.ward.beds.store_beds import StoreBeds
from app.ward.inputs import DeviceInput
from app.ward.node.keys import NodeLink
from app.ward.node.lease import RENEW_SECONDS, ward_lease
from app.ward.node.node import WardNode
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.keeping import Keeping
from app.ward.recording.recorder import Recorder
from app.ward.sound.speaker import Speaker

_logger = logging.getLogger(__name__)

WATCH_SECONDS: Final = 1.0
"""How often `watch` wants to be called: whoever is admitted is watched this long after at the latest."""


@dataclass(frozen=True)
class Kept:
    """Where signals are recorded and how long, and where the journal of the alarms lies."""

    recordings: RecordingFolder
    journal: Path
    keeping: Keeping = field(default_factory=Keeping)


class StationWard:
    """`start`, then `watch` as often as WATCH_SECONDS says, then `stop`. The store is the caller's to close."""

    def __init__(
        self,
        store: Store,
        inputs: Sequence[DeviceInput],
        speaker: Speaker | None = None,
        keeps: Kept | None = None,
    ) -> None:
        self._clock = store.clock
        self._lease = ward_lease(store)
        journal = AlarmJournal(keeps.journal, keeps.recordings.key) if keeps is not None else None
        self._log = AlarmLog(store, partial(self._told, "log_failed"), journal)
        self._beds = StoreBeds(store, self._log)
        self._recorder: Recorder | None = None
        if keeps is not None:
            told = partial(self._told, "recording_failed")
            self._recorder = Recorder(keeps.recordings, store.clock, keeps.keeping, told)
        self._node = WardNode(
            self._beds,
            inputs,
            self._beds.log,
            store.clock,
            history=self._beds.history,
            keep=self._recorder.take if self._recorder is not None else lambda _item: None,
            speaker=speaker,
            kept=self._log.after,
        )
        self._renewed_at = 0.0
        self._failed = ""

    def start(self) -> NodeLink:
        """Begin; how a window reaches it. KnownError `ward.node_runs` where another node watches this store,
        `ward.input_busy`; nothing is left running then.
        """
        held = self._lease.take_or_renew()
        if not held.ours:
            raise KnownError("ward.node_runs", holder=held.holder)
        self._renewed_at = self._clock.monotonic()
        self._log.start()
        if self._recorder is not None:
            self._recorder.start()
        try:
            return self._node.start()
        except BaseException:
            self._end_writing()
            self._lease.release()
            raise

    def watch(self) -> bool:
        """Take up what was changed of the beds; False: another node has taken over, and this one must end."""
        try:
            who = self._beds.changed()
            if who is not None:
                self._node.arrange(who)
            if self._clock.monotonic() - self._renewed_at >= RENEW_SECONDS:
                held = self._lease.take_or_renew()
                if not held.ours:
                    _logger.error("another node has taken over: %s", Word(held.holder))
                    return False
                self._renewed_at = self._clock.monotonic()
        except Exception as problem:
            # Whatever it was: the alarms go on with the beds as they were known last, and it is tried again.
            if str(problem) != self._failed:
                _logger.exception("the beds could not be taken up")
            self._failed = str(problem)
            return True
        self._failed = ""
        return True

    def keep(self, keeping: Keeping) -> None:
        """How long and how much is recorded from now on; the ward goes on meanwhile."""
        if self._recorder is not None:
            self._recorder.keep(keeping)

    def want_router(self, wanted: bool) -> None:
        """Whether a router carries this ward's alarms to people: one that is gone is a technical alarm then."""
        self._node.want_router(wanted)

    def stop(self) -> None:
        """End; all that was to be logged is written first."""
        self._node.stop()
        self._end_writing()
        try:
            self._lease.release()
        except KnownError as problem:
            _logger.warning("the lease of the ward ends by itself: %s", problem.code)

    def _end_writing(self) -> None:
        if self._recorder is not None:
            self._recorder.stop()
        self._log.stop()

    def _told(self, code: str, failed: bool) -> None:
        self._node.technical(code, "", failed)
