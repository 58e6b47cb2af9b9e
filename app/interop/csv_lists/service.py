"""Lists that leave the station: with a right of their own, written into the audit trail, safe to open.

The words of headers, classes and codes come from the window: `words(key, values)` gives one text.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, text

from app.clinic.dating import due_date, gestational_age
from app.clinic.prenatal.calls import Call, read_women_to_call
from app.clinic.prenatal.follow_up import chosen_schedule
from app.clinic.referral.statistics import Statistics
from app.clinic.reports.model import Report
from app.clinic.risk.rules import RuleBase
from app.interop.csv_lists.referral_rows import Words, referral_rows
from app.interop.csv_text import write_csv
from app.kernel.clock import Zone, from_text, local_date, usual_zone
from app.kernel.progress import UNWATCHED, Progress
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store

_PEOPLE = text(
    "SELECT full_name, social_name, mother_name, birth_date, sex, cpf, cns, phone, email, municipality_code, "
    "municipality_name, recorded_at FROM person WHERE NOT EXISTS "
    "(SELECT 1 FROM person_merge m WHERE m.losing_id = person.id AND m.status = 'merged') ORDER BY name_key, number"
)
_PREGNANCIES = text(
    "SELECT coalesce(nullif(p.social_name, ''), p.full_name) AS name, p.birth_date, p.cns, p.phone, "
    "p.municipality_name, l.status, l.opened_at, l.lmp, l.class_code, l.total, l.assessed_at FROM pregnancy_list l "
    "JOIN person p ON p.number = l.person_number ORDER BY l.status DESC, l.total DESC, l.lmp, l.pregnancy_id"
)
_AUDIT = text(
    "SELECT number, at, account_name, action, subject_kind, subject_id, details, hash FROM audit ORDER BY number"
)
_PEOPLE_COLUMNS = (
    "full_name", "social_name", "mother_name", "birth_date", "sex", "cpf", "cns", "phone", "email",
    "municipality_code", "municipality_name", "registered",
)  # fmt: skip
_PREGNANCY_COLUMNS = (
    "name", "birth_date", "cns", "phone", "municipality_name", "status", "opened", "lmp", "weeks", "due_date",
    "class", "total", "assessed",
)  # fmt: skip
_CALL_COLUMNS = (
    "name",
    "phone",
    "due_since",
    "days_late",
    "missed",
    "planned_age",
    "last_call",
    "last_call_day",
    "comes_on",
)
_AUDIT_COLUMNS = ("number", "at", "account", "action", "subject", "subject_id", "details", "hash")
_REPORT_COLUMNS = (
    "opened", "start_known", "early", "visits_known", "enough_visits", "current", "past_due", "not_seen",
)  # fmt: skip
_STEP = 1000


class ListExportService:
    """The lists of one store as CSV texts; `zone` (IANA) places instants. Every export is one audit row."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def people(self, session: Session, words: Words, progress: Progress = UNWATCHED) -> str:
        """Everybody, in alphabetical order; merged records once. Raises KnownError work.cancelled."""
        return self._exported(session, "people", _PEOPLE_COLUMNS, words, _PEOPLE, self._person, progress)

    def pregnancies(self, session: Session, words: Words, progress: Progress = UNWATCHED) -> str:
        """Every pregnancy, current ones first, the gravest first."""
        return self._exported(
            session, "pregnancies", _PREGNANCY_COLUMNS, words, _PREGNANCIES, self._pregnancy, progress
        )

    def calls(self, session: Session, words: Words, progress: Progress = UNWATCHED) -> str:
        """Who is to be called today, visits that are due included; the longest overdue first."""
        require(session, Action.EXPORT_LIST)
        today = local_date(self._store.clock.now(), self._zone())
        with self._store.read() as connection:
            found = read_women_to_call(connection, chosen_schedule(connection), self._zone(), today, also_due=True)
        progress.step(len(found), len(found))
        return self._written(session, "calls", _CALL_COLUMNS, words, [_call(one, words) for one in found])

    def audit(self, session: Session, words: Words, progress: Progress = UNWATCHED) -> str:
        """The whole audit trail with its hashes, so that it can be checked elsewhere; needs the right to see it too."""
        require(session, Action.VIEW_AUDIT)
        return self._exported(session, "audit", _AUDIT_COLUMNS, words, _AUDIT, self._audit_row, progress)

    def report(self, session: Session, report: Report, rules: RuleBase, words: Words) -> str:
        """A report that was counted before, its rows and then its reasons."""
        require(session, Action.EXPORT_LIST)
        classes = [*(one.code for one in rules.classes), ""]
        header = [words("lists.column_group", {}), *(words(f"lists.column_{name}", {}) for name in _REPORT_COLUMNS)]
        header += [
            rules.class_label(code).in_language(session.language) if code else words("lists.column_unclassified", {})
            for code in classes
        ]
        body = [
            [row.group, *(str(getattr(row, name)) for name in _REPORT_COLUMNS),
             *(str(row.by_class.get(code, 0)) for code in classes)]
            for row in report.rows
        ]  # fmt: skip
        reasons = [[_factor_name(code, rules, session.language), str(count)] for code, count in report.reasons.items()]
        titles = [words("lists.column_reason", {}), words("lists.column_count", {})]
        with self._store.write(session.actor) as writing:
            writing.audit("list_exported", "list", "report", rows=len(body))
        return write_csv([header, *body, [], titles, *reasons])

    def referral_report(self, session: Session, told: Statistics, words: Words) -> str:
        """Figures of referrals that were counted before: reasons, units, causes, times."""
        require(session, Action.EXPORT_LIST)
        rows = referral_rows(told, session.language, words)
        with self._store.write(session.actor) as writing:
            writing.audit("list_exported", "list", "referral_report", rows=len(rows))
        return write_csv(rows)

    def _exported(
        self,
        session: Session,
        name: str,
        columns: Sequence[str],
        words: Words,
        statement: object,
        shape: Callable[[RowMapping, Words], list[str]],
        progress: Progress,
    ) -> str:
        require(session, Action.EXPORT_LIST)
        with self._store.read() as connection:
            body = [shape(row, words) for row in _watched(connection, statement, progress)]
        return self._written(session, name, columns, words, body)

    def _written(
        self, session: Session, name: str, columns: Sequence[str], words: Words, body: Sequence[Sequence[str]]
    ) -> str:
        header = [words(f"lists.column_{column}", {}) for column in columns]
        with self._store.write(session.actor) as writing:
            writing.audit("list_exported", "list", name, rows=len(body))
        return write_csv([header, *body])

    def _person(self, row: RowMapping, words: Words) -> list[str]:
        texts = [str(value or "") for value in list(row.values())[:-1]]
        texts[3] = _day(date.fromisoformat(row["birth_date"]))
        texts[4] = words(f"people.sex_{row['sex']}", {})
        return [*texts, _day(self._local(row["recorded_at"]))]

    def _pregnancy(self, row: RowMapping, words: Words) -> list[str]:
        lmp = date.fromisoformat(row["lmp"]) if row["lmp"] else None
        age = gestational_age(lmp, local_date(self._store.clock.now(), self._zone())) if lmp else None
        return [
            row["name"],
            _day(date.fromisoformat(row["birth_date"])),
            row["cns"] or "",
            row["phone"] or "",
            row["municipality_name"],
            words(f"pregnancies.status_{row['status']}", {}),
            _day(self._local(row["opened_at"])),
            _day(lmp),
            f"{age.weeks}+{age.days}" if age and row["status"] == "current" else "",
            _day(due_date(lmp) if lmp else None),
            row["class_code"] or "",
            "" if row["total"] is None else f"{row['total']:g}".replace(".", ","),
            _day(self._local(row["assessed_at"]) if row["assessed_at"] else None),
        ]

    def _audit_row(self, row: RowMapping, words: Words) -> list[str]:
        at = from_text(row["at"]).astimezone(ZoneInfo(self._zone()))
        action, subject = words(f"audit.action_{row['action']}", {}), words(f"audit.subject_{row['subject_kind']}", {})
        who = [str(row["number"]), at.strftime("%d/%m/%Y %H:%M:%S"), row["account_name"]]
        return [*who, action, subject, row["subject_id"], row["details"], row["hash"]]

    def _local(self, instant: str) -> date:
        return local_date(from_text(instant), self._zone())


def _watched(connection: Connection, statement: object, progress: Progress) -> Iterator[RowMapping]:
    rows = connection.execute(statement).mappings().all()  # type: ignore[call-overload]  # one of the texts above
    for number, row in enumerate(rows):
        if number % _STEP == 0:
            progress.step(number, len(rows))
        yield row


def _call(one: Call, words: Words) -> list[str]:
    last = one.last_call
    return [
        one.shown_name,
        one.phone or "",
        _day(one.visit.day),
        str(one.days_late),
        str(one.missed),
        f"{one.age.weeks}+{one.age.days}" if one.age else "",
        words(f"prenatal.call_{last.outcome.value}", {}) if last else "",
        _day(last.day if last else None),
        _day(last.comes_on if last else None),
    ]


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def _factor_name(code: str, rules: RuleBase, language: str) -> str:
    named = rules.by_code.get(code) or rules.counts_once.get(code)
    return named.label.in_language(language) if named else code
