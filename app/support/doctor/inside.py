"""What only the open store tells: who does the work, how far the clock is from the server's, what waits."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Final

from sqlalchemy import func, select

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.kernel.process import has_ended, is_alive, process_of
from app.store.store import Store
from app.store.tables import lease, ward_bed
from app.support.doctor.finding import Finding, Grade
from app.sync.client import CLOCK_TOLERANCE_SECONDS
from app.sync.enrolling import StationEnrolment, read_enrolment
from app.sync.pinned import PinnedServer

_NAMES: Final = ("background", "ward", "router")


def leases(store: Store) -> Iterator[Finding]:
    """Who does the background work, watches the beds, carries the alarms; nobody's is told as such."""
    with store.read() as connection:
        rows = {row.name: row for row in connection.execute(select(lease.c.name, lease.c.holder, lease.c.until))}
        beds = connection.execute(select(func.count()).select_from(ward_bed).where(ward_bed.c.active == 1)).scalar_one()
    for name in _NAMES:
        row = rows.get(name)
        topic = f"lease_{name}"
        if row is not None and from_text(row.until) < store.clock.now() and is_alive(row.holder):
            # A full disk keeps it from saying so; a window that shows the beds says whether it hangs.
            values = {"process": process_of(row.holder), "until": row.until[11:19]}
            yield Finding(topic, Grade.BAD, "lease_late", values)
        elif row is None or from_text(row.until) < store.clock.now() or has_ended(row.holder):
            # A unit without beds has neither ward nor router.
            if name == "ward" and beds:
                yield Finding(topic, Grade.BAD, "ward_unwatched", {"count": beds})
            elif name == "background" or row is not None:
                yield Finding(topic, Grade.ATTENTION, "lease_free")
        else:
            values = {"process": process_of(row.holder), "until": row.until[11:19]}
            yield Finding(topic, Grade.GOOD, "lease_held", values)


def server(store: Store) -> Iterator[Finding]:
    """Whether the server of the network answers, and how far the two clocks are apart. One question is sent there."""
    with store.read() as connection:
        joined = read_enrolment(connection)
    if joined is None:
        yield Finding("server", Grade.GOOD, "server_none")
        return
    yield from _asked(store, joined)


def _asked(store: Store, joined: StationEnrolment) -> Iterator[Finding]:
    line = PinnedServer(joined.address, joined.fingerprint)
    address: dict[str, object] = {"address": joined.address}
    try:
        answer = line.call("GET", "/healthz")
    except KnownError as error:
        code = "server_other" if error.code == "sync.wrong_certificate" else "server_silent"
        yield Finding("server", Grade.BAD if code == "server_other" else Grade.ATTENTION, code, address)
        return
    finally:
        line.close()
    yield Finding("server", Grade.GOOD, "server", address)
    try:
        ahead = (parsedate_to_datetime(answer.headers["Date"]) - store.clock.now()).total_seconds()
    except (KeyError, ValueError, TypeError):
        yield Finding("server_clock", Grade.UNKNOWN, "server_clock_unknown")
        return
    apart = abs(ahead) > CLOCK_TOLERANCE_SECONDS
    yield Finding(
        "server_clock",
        Grade.BAD if apart else Grade.GOOD,
        "clock_apart" if apart else "clock_same",
        {"seconds": round(ahead)},
    )
