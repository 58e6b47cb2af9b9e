"""Referrals of the demo unit in every state, made by the services themselves at the hours when they happened.

What the server and the hospital say comes as delivered events, applied as sync applies them. Everything fictitious.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.clinic.assessments.rows import read_assessments
from app.clinic.pregnancies.model import PregnancyFilter
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.referral.compulsory import problems_of_answer
from app.clinic.referral.directory import Hospital, ReferralDirectoryService
from app.clinic.referral.model import Kind, NewAnswer, NewReferral, Priority, Verdict
from app.clinic.referral.parameters import parameters
from app.clinic.referral.rows import read_course
from app.clinic.referral.service import ReferralService
from app.clinic.referral.tasks import ReferralTaskService
from app.demo.network import MovedClock
from app.demo.unit import HOSPITAL_PROFILE
from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import to_text
from app.kernel.errors import BugError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import change_log
from app.sync import ledger
from app.sync.applying import Applying
from app.sync.delivered import ACCEPTED, Delivered
from app.sync.events import Event

_SOURCES: Final = ("Ministério da Saúde. Gestação de alto risco: manual técnico, 5ª ed., 2012",)
_DOCTOR: Final = "Dra. Olga Falésia (demo), CRM-RN 0012"
_BOOKED: Final = NewAnswer(Verdict.CONFIRMED, "booked", _SOURCES, "Levar o cartão e os últimos exames.", "hypertension")
_BACK: Final = NewAnswer(
    Verdict.NOT_CONFIRMED, "counter_referral", _SOURCES, "Seguir na UBS; medir a pressão toda semana até a 34ª semana."
)
_UNSURE: Final = NewAnswer(
    Verdict.INCONCLUSIVE,
    "exams_to_decide",
    _SOURCES,
    "Com os resultados, contrarresponder.",
    causes=("laboratory_data",),
    requested_exams=("glucose_fasting", "urine_culture"),
)
_HOUR: Final = timedelta(hours=1)
_ROOM: Final = 60
"""How many women are looked at; those at the end of the list, whom nothing else in the demo is about."""


@dataclass
class _Case:
    """One referral under way: `id` once it was written."""

    pregnancy_id: str
    id: str = ""
    asked: str = ""


Deed = Callable[[_Case], None]


@dataclass
class _Story:
    """What happens in one referral, each at so many hours before now."""

    steps: list[tuple[float, Deed]] = field(default_factory=list)

    def then(self, hours_ago: float, deed: Deed) -> "_Story":
        """One more step."""
        self.steps.append((hours_ago, deed))
        return self


class Referring:
    """Writes the stories into a store; `clock` is the store's own and moves with them."""

    def __init__(self, store: Store, clock: MovedClock, staff: Mapping[Role, Session]) -> None:
        self._store, self._clock = store, clock
        self._nurse, self._doctor = staff[Role.NURSE], staff[Role.DOCTOR]
        self._referrals, self._tasks = ReferralService(store), ReferralTaskService(store)
        self._sequence = 0

    def write(self, now: datetime) -> int:
        """All of them, each step at its hour before `now`; tells how many referrals there are."""
        ReferralDirectoryService(self._store).name_hospital(
            self._nurse, Hospital(HOSPITAL_PROFILE.cnes, HOSPITAL_PROFILE.unit_name)
        )
        stories = self._stories()
        cases = [_Case(one) for one in self._ready(len(stories))]
        steps = [
            (now - hours * _HOUR, number, deed)
            for number, story in enumerate(stories)
            for hours, deed in story.steps
            if number < len(cases)
        ]
        for at, number, deed in sorted(steps, key=lambda one: (one[0], one[1])):
            self._clock.put(at)
            deed(cases[number])
        self._clock.put(now)
        return len(cases)

    def _stories(self) -> list[_Story]:
        send, stamp, answer, read = self._send, self._stamp, self._answer, self._read
        # At half past nine on a Monday: what was sent on Friday, during the week, and this morning.
        return [
            _Story().then(67, send()).then(66.8, stamp),
            _Story().then(90, send()).then(89.5, stamp).then(17, self._overdue),
            _Story().then(95, send()).then(94.5, stamp).then(18, answer(_UNSURE)),
            _Story().then(69, send()).then(68.5, stamp).then(1.5, answer(_BACK)),
            _Story().then(2.2, send(Priority.EMERGENCY)).then(2.1, stamp),
            _Story().then(140, send()).then(139.5, stamp).then(98, answer(_UNSURE)).then(91, read),
            _Story()
            .then(166, send())
            .then(165.5, stamp)
            .then(145, answer(_UNSURE))
            .then(143, read)
            .then(1.9, self._reply)
            .then(1.85, self._stamp_reply),
            _Story().then(139, send()).then(138.5, stamp).then(97, answer(_BOOKED)).then(92, read).then(91, self._tell),
            _Story()
            .then(236, send())
            .then(235.5, stamp)
            .then(170, answer(_BOOKED))
            .then(165, read)
            .then(164, self._tell)
            .then(72, self._close),
            _Story().then(1.6, send(Priority.PRIORITY)),
            _Story().then(0.7, send()),
        ]

    def _ready(self, wanted: int) -> Iterator[str]:
        """Pregnancies with all that is compulsory, of the highest class, from the end of the list."""
        listed = PregnancyService(self._store).list(
            self._nurse, PregnancyFilter(class_codes=frozenset({"ARCE"})), 0, 10_000
        )
        found = 0
        for row in reversed(listed.rows[-_ROOM * 4 :]):
            if found < wanted and not self._referrals.readiness(self._nurse, row.pregnancy_id).problems:
                found += 1
                yield row.pregnancy_id

    # what the unit does

    def _send(self, priority: Priority = Priority.URGENT) -> Deed:
        def deed(case: _Case) -> None:
            reason, hypothesis = self._reason(case.pregnancy_id)
            new = NewReferral(
                HOSPITAL_PROFILE.cnes, reason, hypothesis, "Acompanhar no alto risco (demonstração).", priority
            )
            case.id = case.asked = self._referrals.send(self._doctor, case.pregnancy_id, new).referral.id

        return deed

    def _read(self, case: _Case) -> None:
        self._referrals.mark_read(self._nurse, case.id)

    def _tell(self, case: _Case) -> None:
        self._tasks.tick(self._nurse, case.id, "tell")

    def _close(self, case: _Case) -> None:
        self._referrals.close(self._nurse, case.id, "Tudo o que a resposta pedia foi feito")

    def _reply(self, case: _Case) -> None:
        course = self._referrals.counter_reply(
            self._doctor, case.id, "Glicemia de jejum 98 mg/dl, urocultura negativa: resultados no prontuário."
        )
        case.asked = course.events[-1].id

    def _reason(self, pregnancy_id: str) -> tuple[str, str]:
        with self._store.read() as connection:
            current = next(one for one in read_assessments(connection, pregnancy_id) if one.is_current)
        known = parameters().reasons
        reason = next((code for code in sorted(current.form.conditions) if code in known), "other")
        if reason == "other" and (current.form.systolic_mmhg or 0) > 140:
            reason = "hypertension"
        words = known[reason].label.in_language("pt_BR") if reason != "other" else "Gestação de alto risco"
        return reason, f"{words}, a esclarecer"

    # what comes from the network

    def _stamp(self, case: _Case) -> None:
        self._acknowledge()
        self._deliver(case, Kind.RECEIVED, {"of": case.id, "at": to_text(self._clock.now()), "by": "server"})

    def _stamp_reply(self, case: _Case) -> None:
        self._acknowledge()
        self._deliver(case, Kind.RECEIVED, {"of": case.asked, "at": to_text(self._clock.now()), "by": "server"})

    def _overdue(self, case: _Case) -> None:
        self._deliver(case, Kind.OVERDUE, {"of": case.asked, "at": to_text(self._clock.now()), "by": "server"})

    def _answer(self, given: NewAnswer) -> Deed:
        if problems_of_answer(given, parameters(), exams().keys()):
            raise BugError("an answer of the demo is none that a hospital could give")

        def deed(case: _Case) -> None:
            with self._store.read() as connection:
                version = read_course(connection, case.id, self._clock.now()).version
            answered = self._deliver(case, Kind.ANSWERED, {**asdict(given), "by": _DOCTOR}, version)
            self._deliver(case, Kind.RECEIVED, {"of": answered, "at": to_text(self._clock.now()), "by": "server"})

        return deed

    def _acknowledge(self) -> None:
        """All that the station wrote until now is at the server and came back."""
        with self._store.write(PROGRAM) as writing:
            wanted = select(change_log).where(change_log.c.origin == self._store.origin)
            row = writing.connection.execute(wanted.order_by(change_log.c.sequence.desc()).limit(1)).mappings().one()
            last = Event(**{name: row[name] for name in Event.__dataclass_fields__})
            ledger.acknowledge(writing.connection, [last])
            ledger.note_seen(writing.connection, last.origin, last.sequence)

    def _deliver(self, case: _Case, kind: Kind, content: Mapping[str, object], version: str | None = None) -> str:
        at = to_text(self._clock.now())
        with self._store.write(PROGRAM) as writing:
            course = read_course(writing.connection, case.id, self._clock.now())
            row_id = writing.new_id()
            row: dict[str, object] = {
                "id": row_id,
                "referral_id": case.id,
                "person_id": course.referral.person_id,
                "kind": kind.value,
                "place": max((one.place for one in course.events), default=0) + 1,
                "content": canonical_json(content),
                "snapshot": None,
                "version_sha256": version,
                "recorded_at": at,
                "recorded_by": "demo-network",
            }
            self._sequence += 1
            text = canonical_json(row)
            event = Event(
                id=writing.new_id(), origin="demo-network", sequence=self._sequence, entity="referral_event",
                entity_id=row_id, operation="append", payload=text, payload_sha256=sha256_hex(text),
                recorded_at=at, recorded_by="demo-network", seen=0,
            )  # fmt: skip
            Applying(writing.connection).page([Delivered(self._sequence, ACCEPTED, None, event)], self._sequence)
        return row_id


def write_referrals(store: Store, clock: MovedClock, staff: Mapping[Role, Session], now: datetime) -> int:
    """Write them; `clock` is the store's own. Tells how many there are."""
    return Referring(store, clock, staff).write(now)


LONGEST_AGO: Final = timedelta(hours=237)
"""Before the first of them: where the clock has to stand."""
