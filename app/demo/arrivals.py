"""This morning at the reception: every colour and state, pregnant women and others; written as the services would."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.clinic.danger_signs.readings import ABSENT, PRESENT
from app.clinic.danger_signs.signs import KIND_PREFIX, who_danger_signs
from app.clinic.pregnancies.model import NewObservation, Value
from app.clinic.pregnancies.service import observation_row
from app.clinic.reception.events import AUDITED
from app.clinic.reception.model import Colour, EventKind, Outcome
from app.demo.neighbours import Neighbour
from app.demo.placed import ZONE, Row, instant
from app.demo.prenatal import Followed
from app.kernel.canonical import canonical_json
from app.kernel.clock import local_date, to_text
from app.security.roles import Role
from app.security.session import Session
from app.store.audit_chain import AuditEntry, append
from app.store.tables import arrival, arrival_event, observation
from app.store.writing import Writing

Readings = dict[str, Value]


@dataclass(frozen=True)
class Guest:
    """Who comes: her identifiers; `pregnancy_id` None where there is no current pregnancy."""

    person_id: str
    pregnancy_id: str | None


@dataclass(frozen=True)
class Step:
    """Something that happened `ago` minutes before now."""

    ago: float
    kind: EventKind
    content: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """One arrival: who, when, why, what was heard and measured, what came after. Minutes before now."""

    who: str
    ago: float
    said: str = ""
    heard_ago: float | None = None
    colour: Colour = Colour.GREEN
    reason: str = ""
    readings: Readings = field(default_factory=dict)
    danger: tuple[str, ...] | None = None
    """The danger signs that are present; None: nobody was asked."""
    steps: tuple[Step, ...] = ()


def _usual(systolic: int, diastolic: int, **more: Value) -> Readings:
    return {
        "systolic_mmhg": systolic,
        "diastolic_mmhg": diastolic,
        "pulse_bpm": 84,
        "temperature_celsius": 36.6,
        **more,
    }


def _called(ago: float, place: str) -> Step:
    return Step(ago, EventKind.CALLED, {"place": place})


def _closed(ago: float, outcome: Outcome) -> Step:
    return Step(ago, EventKind.CLOSED, {"outcome": outcome.value})


_ILL: Readings = {
    **_usual(104, 62, pulse_bpm=112, temperature_celsius=38.4),
    "respirations_per_minute": 23, "spo2_percent": 94, "oxygen": "air", "consciousness": "alert",
}  # fmt: skip

SCENES: Final = (
    Scene(
        "hypertensive", 27, "Dor de cabeça forte", 19, Colour.RED, "Dor de cabeça forte e vista embaçada desde cedo",
        _usual(164, 112, urine_protein="2+", spo2_percent=97), ("severe_headache", "visual_disturbance"),
    ),
    Scene(
        "late", 48, "Sangramento", 41, Colour.RED, "Sangramento em pequena quantidade há uma hora",
        _usual(108, 66, pulse_bpm=98), ("vaginal_bleeding",), (_called(40, "Sala 1"), Step(38, EventKind.ATTENDED)),
    ),
    Scene(
        "early", 34, "Consulta de pré-natal", 6, Colour.YELLOW, "Consulta de rotina; pressão alta na chegada",
        _usual(148, 94, weight_kg=71.4), (),
    ),
    Scene(
        "ill", 52, "Febre e falta de ar", 37, Colour.YELLOW, "Febre há três dias, tosse e cansaço", _ILL,
    ),
    Scene(
        "feverish", 61, "Ardor ao urinar", 50, Colour.YELLOW, "Ardor ao urinar e dor lombar desde ontem",
        _usual(112, 70, temperature_celsius=37.9), (), (_called(4, "Sala 2"),),
    ),
    Scene("routine", 66, "", 55, Colour.GREEN, "Consulta de pré-natal", _usual(110, 68, weight_kg=66.2), ()),
    Scene(
        "postpartum", 44, "", 33, Colour.GREEN, "Consulta do puerpério; dor ao amamentar", _usual(118, 74), None,
        (_called(21, "Sala 3"), Step(17, EventKind.NOT_ANSWERED)),
    ),
    Scene(
        "child", 39, "Dor de ouvido", 24, Colour.GREEN, "Dor de ouvido desde a noite",
        {"temperature_celsius": 37.6, "weight_kg": 21.5, "pain_score": 4},
    ),
    Scene("vaccine", 22, "", 15, Colour.BLUE, "Vacina dTpa e marcar consulta", _usual(114, 72), ()),
    Scene("newcomer", 9, "Consulta de pré-natal"),
    Scene("man", 5, "Renovar receita"),
    Scene(
        "attended", 118, "", 110, Colour.GREEN, "Consulta de pré-natal", _usual(106, 64, weight_kg=62.8), (),
        (_called(96, "Sala 2"), Step(94, EventKind.ATTENDED), _closed(72, Outcome.SCHEDULED)),
    ),
    Scene(
        "referred", 132, "Pressão alta", 126, Colour.YELLOW, "Pressão alta medida em casa", _usual(152, 98), (),
        (_called(118, "Sala 1"), Step(115, EventKind.ATTENDED), _closed(83, Outcome.REFERRED)),
    ),
    Scene("gone", 141, "Curativo", steps=(_called(92, "Sala 3"), Step(86, EventKind.NO_SHOW))),
    Scene("mistaken", 70, steps=(Step(68, EventKind.WITHDRAWN, {"why": "Chegada aberta para outra pessoa"}),)),
)  # fmt: skip
"""Who waits now, who is being seen, and who was here since the doors opened."""


def write_arrivals(
    writing: Writing, followed: Sequence[Followed], others: Sequence[Neighbour], staff: dict[Role, Session]
) -> None:
    """The morning, ended by the present moment; early in the day everything is pressed together."""
    guests = choose_guests(followed, others)
    morning = _Morning(writing, datetime.fromisoformat(writing.at.replace("Z", "+00:00")), staff)
    for scene in SCENES:
        morning.play(scene, guests[scene.who])
    morning.write_trail()


class _Morning:
    """Collects the rows and the trail of one morning."""

    def __init__(self, writing: Writing, now: datetime, staff: dict[Role, Session]) -> None:
        self._writing = writing
        self._now = now
        self._nurse, self._doctor = staff[Role.NURSE], staff[Role.DOCTOR]
        midnight = instant(local_date(now, ZONE), 0)
        longest = max(scene.ago for scene in SCENES) + 5
        self._pressed = min(1.0, (now - midnight).total_seconds() / 60 / longest)
        self._trail: list[tuple[str, Session, AuditEntry]] = []

    def play(self, scene: Scene, guest: Guest) -> None:
        """One arrival with all that happened."""
        writing, arrived = self._writing, self._at(scene.ago)
        by = {"recorded_at": arrived, "recorded_by": self._nurse.account_id}
        row = {"person_id": guest.person_id, "arrived_at": arrived, **by}
        arrival_id = writing.append(arrival, row)
        self._note(arrived, self._nurse, "arrived", "person", guest.person_id, arrival_id=arrival_id)
        events: list[tuple[str, EventKind, dict[str, object]]] = []
        if scene.said:
            events.append((arrived, EventKind.ARRIVED, {"reason": scene.said}))
        if scene.heard_ago is not None:
            at = self._at(scene.heard_ago)
            ids = self._measure(scene, guest, arrival_id, at)
            events.append(
                (at, EventKind.HEARD, {"reason": scene.reason, "colour": scene.colour.value, "observations": ids})
            )
        events += [(self._at(step.ago), step.kind, step.content) for step in scene.steps]
        for place, (at, kind, content) in enumerate(events, start=1):
            self._happened(arrival_id, place, at, kind, content)

    def write_trail(self) -> None:
        """What was done, in the order of the clock."""
        for at, who, entry in sorted(self._trail, key=lambda one: one[0]):
            append(self._writing.connection, at, who.actor, entry)

    def _at(self, ago: float) -> str:
        return to_text(self._now - timedelta(minutes=ago * self._pressed))

    def _happened(self, arrival_id: str, place: int, at: str, kind: EventKind, content: dict[str, object]) -> None:
        who = self._doctor if kind in (EventKind.ATTENDED, EventKind.CLOSED) else self._nurse
        row = {
            "arrival_id": arrival_id,
            "kind": kind.value,
            "place": place,
            "happened_at": at,
            "content": canonical_json(content),
            "supersedes": None,
            "reason": None,
        }
        self._writing.append(arrival_event, {**row, "recorded_at": at, "recorded_by": who.account_id})
        self._note(at, who, AUDITED[kind], "arrival", arrival_id)

    def _measure(self, scene: Scene, guest: Guest, arrival_id: str, at: str) -> list[str]:
        measured = self._append(scene.readings, guest, arrival_id, at)
        if scene.danger is not None:
            signs: Readings = {
                KIND_PREFIX + code: PRESENT if code in scene.danger else ABSENT for code in who_danger_signs().signs
            }
            self._append(signs, guest, arrival_id, at)
            details = {"encounter_id": arrival_id, "present": list(scene.danger)}
            self._note(at, self._nurse, "danger_signs_asked", "person", guest.person_id, **details)
        return measured

    def _append(self, values: Readings, guest: Guest, arrival_id: str, at: str) -> list[str]:
        by = {"recorded_at": at, "recorded_by": self._nurse.account_id, "encounter_id": arrival_id}
        rows: list[Row] = [
            {**observation_row(at, guest.person_id, "", NewObservation(code, value)), **by}
            | {"pregnancy_id": guest.pregnancy_id}
            for code, value in values.items()
        ]
        return self._writing.append_many(observation, rows)

    def _note(self, at: str, who: Session, action: str, kind: str, subject: str, **details: object) -> None:
        self._trail.append((at, who, AuditEntry(action, kind, subject, details)))


def choose_guests(followed: Sequence[Followed], others: Sequence[Neighbour]) -> dict[str, Guest]:
    """Who plays which part: by what the record says of her, the same ones for the same cohort."""
    taken: set[str] = set()

    def first(fits: Callable[[Followed], bool]) -> Guest:
        found = next(one for one in followed if one.placed.person_id not in taken and fits(one))
        taken.add(found.placed.person_id)
        return Guest(found.placed.person_id, found.placed.pregnancy_id if found.goes_on else None)

    def weeks(one: Followed) -> int:
        return (local_date(one.now, ZONE) - one.placed.lmp).days // 7

    def pregnant(low: int, high: int, *, hypertensive: bool = False) -> Guest:
        return first(
            lambda one: (
                one.goes_on
                and low <= weeks(one) < high
                and one.placed.classified
                and ("hypertension" in one.placed.woman.form.conditions) is hypertensive
            )
        )

    chosen = {
        "hypertensive": pregnant(30, 37, hypertensive=True),
        "late": pregnant(33, 39),
        "early": pregnant(21, 27),
        "feverish": pregnant(16, 24),
        "routine": pregnant(24, 33),
        "vaccine": pregnant(26, 30),
        "newcomer": first(lambda one: one.goes_on and not one.placed.classified and weeks(one) < 26),
        "attended": pregnant(18, 26),
        "referred": pregnant(26, 34, hypertensive=True),
        "mistaken": pregnant(12, 30),
        "postpartum": first(lambda one: one.is_postpartum),
    }
    return chosen | {one.part: Guest(one.person_id, None) for one in others}
