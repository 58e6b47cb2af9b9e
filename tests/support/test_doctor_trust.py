"""What the doctor says of the trail, of drills, of zones and chosen certificates, of receivers, of disk and sound."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.backups import BackupService
from app.central.certificate import Kind, own
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.folders import StationFolders
from app.router.delivery.model import Trouble
from app.router.node.items import Paths, ReceiverState, TroubleState
from app.settings import StationProfile, StationRole, write_profile
from app.store.settings import write_setting
from app.store.store import Store
from app.support.doctor import machine, trust
from app.support.doctor.finding import Finding, Grade
from app.support.doctor.receivers import judged, receivers
from app.support.doctor.sounding import play
from app.ward.node.settings import NodeSettings
from tests.router.test_service import SpokenRouter
from tests.store_fixtures import TEST_KEY
from tests.support.test_doctor_work import codes
from ui.support.words import finding_words


def test_a_trail_that_fits_and_one_that_was_changed_are_told_apart(store: Store) -> None:
    with store.write(PROGRAM) as writing:
        writing.audit("looked", "person", "p1")
        writing.audit("looked", "person", "p2")
    assert codes(trust.chain(store)) == [("good", "audit_holds")]
    with store.write(PROGRAM) as writing:
        # As somebody would who has the key: the triggers that forbid it are dropped first.
        names = writing.connection.execute(
            text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit'")
        )
        for (name,) in names.all():
            writing.connection.execute(text(f'DROP TRIGGER "{name}"'))
        writing.connection.execute(text("UPDATE audit SET subject_id = 'p9' WHERE subject_id = 'p1'"))
    (found,) = trust.chain(store)
    assert (found.grade, found.code) == (Grade.BAD, "audit_broken")


def test_a_long_trail_is_left_to_who_asks_for_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "_MOST_WALKED", 0)
    with store.write(PROGRAM) as writing:
        writing.audit("looked", "person", "p1")
    assert codes(trust.chain(store)) == [("unknown", "audit_long")]


def test_the_last_drill_is_told_and_grows_old(store: Store, fake_clock: FakeClock, tmp_path: Path) -> None:
    assert codes(trust.drill(store)) == [("attention", "drill_never")]
    service = BackupService(store, TEST_KEY, StationFolders(tmp_path))
    (tmp_path / "plantao.keys.json").write_text("{}")
    info = service.create_as(PROGRAM, None, "manual")
    assert info.content is not None
    service.note_drill(PROGRAM, info.path, info.content)
    assert codes(trust.drill(store)) == [("good", "drill")]
    fake_clock.advance(36 * 86_400)
    assert codes(trust.drill(store)) == [("attention", "drill_old")]
    fake_clock.advance(-63 * 86_400)
    (ahead,) = trust.drill(store)
    assert codes([ahead]) == [("attention", "drill_ahead")] and "-" not in finding_words(ahead).split("(")[0]


@pytest.mark.parametrize(("zone", "code"), [("Etc/UTC", "unit_zone"), ("America/Fortaleza", "unit_zone_apart")])
def test_the_units_zone_is_held_beside_the_machines(store: Store, zone: str, code: str) -> None:
    with store.write(PROGRAM) as writing:
        unit = ("UBS Sintética", "1111111", "2408102", "Natal")
        write_profile(writing, StationProfile(StationRole.PRIMARY_CARE, *unit, time_zone=zone))
    assert [one for _, one in codes(trust.zone(store, "+0000"))] == [code]
    assert len(codes(trust.zone(store))) == 1


def test_certificates_that_the_settings_name_are_looked_at_with_their_keys(store: Store, tmp_path: Path) -> None:
    made = own(tmp_path, SystemClock(), ("localhost",), Kind("devices", timedelta(days=12)))
    chosen = NodeSettings(certificate=str(made.certificate), certificate_key=str(made.key))
    with store.write(PROGRAM) as writing:
        write_setting(writing, "ward_inputs", {"certificate": chosen.certificate, "certificate_key": str(made.key)})
    assert codes(trust.chosen(store)) == [("attention", "certificate_soon")]
    made.key.chmod(0o644)
    assert codes(trust.chosen(store)) == [("attention", "certificate_soon"), ("bad", "certificate_key_open")]


# ---- receivers


def paths(*told: ReceiverState, troubles: int = 0, recording: bool = True) -> Paths:
    standing = tuple(TroubleState(Trouble.RECEIVER_LOST, 1.0) for _ in range(troubles))
    return Paths(told, standing, (), ward_heard=True, recording=recording)


ANA = ReceiverState("r1", "Telefone da Ana", "phone", "u1", "Ana", connected=True)
NOBODY = ReceiverState("r2", "Estação", "window", connected=True)
LIGHT = ReceiverState("r3", "Luz do corredor", "relay")


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (paths(ANA, NOBODY), [("good", "receivers")]),
        (paths(NOBODY), [("bad", "receivers_nobody")]),
        (paths(), [("bad", "receivers_nobody")]),
        (paths(ANA, LIGHT), [("bad", "receivers_machines"), ("good", "receivers")]),
        (paths(ANA, troubles=2), [("good", "receivers"), ("attention", "receivers_troubles")]),
        (paths(ANA, recording=False), [("good", "receivers"), ("bad", "black_box_stopped")]),
    ],
)
def test_who_would_get_an_alarm_now_is_told_without_a_name(told: Paths, found: list[tuple[str, str]]) -> None:
    assert codes(judged(told)) == found
    assert "Ana" not in str([one.values for one in judged(told)])


def test_a_running_router_is_asked_over_its_own_link(tmp_path: Path) -> None:
    router, over = SpokenRouter(tmp_path), threading.Event()

    def speak() -> None:
        while not over.wait(0.05):
            router.tell(paths(ANA, LIGHT))

    speaking = threading.Thread(target=speak)
    speaking.start()
    try:
        assert codes(receivers(StationFolders(tmp_path))) == [("bad", "receivers_machines"), ("good", "receivers")]
    finally:
        over.set()
        speaking.join()
        router.stop()


def test_a_router_that_says_nothing_leaves_no_finding_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.support.doctor.receivers._SECONDS", 0.2)
    (tmp_path / "router.json").write_text("{}")
    assert list(receivers(StationFolders(tmp_path))) == []


def test_a_station_without_a_router_asks_none(tmp_path: Path) -> None:
    assert list(receivers(StationFolders(tmp_path))) == []


# ---- disk and sound


def test_the_disk_is_measured_and_nothing_is_left_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_SLOW_MS", 60_000.0)
    assert codes(machine.speed(tmp_path)) == [("good", "disk_speed")]
    monkeypatch.setattr(machine, "_SLOW_MS", 0.0)
    assert codes(machine.speed(tmp_path)) == [("attention", "disk_slow")]
    assert list(tmp_path.iterdir()) == []
    assert list(machine.speed(tmp_path / "none")) == []


class Played:
    """A loudspeaker that takes what it is given, or does not."""

    def __init__(self, there: bool = True, takes: bool = True) -> None:
        self.there, self.takes, self.closed, self._taken = there, takes, False, 0

    def open(self) -> bool:
        return self.there

    def play(self, sound: object) -> None:
        self._taken += len(sound) if self.takes else 0  # type: ignore[arg-type]  # an array, as the real one gets

    def taken(self) -> int:
        return self._taken

    def close(self) -> None:
        self.closed = True


def told(speaker: Played, monkeypatch: pytest.MonkeyPatch) -> Finding:
    monkeypatch.setattr("app.support.doctor.sounding._PATIENCE_SECONDS", -1.0)
    return play(speaker)


def test_a_tone_is_played_and_only_a_person_knows_whether_it_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker = Played()
    assert codes([told(speaker, monkeypatch)]) == [("unknown", "sound_played")]
    assert speaker.closed
    assert codes([told(Played(there=False), monkeypatch)]) == [("bad", "sound_no_device")]
    stuck = Played(takes=False)
    assert codes([told(stuck, monkeypatch)]) == [("bad", "sound_stuck")]
    assert stuck.closed
