"""People of any name go through the deeds of a station, done well and done badly; nothing of them is left where
support, other programs or a thief of the disk may read it."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.background import BackgroundWork
from app.clinic.people.model import Channel, NewPerson, PersonRecord, Sex
from app.clinic.referral.model import NewReferral, Priority
from app.clinic.risk.forms import ReferralForm
from app.interop.csv_people.checking import ImportOptions
from app.interop.csv_people.columns import propose
from app.interop.csv_people.reading import read_table
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.reminders.messages import NewMessage
from app.security.session import Session
from app.station import Station
from app.support.bundle import gather
from app.support.crashes import CrashKeeper, Kind
from app.support.json_lines import listen
from app.support.log_files import LogFile
from tests.conftest import ExpectedLogs
from tests.privacy.identities import Identity, found_in, identities, left_on_disk
from tests.router.receiver.told import note as alarm_note
from tests.ui.clinical import LMP, PASSWORD
from tests.ui.referred import HOSPITAL, make_ready, store_of
from ui.support.words import report

FEW = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
HEADER = "Nome;Nascimento;Sexo;Mãe;CPF;CNS;Telefone;E-mail;Município"
_logger = logging.getLogger("app.tests.leaks")


@dataclass
class Watched:
    """A station whose process logs everything, and everybody that it has met."""

    station: Station
    keeper: CrashKeeper
    met: list[Identity] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    @property
    def logs(self) -> Path:
        return self.station.folders.logs

    def tries(self, deed: Callable[[], object]) -> object:
        """Do it; what it raises is told in every way that the program has."""
        try:
            return deed()
        except Exception as error:
            self.refused.add(error.code if isinstance(error, KnownError) else type(error).__name__)
            _logger.error("refused: %s %s", error, getattr(error, "values", ""), exc_info=error)
            self.keeper.note(error, Kind.CAUGHT)
            return None

    def read(self) -> str:
        """All that a person who helps would get to see."""
        for handler in logging.getLogger().handlers:
            if isinstance(handler, LogFile):
                handler.flush()
        administrator = self.station.sign_in.sign_in("administrator", PASSWORD)
        words = report(self.station.support.findings(administrator))
        bundle = gather(self.logs, words, "")
        return "\n".join(f"{one.name}\n{one.text}" for one in bundle.files)


@pytest.fixture
def watched(station: Station, fake_clock: FakeClock, expected_logs: ExpectedLogs) -> Iterator[Watched]:
    """Details too are written down, and those of every library."""
    for name in ("app", "sqlalchemy", "apscheduler", "zmq"):
        expected_logs.allow(name)
    file, before = LogFile(station.folders.logs, "station", fake_clock), logging.getLogger().level
    listen(file, logging.DEBUG)
    yield Watched(station, CrashKeeper(station.folders.logs, "station", fake_clock))
    logging.getLogger().removeHandler(file)
    logging.getLogger().setLevel(before)
    file.close()


def _person(one: Identity) -> NewPerson:
    return NewPerson(
        one.name, date(1991, 4, 9), Sex.FEMALE, one.mother, cpf=one.cpf, cns=one.cns, phone=one.phone, email=one.email,
        municipality_code="2408102", municipality_name="Natal", synthetic=True,
    )  # fmt: skip


def _registers(here: Watched, nurse: Session, one: Identity) -> PersonRecord:
    people, right = here.station.people, _person(one)
    for wrong in (
        replace(right, cpf=one.cpf[:-1]), replace(right, email=f"{one.name}@"), replace(right, full_name=one.email),
        replace(right, cns=one.phone), replace(right, municipality_name=one.address, municipality_code="9999999"),
    ):  # fmt: skip
        here.tries(lambda wrong=wrong: people.register(nurse, wrong))  # type: ignore[misc]  # bound at once
    try:
        made = people.register(nurse, right)
    except KnownError as known:
        # A failing example is run once more.
        made = people.open(nurse, str(known.values["person_id"]))
    here.tries(lambda: people.register(nurse, right))
    for typed in (one.name, one.cpf, one.phone, one.note):
        people.search(nurse, typed)
    people.set_consent(nurse, made.id, Channel.EMAIL, given=True)
    return made


def _is_seen_and_referred(here: Watched, nurse: Session, made: PersonRecord, one: Identity) -> None:
    at = here.station
    here.tries(lambda: at.reception.arrive(nurse, made.id, reason=f"{one.note} {one.phone}"))
    here.tries(lambda: at.reception.arrive(nurse, made.id, reason=one.note))
    here.tries(lambda: at.pregnancies.open(nurse, made.id, LMP))
    (pregnancy,) = at.pregnancies.of_person(nurse, made.id)
    wrong = ReferralForm(age_years=31.0, conditions=frozenset({one.note, one.name}))
    here.tries(lambda: at.assessments.save(nurse, pregnancy.id, wrong))
    make_ready(at, nurse, pregnancy, date(2026, 3, 2))
    new = NewReferral(HOSPITAL, "hypertension", one.note, f"{one.name}, {one.address}", Priority.URGENT)
    here.tries(lambda: at.referrals.send(nurse, pregnancy.id, replace(new, reason=one.name)))
    here.tries(lambda: at.referrals.send(nurse, pregnancy.id, new))
    here.tries(lambda: at.referrals.send(nurse, pregnancy.id, new))


def _is_reminded(here: Watched, coordinator: Session, made: PersonRecord, one: Identity) -> None:
    at = here.station.clock.now() + timedelta(hours=1)
    for template, urgent in (("none", one.note), (one.name, "")):
        new = NewMessage(made.id, template, ("email",), at, urgent=urgent)
        here.tries(lambda new=new: here.station.reminders.messages.schedule(coordinator, new))  # type: ignore[misc]  # at once
    here.tries(lambda: here.station.reminders.inbox.mark_seen(coordinator, one.email))


def _comes_by_a_table(here: Watched, coordinator: Session, one: Identity) -> None:
    lines = (
        f"{one.name};99/99/1990;F;{one.mother};{one.cpf};{one.cns};{one.phone};{one.email};Natal",
        f"{one.name};09/04/1991;{one.note};{one.mother};{one.phone};;{one.cpf};{one.note};{one.address}",
        f"{one.name};{one.mother}",
    )
    table = read_table("\n".join((HEADER, *lines)).encode())
    read = here.tries(
        lambda: here.station.people_import.run(
            coordinator, table, propose(table.headers), ImportOptions(synthetic=True)
        )
    )
    _logger.warning("a table: %s", read)
    here.tries(lambda: read_table(f"{one.name}\n{one.note}".encode("utf-16")))


def _signs_in_with_it(here: Watched, one: Identity) -> None:
    for login, password in ((one.email, one.name), (one.cpf, one.note), (one.name, one.cpf)):
        here.tries(lambda a=login, b=password: here.station.sign_in.sign_in(a, b))  # type: ignore[misc]  # at once


def _breaks_the_database(here: Watched, nurse: Session, made: PersonRecord, one: Identity) -> None:
    values = {"id": made.id, "name": one.name, "cpf": one.cpf}

    def twice() -> None:
        with store_of(here.station).write(nurse.actor) as writing:
            writing.connection.execute(
                text("INSERT INTO person (id, full_name, cpf) VALUES (:id, :name, :cpf)"), values
            )

    here.tries(twice)


def _breaks_the_background_work(here: Watched, one: Identity) -> None:
    """As the scheduler runs it."""

    def daily() -> None:
        raise RuntimeError(f"{one.name} {one.cpf} {one.note}")

    work = BackgroundWork(store_of(here.station), here.station.backups, daily=daily)
    here.tries(work.ask)


def _is_called_for(here: Watched, one: Identity) -> None:
    """An alarm with a person's name, told and failing on its way."""
    told = alarm_note(person=one.name)
    _logger.info("told %s to %s", told, one.email)
    logging.getLogger("zmq").warning(f"could not send {told}")
    here.tries(lambda: (_ for _ in ()).throw(OSError(5, one.note, f"{one.name}/{one.cpf}.wav")))


