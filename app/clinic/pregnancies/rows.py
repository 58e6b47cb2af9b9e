"""Between the pregnancy and observation tables and the dataclasses."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, RowMapping, func, select

from app.clinic.dating import due_date, gestational_age
from app.clinic.people.merged import surviving_id
from app.clinic.pregnancies.model import Observation, Pregnancy, PregnancyStatus
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.tables import account, observation, pregnancy, pregnancy_list

_later = observation.alias("later")
_OBSERVATIONS = (
    select(
        observation,
        func.coalesce(account.c.display_name, observation.c.recorded_by).label("by"),
        _later.c.id.label("superseded_by"),
    )
    .outerjoin(account, account.c.id == observation.c.recorded_by)
    .outerjoin(_later, _later.c.supersedes == observation.c.id)
)
_PREGNANCIES = (
    select(
        pregnancy,
        pregnancy_list.c.lmp,
        func.coalesce(account.c.display_name, pregnancy.c.recorded_by).label("by"),
    )
    .outerjoin(pregnancy_list, pregnancy_list.c.pregnancy_id == pregnancy.c.id)
    .outerjoin(account, account.c.id == pregnancy.c.recorded_by)
)


def read_pregnancy(connection: Connection, pregnancy_id: str, today: date) -> Pregnancy:
    """KnownError pregnancies.not_found where there is none."""
    row = connection.execute(_PREGNANCIES.where(pregnancy.c.id == pregnancy_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("pregnancies.not_found", pregnancy_id=pregnancy_id)
    return to_pregnancy(row, today)


def read_current(connection: Connection, person_id: str, today: date) -> Pregnancy | None:
    """The woman's current pregnancy."""
    surviving = surviving_id(connection, person_id)
    wanted = _PREGNANCIES.where(pregnancy.c.person_id == surviving, pregnancy.c.status == "current")
    row = connection.execute(wanted).mappings().one_or_none()
    return to_pregnancy(row, today) if row else None


def read_of_person(connection: Connection, person_id: str, today: date) -> tuple[Pregnancy, ...]:
    """Every pregnancy of the woman, the one opened last first."""
    surviving = surviving_id(connection, person_id)
    wanted = _PREGNANCIES.where(pregnancy.c.person_id == surviving)
    newest_first = wanted.order_by(pregnancy.c.recorded_at.desc(), pregnancy.c.id.desc())
    return tuple(to_pregnancy(row, today) for row in connection.execute(newest_first).mappings())


def to_pregnancy(row: RowMapping, today: date) -> Pregnancy:
    """One row; ages are those of `today`."""
    lmp = date.fromisoformat(row["lmp"]) if row["lmp"] else None
    return Pregnancy(
        id=row["id"],
        person_id=row["person_id"],
        status=PregnancyStatus(row["status"]),
        lmp=lmp,
        gestational_age=gestational_age(lmp, today) if lmp else None,
        due_date=due_date(lmp) if lmp else None,
        opened_at=from_text(row["recorded_at"]),
        opened_by=row["by"],
    )


def read_observation(connection: Connection, observation_id: str) -> Observation:
    """KnownError pregnancies.observation_not_found where there is none."""
    row = connection.execute(_OBSERVATIONS.where(observation.c.id == observation_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("pregnancies.observation_not_found", observation_id=observation_id)
    return _to_observation(row)


def read_observations(connection: Connection, pregnancy_id: str) -> tuple[Observation, ...]:
    """All of one pregnancy, corrected ones included, the latest observed first."""
    newest_first = (observation.c.observed_at.desc(), observation.c.recorded_at.desc(), observation.c.id.desc())
    wanted = _OBSERVATIONS.where(observation.c.pregnancy_id == pregnancy_id).order_by(*newest_first)
    return tuple(_to_observation(row) for row in connection.execute(wanted).mappings())


def read_person_observations(
    connection: Connection, person_ids: Sequence[str], codes: Sequence[str]
) -> tuple[Observation, ...]:
    """What was observed of a person outside of any pregnancy, corrected rows included, the earliest first."""
    earliest_first = (observation.c.observed_at, observation.c.recorded_at, observation.c.id)
    mine = observation.c.person_id.in_(person_ids)
    wanted = _OBSERVATIONS.where(mine, observation.c.pregnancy_id.is_(None), observation.c.code.in_(codes))
    return tuple(_to_observation(row) for row in connection.execute(wanted.order_by(*earliest_first)).mappings())


def read_encounter(connection: Connection, encounter_id: str) -> tuple[Observation, ...]:
    """All of one arrival or visit, corrected ones included, the latest observed first."""
    newest_first = (observation.c.observed_at.desc(), observation.c.recorded_at.desc(), observation.c.id.desc())
    wanted = _OBSERVATIONS.where(observation.c.encounter_id == encounter_id).order_by(*newest_first)
    return tuple(_to_observation(row) for row in connection.execute(wanted).mappings())


def _to_observation(row: RowMapping) -> Observation:
    return Observation(
        id=row["id"],
        pregnancy_id=row["pregnancy_id"],
        code=row["code"],
        value=json.loads(row["value"]),
        unit=row["unit"],
        observed_at=from_text(row["observed_at"]),
        recorded_at=from_text(row["recorded_at"]),
        by=row["by"],
        supersedes=row["supersedes"],
        superseded_by=row["superseded_by"],
        reason=row["reason"],
        encounter_id=row["encounter_id"],
    )


def read_observation_person(connection: Connection, observation_id: str) -> str:
    """Whose observation it is."""
    return str(
        connection.execute(select(observation.c.person_id).where(observation.c.id == observation_id)).scalar_one()
    )
