"""A synthetic reference hospital with a week of referrals: two primary-care units and the server stand beside it for as
long as it takes, and everything goes the real way (services, sync, the server's stamps). Only the hospital stays.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from app.bootstrap import FirstStart, Ports, create_station, open_station, unlock_silently
from app.clinic.danger_signs.service import DangerSignService
from app.clinic.pregnancies.model import NewObservation
from app.clinic.prenatal.exams_service import ExamService, NewResult
from app.clinic.referral.desk import ReferralDeskService
from app.clinic.referral.model import Course
from app.clinic.referral.service import ReferralService
from app.clinic.risk.loader import default_rule_base
from app.demo.cohort import LAST_DAY, CohortWoman, make_cohort
from app.demo.course import make_course
from app.demo.fill import fill_some
from app.demo.network import DemoNetwork, MovedClock, demo_network
from app.demo.placed import ZONE, Placed, Watch, instant
from app.demo.prenatal import Followed
from app.demo.referred import PLANS, Fate, Plan, answered, choose, written
from app.demo.unit import (
    ADMINISTRATOR_LOGIN,
    DEMO_PROFILE,
    HOSPITAL_PROFILE,
    HOSPITAL_STAFF,
    PRECEPTOR_LOGIN,
    admit,
    demo_administrator,
    make_staff,
)
from app.kernel.clock import local_date
from app.kernel.errors import BugError, KnownError
from app.kernel.folders import StationFolders
from app.security import account_rows
from app.security.account_model import AccountView
from app.security.accounts import AccountService
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile
from app.station import Station
from app.store.opening import open_store
from app.store.store import Store

_UNITS: Final = (
    replace(DEMO_PROFILE, unit_name="UBS Pedra do Mar (demo)", cnes="0000002"),
    replace(DEMO_PROFILE, unit_name="UBS Barra Nova (demo)", cnes="0000003", municipality_name="Parnamirim"),
)
_BEFORE: Final = timedelta(days=8)
"""So long before now the women's records were written; what follows lies between then and now."""
_YOUNGEST_DAYS, _OLDEST_DAYS, _CAME_DAYS = 84, 224, 110
_READY: Final = 100


@dataclass(frozen=True)
class _Deed:
    at: datetime
    case: "_Case"
    what: str


@dataclass
class _Case:
    """One planned referral with its woman, at one of the units; `id` once it was sent."""

    plan: Plan
    woman: Followed
    unit: "_Unit"
    id: str = ""


@dataclass(frozen=True)
class _Unit:
    store: Store
    staff: dict[Role, Session]
    women: tuple[Followed, ...]


