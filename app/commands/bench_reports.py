"""`bench reports`: the manager's report over a full encrypted store, beside counting the same rows in Python."""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.clinic.assessments import rows as assessment_rows
from app.clinic.reports.model import (
    BehindFilter,
    Report,
    ReportBy,
    ReportFigure,
    ReportFilter,
    ReportRow,
    report_figures,
)
from app.clinic.reports.service import ReportService
from app.clinic.risk.evaluator import assess
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.loader import CLASS_CODES, default_rule_base
from app.demo.crowd import insert_crowd
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock, from_text, local_date, to_text, usual_zone
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.inserting import insert_rows
from app.store.opening import create_store
from app.store.store import Store
from app.store.tables import assessment, care_link, observation, pregnancy, visit_count
from app.store.writing import Writing

TARGET_SECONDS = 1.0
_FORMS = 400
_TIMES = 3


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Build the store, count; name → figure. `pregnancies` at least 1,000."""
    count = max(1_000, int(arguments.pregnancies))
    folder = Path(tempfile.mkdtemp(prefix="plantao-bench-"))
    try:
        return _measure(folder / "plantao.db", count)
    finally:
        shutil.rmtree(folder)


def _measure(path: Path, count: int) -> dict[str, object]:
    clock = SystemClock()
    store = create_store(path, bytes(range(32)), clock, SeededIds(clock, seed=1))
    try:
        _say(f"building an encrypted store of {count:,} synthetic pregnancies …")
        started = time.perf_counter()
        _fill(store, count)
        built = time.perf_counter() - started
        _say("counting …")
        service, manager = ReportService(store), _manager(clock.now())
        today = service.today()
        year = ReportFilter(today - timedelta(days=365), today)
        before = ReportFilter(today - timedelta(days=731), today - timedelta(days=366))
        taken = {
            "everything": _seconds(lambda: service.report(manager, ReportFilter())),
            "by_month": _seconds(lambda: service.report(manager, ReportFilter(by=ReportBy.MONTH))),
            "by_unit": _seconds(lambda: service.report(manager, ReportFilter(by=ReportBy.UNIT))),
            "one_year": _seconds(lambda: service.report(manager, year)),
            "year_and_year_before": _seconds(lambda: service.compare(manager, year, before)),
            "women_behind": _seconds(lambda: service.women_behind(manager, BehindFilter(year, ReportFigure.NOT_SEEN))),
        }
        report = service.report(manager, ReportFilter())
        _say("counting the same in Python …")
        started = time.perf_counter()
        naive = count_in_python(store)
        naive_seconds = time.perf_counter() - started
    finally:
        store.close()
    worst = max(taken.values())
    same = (report.total(), dict(report.reasons)) == (naive.total(), dict(naive.reasons))
    return {
        "pregnancies": count,
        "seconds_to_build": built,
        "store_megabytes": path.stat().st_size / 1e6,
        **{f"seconds_{name}": seconds for name, seconds in taken.items()},
        "seconds_worst": worst,
        "target_seconds": TARGET_SECONDS,
        "python_seconds_everything": naive_seconds,
        "times_faster": naive_seconds / taken["everything"],
        "same_counts": same,
        "met": same and worst <= TARGET_SECONDS,
    }


def count_in_python(store: Store) -> Report:
    """The whole report the plain way: read every row, every classification's JSON, and count here. No ORM."""
    figures, zone = report_figures(), usual_zone()
    today = local_date(store.clock.now(), zone)
    seen_limit, due_limit = today - timedelta(days=figures.not_seen_days), today - timedelta(days=figures.past_due_days)
    counts: Counter[str] = Counter()
    classes: Counter[str] = Counter(dict.fromkeys((*CLASS_CODES, ""), 0))
    reasons: Counter[str] = Counter()
    statement = text(
        "SELECT l.status, l.opened_at, l.lmp, l.class_code, v.visits, v.first_day, v.last_day, a.result "
        "FROM pregnancy_list l LEFT JOIN visit_count v ON v.pregnancy_id = l.pregnancy_id "
        "LEFT JOIN assessment a ON a.id = l.assessment_id"
    )
    with store.read() as connection:
        for status, opened_at, lmp_text, code, visits, first, last, result in connection.execute(statement):
            opened = local_date(from_text(opened_at), zone)
            lmp = date.fromisoformat(lmp_text) if lmp_text else None
            start = date.fromisoformat(first) if first else opened
            seen = date.fromisoformat(last) if last else opened
            current = status == "current"
            counts["opened"] += 1
            counts["start_known"] += lmp is not None
            counts["early"] += lmp is not None and (start - lmp).days <= figures.early_days
            counts["visits_known"] += visits is not None
            counts["enough_visits"] += (visits or 0) >= figures.enough_visits
            counts["current"] += current
            counts["past_due"] += current and lmp is not None and lmp < due_limit
            counts["not_seen"] += current and seen < seen_limit
            classes[code or ""] += 1
            if result is not None:
                reasons.update({one["code"] for one in json.loads(result)["factors"]})
    names = ("opened", "start_known", "early", "visits_known", "enough_visits", "current", "past_due", "not_seen")
    row = ReportRow(group="", by_class=dict(classes), **{name: counts[name] for name in names})
    return Report((row,), dict(reasons))


