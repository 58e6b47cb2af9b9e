"""Rising delays after wrong passwords, kept in the store so that ending the program does not end them."""

import hashlib
import math
from datetime import timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.store.store import Store
from app.store.tables import sign_in_failure

DELAYS = (0, 0, 0, 0, 5, 15, 60, 300, 900)
"""Seconds to wait after so many failures in a row; after more, the last."""
FORGET_AFTER = timedelta(hours=24)
"""A day of quiet after the last delay, and counting begins anew."""


def delay_after(failures: int) -> int:
    """Seconds to wait after this many failures in a row."""
    return DELAYS[min(failures, len(DELAYS) - 1)]


def attempt_key(login: str, *, known: bool) -> str:
    """Under what an attempt is counted. People type passwords into the wrong field: what is no login is only hashed."""
    return login if known else "?" + hashlib.sha256(login.encode()).hexdigest()[:59]


class Delays:
    """Counts attempts per login, of existing and of unknown ones alike.

    An attempt is counted as a failure *before* the password is checked and forgiven when it was right: guesses in
    parallel or a program killed half-way count in full. The wall clock carries delays over a restart; inside one run
    the monotonic clock does too, so that setting the wall clock forward opens nothing. Set back, it would lock out for
    as long as it was set back: a rest longer than the delay itself begins that delay anew instead.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._clock = store.clock
        self._deadlines: dict[str, float] = {}

    def begin(self, key: str) -> None:
        """Count one attempt; KnownError access.wait(seconds) while a delay runs (then nothing is counted)."""
        now = self._clock.now()
        rest = self._deadlines.get(key, 0.0) - self._clock.monotonic()
        with self._store.write(PROGRAM) as writing:
            count, wall_rest = self._counted(writing.connection, key)
            if wall_rest > delay_after(count):
                wall_rest = float(delay_after(count))
                self._keep(writing.connection, key, count)
            rest = max(rest, wall_rest)
            if rest <= 0:
                self._keep(writing.connection, key, count + 1)
                forgotten = sign_in_failure.c.blocked_until < to_text(now - FORGET_AFTER)
                writing.connection.execute(delete(sign_in_failure).where(forgotten))
        if rest > 0:
            raise KnownError("access.wait", seconds=math.ceil(rest))
        self._deadlines[key] = self._clock.monotonic() + delay_after(count + 1)

    def forgive(self, connection: Connection, key: str) -> None:
        """The password was right (or a coordinator set a new one): counting begins anew."""
        connection.execute(delete(sign_in_failure).where(sign_in_failure.c.login == key))
        self._deadlines.pop(key, None)

    def _counted(self, connection: Connection, key: str) -> tuple[int, float]:
        """Failures so far and seconds still to wait by the wall clock (negative: none)."""
        question = select(sign_in_failure.c.count, sign_in_failure.c.blocked_until)
        row = connection.execute(question.where(sign_in_failure.c.login == key)).one_or_none()
        if row is None:
            return 0, 0.0
        rest = from_text(row.blocked_until) - self._clock.now()
        return (0, 0.0) if rest < -FORGET_AFTER else (int(row[0]), rest.total_seconds())

    def _keep(self, connection: Connection, key: str, count: int) -> None:
        until = to_text(self._clock.now() + timedelta(seconds=delay_after(count)))
        values = {"count": count, "blocked_until": until}
        statement = insert(sign_in_failure).values(login=key, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=[sign_in_failure.c.login], set_=values))
