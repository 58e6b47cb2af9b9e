"""Real services are driven, and made to fail, with marked people; then every file that support reads is searched."""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.clinic.people.model import NewPerson, Sex
from app.clinic.people.service import PeopleService
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.reminders.channels.interface import Attempted, Outgoing
from app.reminders.outbox.model import Planned, Priority
from app.reminders.outbox.planning import plan
from app.reminders.outbox.sending import Sending
from app.security.roles import Role
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import person
from app.support.bundle import gather, save
from app.support.crashes import CrashKeeper, Kind
from app.support.json_lines import listen
from app.support.log_files import LogFile
from tests.conftest import ExpectedLogs
from tests.reminders.conftest import CODES, VERSION, agree, make_outbox, make_people, make_ways
from tests.security.staff import fill
from tests.store.rows import person_row
from tests.store_fixtures import TEST_KEY

NAME, MOTHER = "Zuleica Marcada Sintética", "Quitéria Marcada Sintética"
CPF, CNS, PHONE, EMAIL = "52998224725", "898001160660761", "+5584988776655", "zuleica.marcada@example.org"
MARKS = ("Zuleica", "Marcada", "zuleica", "Quit", CPF, "529.982", CNS, "8877", "988776655", "dor de cabeça")
SOMEBODY = NewPerson(
    NAME, date(1999, 2, 3), Sex.FEMALE, MOTHER, cpf=CPF, cns=CNS, phone=PHONE, email=EMAIL,
    municipality_code="2408102", synthetic=True,
)  # fmt: skip


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Path]:
    """Where a process that logs everything, details too, writes."""
    file = LogFile(tmp_path / "logs", "station", FakeClock())
    before = logging.getLogger().level
    listen(file, logging.DEBUG)
    for name in ("sqlalchemy", "sqlalchemy.engine", "asyncio"):
        logging.getLogger(name).setLevel(logging.DEBUG if name != "sqlalchemy.engine" else logging.INFO)
    yield tmp_path / "logs"
    logging.getLogger().removeHandler(file)
    logging.getLogger().setLevel(before)
    for name in ("sqlalchemy", "sqlalchemy.engine", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    file.close()


def _searched(logs: Path) -> str:
    for handler in logging.getLogger().handlers:
        # A test before this one may have left one whose stream pytest has closed since.
        if not getattr(getattr(handler, "stream", None), "closed", False):
            handler.flush()
    save(gather(logs, "", ""), logs / "bundle.zip")
    shutil.unpack_archive(logs / "bundle.zip", logs / "unpacked")
    (logs / "bundle.zip").unlink()
    return "".join(path.read_text(encoding="utf-8") for path in logs.rglob("*") if path.is_file())


def _found(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def test_services_that_work_and_services_that_fail_name_nobody(
    store: Store, logs: Path, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("sqlalchemy")
    expected_logs.allow("app")
    keeper = CrashKeeper(logs, "station")
    staff = fill(store)
    people, session = PeopleService(store), staff.session(Role.NURSE)
    woman = people.register(session, SOMEBODY)
    people.search(session, NAME)
    people.search(session, CPF)
    for wrong in (replace(SOMEBODY, cpf="1"), replace(SOMEBODY, email=f"{NAME}@"), SOMEBODY):
        with pytest.raises(KnownError) as refused:
            people.register(session, wrong)
        logging.getLogger("app.test").error("refused: %s", refused.value, exc_info=refused.value)
        keeper.note(refused.value, Kind.CAUGHT)
    # The database itself says what the row was.
    with pytest.raises(IntegrityError) as broken, store.write(session.actor) as writing:
        row = {"id": woman.id, "cpf": CPF, "full_name": NAME}
        writing.connection.exec_driver_sql(
            "INSERT INTO person (id, cpf, full_name) VALUES (:id, :cpf, :full_name)", row
        )
    keeper.note(broken.value, Kind.UNHANDLED)
    logging.getLogger("app.test").exception("the row of %s was refused", NAME, exc_info=broken.value)
    text = _searched(logs)
    assert _found(text) == []
    assert "IntegrityError" in text


class _FailsWithTheMessage:
    """A channel whose library raises what it was given."""

    def send(self, message: Outgoing) -> Attempted:
        logging.getLogger("smtplib").debug(f"sending {message}")
        raise RuntimeError(f"could not send {message}")

    def close(self) -> None:
        """Nothing to close."""


def test_a_failing_channel_leaves_no_address_and_no_words(
    staff_of_a_message: tuple[Store, int], logs: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("app.reminders")
    store, planned = staff_of_a_message
    failing = _FailsWithTheMessage()
    sending = Sending(make_outbox(store), make_ways(), {"email": failing, "sms": failing}, fake_clock)  # type: ignore[dict-item]  # only send is asked for
    sending.run_until_idle()
    assert planned
    text = _searched(logs)
    assert "failed in a way that it should not" in text
    assert _found(text) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(MARKS), st.sampled_from(["%s", "%r", "a %s b", "%(x)s"]), st.booleans())
def test_however_a_value_is_filled_in_it_does_not_get_out(logs: Path, mark: str, template: str, fails: bool) -> None:
    logger = logging.getLogger("app.clinic.test")
    value: object = {"x": mark} if template == "%(x)s" else mark
    try:
        if fails:
            raise ValueError(mark)
        logger.info(template, value)
    except ValueError:
        logger.info(template, value, exc_info=True)
    assert _found(_searched(logs)) == []
    shutil.rmtree(logs / "unpacked")


def test_the_log_of_a_store_that_opens_with_a_wrong_key_holds_no_key(
    tmp_path: Path, store: Store, logs: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("sqlalchemy")
    expected_logs.allow("app.test")
    clock = FakeClock()
    with pytest.raises(KnownError) as refused:
        open_store(store.path, b"k" * 32, clock, SeededIds(clock, 1))
    logging.getLogger("app.test").error("refused", exc_info=refused.value)
    text = _searched(logs)
    assert TEST_KEY.hex() not in text
    assert (b"k" * 32).hex() not in text


@pytest.fixture
def staff_of_a_message(store: Store, fake_clock: FakeClock) -> tuple[Store, int]:
    """One message that is due to the marked woman."""
    make_people(store)
    now = fake_clock.now()
    with store.write(PROGRAM) as writing:
        row = {**person_row(9), "full_name": NAME, "phone": PHONE, "email": EMAIL}
        woman = writing.create(person, row)
        agree(writing.append, woman, "email")
        due = Planned("m", woman, VERSION, "A", CODES, CODES[0], now, now + timedelta(hours=2), Priority.SINGLE)
        return store, plan(writing, [due])
