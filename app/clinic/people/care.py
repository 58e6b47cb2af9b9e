"""Whether a person is in the care of this unit: a pure rule over three facts, its figures in `care.toml`.

In care is whom this unit registered, who was seen here in the last days, and who was referred here lately. For
anybody else, opening the record asks for a reason.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, func, select

from app.clinic.people.merged import ids_of
from app.kernel.clock import from_text, local_date
from app.store.settings import read_setting
from app.store.tables import arrival, assessment, care_link, observation, pregnancy

_FILE = Path(__file__).parents[3] / "resources" / "data" / "care.toml"
_SEEN_BY = (assessment, observation, pregnancy, arrival)


class CareGround(StrEnum):
    """Why a person is in this unit's care."""

    REGISTERED_HERE = "registered_here"
    SEEN_HERE = "seen_here"
    REFERRED_HERE = "referred_here"


@dataclass(frozen=True)
class CareFacts:
    """What the rule asks: days are those of the unit's place, None where it never happened."""

    registered_here: bool
    last_seen: date | None = None
    last_referred: date | None = None


@dataclass(frozen=True)
class CareLimits:
    """For how many days a visit here or a referral counts, the last day included."""

    seen_days: int
    referred_days: int


@cache
def care_limits() -> CareLimits:
    """The figures of the shipped file."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return CareLimits(int(content["seen_here"]["days"]), int(content["referred_here"]["days"]))


def care_ground(facts: CareFacts, today: date, limits: CareLimits) -> CareGround | None:
    """The first ground that holds; None: not in care."""
    if facts.registered_here:
        return CareGround.REGISTERED_HERE
    if facts.last_seen is not None and (today - facts.last_seen).days <= limits.seen_days:
        return CareGround.SEEN_HERE
    if facts.last_referred is not None and (today - facts.last_referred).days <= limits.referred_days:
        return CareGround.REFERRED_HERE
    return None


def own_unit(connection: Connection) -> str:
    """The CNES of this station's unit; empty before the station is set up."""
    profile = read_setting(connection, "profile")
    return str(profile.get("cnes", "")) if isinstance(profile, dict) else ""


def own_unit_name(connection: Connection) -> str:
    """How this station's unit is called; empty before the station is set up."""
    profile = read_setting(connection, "profile")
    return str(profile.get("unit_name", "")) if isinstance(profile, dict) else ""


def read_care_facts(connection: Connection, person_id: str, zone: str) -> CareFacts:
    """The facts of the surviving person `person_id`, whatever was recorded under merged identifiers included."""
    ids, unit = ids_of(connection, person_id), own_unit(connection)
    links = connection.execute(select(care_link).where(care_link.c.person_id.in_(ids))).mappings().all()
    registering = {row["unit"] for row in links if row["ground"] == "registered"}
    referred = [row["recorded_at"] for row in links if row["ground"] == "referred" and row["unit"] == unit]
    seen = [
        connection.execute(select(func.max(table.c.recorded_at)).where(table.c.person_id.in_(ids))).scalar_one()
        for table in _SEEN_BY
    ]
    return CareFacts(
        registered_here=not registering or unit in registering,
        last_seen=_latest_day(seen, zone),
        last_referred=_latest_day(referred, zone),
    )


def _latest_day(instants: list[str | None], zone: str) -> date | None:
    known = [one for one in instants if one]
    return local_date(from_text(max(known)), zone) if known else None
