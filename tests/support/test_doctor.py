"""What the doctor says, and that each line which is not good says what to do."""

import ast
from dataclasses import asdict
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.central.certificate import Kind, own
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.keys.keyring import SystemKeyring
from app.store.lease import Lease
from app.store.settings import write_setting
from app.store.store import Store
from app.support.doctor import inside, station
from app.support.doctor.examining import examine
from app.support.doctor.finding import Finding, Grade, shown
from app.support.telling import ROOT
from app.sync.enrolling import ENROLMENT, StationEnrolment
from app.sync.pinned import PinnedServer
from ui.support.words import finding_words, next_words, report
from ui.texts import has_text, speaking

GRADES = {f"Grade.{one.name}" for one in Grade}


def _said() -> list[tuple[str, str, str]]:
    """(topic, grade, code) of each finding as the code writes it, where it stands there in full."""
    found = []
    for path in (ROOT / "app" / "support" / "doctor").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Finding" and len(node.args) >= 3:
                topic, grade, code = (ast.unparse(one).strip("'\"") for one in node.args[:3])
                found.append((topic, grade, code))
    return found


def test_every_finding_has_its_words_and_what_is_not_good_says_what_to_do() -> None:
    missing = []
    for language in ("pt_BR", "en"):
        with speaking(language):
            for topic, grade, code in _said():
                if code.isidentifier() and code not in ("code",) and not has_text(f"doctor.{code}"):
                    missing.append(code)
                if grade in GRADES - {"Grade.GOOD"} and code != "code" and not has_text(f"doctor.{code}_next"):
                    missing.append(f"{code}_next")
                if topic.isidentifier() and topic not in ("topic",) and not has_text(f"doctor.topic_{topic}"):
                    missing.append(f"topic_{topic}")
    assert [one for one in missing if " " not in one] == []


def test_a_report_of_a_machine_without_a_station_tells_everything_and_raises_nothing(tmp_path: Path) -> None:
    found = examine(StationFolders(tmp_path / "none"), SystemKeyring())
    assert len(found) > 15
    for language in ("pt_BR", "en"):
        with speaking(language):
            text = report(found)
            assert "[" not in text
            assert all(next_words(one) for one in found if one.grade in (Grade.BAD, Grade.ATTENTION))


def test_a_path_is_told_without_the_name_of_whose_folder_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "maria"))
    assert shown(tmp_path / "maria" / "plantao" / "logs") == "~/plantao/logs"
    assert shown(Path("/srv/plantao")) == "/srv/plantao"


def test_who_works_is_told_by_its_process_and_a_lease_that_is_over_is_nobodys(
    store: Store, fake_clock: FakeClock
) -> None:
    def codes() -> dict[str, str]:
        return {one.topic: one.code for one in inside.leases(store)}

    assert codes() == {"lease_background": "lease_free"}
    Lease(store, "background", "elsewhere-77-x", 60.0).take_or_renew()
    Lease(store, "router", "elsewhere-78-x", 60.0).take_or_renew()
    assert codes() == {"lease_background": "lease_held", "lease_router": "lease_held"}
    (held,) = (one for one in inside.leases(store) if one.topic == "lease_router")
    assert held.values["process"] == "78"
    fake_clock.advance(61)
    assert codes() == {"lease_background": "lease_free", "lease_router": "lease_free"}


def _join(store: Store) -> None:
    joined = StationEnrolment("https://server.example", "0" * 64, "s", "0000000", "UBS Sintética", "sala 1")
    with store.write(PROGRAM) as writing:
        write_setting(writing, ENROLMENT, asdict(joined))


@pytest.mark.parametrize(("ahead", "code"), [(3.0, "clock_same"), (-400.0, "clock_apart"), (86_400.0, "clock_apart")])
def test_the_clock_is_compared_with_the_servers(
    store: Store, fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch, ahead: float, code: str
) -> None:
    _join(store)
    at = format_datetime(fake_clock.now() + timedelta(seconds=ahead))
    monkeypatch.setattr(PinnedServer, "call", lambda *_: SimpleNamespace(headers={"Date": at}))
    found = list(inside.server(store))
    assert [one.code for one in found] == ["server", code]
    assert finding_words(found[1])


@pytest.mark.parametrize(
    ("refusal", "grade"), [("sync.unreachable", Grade.ATTENTION), ("sync.wrong_certificate", Grade.BAD)]
)
def test_a_server_that_is_silent_is_told_from_one_with_another_certificate(
    store: Store, monkeypatch: pytest.MonkeyPatch, refusal: str, grade: Grade
) -> None:
    def refused(*_: object) -> None:
        raise KnownError(refusal, address="https://server.example")

    _join(store)
    monkeypatch.setattr(PinnedServer, "call", refused)
    (found,) = inside.server(store)
    assert found.grade is grade
    assert next_words(found)


def test_a_station_without_a_network_asks_nobody(store: Store) -> None:
    assert [one.code for one in inside.server(store)] == ["server_none"]


@pytest.mark.parametrize(("days", "code"), [(-2, "certificate_over"), (10, "certificate_soon"), (400, "certificate")])
def test_a_certificate_is_told_before_it_ends(tmp_path: Path, days: int, code: str) -> None:
    class Made(SystemClock):
        """So long ago that the wanted days are left."""

        def now(self) -> datetime:
            return super().now() - timedelta(days=500 - days)

    own(tmp_path, Made(), ("localhost",), Kind("phones", timedelta(days=500), timedelta(days=1)))
    (found,) = station.certificates(tmp_path)
    assert (found.code, found.values["name"]) == (code, "phones")


def test_a_file_that_is_no_certificate_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.crt").write_text("nothing")
    assert [one.code for one in station.certificates(tmp_path)] == ["certificate_unread"]
    assert isinstance(station.certificates(tmp_path)[0], Finding)