@given(one=identities())
@FEW
def _live(here: Watched, one: Identity) -> None:
    nurse = here.station.sign_in.sign_in("nurse", PASSWORD)
    coordinator = here.station.sign_in.sign_in("coordinator", PASSWORD)
    here.met.append(one)
    made = _registers(here, nurse, one)
    _is_seen_and_referred(here, nurse, made, one)
    _is_reminded(here, coordinator, made, one)
    _comes_by_a_table(here, coordinator, one)
    _signs_in_with_it(here, one)
    _breaks_the_database(here, nurse, made, one)
    _breaks_the_background_work(here, one)
    _is_called_for(here, one)
    assert found_in(here.read(), here.met) == []


def test_whoever_she_is_and_whatever_fails_nothing_of_her_is_left_to_be_read(watched: Watched) -> None:
    _live(watched)
    assert watched.refused >= {
        "access.wrong_login",
        "IntegrityError",
        "RuntimeError",
        "reception.already_here",
        "OSError",
    }
    assert any(one.startswith("people.") for one in watched.refused)
    assert '"level"' not in watched.read(), "lines are told, not copied"
    assert "IntegrityError" in watched.read()
    assert watched.met
    assert left_on_disk(watched.station.folders.home, watched.met) == []


@pytest.mark.parametrize("leak", ["log", "crash", "name of a file", "file"])
def test_a_leak_is_found_wherever_it_is(watched: Watched, leak: str) -> None:
    @given(one=identities())
    @settings(FEW, max_examples=2)
    def leaks(one: Identity) -> None:
        home = watched.station.folders.home
        if leak == "log":
            _logger.info("received %s", Word(one.name))
        elif leak == "crash":
            CrashKeeper(watched.logs, "station").note(type(one.note, (ValueError,), {})(), Kind.CAUGHT)
        elif leak == "name of a file":
            (home / f"{one.name} {one.phone}.pdf").touch()
        else:
            (home / "kept.json").write_text(f'{{"cpf": "{one.cpf[:3]}.{one.cpf[3:6]}.{one.cpf[6:9]}-{one.cpf[9:]}"}}')
        assert found_in(watched.read(), [one]) or left_on_disk(home, [one])

    leaks()


@given(one=identities(), between=st.sampled_from(("", ".", " ", "-", "/")))
@example(one=Identity("Ãqz D'Ávxq E", "Zqub", "1" * 11, "7" * 15, "84912345678", "a@b", "c", "d"), between=".")
@settings(max_examples=50)
def test_the_search_finds_what_is_written_otherwise_and_nothing_where_there_is_nothing(
    one: Identity, between: str
) -> None:
    for word in one.words():
        for written in (word.upper(), word.encode("ascii", "backslashreplace").decode().replace("\\xe", "\\u00e")):
            assert found_in(f"x{written}x", [one]) or "\\x" in written
    for number in one.numbers():
        assert number in found_in(f"tel {between.join(number)}!", [one])
    assert found_in("Maria da Silva, CPF 000.000.000-00, 2026-03-02T11:00:00.000000Z", [one]) == []
