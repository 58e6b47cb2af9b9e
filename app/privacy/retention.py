"""How long each kind of data stays: the periods (resources/privacy/retention.toml), and the nightly work that keeps
them. Nothing clinical is removed by it: that is proposed, and two people decide."""

import json
import logging
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from app.kernel.actor import PROGRAM
from app.kernel.canonical import sha256_hex
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.privacy.erasing import wipe
from app.privacy.erasure_service import ErasureService
from app.security.roles import Action
from app.security.session import Session, require
from app.store.listed import among
from app.store.store import Store
from app.store.tables import (
    change_log,
    draft,
    link_code,
    message_attempt,
    message_feedback,
    observation,
    person,
    prenatal_fact,
    retention_run,
    sealed_person,
    sealed_row,
    sign_in_failure,
)
from app.store.writing import Writing
from app.sync.erased import blanked_payload

FILE: Final = Path(__file__).resolve().parents[2] / "resources" / "privacy" / "retention.toml"
_EVERY: Final = timedelta(hours=24)
_AT_ONCE: Final = 2000
_logger = logging.getLogger(__name__)


class Act(StrEnum):
    """What happens when the time is over; labels: texts `privacy.act_<value>`."""

    REMOVE = "remove"
    PROPOSE = "propose"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Period:
    """One kind of data. `days` None: another part of the program keeps it (`by`). `labels` by language."""

    code: str
    labels: Mapping[str, str]
    days: int | None
    act: Act
    mark: str
    source: str
    by: str = ""


@dataclass(frozen=True)
class RetentionRun:
    """What one night did: kind → how many were removed, and how many wait for two people."""

    at: datetime
    removed: Mapping[str, int]
    proposed: Mapping[str, int]


@cache
def periods(file: Path = FILE) -> Mapping[str, Period]:
    """By code, in the order of the file."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return MappingProxyType({code: _period(code, one) for code, one in raw.items()})


def _period(code: str, one: Mapping[str, Any]) -> Period:
    days = one.get("days", round(365.25 * one["years"]) if "years" in one else None)
    labels = MappingProxyType(dict(one["label"]))
    return Period(code, labels, days, Act(one["act"]), one["mark"], one["source"], one.get("by", ""))


class RetentionService:
    """The periods, the nights, and the work itself."""

    def __init__(self, store: Store, erasures: ErasureService) -> None:
        self._store = store
        self._erasures = erasures

    def runs(self, session: Session, most: int = 30) -> tuple[RetentionRun, ...]:
        """The last nights, the latest first."""
        require(session, Action.VIEW_PRIVACY)
        wanted = select(retention_run).order_by(retention_run.c.at.desc()).limit(most)
        with self._store.read() as connection:
            return tuple(
                RetentionRun(from_text(row.at), json.loads(row.counts), json.loads(row.proposed))
                for row in connection.execute(wanted)
            )

    def run_if_due(self) -> RetentionRun | None:
        """Once a day; and each time: erasures that two people agreed on and something had held up."""
        try:
            self._erasures.carry_out_due()
        except KnownError as error:
            _logger.warning("an erasure waits: %s", error.code)
        with self._store.read() as connection:
            last = connection.execute(select(func.max(retention_run.c.at))).scalar_one_or_none()
        if last is not None and self._store.clock.now() - from_text(last) < _EVERY:
            return None
        return self.run()

    def run(self) -> RetentionRun:
        """Remove what is due, count what is to be proposed, and note both."""
        with self._store.write(PROGRAM) as writing:
            wipe(writing.connection)
            removed = {code: act(writing, self._before(code)) for code, act in _REMOVING.items()}
            proposed = {code: ask(writing.connection, self._before(code)) for code, ask in _PROPOSING.items()}
            row = {"id": writing.new_id(), "at": writing.at}
            texts = {"counts": json.dumps(removed, sort_keys=True), "proposed": json.dumps(proposed, sort_keys=True)}
            writing.connection.execute(insert(retention_run).values(**row, **texts))
            if any(removed.values()):
                writing.audit("retention_done", "station", "retention", **{k: v for k, v in removed.items() if v})
            at = from_text(writing.at)
        return RetentionRun(at, removed, proposed)

    def _before(self, code: str) -> str:
        days = periods()[code].days
        assert days is not None, "only kinds with a period of their own are worked on here"
        return to_text(self._store.clock.now() - timedelta(days=days))


def _drafts(writing: Writing, before: str) -> int:
    return int(writing.connection.execute(delete(draft).where(draft.c.saved_at < before)).rowcount)


def _answers(writing: Writing, before: str) -> int:
    """What people wrote back, and what providers said: the text goes, that there was an answer stays."""
    connection, count = writing.connection, 0
    for table, blanks in ((message_feedback, {"text": "", "address": ""}), (message_attempt, {"text": ""})):
        said = or_(*(table.c[name] != "" for name in blanks))
        old = select(table.c.id).where(table.c.recorded_at < before, said).limit(_AT_ONCE)
        ids = [str(one) for one in connection.execute(old).scalars()]
        connection.execute(update(table).where(among(table.c.id, ids)).values(blanks))
        logged = select(change_log.c.id, change_log.c.payload).where(
            change_log.c.entity == table.name, among(change_log.c.entity_id, ids)
        )
        for row in connection.execute(logged).all():
            payload = blanked_payload(row.payload)
            values = {"payload": payload, "payload_sha256": sha256_hex(payload)}
            connection.execute(update(change_log).where(change_log.c.id == row.id).values(values))
        count += len(ids)
    return count


def _link_codes(writing: Writing, before: str) -> int:
    return int(writing.connection.execute(delete(link_code).where(link_code.c.expires_at < before)).rowcount)


def _failures(writing: Writing, before: str) -> int:
    old = sign_in_failure.c.blocked_until < before
    return int(writing.connection.execute(delete(sign_in_failure).where(old)).rowcount)


def _runs(writing: Writing, before: str) -> int:
    return int(writing.connection.execute(delete(retention_run).where(retention_run.c.at < before)).rowcount)


def _old_records(connection: Connection, before: str) -> int:
    """People of whom nothing was written since: registered before, and no reading or fact after."""
    wanted = select(func.count()).select_from(person).where(
        person.c.recorded_at < before,
        ~select(observation.c.id).where(
            observation.c.person_id == person.c.id, observation.c.recorded_at >= before
        ).exists(),
        ~select(prenatal_fact.c.id).where(
            prenatal_fact.c.person_id == person.c.id, prenatal_fact.c.recorded_at >= before
        ).exists(),
    )  # fmt: skip
    return int(connection.execute(wanted).scalar_one())


def _old_seals(connection: Connection, before: str) -> int:
    hers = and_(sealed_row.c.person_id == sealed_person.c.person_id)
    held = select(sealed_row.c.entity_id).where(hers).exists()
    day = date.fromisoformat(before[:10]).isoformat()
    wanted = select(func.count()).select_from(sealed_person).where(sealed_person.c.last_entry < day, held)
    return int(connection.execute(wanted).scalar_one())


_REMOVING: Final[Mapping[str, Callable[[Writing, str], int]]] = {
    "drafts": _drafts,
    "message_answers": _answers,
    "link_codes": _link_codes,
    "sign_in_failures": _failures,
    "retention_runs": _runs,
}
_PROPOSING: Final[Mapping[str, Callable[[Connection, str], int]]] = {
    "clinical_record": _old_records,
    "sealed_record": _old_seals,
}
