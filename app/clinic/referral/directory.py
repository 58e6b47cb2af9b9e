"""Who the women of some referrals are, and the hospitals that this unit refers to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from app.clinic.people.care import own_unit
from app.clinic.people.merged import survivors
from app.clinic.referral.model import Course
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.tables import person, referral
from app.sync.enrolling import NETWORK_HOSPITALS

_SETTING: Final = "reference_hospitals"
_AT_ONCE: Final = 500
_LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Woman:
    """Who was referred, as lists show her; `person_id` of the one who stands for her where she was merged."""

    person_id: str
    shown_name: str
    birth_date: date
    synthetic: bool


@dataclass(frozen=True)
class Hospital:
    """Where one may refer to. `cnes`: 7 digits; `name` is empty where only the number is known."""

    cnes: str
    name: str = ""


class ReferralDirectoryService:
    """Names beside identifiers, for the lists of referrals."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def women(self, session: Session, courses: Iterable[Course]) -> Mapping[str, Woman]:
        """By the `person_id` of each referral; who is not on this station is left out."""
        require(session, Action.VIEW_REFERRALS)
        wanted = sorted({one.referral.person_id for one in courses})
        found: dict[str, Woman] = {}
        with self._store.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                found |= _women(connection, wanted[start : start + _AT_ONCE])
        return found

    def hospitals(self, session: Session) -> tuple[Hospital, ...]:
        """Those of the network, and those that were named here or referred to before; the one used last first."""
        require(session, Action.VIEW_REFERRALS)
        with self._store.read() as connection:
            named = _named(connection)
            latest = select(referral.c.to_unit).where(referral.c.from_unit == own_unit(connection))
            used = dict.fromkeys(connection.execute(latest.order_by(referral.c.recorded_at.desc())).scalars())
        every = dict.fromkeys((*used, *named))
        return tuple(Hospital(cnes, named.get(cnes, "")) for cnes in every)

    def name_hospital(self, session: Session, hospital: Hospital) -> None:
        """Keep a hospital under its name on this station. KnownError referrals.hospital_wrong."""
        require(session, Action.SEND_REFERRAL)
        name = hospital.name.strip()
        if not re.fullmatch(r"\d{7}", hospital.cnes, re.ASCII) or not 0 < len(name) <= _LONGEST_NAME:
            raise KnownError("referrals.hospital_wrong")
        with self._store.write(session.actor) as writing:
            if _named(writing.connection).get(hospital.cnes) != name:
                kept = read_setting(writing.connection, _SETTING)
                own = kept if isinstance(kept, dict) else {}
                write_setting(writing, _SETTING, {**own, hospital.cnes: name})
                writing.audit("settings_changed", "station", _SETTING, **{hospital.cnes: name})


def _named(connection: Connection) -> dict[str, str]:
    """What the server calls them counts more than what was typed here."""
    found: dict[str, str] = {}
    for setting in (_SETTING, NETWORK_HOSPITALS):
        kept = read_setting(connection, setting)
        found |= {str(cnes): str(name) for cnes, name in kept.items()} if isinstance(kept, dict) else {}
    return found


def _women(connection: Connection, ids: list[str]) -> dict[str, Woman]:
    standing = survivors(connection, ids)
    rows = connection.execute(
        select(person.c.id, person.c.full_name, person.c.social_name, person.c.birth_date, person.c.synthetic).where(
            person.c.id.in_([standing.get(one, one) for one in ids])
        )
    )
    by_id = {
        row.id: Woman(row.id, row.social_name or row.full_name, date.fromisoformat(row.birth_date), bool(row.synthetic))
        for row in rows
    }
    return {one: by_id[standing.get(one, one)] for one in ids if standing.get(one, one) in by_id}
