"""`bench record`: opening a long record with all its parts through the window's services, beside plain SQL."""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from app.bootstrap import FirstStart, Ports, create_station, open_station, unlock_silently
from app.clinic.assessments import rows as assessment_rows
from app.clinic.pregnancies.model import NewObservation, Value
from app.clinic.pregnancies.service import observation_row
from app.clinic.prenatal.facts import Content, Kind
from app.clinic.prenatal.history_questions import scopes
from app.clinic.prenatal.vaccine_calendar import vaccines
from app.clinic.risk.evaluator import assess
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.loader import default_rule_base
from app.commands.bench_search import percentile
from app.demo.crowd import insert_crowd
from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD, DEMO_PROFILE, demo_administrator, make_staff
from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json
from app.kernel.clock import to_text
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security import account_rows
from app.security.accounts import AccountService
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import assessment, observation, pregnancy, prenatal_fact
from app.store.writing import Writing

TARGET_MS = 100.0
VISITS, RESULTS, REQUESTS, CLASSIFICATIONS = 40, 200, 60, 6
_OTHERS = 60
"""Records of the same size beside it, so that no index is empty."""
_PEOPLE = 5_000
_TIMES = 40
_NUMERIC = ("haemoglobin", "glucose_fasting", "fundal_height_cm", "fetal_heart_rate", "glucose_random")
_MEASURED: dict[str, Value] = {
    "weight_kg": 68.0,
    "systolic_mmhg": 118,
    "diastolic_mmhg": 74,
    "temperature_celsius": 36.6,
}
_PLAIN = {
    "pregnancy": "SELECT * FROM pregnancy p JOIN pregnancy_list l ON l.pregnancy_id = p.id WHERE p.id = :id",
    "person": "SELECT * FROM person WHERE id = (SELECT person_id FROM pregnancy WHERE id = :id)",
    "observation": "SELECT * FROM observation WHERE pregnancy_id = :id ORDER BY observed_at DESC",
    "prenatal_fact": "SELECT * FROM prenatal_fact WHERE pregnancy_id = :id ORDER BY kind, day",
    "assessment": "SELECT * FROM assessment WHERE pregnancy_id = :id ORDER BY recorded_at DESC",
}


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Build the station, open the record again and again; name → figure. `others`: records of its size beside it."""
    others = max(1, int(getattr(arguments, "others", _OTHERS)))
    folder = Path(tempfile.mkdtemp(prefix="plantao-bench-"))
    try:
        return _measure(StationFolders(folder / "station"), others)
    finally:
        shutil.rmtree(folder)


def _measure(folders: StationFolders, others: int) -> dict[str, object]:
    _say(f"building an encrypted station with {others + 1} records of {VISITS} visits and {RESULTS} results …")
    station, pregnancy_id = _build(folders, others)
    try:
        session = station.sign_in.sign_in(DEMO_LOGINS[Role.NURSE], DEMO_PASSWORD)
        seen = len(station.visits.list(session, pregnancy_id)), len(station.exams.results(session, pregnancy_id))
        _say("opening …")
        first = _milliseconds(lambda: open_record(station, session, pregnancy_id))
        every = _milliseconds(lambda: read_everything(station, session, pregnancy_id))
        slowest = _slowest_part(station, session, pregnancy_id)
    finally:
        station.close()
    plain = _plain(folders, pregnancy_id)
    return {
        "visits": seen[0],
        "results": seen[1],
        "p50_ms_first_page": percentile(first, 50),
        "p95_ms_first_page": percentile(first, 95),
        "p50_ms_all_parts": percentile(every, 50),
        "p95_ms_all_parts": percentile(every, 95),
        "target_p95_ms": TARGET_MS,
        "slowest_part": slowest[1],
        "slowest_part_p50_ms": slowest[0],
        "plain_sql_p50_ms": percentile(plain, 50),
        "plain_sql_p95_ms": percentile(plain, 95),
        "times_plain_sql_p50": percentile(every, 50) / percentile(plain, 50),
        "met": seen[0] >= VISITS and seen[1] >= RESULTS and percentile(every, 95) <= TARGET_MS,
    }


def open_record(station: Station, session: Session, pregnancy_id: str) -> None:
    """What the window reads before it shows a record; opening is written to the audit trail, on disk."""
    found = station.pregnancies.get(session, pregnancy_id)
    station.people.open(session, found.person_id)
    station.pregnancies.observations(session, pregnancy_id)
    station.assessments.propose(session, pregnancy_id)
    station.assessments.list(session, pregnancy_id)
    station.drafts.get(session, "assessment", pregnancy_id)


def parts_of(station: Station, session: Session, pregnancy_id: str) -> dict[str, Callable[[], object]]:
    """What the sections of the record read when they are opened, by name."""
    return {
        "dating": lambda: station.dating.dating(session, pregnancy_id),
        "visits": lambda: station.visits.list(session, pregnancy_id),
        "plan": lambda: station.visits.plan(session, pregnancy_id),
        "measured": lambda: station.visits.measured(session, pregnancy_id),
        "requests": lambda: station.exams.requests(session, pregnancy_id),
        "results": lambda: station.exams.results(session, pregnancy_id),
        "charts": lambda: station.charts.charts(session, pregnancy_id),
        "history": lambda: station.history.answers(session, pregnancy_id),
        "vaccines": lambda: station.vaccines.card(session, pregnancy_id),
        "outcome": lambda: station.outcomes.outcome(session, pregnancy_id),
        "moved": lambda: station.corrections.moved_away(session, pregnancy_id),
    }


def read_everything(station: Station, session: Session, pregnancy_id: str) -> None:
    """The record and all of its parts, one after the other."""
    open_record(station, session, pregnancy_id)
    for read in parts_of(station, session, pregnancy_id).values():
        read()


def _slowest_part(station: Station, session: Session, pregnancy_id: str) -> tuple[float, str]:
    parts = parts_of(station, session, pregnancy_id)
    return max((percentile(_milliseconds(read), 50), name) for name, read in parts.items())


def _milliseconds(call: Callable[[], object]) -> list[float]:
    call()
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _plain(folders: StationFolders, pregnancy_id: str) -> list[float]:
    """The same rows by one statement a table, nothing decided: no rights, no audit, no corrections followed."""
    ports = Ports(background=False)
    key = unlock_silently(folders, ports).key
    assert key is not None
    store = open_store(folders.store, key, ports.clock, ports.made_ids())

    def read() -> None:
        with store.read() as connection:
            for statement in _PLAIN.values():
                connection.execute(text(statement), {"id": pregnancy_id}).all()

    try:
        return _milliseconds(read)
    finally:
        store.close()


def _build(folders: StationFolders, others: int) -> tuple[Station, str]:
    ports = Ports(background=False)
    first = FirstStart(DEMO_PROFILE, demo_administrator(), key_file=folders.home / "bench.key")
    create_station(folders, first, ports).station.close()
    key = unlock_silently(folders, ports).key
    assert key is not None
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        with store.read() as connection:
            administrator = account_rows.by_login(connection, first.administrator.login)
        assert administrator is not None
        make_staff(AccountService(store, ports.passwords), administrator, ports.clock.now())
        pregnancy_id = _fill(store, others)
    finally:
        store.close()
    return open_station(folders, key, ports), pregnancy_id


def _fill(store: Store, others: int) -> str:
    source = random.Random(5)
    with store.write(PROGRAM) as writing:
        insert_crowd(writing.connection, SeededIds(store.clock, seed=2), _PEOPLE, seed=3, at=writing.at)
        women = "SELECT id FROM person WHERE sex = 'female' ORDER BY number LIMIT :count"
        found = writing.connection.execute(text(women), {"count": others + 1}).scalars().all()
        ids = writing.create_many(pregnancy, [{"person_id": one, "status": "current"} for one in found])
        for person_id, pregnancy_id in zip(found, ids, strict=True):
            _write_record(writing, source, person_id, pregnancy_id, store.clock.now())
    return ids[others // 2]


def _write_record(writing: Writing, source: random.Random, person_id: str, pregnancy_id: str, now: datetime) -> None:
    begun = now - timedelta(days=7 * 39)
    days = [begun + timedelta(days=40 + 5.5 * number) for number in range(VISITS)]
    lmp = NewObservation("lmp", begun.date().isoformat(), days[0])
    readings = [lmp] + [NewObservation(code, value, day) for day in days for code, value in _MEASURED.items()]
    writing.append_many(observation, [observation_row(writing.at, person_id, pregnancy_id, one) for one in readings])
    facts = [_row(person_id, pregnancy_id, *one) for one in _facts(source, days)]
    ids = writing.append_many(prenatal_fact, facts)
    # One in twenty was corrected: the wrong row and the right one are both read.
    wrong = range(0, len(ids), 20)
    corrected = [{**facts[one], "supersedes": ids[one], "reason": "Digitado com engano"} for one in wrong]
    writing.append_many(prenatal_fact, corrected)
    rules = default_rule_base()
    assessment_rows.keep_rule_base(writing, rules)
    form = ReferralForm(age_years=31.0, conditions=frozenset({"hypertension"}), conditions_asked=ALL_CONDITIONS)
    row = assessment_rows.to_row(person_id, pregnancy_id, form, assess(form, rules))
    at = [{"recorded_at": to_text(day)} for day in days[:CLASSIFICATIONS]]
    writing.append_many(assessment, [{**row, **one} for one in at])


def _facts(source: random.Random, days: list[datetime]) -> Iterator[tuple[Kind, str, date, Content]]:
    for day in days:
        yield Kind.VISIT, "visit", day.date(), {"professional": "nurse", "note": "Sem queixas. " * 4}
    for number in range(RESULTS):
        code, value = _NUMERIC[number % len(_NUMERIC)], round(source.uniform(9, 15), 1)
        whole = code in ("fundal_height_cm", "fetal_heart_rate")
        content = {"value": round(value * 3 if whole else value, 0 if whole else 1), "request_id": None}
        yield Kind.EXAM_RESULT, code, days[number % VISITS].date(), content
    for number in range(REQUESTS):
        yield Kind.EXAM_REQUEST, _NUMERIC[number % len(_NUMERIC)], days[number % VISITS].date(), {"due_on": None}
    for question in scopes():
        yield Kind.ANSWER, question, days[0].date(), {"answer": "no"}
    for code in vaccines():
        yield Kind.VACCINE, code, days[3].date(), {"given_on": days[3].date().isoformat(), "lot": "A", "place": "B"}


def _row(person_id: str, pregnancy_id: str, kind: Kind, code: str, day: date, content: Content) -> dict[str, object]:
    columns = {"person_id": person_id, "pregnancy_id": pregnancy_id, "kind": kind.value, "code": code}
    return {**columns, "day": day.isoformat(), "content": canonical_json(content), "supersedes": None, "reason": None}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
