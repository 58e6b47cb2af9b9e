"""The rota and the beds of this station, as people change them; each change is audited and stays on the station."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, RowMapping, select

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.router.distribution.model import Attending
from app.router.duty.model import Copied, Duty, Group, HandOver, Held, Post, Staff
from app.router.duty.roster import Roster
from app.router.duty.rows import bed_step, duty_row, next_attending, read_attending, read_duties, read_roster
from app.router.duty.shifts import days_later
from app.router.tables.model import Tables
from app.security.roles import Action, Role, allowed
from app.security.session import Session, Status, require
from app.store.store import Store
from app.store.tables import account, router_attending, router_bed_step, router_duty, router_duty_end, ward_bed
from app.store.tables import ward_stay_step as step
from app.store.writing import Writing
from app.ward.beds.rows import add_row

LONGEST_DUTY: Final = timedelta(days=2)
"""No duty is longer, so that those who decide about now are found around now."""


class DutyService:
    """Who may manage beds makes the rota; who answers alarms takes and hands over beds, each in their own name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rota(self, session: Session, begins: datetime, until: datetime) -> tuple[Duty, ...]:
        """The duties that touch this time."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            return read_duties(connection, begins, until)

    def roster(self, session: Session) -> Roster:
        """Who is on duty around now and whose each bed is: a copy to ask. Changes go through this service."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            return roster_at(connection, self._store.clock.now())

    def staff(self, session: Session) -> tuple[Staff, ...]:
        """Everybody with an account here, by name; `ready` are those who answer alarms and may work now."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            rows = connection.execute(select(account).order_by(account.c.display_name, account.c.id)).mappings()
            return tuple(_staff(row) for row in rows)

    def put(
        self, session: Session, user: str, post: Post, begins: datetime, until: datetime, group: Group | None = None
    ) -> Duty:
        """Somebody will be on duty. KnownError as `Roster.put`, and `router_duty.unknown_user`, `.too_long`."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            _known(writing, user)
            if until - begins > LONGEST_DUTY:
                raise KnownError("router_duty.too_long", days=LONGEST_DUTY.days)
            duty = Duty(writing.new_id(), user, post, begins, until, group)
            Roster(read_duties(writing.connection, begins, max(begins, until))).put(duty)
            add_row(writing, router_duty, duty_row(duty))
            writing.audit("duty_put", "router_duty", duty.duty, user=user, post=post.value)
            return duty

    def withdraw(self, session: Session, duty: str) -> None:
        """Somebody will not be on duty after all. KnownError router_duty.unknown_duty, also where it was withdrawn."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            known = select(router_duty.c.id).where(router_duty.c.id == duty)
            ended = select(router_duty_end.c.duty_id).where(router_duty_end.c.duty_id == duty)
            if writing.connection.execute(known).first() is None or writing.connection.execute(ended).first():
                raise KnownError("router_duty.unknown_duty")
            add_row(writing, router_duty_end, {"duty_id": duty})
            writing.audit("duty_withdrawn", "router_duty", duty)

    def copy(self, session: Session, begins: datetime, until: datetime, days: int, zone: str) -> Copied:
        """The duties that begin in this time, so many days later by the clock in `zone` (an IANA name)."""
        require(session, Action.MANAGE_BEDS)
        put = left_out = 0
        with self._store.write(session.actor) as writing:
            now = from_text(writing.at)
            later = timedelta(days=days) + LONGEST_DUTY
            ready = {one["id"] for one in writing.connection.execute(select(account)).mappings() if _staff(one).ready}
            roster = Roster(read_duties(writing.connection, begins - LONGEST_DUTY, until + later))
            for one in read_duties(writing.connection, begins, until):
                duty = replace(
                    one,
                    duty=writing.new_id(),
                    begins=days_later(one.begins, days, zone),
                    until=days_later(one.until, days, zone),
                )
                usable = one.begins >= begins and duty.until > now and one.user in ready
                if usable and _fits(roster, duty):
                    add_row(writing, router_duty, duty_row(duty))
                    put += 1
                elif one.begins >= begins:
                    left_out += 1
            if put:
                writing.audit("duties_copied", "router_duty", "", count=put, days=days)
        return Copied(put, left_out)

    def take_free(self, session: Session, bed: str) -> Held:
        """Whoever is signed in has this bed, which nobody had. KnownError as `Roster.take_free`, ward.bed_not_found."""
        with self._beds(session, Action.ANSWER_ALARMS, bed) as (writing, roster, now):
            held = roster.take_free(bed, session.actor.account_id, now)
            self._write(writing, roster, bed, "taken")
            return held

    def offer(self, session: Session, bed: str, taker: str) -> HandOver:
        """Begin to hand a bed over, or (`taker` is whoever is signed in) ask for it. KnownError as `Roster.offer`."""
        with self._beds(session, Action.ANSWER_ALARMS, bed) as (writing, roster, now):
            offer = roster.offer(bed, session.actor.account_id, taker, now)
            self._write(writing, roster, bed, "offered")
            return offer

    def confirm(self, session: Session, bed: str) -> Held | None:
        """Agree to a hand-over; the bed changes hands with the second word. KnownError as `Roster.confirm`."""
        with self._beds(session, Action.ANSWER_ALARMS, bed) as (writing, roster, now):
            held = roster.confirm(bed, session.actor.account_id, now)
            if held is not None:
                self._write(writing, roster, bed, "handed")
            return held

    def call_off(self, session: Session, bed: str) -> None:
        """The bed stays with whoever has it. KnownError as `Roster.call_off`."""
        with self._beds(session, Action.ANSWER_ALARMS, bed) as (writing, roster, _):
            roster.call_off(bed, session.actor.account_id)
            self._write(writing, roster, bed, "called_off")

    def group_of(self, session: Session, bed: str, group: Group | None) -> None:
        """Which group a bed belongs to; None: to all nurses."""
        with self._beds(session, Action.MANAGE_BEDS, bed) as (writing, roster, _):
            roster.group_of(bed, group)
            self._write(writing, roster, bed, "grouped")

    def attending(self, session: Session) -> tuple[Attending, ...]:
        """Table 15 for whoever lies in a bed now; `patient` is the stay."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            return read_attending(connection)

    def attend(self, session: Session, user: str, stay: str, user_class: str, tables: Tables) -> None:
        """What a doctor is to a patient from now on; empty: nothing. KnownError `router_duty.unknown_user`,
        `.unknown_class` (no class of table 14 that holds by patient), `.unknown_stay` (nobody lies here by it)."""
        require(session, Action.MANAGE_BEDS)
        found = tables.classes.get(user_class)
        if user_class and (found is None or not found.by_patient):
            raise KnownError("router_duty.unknown_class", user_class=user_class)
        with self._store.write(session.actor) as writing:
            _known(writing, user)
            kinds = set(writing.connection.execute(select(step.c.kind).where(step.c.stay_id == stay)).scalars())
            if not kinds or "discharged" in kinds:
                raise KnownError("router_duty.unknown_stay")
            number = next_attending(writing.connection, stay, user)
            row = {"stay_id": stay, "user_id": user, "number": number, "user_class": user_class}
            add_row(writing, router_attending, row)
            writing.audit("attending_set", "ward_stay", stay, user=user, user_class=user_class)

    @contextmanager
    def _beds(self, session: Session, action: Action, bed: str) -> Iterator[tuple[Writing, Roster, datetime]]:
        """A write with the roster as it stands in it, about a bed that is in use."""
        require(session, action)
        with self._store.write(session.actor) as writing:
            in_use = select(ward_bed.c.id).where(ward_bed.c.id == bed, ward_bed.c.active == 1)
            if writing.connection.execute(in_use).first() is None:
                raise KnownError("ward.bed_not_found")
            now = from_text(writing.at)
            yield writing, roster_at(writing.connection, now), now

    def _write(self, writing: Writing, roster: Roster, bed: str, kind: str) -> None:
        row = bed_step(writing.connection, roster, bed, kind)
        add_row(writing, router_bed_step, row)
        writing.audit(f"bed_{kind}", "ward_bed", bed, holder=row["holder_id"], taker=row["taker_id"])


def roster_at(connection: Connection, now: datetime) -> Roster:
    """The rota around a moment, with the beds as they are held; for the router's node as well."""
    return read_roster(connection, now - LONGEST_DUTY, now + LONGEST_DUTY)


def _staff(row: RowMapping) -> Staff:
    role = Role(row["role"])
    ready = row["status"] == Status.ACTIVE and allowed(role, Action.ANSWER_ALARMS)
    return Staff(row["id"], row["display_name"], role, ready)


def _fits(roster: Roster, duty: Duty) -> bool:
    try:
        roster.put(duty)
    except KnownError:
        return False
    return True


def _known(writing: Writing, user: str) -> None:
    if writing.connection.execute(select(account.c.id).where(account.c.id == user)).first() is None:
        raise KnownError("router_duty.unknown_user")
