"""Which rows a referral carried: those of its snapshot, and of every counter-reply's. Pure."""

import json

from app.clinic.allergies.model import AllergyList
from app.clinic.allergies.sent import sent_with
from app.clinic.referral.model import Course


def rows_sent(one: Course) -> frozenset[str]:
    """The identifiers of every observation, fact and classification that was ever sent with it."""
    snapshots = (one.referral.snapshot, *(event.snapshot for event in one.events if event.snapshot))
    return frozenset().union(*map(rows_in, snapshots))


def rows_in(snapshot: str) -> frozenset[str]:
    """The identifiers in one snapshot."""
    told = json.loads(snapshot)
    classified = {told["assessment"]["id"]} if told["assessment"] else set()
    listed = told.get("allergies") or {"entries": [], "none_known": None}
    said = [listed["none_known"]] if listed["none_known"] else []
    rows = (*told["observations"], *told["facts"], *listed["entries"], *said)
    return frozenset(classified | {one["id"] for one in rows})


def allergies_sent(one: Course) -> AllergyList:
    """The list as it went with what the hospital judges now; empty where an earlier program held none."""
    return sent_with(one.snapshot) or AllergyList()


def unit_name_in(snapshot: str) -> str:
    """What the sending unit called itself; empty where an earlier program did not say it."""
    return str(json.loads(snapshot).get("unit_name", ""))
