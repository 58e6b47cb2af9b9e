"""The function test of light and sound as people did it: who, when, and what was heard and seen; in the audit trail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from app.kernel.clock import from_text
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import audit
from app.ward.alarms.signs import Burst

_SUBJECT: Final = ("ward", "signals")
_DETAIL: Final = "test_"


class SignalAnswer(StrEnum):
    """What somebody noticed of one priority; labels: texts `ward_signals.answer_<value>`."""

    BOTH = "both"
    NOT_HEARD = "not_heard"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True)
class SignalTest:
    """One test; a priority that was not tried is left out."""

    at: datetime
    who: str
    answers: Mapping[Burst, SignalAnswer]

    @property
    def passed(self) -> bool:
        """All three were heard and seen."""
        return all(self.answers.get(kind) is SignalAnswer.BOTH for kind in Burst)


class SignalTestService:
    """Tests of the ward of one store; whoever may answer alarms may test their signals."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, session: Session, answers: Mapping[Burst, SignalAnswer]) -> SignalTest:
        """Keep what was noticed, for ever."""
        require(session, Action.ANSWER_ALARMS)
        told = {f"{_DETAIL}{kind.value}": answers[kind].value for kind in Burst if kind in answers}
        with self._store.write(session.actor) as writing:
            writing.audit("ward_signals_tested", *_SUBJECT, **told)
            return SignalTest(from_text(writing.at), session.name, dict(answers))

    def last(self, session: Session) -> SignalTest | None:
        """The newest test of this ward; None where there was none."""
        require(session, Action.VIEW_WARD)
        asked = (
            select(audit.c.at, audit.c.account_name, audit.c.details)
            .where(audit.c.subject_kind == _SUBJECT[0], audit.c.subject_id == _SUBJECT[1])
            .order_by(audit.c.number.desc())
            .limit(1)
        )
        with self._store.read() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        told = json.loads(row.details)
        answers = {kind: SignalAnswer(told[_DETAIL + kind]) for kind in Burst if _DETAIL + kind in told}
        return SignalTest(from_text(row.at), row.account_name, answers)
