"""The fleet at the server: what each station said, who asks for a look, which version is offered, who may read it."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from app.central.api import refused
from app.central.certificate import own
from app.central.clients import Clients
from app.central.enrolment import OWN_COPY
from app.central.fleet_page import add_fleet_page
from app.central.health import Health
from app.central.health_rules import FILE, ORDER, Reported, concerns, read_thresholds, thresholds
from app.central.https import running
from app.central.offers import Offers
from app.central.tables import station, station_health
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from main import main
from tests.central.writer import ELSEWHERE, HERE, THERE

GB = 1_000_000_000
WELL: dict[str, Any] = {
    "version": "1.3.0",
    "store_format": "0018",
    "system": "linux",
    "pending": 0,
    "oldest_pending": None,
    "refused": 0,
    "disagreements": 0,
    "disk_free": 50 * GB,
    "store_size": 10_000_000,
    "backup_age": 3600,
}


@pytest.fixture
def health(engine: Engine, fake_clock: FakeClock) -> Health:
    """On both engines, with three stations that have all just called."""
    with engine.begin() as connection:
        connection.execute(update(station).values(last_contact=to_text(fake_clock.now())))
    return Health(engine, fake_clock)


def test_the_latest_report_of_each_station_is_kept_and_whoever_asks_for_a_look_stands_first(
    health: Health, engine: Engine, fake_clock: FakeClock
) -> None:
    now = to_text(fake_clock.now())
    health.note(HERE, {**WELL, "pending": 9, "oldest_pending": 60}, now)
    health.note(HERE, WELL, now)
    health.note(THERE, {**WELL, "disk_free": GB}, now)
    health.note(ELSEWHERE, WELL, to_text(fake_clock.now() - timedelta(minutes=7)))
    found = health.stations()
    assert [(one.id, one.concerns) for one in found] == [
        (ELSEWHERE.station_id, ("clock",)),
        (THERE.station_id, ("disk",)),
        (HERE.station_id, ()),
    ]
    assert found[0].report is not None and found[0].report.clock_ahead == -420
    with engine.connect() as connection:
        assert len(connection.execute(select(station_health)).all()) == 3


def test_silence_lets_what_waited_and_the_backup_grow_old(health: Health, fake_clock: FakeClock) -> None:
    health.note(HERE, {**WELL, "pending": 2, "oldest_pending": 60}, to_text(fake_clock.now()))
    fake_clock.advance(3 * 86_400)
    worst = next(one for one in health.stations() if one.id == HERE.station_id)
    assert worst.concerns == ("silent", "pending", "backup")


def test_a_suspended_station_asks_for_nothing(health: Health, engine: Engine, fake_clock: FakeClock) -> None:
    fake_clock.advance(9 * 86_400)
    with engine.begin() as connection:
        connection.execute(update(station).where(station.c.id == HERE.station_id).values(status="suspended"))
    assert [one.concerns for one in health.stations() if one.status == "suspended"] == [()]


def test_the_servers_own_copy_of_a_unit_asks_for_nothing(health: Health, engine: Engine) -> None:
    with engine.begin() as connection:
        which = station.c.id == HERE.station_id
        connection.execute(update(station).where(which).values(name=OWN_COPY, last_contact=None))
    assert [one.concerns for one in health.stations() if one.name == OWN_COPY] == [()]


def test_an_older_version_is_told_once_a_newer_one_is_offered(
    health: Health, engine: Engine, fake_clock: FakeClock
) -> None:
    health.note(HERE, WELL, to_text(fake_clock.now()))
    offers = Offers(engine, fake_clock)
    offers.put_out("preview", "1.5.0", "", {})

    def mine() -> tuple[str, ...]:
        return next(one.concerns for one in health.stations() if one.id == HERE.station_id)

    assert mine() == ()
    offers.put_out("stable", "1.4.0", "Melhor", {"plantao_1.4.0_amd64.deb": "a" * 64})
    assert mine() == ("old_version",)
    offers.put_out("stable", "1.3.0", "", {})
    assert mine() == ()


def test_what_is_offered_is_replaced_withdrawn_and_refused_in_words(engine: Engine, fake_clock: FakeClock) -> None:
    offers = Offers(engine, fake_clock)
    offers.put_out("stable", "1.4.0", " Nota \n", {"plantao.deb": "a" * 64})
    second = offers.put_out("stable", "1.4.1", "", {})
    assert offers.offered("stable") == second and offers.offered("preview") is None
    for code, version, note, packages in (
        ("central.bad_version", "1.4", "", {}),
        ("central.bad_note", "1.4.2", "x" * 4001, {}),
        ("central.bad_package", "1.4.2", "", {"../x": "a" * 64}),
        ("central.bad_package", "1.4.2", "", {"plantao.deb": "abc"}),
    ):
        with pytest.raises(KnownError) as caught:
            offers.put_out("stable", version, note, packages)
        assert caught.value.code == code
    assert offers.offered("stable") == second
    assert offers.withdraw("stable") and not offers.withdraw("stable")


REPORTS = st.builds(
    Reported,
    received_at=st.just("2026-03-02T11:00:00.000000Z"),
    version=st.sampled_from(["1.3.0", "1.4.0", "x"]),
    store_format=st.just("0018"),
    system=st.just("linux"),
    pending=st.integers(0, 9),
    oldest_pending=st.none() | st.integers(0, 10**6),
    refused=st.integers(0, 2),
    disagreements=st.integers(0, 2),
    disk_free=st.none() | st.integers(0, 10**12),
    store_size=st.just(1),
    backup_age=st.none() | st.integers(0, 10**6),
    clock_ahead=st.integers(-500, 500),
)


@given(REPORTS, st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_asked_for_a_look_still_does_while_a_station_is_silent(report: Reported, earlier: int, more: int) -> None:
    clock = FakeClock()
    contact = to_text(clock.now())
    clock.advance(earlier)
    before = concerns(contact, report, clock.now(), thresholds(), "1.4.0")
    clock.advance(more)
    after = concerns(contact, report, clock.now(), thresholds(), "1.4.0")
    assert set(before) <= set(after)
    assert list(after) == sorted(after, key=ORDER.index)


def test_thresholds_are_read_from_their_file_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    assert read_thresholds(FILE).clock_seconds == 120
    other = tmp_path / "health.toml"
    for wrong in ("0", "-5", "true", '"2"', "1.5"):
        other.write_text(FILE.read_text(encoding="utf-8").replace("megabytes = 2000", f"megabytes = {wrong}"))
        with pytest.raises(KnownError) as caught:
            read_thresholds(other)
        assert caught.value.values["field"] == "disk_free.megabytes"


@pytest.fixture
def watched(engine: Engine, health: Health, fake_clock: FakeClock, tmp_path: Path) -> Iterator[tuple[str, Clients]]:
    """Address of a server with the page, and who may look at it."""
    clients = Clients(engine, fake_clock, SeededIds(fake_clock, seed=3))
    app = FastAPI()
    app.add_exception_handler(KnownError, refused)
    add_fleet_page(app, clients, health, fake_clock)
    with running(app, own(tmp_path / "server", fake_clock)) as one:
        yield one.address, clients


def _get(address: str, **headers: str) -> requests.Response:
    with requests.Session() as session:
        session.verify = False
        session.trust_env = False
        return session.get(address, headers=headers, timeout=30)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_only_who_may_watch_sees_the_stations_and_watches_nothing_else(
    watched: tuple[str, Clients], health: Health, fake_clock: FakeClock
) -> None:
    address, clients = watched
    health.note(HERE, {**WELL, "disk_free": 5}, to_text(fake_clock.now()))
    _, watch = clients.make("1111111", "Secretaria", "watch")
    _, manage = clients.make("1111111", "Hospital", "manage")
    api, page = f"{address}/api/fleet", f"{address}/fleet"
    assert _get(api, Authorization=f"Bearer {watch}").json()["stations"][0]["concerns"] == ["disk"]
    assert (_get(api).status_code, _get(api, Authorization=f"Bearer {manage}").status_code) == (401, 403)
    asked = _get(page)
    assert (asked.status_code, asked.headers["WWW-Authenticate"]) == (401, 'Basic realm="Plantao"')
    assert "api-token" in asked.text and "UBS" not in asked.text
    assert _get(page, Authorization=_basic(manage)).status_code == 401
    shown = _get(page, Authorization=_basic(watch))
    assert "pouco disco" in shown.text and "<script" not in shown.text
    assert "little disk left" in _get(f"{page}?l=en", Authorization=_basic(watch)).text
    assert _get(f"{page}.css").status_code == 200
    for nonsense in ("Basic", "Basic ????", "Basic " + base64.b64encode(b"\xff\xfe").decode()):
        assert _get(page, Authorization=nonsense).status_code == 401


def _basic(token: str) -> str:
    return "Basic " + base64.b64encode(f"x:{token}".encode()).decode()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_puts_a_version_out_and_lists_who_asks_for_a_look(
    database_url: str, health: Health, fake_clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    health.note(HERE, WELL, to_text(fake_clock.now()))
    (tmp_path / "plantao.deb").write_bytes(b"synthetic package")
    (tmp_path / "note.txt").write_text("Melhor busca.\n", encoding="utf-8")
    given_ = ["--note", str(tmp_path / "note.txt"), "--package", str(tmp_path / "plantao.deb")]
    common = ["--database", database_url, "--folder", str(tmp_path)]
    assert main(["central", "version", "--offer", "9.4.0", *given_, *common, "--json"]) == 0
    (offer,) = json.loads(capsys.readouterr().out).values()
    assert (offer["version"], offer["note"]) == ("9.4.0", "Melhor busca.")
    assert main(["central", "version", *common]) == 0
    assert f"{offer['packages']['plantao.deb']}  plantao.deb" in capsys.readouterr().out
    assert main(["central", "stations", *common]) == 0
    # The stations of the test last called in March, by its own clock.
    assert f"LOOK  {HERE.station_id}" in capsys.readouterr().out
    assert main(["central", "stations", *common, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"units", "stations"} == told.keys()
    assert main(["central", "version", "--note", str(tmp_path / "note.txt"), *common]) == 1
    assert "--offer" in capsys.readouterr().err
