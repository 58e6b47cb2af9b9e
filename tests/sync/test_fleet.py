"""What a round tells the server of the machine, what it hears of a new version, and who is told."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.central.health import Health
from app.central.offers import Offers
from app.central.tables import station_health
from app.fleet.errand import OFFERED, PAUSE_SECONDS, FleetErrand
from app.fleet.reporting import health_of
from app.fleet.service import UpdateService
from app.fleet.versions import Offer, is_newer, offer_of
from app.kernel.actor import Actor
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.store import Store
from app.store.tables import SCHEMA_REVISION, person
from app.sync.client import CentralClient
from app.sync.enrolling import EnrollingService, keep_told
from tests.central.serving import Served
from tests.sync.simulation import person_row

NURSE = Actor("n" * 36, "Enfermeira Sintética")
NOTE = "Busca mais rápida.\nConserta o relatório do mês."


@pytest.fixture
def line(store: Store, central: Served) -> Iterator[CentralClient]:
    """The line of an enrolled station."""
    service = EnrollingService(store)
    service.enrol(NURSE, central.address, central.code(), central.certificate.fingerprint)
    opened = service.open_line()
    yield opened
    opened.close()


def session(store: Store, role: Role) -> Session:
    return Session("a", "a", "Sintética", role, Status.ACTIVE, "pt_BR", store.clock.now())


def test_a_round_says_how_the_machine_is_and_hears_of_a_version_not_more_often_than_needed(
    store: Store, central: Served, line: CentralClient, fake_clock: FakeClock
) -> None:
    offers = Offers(central.engine, central.clock)
    offer = offers.put_out("stable", "9.4.0", NOTE, {"plantao_9.4.0_amd64.deb": "ab" * 32})
    with store.write(NURSE) as writing:
        writing.create(person, person_row("Sintética"))
    errand = FleetErrand(store, "stable")
    errand.run(line)
    (shown,) = Health(central.engine, central.clock).stations()
    assert shown.report is not None
    assert (shown.report.pending, shown.report.store_format) == (1, SCHEMA_REVISION)
    assert shown.report.disk_free is not None and shown.report.store_size == store.path.stat().st_size
    assert UpdateService(store, "1.0.0").news(session(store, Role.ADMINISTRATOR)) == offer
    offers.withdraw("stable")
    errand.run(line)
    assert UpdateService(store, "1.0.0").news(session(store, Role.ADMINISTRATOR)) == offer
    fake_clock.advance(PAUSE_SECONDS)
    errand.run(line)
    assert UpdateService(store, "1.0.0").news(session(store, Role.ADMINISTRATOR)) is None


def test_the_report_names_nobody_and_nothing_clinical(store: Store, central: Served, line: CentralClient) -> None:
    with store.write(NURSE) as writing:
        writing.create(person, person_row("Maria Sintética"))
    said = health_of(store).to_wire()
    assert set(said) == {
        *("clock", "version", "store_format", "system", "pending", "oldest_pending", "refused", "disagreements"),
        *("disk_free", "store_size", "backup_age"),
    }
    assert not [value for value in said.values() if isinstance(value, str) and "Sint" in value]
    line.say_health({**said, "people": "Maria Sintética"})
    with central.engine.connect() as connection:
        row = connection.execute(select(station_health)).one()
    assert "Maria" not in str(row), "what the server does not know it does not keep"


class _Deaf:
    """A line to a server that fails over the report."""

    def say_health(self, report: object) -> None:
        raise KnownError("sync.server_failed", status="422")

    def offered_version(self, channel: str) -> dict[str, object]:
        raise AssertionError("nothing is asked of a server that has just failed")


def test_a_server_that_does_not_understand_the_report_fails_no_round(store: Store) -> None:
    FleetErrand(store, "stable").run(_Deaf())


def test_only_who_may_act_is_told_until_it_is_put_aside_or_something_else_is_offered(store: Store) -> None:
    offer = Offer("9.4.0", NOTE, {"plantao.deb": "ab" * 32}, "2026-03-02T11:00:00.000000Z")
    _keep(store, offer)
    updates = UpdateService(store, "1.0.0")
    administrator = session(store, Role.ADMINISTRATOR)
    for role in (Role.NURSE, Role.DOCTOR, Role.STUDENT, Role.COORDINATOR):
        assert updates.news(session(store, role)) is None
        with pytest.raises(KnownError):
            updates.put_aside(session(store, role), offer)
    assert updates.news(administrator) == offer
    updates.put_aside(administrator, offer)
    assert updates.news(administrator) is None and updates.offered(administrator) == offer
    _keep(store, replace(offer, packages={"plantao.deb": "cd" * 32}))
    assert updates.news(administrator) is not None, "another package under the same version is another offer"
    assert UpdateService(store, "9.4.0").offered(administrator) is None


def _keep(store: Store, offer: Offer) -> None:
    keep_told(store, OFFERED, asdict(offer))


VERSIONS = st.tuples(*[st.integers(0, 30)] * 3)


@given(VERSIONS, VERSIONS)
def test_versions_are_compared_by_their_numbers(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    words = [".".join(map(str, numbers)) for numbers in (one, other)]
    assert is_newer(*words) == (one > other)


@given(st.text(max_size=12))
def test_what_is_no_version_is_never_newer(text: str) -> None:
    assert not is_newer(text, "999999.999999.999999")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
)


@given(JSON | st.fixed_dictionaries({"version": JSON, "note": JSON, "packages": JSON, "offered_at": JSON}))
def test_whatever_a_server_answers_is_a_whole_offer_or_none(told: object) -> None:
    found = offer_of(told)
    assert found is None or json.loads(json.dumps(asdict(found))) == told
