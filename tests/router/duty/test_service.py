"""The rota and the beds as they are stored: who may change them, what comes back after a restart, what is audited."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, insert, select, update

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.router.distribution.model import Attending
from app.router.duty.model import Copied, Duty, GapKind, Group, Post
from app.router.duty.service import DutyService
from app.router.tables.reading import default_tables
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import account, audit, change_log
from app.ward.alarms.limits import AgeClass
from app.ward.beds.service import BedService
from tests.clinic.conftest import session_of

TABLES = default_tables()
DAY = timedelta(hours=12)


class Ward:
    """Two beds, three nurses and a doctor; every step a second after the other."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store, self.clock = store, clock
        self.duty, self.beds = DutyService(store), BedService(store)
        self.ana, self.bia = session_of(Role.NURSE, "ana"), session_of(Role.NURSE, "bia")
        self.bed, self.other = (self.beds.add_bed(self.ana, f"Leito {one}").bed for one in (1, 2))
        with store.write(self.ana.actor) as writing:
            for name in ("ana", "bia", "dora", "doc"):
                row = {"id": name, "login": name, "display_name": name, "role": "nurse", "status": "active"}
                author = {"recorded_at": writing.at, "recorded_by": name}
                writing.connection.execute(insert(account).values(**row, language="pt_BR", **author))

    @property
    def now(self) -> datetime:
        self.clock.advance(1)
        return self.clock.now()

    def put(self, user: str, post: Post = Post.NURSE, group: Group | None = None) -> Duty:
        return self.duty.put(self.ana, user, post, self.now, self.clock.now() + DAY, group)

    def count(self) -> tuple[int, int]:
        """Rows of the audit trail, and of the change log."""
        with self.store.read() as connection:
            counts = [
                connection.execute(select(func.count()).select_from(one)).scalar_one() for one in (audit, change_log)
            ]
        return counts[0], counts[1]


@pytest.fixture
def ward(store: Store, fake_clock: FakeClock) -> Iterator[Ward]:
    yield Ward(store, fake_clock)


def test_a_duty_is_there_until_it_is_withdrawn(ward: Ward) -> None:
    one = ward.put("ana", group=Group.A)
    assert ward.duty.rota(ward.ana, ward.now, ward.now) == (one,)
    assert ward.duty.rota(ward.ana, ward.now + 2 * DAY, ward.now + 3 * DAY) == ()
    ward.duty.withdraw(ward.ana, one.duty)
    assert ward.duty.rota(ward.ana, ward.now, ward.now) == ()
    with pytest.raises(KnownError, match="unknown_duty"):
        ward.duty.withdraw(ward.ana, one.duty)


@pytest.mark.parametrize(
    ("code", "user", "hours", "group", "post"),
    [
        ("unknown_user", "nobody", 12, None, Post.NURSE),
        ("too_long", "bia", 49, None, Post.NURSE),
        ("backwards", "bia", 0, None, Post.NURSE),
        ("twice", "ana", 12, None, Post.NURSE),
        ("group", "bia", 12, Group.A, Post.LOCAL_POST),
    ],
)
def test_a_duty_that_cannot_be_is_refused_and_leaves_no_row(
    ward: Ward, code: str, user: str, hours: int, group: Group | None, post: Post
) -> None:
    ward.put("ana")
    before = ward.count()
    with pytest.raises(KnownError, match=code):
        ward.duty.put(ward.ana, user, post, ward.now, ward.clock.now() + timedelta(hours=hours), group)
    assert ward.count() == before


def test_a_week_is_copied_without_what_is_there_or_who_has_left(ward: Ward) -> None:
    begins = ward.now
    ward.put("ana", group=Group.A)
    gone = ward.put("bia")
    ward.put("dora", Post.LOCAL_POST)
    with ward.store.write(ward.ana.actor) as writing:
        writing.connection.execute(update(account).where(account.c.id == "bia").values(status="suspended"))
    copy = partial(ward.duty.copy, ward.ana, begins, begins + 2 * DAY, 7, "America/Fortaleza")
    assert copy() == Copied(2, 1)
    assert copy() == Copied(0, 3)
    later = ward.duty.rota(ward.ana, begins + timedelta(days=6), begins + timedelta(days=8))
    assert [(one.user, one.post, one.group) for one in later] == [
        ("ana", Post.NURSE, Group.A),
        ("dora", Post.LOCAL_POST, None),
    ]
    assert later[0].begins - gone.begins < timedelta(days=7) and later[0].until - later[0].begins == DAY
    assert {one.user for one in ward.duty.staff(ward.ana) if one.ready} == {"ana", "dora", "doc"}


def test_what_has_passed_is_not_copied(ward: Ward) -> None:
    ward.put("ana")
    ward.clock.advance(30 * 86_400)
    begins = ward.clock.now() - timedelta(days=31)
    assert ward.duty.copy(ward.ana, begins, ward.clock.now(), 7, "America/Fortaleza") == Copied(0, 1)