def make_demo_hospital(
    folders: StationFolders,
    ports: Ports,
    profile: StationProfile = HOSPITAL_PROFILE,
    seed: int = 2017,
    watch: Watch | None = None,
    journal: Path | None = None,
) -> Station:
    """Make the hospital's station with what it has received, and open it; its key lies in a file beside it.

    `journal`: the folder in which the network's server keeps its own, for one that goes on with it.
    Raises KnownError store.already_exists where something is there. `watch(done, all)` is told how far it is.
    """
    tell = watch or (lambda _done, _all: None)
    now = ports.clock.now()
    clock = MovedClock(ports.clock, now - _BEFORE)
    earlier = replace(ports, clock=clock)
    women = _women(now - _BEFORE, seed)
    with tempfile.TemporaryDirectory(prefix="plantao-network-") as kept, ExitStack() as open_things:
        network = open_things.enter_context(demo_network(journal or Path(kept), clock))
        units = []
        for number, one in enumerate(_UNITS):
            folder = StationFolders(Path(kept) / one.cnes)
            store, administrator = open_things.enter_context(_made(folder, earlier, one))
            staff = make_staff(AccountService(store, ports.passwords), administrator, clock.now())
            filled = fill_some(store, default_rule_base(), staff, women[number :: len(_UNITS)], seed)
            network.join(store, one)
            units.append(_Unit(store, staff, filled))
            tell(12 * (number + 1), _READY)
        hospital, administrator = open_things.enter_context(_made(folders, earlier, profile))
        people = admit(AccountService(hospital, ports.passwords), administrator, clock.now(), HOSPITAL_STAFF)
        network.join(hospital, profile)
        network.meet()
        tell(40, _READY)
        cases = [_case(plan, units[at % len(units)], at // len(units)) for at, plan in enumerate(PLANS)]
        _live(network, _Week(hospital, profile, people), cases, now, tell)
    key = unlock_silently(folders, ports).key
    if key is None:
        raise KnownError("keys.no_slot_left")
    tell(_READY, _READY)
    return open_station(folders, key, ports)


def make_bare_hospital(folders: StationFolders, ports: Ports, profile: StationProfile = HOSPITAL_PROFILE) -> None:
    """The same station with its people alone, for whoever needs its ward: nobody was referred to it.

    Raises KnownError store.already_exists where something is there.
    """
    with _made(folders, ports, profile) as (hospital, administrator):
        admit(AccountService(hospital, ports.passwords), administrator, ports.clock.now(), HOSPITAL_STAFF)


def _women(now: datetime, seed: int) -> list[CohortWoman]:
    """One woman of the cohort for each plan, in their order: known for a while, far enough, and still pregnant."""
    today = local_date(now, ZONE)
    moved = today - LAST_DAY

    def fits(woman: CohortWoman) -> bool:
        lmp, came = woman.lmp + moved, woman.arrived_on + moved
        if not _YOUNGEST_DAYS <= (today - lmp).days <= _OLDEST_DAYS or not 3 <= (today - came).days <= _CAME_DAYS:
            return False
        placed = Placed(woman, "", "", lmp, instant(came, 600), "", classified=True)
        return make_course(placed, today, seed).end is None

    return choose(one for one in make_cohort(seed) if fits(one))


@contextmanager
def _made(folders: StationFolders, ports: Ports, profile: StationProfile) -> Iterator[tuple[Store, AccountView]]:
    """A new station's store, with its administrator; closed at the end."""
    first = FirstStart(profile, demo_administrator(), key_file=folders.home / "demo.key")
    create_station(folders, first, replace(ports, background=False)).station.close()
    key = unlock_silently(folders, ports).key
    if key is None:
        raise KnownError("keys.no_slot_left")
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        with store.read() as connection:
            administrator = account_rows.by_login(connection, ADMINISTRATOR_LOGIN)
        if administrator is None:
            raise BugError("the first start made no administrator")
        yield store, administrator
    finally:
        store.close()


def _case(plan: Plan, unit: _Unit, place: int) -> _Case:
    return _Case(plan, unit.women[place], unit)


# what happens, in the order of time

_STEPS: Final[dict[Fate, tuple[tuple[str, float], ...]]] = {
    Fate.EMERGENCY: (("emergency", 0),),
    Fate.WAITING: (("send", 0),),
    Fate.ASSIGNED: (("send", 0), ("assign", 9)),
    Fate.READ_ONCE: (("send", 0), ("assign", 6), ("first", 20)),
    Fate.READ_TWICE: (("send", 0), ("assign", 4), ("first", 15), ("second", 30)),
    Fate.REPLIED: (("send", 0), ("answer", 31), ("mark_read", 44), ("exams", 70), ("reply", 71)),
    Fate.ANSWERED: (("send", 0), ("answer", 26)),
    Fate.READ_BACK: (("send", 0), ("assign", 3), ("first", 12), ("second", 20), ("answer", 21), ("mark_read", 40)),
    Fate.CLOSED: (("send", 0), ("answer", 18), ("mark_read", 30), ("close", 31)),
}
"""What is done with each, and how many hours after it was sent."""


def _live(network: DemoNetwork, week: "_Week", cases: Sequence[_Case], now: datetime, tell: Watch) -> None:
    deeds = [
        _Deed(now - timedelta(hours=case.plan.hours_ago) + timedelta(hours=later), case, what)
        for case in cases
        for what, later in _STEPS[case.plan.fate]
    ]
    deeds.sort(key=lambda one: (one.at, one.case.plan.hours_ago))
    for number, deed in enumerate(deeds):
        network.clock.put(deed.at)
        getattr(week, deed.what)(deed.case)
        network.meet()
        tell(40 + 58 * number // len(deeds), _READY)
    network.clock.put(now)
    network.meet()


@dataclass(frozen=True)
class _Week:
    """What people do at the units and at the hospital, each by the service that the window would call."""

    hospital: Store
    profile: StationProfile
    people: dict[str, Session]

    def send(self, case: _Case) -> None:
        new = written(case.plan, self.profile.cnes)
        sent = self._of_unit(case).send(self._nurse(case), case.woman.placed.pregnancy_id, new)
        case.id = sent.referral.id

    def emergency(self, case: _Case) -> None:
        """Signs asked, pressure taken, the ambulance called, and then the referral."""
        service, nurse, person = DangerSignService(case.unit.store), self._nurse(case), case.woman.placed.person_id
        encounter = service.encounter_of_today(nurse, person)
        bleeds = case.plan.reason != "hypertension"
        signs = {"vaginal_bleeding": bleeds, "severe_headache": not bleeds, "visual_disturbance": not bleeds}
        service.record(nurse, person, encounter, signs)
        pressure = (102, 64) if bleeds else (172, 114)
        codes = ("systolic_mmhg", "diastolic_mmhg")
        readings = [NewObservation(code, value) for code, value in zip(codes, pressure, strict=True)]
        service.measure(nurse, person, encounter, readings)
        service.note_done(nurse, person, encounter, "call_samu")
        self.send(case)

    def assign(self, case: _Case) -> None:
        self._desk.assign(self.people["coordena"], case.id, self.people["estudante"].account_id)

    def first(self, case: _Case) -> None:
        text = "Quadro compatível com o motivo. Exames em dia, sem sinais de alarme na última consulta."
        self._desk.first_reading(self.people["estudante"], case.id, self._course(case).version, text)

    def second(self, case: _Case) -> None:
        text = "De acordo com a primeira leitura."
        self._desk.second_reading(self.people[PRECEPTOR_LOGIN], case.id, self._course(case).version, text)

    def answer(self, case: _Case) -> None:
        self._desk.answer(self.people["medica"], case.id, self._course(case).version, answered(case.plan))

    def mark_read(self, case: _Case) -> None:
        self._of_unit(case).mark_read(self._nurse(case), case.id)

    def exams(self, case: _Case) -> None:
        """What the hospital asked for came back."""
        wanted = answered(case.plan).requested_exams
        today = local_date(case.unit.store.clock.now(), ZONE)
        values: dict[str, str | float] = {"haemoglobin": 10.2, "urine_culture": "negative"}
        values |= {"glucose_75g_0h": 97, "glucose_75g_1h": 188, "glucose_75g_2h": 149}
        news = [NewResult(code, values[code], today) for code in wanted]
        ExamService(case.unit.store).record_all(self._nurse(case), case.woman.placed.pregnancy_id, news)

    def reply(self, case: _Case) -> None:
        text = "Seguem os resultados dos exames pedidos. Ela continua sem queixas."
        self._of_unit(case).counter_reply(self._nurse(case), case.id, text)

    def close(self, case: _Case) -> None:
        self._of_unit(case).close(self._nurse(case), case.id)

    @property
    def _desk(self) -> ReferralDeskService:
        return ReferralDeskService(self.hospital)

    def _course(self, case: _Case) -> Course:
        return self._desk.case(self.people["medica"], case.id).course

    @staticmethod
    def _of_unit(case: _Case) -> ReferralService:
        return ReferralService(case.unit.store)

    @staticmethod
    def _nurse(case: _Case) -> Session:
        return case.unit.staff[Role.NURSE]
