"""Histories as a real delivery writes them, kept in a real store: for what reads them, lists them and pictures them."""

from datetime import datetime, timedelta
from typing import Any

from app.router.delivery.model import Entry
from app.router.delivery.restoring import record
from app.router.keeping.steps import StoreSteps
from app.router.words import Response
from app.store.store import Store
from tests.router.delivery.harness import Ward

NAMES = {"u-ana": "Ana Fictícia", "u-bia": "Bia Fictícia", "u-dora": "Dora Fictícia"}


def keep(store: Store, entries: list[Entry], begins: datetime, **moved: Any) -> None:
    """Write these steps down as the router does; the delivery's clock stood at 0 at `begins`."""
    zero = begins.timestamp()
    rows = [{**record(one), **moved, "clock_zero": zero, "name": NAMES.get(one.user, "")} for one in entries]
    StoreSteps(store).append(rows)


def answered(
    alarm: str = "asystole", priority: int = 0, bed: str = "1", after: float = 4.0, there: float | None = 20.0
) -> list[Entry]:
    """Shown to Ana, accepted by her, who comes to the bed; then it ends."""
    ward = Ward()
    ward.alarm(alarm, priority, bed=bed)
    ward.show("ana")
    ward.pass_time(after)
    ward.answer("ana", Response.ACCEPTED, alarm, bed)
    if there is not None:
        ward.pass_time(there)
        ward.delivery.at_bedside(bed, ward.at, "u-ana")
        ward.carry_out()
    ward.pass_time(5)
    ward.take(bed=bed)
    return ward.journal


def passed_on(alarm: str = "asystole", priority: int = 0, bed: str = "1", lasts: float = 90.0) -> list[Entry]:
    """Declined by Ana, shown by nobody else; in the end the last destination, and nobody before it ends."""
    ward = Ward()
    ward.alarm(alarm, priority, bed=bed)
    ward.show("ana")
    ward.pass_time(2)
    ward.answer("ana", Response.REJECTED, alarm, bed)
    ward.pass_time(lasts)
    ward.take(bed=bed)
    return ward.journal


def a_day(store: Store, beds: tuple[str, ...], begins: datetime) -> None:
    """A day of alarms: quick answers at most beds, slow ones at the last, some that passed on."""
    at = begins
    for nth in range(24):
        bed = beds[nth % len(beds)]
        slow = 75.0 if bed == beds[-1] and nth % 2 else 0.0
        alarm, priority = (("asystole", 0), ("spo2_low", 1), ("heart_rate_high", 1))[nth % 3]
        steps = passed_on(alarm, priority, bed) if nth % 8 == 7 else answered(alarm, priority, bed, 3.0 + nth + slow)
        keep(store, steps, at)
        at += timedelta(minutes=47)