def test_a_bed_is_handed_over_by_two_people_and_stays_so(ward: Ward) -> None:
    ward.put("ana")
    ward.put("bia")
    ward.duty.take_free(ward.ana, ward.bed)
    assert ward.duty.roster(ward.bia).beds_of("ana") == (ward.bed,)
    offer = ward.duty.offer(ward.ana, ward.bed, "bia")
    assert ward.duty.roster(ward.bia).offers() == (offer,)
    assert ward.duty.confirm(ward.ana, ward.bed) is None
    held = ward.duty.confirm(ward.bia, ward.bed)
    again = DutyService(ward.store).roster(ward.bia)
    assert again.holder(ward.bed) == held
    assert held is not None
    assert (held.user, held.giver, again.offers()) == ("bia", "ana", ())


def test_a_hand_over_that_was_asked_for_and_called_off_leaves_the_bed(ward: Ward) -> None:
    ward.put("ana")
    ward.put("bia")
    ward.duty.take_free(ward.ana, ward.bed)
    offer = ward.duty.offer(ward.bia, ward.bed, "bia")
    assert (offer.given, offer.taken) == (False, True)
    assert ward.duty.roster(ward.ana).offers() == (offer,)
    ward.duty.call_off(ward.ana, ward.bed)
    roster = ward.duty.roster(ward.ana)
    assert (roster.beds_of("ana"), roster.offers()) == ((ward.bed,), ())


def test_a_bed_s_group_stays_with_it(ward: Ward) -> None:
    ward.put("ana", group=Group.A)
    ward.put("bia", group=Group.B)
    ward.duty.group_of(ward.ana, ward.bed, Group.B)
    ward.duty.take_free(ward.ana, ward.bed)
    roster = ward.duty.roster(ward.ana)
    assert roster.nurses(ward.bed, True, ward.now) == ("bia",)
    assert roster.bed_gaps([ward.other], ward.now)[0].kind is GapKind.NOBODY
    ward.duty.group_of(ward.ana, ward.bed, None)
    assert ward.duty.roster(ward.ana).group(ward.bed) is None


def test_a_bed_out_of_use_is_nobody_s(ward: Ward) -> None:
    ward.put("ana")
    ward.duty.take_free(ward.ana, ward.bed)
    ward.beds.remove_bed(ward.ana, ward.bed)
    assert ward.duty.roster(ward.ana).holder(ward.bed) is None
    with pytest.raises(KnownError, match="bed_not_found"):
        ward.duty.offer(ward.ana, ward.bed, "bia")


def test_table_15_is_kept_for_those_who_lie_here(ward: Ward) -> None:
    stay = ward.beds.admit(ward.ana, ward.bed, "pulseira-1", AgeClass.ADULT).stay
    ward.duty.attend(ward.ana, "doc", stay, "titular_doctor", TABLES)
    ward.duty.attend(ward.ana, "doc", stay, "assisting_doctor", TABLES)
    assert ward.duty.attending(ward.ana) == (Attending("doc", stay, "assisting_doctor"),)
    ward.duty.attend(ward.ana, "doc", stay, "", TABLES)
    assert ward.duty.attending(ward.ana) == ()
    ward.duty.attend(ward.ana, "doc", stay, "titular_doctor", TABLES)
    ward.beds.discharge(ward.ana, ward.bed)
    assert ward.duty.attending(ward.ana) == ()


def test_a_status_that_cannot_be_is_refused(ward: Ward) -> None:
    stay = ward.beds.admit(ward.ana, ward.bed, "pulseira-1", AgeClass.ADULT).stay
    for code, user, where, user_class in (
        ("unknown_class", "doc", stay, "nursing"),
        ("unknown_class", "doc", stay, "wizard"),
        ("unknown_user", "nobody", stay, "titular_doctor"),
        ("unknown_stay", "doc", "elsewhere", "titular_doctor"),
    ):
        with pytest.raises(KnownError, match=code):
            ward.duty.attend(ward.ana, user, where, user_class, TABLES)


def test_a_student_looks_on_and_changes_nothing(ward: Ward) -> None:
    student = session_of(Role.STUDENT)
    ward.put("ana")
    assert ward.duty.roster(student).on_duty(ward.now) != ()
    for refused in (
        lambda: ward.duty.put(student, "bia", Post.NURSE, ward.now, ward.now + DAY),
        lambda: ward.duty.take_free(student, ward.bed),
        lambda: ward.duty.copy(student, ward.now, ward.now + DAY, 7, "America/Fortaleza"),
        lambda: ward.duty.group_of(student, ward.bed, Group.A),
        lambda: ward.duty.attend(student, "doc", "x", "", TABLES),
    ):
        with pytest.raises(KnownError, match="access"):
            refused()


def test_what_is_changed_is_audited_and_stays_on_the_station(ward: Ward) -> None:
    audited, logged = ward.count()
    ward.put("ana")
    ward.duty.take_free(ward.ana, ward.bed)
    assert ward.count() == (audited + 2, logged)