def _fill(store: Store, count: int) -> None:
    """People, pregnancies, dates, classifications through the store's own triggers; visits where triggers put them."""
    source = random.Random(2)
    with store.write(PROGRAM) as writing:
        insert_crowd(writing.connection, store.ids, count, 3, writing.at)
    with store.write(PROGRAM) as writing:
        rules = default_rule_base()
        assessment_rows.keep_rule_base(writing, rules)
        conditions = sorted(rules.condition_codes)
        made = []
        for _ in range(_FORMS):
            chosen = frozenset(source.sample(conditions, source.randint(0, 4)))
            form = ReferralForm(
                age_years=float(source.randint(14, 45)),
                weight_kg=float(source.randint(40, 90)),
                conditions=chosen,
                conditions_asked=ALL_CONDITIONS,
            )
            made.append(assessment_rows.to_row("", "", form, assess(form, rules)))
        _insert(writing, store, source, made)


def _insert(writing: Writing, store: Store, source: random.Random, made: list[dict[str, object]]) -> None:
    people = [str(row[0]) for row in writing.connection.exec_driver_sql("SELECT id FROM person")]
    tables: dict[str, list[dict[str, Any]]] = {"pregnancy": [], "lmp": [], "assessment": [], "visits": [], "unit": []}
    zone = ZoneInfo(usual_zone())
    today = local_date(store.clock.now(), usual_zone())
    for person_id in people:
        day = today - timedelta(days=source.randint(1, 500))
        at = to_text(datetime(day.year, day.month, day.day, source.randint(7, 17), 5, tzinfo=zone))
        author: dict[str, Any] = {"recorded_at": at, "recorded_by": PROGRAM.account_id}
        pregnancy_id = store.ids.new()
        of: dict[str, Any] = {"person_id": person_id, "pregnancy_id": pregnancy_id, **author}
        status = "current" if source.random() < 0.6 else "closed"
        tables["pregnancy"].append({"id": pregnancy_id, "person_id": person_id, "status": status, **author})
        if source.random() < 0.95:
            lmp = json.dumps((day - timedelta(days=source.randint(20, 200))).isoformat())
            row = {"id": store.ids.new(), "code": "lmp", "value": lmp, "unit": None, "observed_at": at}
            tables["lmp"].append({**row, "supersedes": None, "reason": None, **of})
        if source.random() < 0.95:
            tables["assessment"].append({**source.choice(made), "id": store.ids.new(), **of})
        if source.random() < 0.8:
            last = min(today, day + timedelta(days=source.randint(0, 200)))
            days = {"first_day": day.isoformat(), "last_day": last.isoformat()}
            tables["visits"].append({"pregnancy_id": pregnancy_id, "visits": source.randint(1, 10), **days})
        if source.random() < 0.1:
            link = {"id": store.ids.new(), "person_id": person_id, "ground": "registered"}
            tables["unit"].append({**link, "unit": f"{source.randint(1, 9)}654321", **author})
    for table, key in (
        (pregnancy, "pregnancy"), (observation, "lmp"), (assessment, "assessment"), (visit_count, "visits"),
        (care_link, "unit"),
    ):  # fmt: skip
        insert_rows(writing.connection, table, tables[key])


def _seconds(call: Any) -> float:
    """The slowest of a few times: a manager waits for the worst one."""
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return max(taken)


def _manager(now: datetime) -> Session:
    return Session("bench", "Bench", "bench", Role.COORDINATOR, Status.ACTIVE, "en", now)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
