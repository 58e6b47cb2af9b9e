"""Importing people: preview first, then everything that was accepted in one transaction, or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from app.clinic.people import rows
from app.clinic.people.duplicates import likely_duplicates
from app.clinic.people.model import Strength
from app.interop.csv_people.checking import CheckedRow, ImportOptions, Refusal, check_row
from app.interop.csv_people.columns import Mapped, check_mapping
from app.interop.csv_people.reading import Table
from app.interop.csv_people.twins import Twins
from app.interop.csv_text import write_csv
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.kernel.progress import UNWATCHED, Progress
from app.security.roles import Action
from app.security.session import Session, require
from app.store.audit_chain import AuditEntry
from app.store.store import Store
from app.store.tables import care_link, person
from app.store.writing import Writing

_CHUNK = 200


@dataclass(frozen=True)
class ImportReport:
    """What a table holds, or what was stored of it: how many rows, how many are accepted, why the others are not.

    `refusals` are in the order of the file, several for a row with several problems. `person_ids`: who was stored.
    """

    total: int
    accepted: int
    refused: int
    refusals: tuple[Refusal, ...]
    person_ids: tuple[str, ...] = ()


class PeopleImportService:
    """People from tables into one store; `zone` (IANA) decides what day it is."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def preview(
        self,
        session: Session,
        table: Table,
        mapping: Mapped,
        options: ImportOptions | None = None,
        progress: Progress = UNWATCHED,
    ) -> ImportReport:
        """Check every row as the import would; nothing is stored.

        Raises KnownError people_import.column_twice, name_not_mapped, unit_wrong, work.cancelled.
        """
        require(session, Action.IMPORT_PEOPLE)
        chosen = options or ImportOptions()
        _check_choices(table, mapping, chosen)
        with self._store.read() as connection:
            return _sorted_out(list(self._checked(connection, table, mapping, chosen, progress)))

    def run(
        self,
        session: Session,
        table: Table,
        mapping: Mapped,
        options: ImportOptions | None = None,
        progress: Progress = UNWATCHED,
    ) -> ImportReport:
        """Store every acceptable row in one transaction; refused rows are in the report. Raises as `preview` does.

        Stopped or failing, it leaves nothing behind.
        """
        require(session, Action.IMPORT_PEOPLE)
        chosen = options or ImportOptions()
        _check_choices(table, mapping, chosen)
        with self._store.write(session.actor) as writing:
            checked = list(self._checked(writing.connection, table, mapping, chosen, progress))
            report = _sorted_out(checked)
            good = [one for one in checked if not one.refusals]
            ids: list[str] = []
            for start in range(0, len(good), _CHUNK):
                progress.step(len(table.rows) + start, 2 * len(table.rows))
                ids += _store(writing, good[start : start + _CHUNK], chosen)
            details = {"rows": report.total, "accepted": report.accepted, "refused": report.refused}
            writing.audit("people_imported", "list", "people", unit=chosen.unit, **details)
            progress.step(2 * len(table.rows), 2 * len(table.rows))
        return ImportReport(report.total, report.accepted, report.refused, report.refusals, tuple(ids))

    def _checked(
        self, connection: Connection, table: Table, mapping: Mapped, options: ImportOptions, progress: Progress
    ) -> Iterator[CheckedRow]:
        today, twins = self._today(), Twins()
        for place, row in enumerate(table.rows):
            if place % _CHUNK == 0:
                progress.step(place, 2 * len(table.rows))
            checked = check_row(row, mapping, options, today)
            if not checked.refusals:
                repeated = _repeated(connection, twins, checked, options)
                checked = CheckedRow(checked.line, checked.person, (repeated,)) if repeated else checked
            if not checked.refusals:
                twins.add(checked.line, checked.person)
            yield checked

    def _today(self) -> date:
        return local_date(self._store.clock.now(), self._zone())


def refusals_to_csv(refusals: tuple[Refusal, ...], words: Callable[[str, dict[str, object]], str]) -> str:
    """The report of refused rows as CSV: line, field, value, reason.

    `words(key, values)` gives a text: keys `people_import.column_<name>`, `people.field_<field>` and each code.
    """
    header = [words(f"people_import.column_{name}", {}) for name in ("line", "field", "value", "reason")]
    body = [
        [str(one.line), words(f"people.field_{one.field}", {}) if one.field else "", one.value,
         words(one.code, dict(one.values))]
        for one in refusals
    ]  # fmt: skip
    return write_csv([header, *body])


def _check_choices(table: Table, mapping: Mapped, options: ImportOptions) -> None:
    check_mapping(mapping, len(table.headers))
    if options.unit and not (len(options.unit) == 7 and options.unit.isascii() and options.unit.isdigit()):
        raise KnownError("people_import.unit_wrong", unit=options.unit)


def _repeated(connection: Connection, twins: Twins, row: CheckedRow, options: ImportOptions) -> Refusal | None:
    earlier = twins.find(row.person, also_similar=not options.accept_similar)
    if earlier is not None:
        return Refusal(row.line, "full_name", row.person.full_name, "people_import.repeats_line", {"line": earlier})
    for one in likely_duplicates(connection, row.person):
        known = {"name": one.person.shown_name, "person_id": one.person.person_id}
        if one.strength is Strength.SAME:
            field = "cpf" if one.evidence[0] == "same_cpf" else "cns"
            return Refusal(row.line, field, getattr(row.person, field), "people_import.document_taken", known)
        if one.strength is Strength.STRONG and not options.accept_similar:
            return Refusal(row.line, "full_name", row.person.full_name, "people_import.already_registered", known)
    return None


def _store(writing: Writing, good: list[CheckedRow], options: ImportOptions) -> list[str]:
    ids = writing.create_many(person, [rows.to_row(one.person) for one in good])
    if options.unit:
        unit = {"ground": "registered", "unit": options.unit}
        writing.append_many(care_link, [{"person_id": one, **unit} for one in ids])
    pairs = zip(ids, good, strict=True)
    writing.audit_all([AuditEntry("person_registered", "person", one, {"from_line": row.line}) for one, row in pairs])
    return ids


def _sorted_out(checked: list[CheckedRow]) -> ImportReport:
    refused = [one for one in checked if one.refusals]
    refusals = tuple(refusal for one in refused for refusal in one.refusals)
    return ImportReport(len(checked), len(checked) - len(refused), len(refused), refusals)
