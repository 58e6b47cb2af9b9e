"""Erasing a person's record and opening one that is sealed: one asks with a reason, another confirms."""

from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from app.kernel.actor import PROGRAM
from app.kernel.clock import Zone, from_text, local_date, to_text, usual_zone
from app.kernel.errors import KnownError
from app.privacy.erasing import carry_out, destroy
from app.privacy.gathering import gather, is_sealed
from app.privacy.grounds import grounds, keeping
from app.privacy.hindrances import hindrances, in_care, on_the_way
from app.privacy.holds import is_held
from app.privacy.model import Case, CaseKind, Hindrance, SealedRecord, Step
from app.privacy.old_records import last_clinical_entry, opening_of
from app.privacy.periods import ends_on
from app.privacy.reasons import given_reason
from app.privacy.recordings import WardRecordings, unnamed_stays
from app.privacy.steps import NO_LONGER_IN_CARE, PERIOD_OVER, add_step, cases_of, due_cases, read_case, read_cases
from app.privacy.terms import NOTHING_FIXED, Counts, counts_in_force
from app.privacy.truncating import empty_journal
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import sealed_person, sealed_row
from app.store.writing import Writing


class ErasureService:
    """Over one store; what others' stations hold follows by sync. `recordings`: the files of this station's ward;
    `fixed`: the periods that the policy says."""

    def __init__(
        self,
        store: Store,
        zone: Zone = usual_zone,
        recordings: WardRecordings | None = None,
        fixed: Counts = NOTHING_FIXED,
    ) -> None:
        self._store, self._recordings, self._zone, self._fixed = store, recordings, zone, fixed

    def hindrances(self, session: Session, person_id: str) -> tuple[Hindrance, ...]:
        """Why it could not be erased now; KnownError people.not_found."""
        require(session, Action.ERASE_PERSON)
        with self._store.read() as connection:
            return hindrances(connection, gather(connection, person_id), self._store.clock)

    def cases(self, session: Session) -> tuple[Case, ...]:
        """Every erasure and opening that was ever asked for here, the latest first."""
        require(session, Action.VIEW_PRIVACY)
        with self._store.read() as connection:
            return tuple(read_cases(connection))

    def sealed(self, session: Session) -> tuple[SealedRecord, ...]:
        """What lies under seal, without a name, the first to end first."""
        require(session, Action.VIEW_PRIVACY)
        count = func.count(sealed_row.c.entity_id)
        wanted = (
            select(sealed_person, count.label("rows"))
            .join(sealed_row, sealed_row.c.person_id == sealed_person.c.person_id)
            .group_by(*sealed_person.columns)
            .order_by(sealed_person.c.last_entry, sealed_person.c.person_id)
        )
        with self._store.read() as connection:
            years = counts_in_force(connection, self._fixed)["sealed_record"]
            return tuple(
                SealedRecord(
                    person_id=row.person_id,
                    case_id=row.case_id,
                    sealed_at=from_text(row.sealed_at),
                    last_entry=date.fromisoformat(row.last_entry),
                    keep_until=ends_on(date.fromisoformat(row.last_entry), years),
                    rows=row.rows,
                )
                for row in connection.execute(wanted)
            )

    def ask(self, session: Session, person_id: str, kind: CaseKind, ground: str, reason: str) -> Case:
        """Ask for an erasure, or for a sealed record to be opened; nothing happens until another confirms.

        KnownError people.not_found, privacy.no_reason, .not_sealed, .sealed_already, .period_not_over, .asked_already,
        .in_care(hindrances), .on_hold.
        """
        require(session, _action(kind))
        words = _checked(kind, ground, reason)
        with self._store.write(session.actor) as writing:
            self._refuse(writing, person_id, kind, ground)
            lead = gather(writing.connection, person_id).lead
            case_id = add_step(writing, None, lead, kind, Step.ASKED, ground, words)
            writing.audit(f"{kind.value}_asked", "person", lead, case=case_id, ground=ground)
            return read_case(writing.connection, case_id)

    def confirm(self, session: Session, case_id: str) -> Case:
        """The second person agrees: an erasure is carried out at once where nothing is on its way, else soon after.

        KnownError privacy.no_case, .closed, .same_person, .in_care(hindrances), .on_hold.
        """
        with self._store.read() as connection:
            kind = read_case(connection, case_id).kind
        require(session, _action(kind))
        with self._store.write(session.actor) as writing:
            case = self._open_case(writing, case_id)
            if case.asked.by_id == session.account_id:
                raise KnownError("privacy.same_person")
            held = gather(writing.connection, case.person_id)
            until = None
            if kind is CaseKind.OPENING:
                until = to_text(self._store.clock.now() + timedelta(hours=keeping().opening_hours))
            elif is_held(writing.connection, held.people, self._store.clock.now()):
                raise KnownError("privacy.on_hold")
            elif found := tuple(in_care(writing.connection, held, self._store.clock)):
                raise KnownError("privacy.in_care", hindrances=[one.value for one in found])
            for one in held.people if kind is CaseKind.ERASURE else held.people[:1]:
                add_step(writing, case, one, kind, Step.CONFIRMED, case.asked.ground, "", until)
            writing.audit(f"{kind.value}_confirmed", "person", case.person_id, case=case_id)
        if kind is CaseKind.ERASURE:
            self.carry_out_due()
        with self._store.read() as connection:
            return read_case(connection, case_id)

    def decline(self, session: Session, case_id: str, reason: str) -> Case:
        """Either of those with the right says no, whoever asked included. KnownError privacy.no_case, .closed."""
        with self._store.read() as connection:
            kind = read_case(connection, case_id).kind
        require(session, _action(kind))
        with self._store.write(session.actor) as writing:
            case = self._open_case(writing, case_id)
            add_step(writing, case, case.person_id, kind, Step.DECLINED, case.asked.ground, reason.strip())
            writing.audit(f"{kind.value}_declined", "person", case.person_id, case=case_id)
            return read_case(writing.connection, case_id)

    def carry_out_due(self) -> int:
        """Erase what two people agreed on, here or at another station, and nothing holds up; how many."""
        with self._store.read() as connection:
            due = due_cases(connection)
        done = sum(self._carry_out(one) for one in due)
        if done:
            empty_journal(self._store)
        self.remove_recordings()
        return done

    def remove_recordings(self) -> int:
        """Delete the signals of stays that an erasure has taken the name from; of how many stays there were any.

        Asked again each day: files that were in use then, or came back with a restored store, go the next time.
        """
        if self._recordings is None:
            return 0
        with self._store.read() as connection:
            stays = unnamed_stays(connection)
        return self._recordings.remove(stays)

    def _carry_out(self, case: Case) -> bool:
        with self._store.write(PROGRAM) as writing:
            if case.asked.ground == PERIOD_OVER:
                # Another station asked by what it holds; here something later may be under seal, or be read just now.
                if self._why_not_destroyed(writing.connection, case.person_id) is not None:
                    return False
                destroy(writing, case.person_id, case.id)
                return True
            try:
                held = gather(writing.connection, case.person_id)
            except KnownError:
                held = None
            people = held.people if held is not None else (case.person_id,)
            if is_held(writing.connection, people, self._store.clock.now()):
                return False
            if held is not None and any(on_the_way(writing.connection, held)):
                return False
            carry_out(writing, case.person_id, case.id)
        return True

    def _refuse(self, writing: Writing, person_id: str, kind: CaseKind, ground: str) -> None:
        connection = writing.connection
        sealed = is_sealed(connection, person_id)
        if kind is CaseKind.OPENING and not sealed:
            raise KnownError("privacy.not_sealed")
        if kind is CaseKind.ERASURE and sealed != (ground == PERIOD_OVER):
            raise KnownError("privacy.sealed_already" if sealed else "privacy.not_sealed")
        held = gather(connection, person_id)
        if kind is CaseKind.ERASURE and is_held(connection, held.people, self._store.clock.now()):
            raise KnownError("privacy.on_hold")
        if ground == PERIOD_OVER and (error := self._why_not_destroyed(connection, person_id)) is not None:
            raise error
        if ground == NO_LONGER_IN_CARE:
            self._refuse_too_early(connection, last_clinical_entry(held), "clinical_record")
        waiting = (one for one in read_cases(connection) if one.kind is kind and one.step is Step.ASKED)
        if any(one.person_id in held.people for one in waiting):
            raise KnownError("privacy.asked_already")
        found = tuple(in_care(connection, held, self._store.clock)) if kind is CaseKind.ERASURE else ()
        if found:
            raise KnownError("privacy.in_care", hindrances=[one.value for one in found])

    def _why_not_destroyed(self, connection: Connection, person_id: str) -> KnownError | None:
        last = select(sealed_person.c.last_entry).where(sealed_person.c.person_id == person_id)
        found = connection.execute(last).scalar_one_or_none()
        try:
            self._refuse_too_early(connection, date.fromisoformat(found) if found else None, "sealed_record")
        except KnownError as error:
            return error
        if is_held(connection, (person_id,), self._store.clock.now()):
            return KnownError("privacy.on_hold")
        cases = cases_of(connection, (person_id,))
        return KnownError("privacy.opening_holds") if opening_of(cases, self._store.clock.now()) else None

    def _refuse_too_early(self, connection: Connection, last: date | None, code: str) -> None:
        if last is None:
            return
        until = ends_on(last, counts_in_force(connection, self._fixed)[code])
        if local_date(self._store.clock.now(), self._zone()) <= until:
            raise KnownError("privacy.period_not_over", until=until.isoformat())

    def _open_case(self, writing: Writing, case_id: str) -> Case:
        case = read_case(writing.connection, case_id)
        if case.step is not Step.ASKED:
            raise KnownError("privacy.closed")
        return case


def _action(kind: CaseKind) -> Action:
    return Action.ERASE_PERSON if kind is CaseKind.ERASURE else Action.OPEN_SEALED


def _checked(kind: CaseKind, ground: str, reason: str) -> str:
    known = grounds().get(ground)
    if known is None or known.kind is not kind:
        raise KnownError("privacy.no_ground")
    return given_reason(reason)
