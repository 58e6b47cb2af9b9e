"""What the open store tells of the trail, of chosen certificates, of the unit's hour and of the last drill."""

import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.backups import DRILL
from app.kernel.clock import from_text
from app.router.settings import read_router_settings
from app.settings import read_profile
from app.store.audit_chain import verify
from app.store.settings import read_setting
from app.store.store import Store
from app.store.tables import audit
from app.support.doctor.finding import Finding, Grade
from app.support.doctor.station import certificate
from app.ward.node.settings import read_node_settings

_MOST_WALKED: Final = 500_000
"""Rows: some ten seconds on an old machine; a longer trail is walked with each backup."""
_DRILL_DAYS: Final = 35


def chain(store: Store) -> Iterator[Finding]:
    """Whether every row of the audit trail fits the one before it."""
    with store.read() as connection:
        rows = connection.execute(select(func.count()).select_from(audit)).scalar_one()
        if rows > _MOST_WALKED:
            yield Finding("audit", Grade.UNKNOWN, "audit_long", {"count": rows})
            return
        walked = verify(connection)
    if walked.broken_at is None:
        yield Finding("audit", Grade.GOOD, "audit_holds", {"count": walked.rows})
    else:
        yield Finding("audit", Grade.BAD, "audit_broken", {"row": walked.broken_at})


def chosen(store: Store) -> Iterator[Finding]:
    """Certificates that the settings name, for devices and for telephones, and whether others can read their keys."""
    with store.read() as connection:
        node, router = read_node_settings(connection), read_router_settings(connection)
    for one in dict.fromkeys((node.certificate, node.device_authorities, router.certificate)):
        if one:
            yield from certificate(Path(one))
    keys = (node.certificate_key or node.certificate, router.certificate_key or router.certificate)
    for key in dict.fromkeys(one for one in keys if one):
        with suppress(OSError):
            if stat.S_IMODE(Path(key).stat().st_mode) & 0o007:
                yield Finding("certificate", Grade.BAD, "certificate_key_open", {"name": Path(key).name})


def zone(store: Store, machine: str | None = None) -> Iterator[Finding]:
    """The unit's hour beside the machine's (`machine`: its offset): reminders, shifts and papers go by the unit's."""
    with store.read() as connection:
        named = read_profile(connection).time_zone
    now = store.clock.now()
    unit, own = _offset(now.astimezone(ZoneInfo(named))), machine or _offset(now.astimezone())
    same = unit == own
    code = "unit_zone" if same else "unit_zone_apart"
    values: dict[str, object] = {"zone": named, "offset": unit, "machine": own}
    yield Finding("time_zone", Grade.GOOD if same else Grade.ATTENTION, code, values)


def drill(store: Store) -> Iterator[Finding]:
    """When a backup was last opened as on the day it is needed: by what a person types."""
    with store.read() as connection:
        noted = read_setting(connection, DRILL)
    at = noted.get("at") if isinstance(noted, dict) else None
    if not isinstance(at, str):
        yield Finding("drill", Grade.ATTENTION, "drill_never")
        return
    days = (store.clock.now() - from_text(at)).days
    values: dict[str, object] = {"days": days, "date": at[:10]}
    if days < 0:
        yield Finding("drill", Grade.ATTENTION, "drill_ahead", {"date": at[:10]})
        return
    old = days > _DRILL_DAYS
    yield Finding("drill", Grade.ATTENTION if old else Grade.GOOD, "drill_old" if old else "drill", values)


def _offset(at: datetime) -> str:
    return at.strftime("%z")
