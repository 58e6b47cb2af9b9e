"""What the ward kept of a person: whole in her export, of nobody else, and gone where no law keeps it."""

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, update

from app.kernel.clock import FakeClock
from app.privacy.erasure_service import ErasureService
from app.privacy.export_service import PersonExport, PersonExportService
from app.privacy.model import CaseKind
from app.privacy.recordings import WardRecordings
from app.privacy.retention import RetentionService
from app.privacy.stays import StayHistory
from app.privacy.ward_files import wfdb_record
from app.router.keeping.steps import StoreSteps
from app.router.words import Step
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import person, router_step, ward_alarm_log, ward_stay
from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.beds.alarm_log import AlarmLog, Entry
from app.ward.beds.service import BedService
from app.ward.catalogue import vital_signs, waveforms
from app.ward.recording.blocks import Gathering
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.model import WaveSpan
from app.ward.recording.sealed import RecordingKey
from app.ward.recording.stay_writer import StayWriter
from app.ward.signals import Numeric
from tests.clinic.conftest import session_of
from tests.privacy.histories import add_person
from tests.router.keeping.test_steps import row as step_row
from tests.store.rows import NURSE
from tests.ward.recording.helpers import ramp
from ui.papers.blocks import Note, Table
from ui.privacy.alarm_words import alarm_of, text_of
from ui.privacy.stay_blocks import stay_blocks

KEY = bytes(range(32))
DOCTOR, COORDINATOR = session_of(Role.DOCTOR), session_of(Role.COORDINATOR)
ZONE = "America/Fortaleza"
HER_CNS, OTHER_CNS = "898001160651234", "898001160655678"


class Ward:
    """One bed of a station that records, and whoever lies in it."""

    def __init__(self, store: Store, clock: FakeClock, home: Path) -> None:
        self.store, self.clock = store, clock
        self.beds = BedService(store)
        self.bed = self.beds.add_bed(session_of(Role.NURSE), "Leito 07").bed
        self.folder = RecordingFolder(home / "recordings", RecordingKey(KEY))
        self.recordings = WardRecordings(home / "recordings", KEY)
        self.exports = PersonExportService(store, self.recordings, lambda: ZONE)
        self.erasures = ErasureService(store, lambda: ZONE, self.recordings)
        self.steps = StoreSteps(store)

    def person(self, name: str, cns: str) -> str:
        with self.store.write(NURSE) as writing:
            one = add_person(writing, name, None)
            writing.connection.execute(update(person).where(person.c.id == one).values(cns=cns))
        return one

    def admit(self, cns: str) -> str:
        stay = self.beds.admit(session_of(Role.NURSE), self.bed, cns, AgeClass.ADULT).stay
        self.clock.advance(1)
        return stay

    def leave(self) -> None:
        self.clock.advance(1)
        self.beds.discharge(session_of(Role.NURSE), self.bed)
        self.clock.advance(1)

    def lives(self, stay: str, who: str) -> None:
        """Half a minute of signals, one alarm of low saturation, and one caregiver who was called."""
        began = self.clock.now().timestamp()
        gathering = Gathering()
        gathering.take_waves([ramp(began, 30.0)], False, 0.0)
        for second in range(30):
            gathering.take_numbers([Numeric("heart_rate", 60.0 + second)], began + second, False, 0.0)
        block = gathering.cut(0.0)
        assert block is not None
        StayWriter(self.folder, self.folder.of_stay(stay)).write(block)
        self._alarm(stay, began)
        self._called(began, who)
        self.clock.advance(40)

    def _alarm(self, stay: str, zero: float) -> None:
        alarms, log = BedAlarms(self.bed, defaults(AgeClass.ADULT), 0.0), AlarmLog(self.store)
        log.start()
        for second in range(1, 30):
            for change in alarms.observe((Numeric("spo2", 86.0),), float(second), "monitor"):
                log.put(Entry(change, stay, zero))
        log.stop()

    def _called(self, zero: float, who: str) -> None:
        def step(after: float, kind: Step, **more: Any) -> dict[str, Any]:
            made = step_row(after, kind, self.bed, "spo2_low", **more)
            return {**made, "clock_zero": zero, "name": who if more.get("user") else ""}

        by_phone = {"receiver": "r1", "user": f"account of {who}", "number": 7}
        self.steps.append([
            step(12.0, Step.GENERATED), step(12.1, Step.SHOWN, **by_phone), step(20.0, Step.ACCEPTED, **by_phone),
            step(90.0, Step.ENDED),
        ])  # fmt: skip


@pytest.fixture
def ward(store: Store, fake_clock: FakeClock, tmp_path: Path) -> Ward:
    return Ward(store, fake_clock, tmp_path)


def _words(export: PersonExport) -> str:
    tables = [one for one in stay_blocks(export.stays, ZONE) if isinstance(one, Table)]
    return "\n".join(cell for table in tables for row in table.rows for cell in row.cells)


def _people_called(one: StayHistory) -> set[str]:
    return {run.name(who) for run in one.runs for who in run.people}


def test_somebody_who_is_no_nurse_is_told_what_the_letters_mean_and_no_file_is_told_as_nothing(ward: Ward) -> None:
    hers = ward.person("Joana Inventada", HER_CNS)
    assert not any(isinstance(one, Note) for one in stay_blocks(ward.exports.export(DOCTOR, hers, "pediu").stays, ZONE))
    ward.lives(ward.admit(HER_CNS), "Enf. Ana")
    export = ward.exports.export(DOCTOR, hers, "pediu")
    glossary = [one.words for one in stay_blocks(export.stays, ZONE) if isinstance(one, Note)][-1]
    named = [one.label["pt_BR"] for one in vital_signs().values()] + [
        one.label["pt_BR"] for one in waveforms().values()
    ]
    labels = [one.split()[0] for one in named]
    # What is written out needs no key.
    assert [one for one in labels if one not in glossary and one not in ("Temp", "Resp", "Pulso")] == []
    assert "menos de 0,1 MB" in _words(export)


def test_an_export_tells_beds_signals_alarms_and_who_was_called_and_nothing_of_whoever_lay_there_after(
    ward: Ward,
) -> None:
    hers, other = ward.person("Joana Inventada", HER_CNS), ward.person("Rita Inventada", OTHER_CNS)
    ward.lives(ward.admit(HER_CNS), "Enf. Ana")
    ward.leave()
    ward.lives(ward.admit(OTHER_CNS), "Enf. Bia")
    ward.leave()
    export = ward.exports.export(DOCTOR, hers, "pediu")
    (stay,) = export.stays
    assert ([one.label for one in stay.beds], stay.vitals, stay.waves) == (["Leito 07"], ("heart_rate",), ("ecg_ii",))
    assert {one.kind: one.files for one in stay.kept} == {"signals": 1, "seconds": 1}
    assert all(one.size > 0 for one in stay.kept)
    assert [one.code for one in stay.alarms] == ["spo2_low"]
    assert _people_called(stay) == {"Enf. Ana"}
    assert [run.ended is not None for run in stay.runs] == [True], "also what came after she had left the bed"
    assert {row["user_name"] for row in export.tables["router_step"]} == {"", "Enf. Ana"}
    words = _words(export)
    assert "Enf. Ana" in words and "Enf. Bia" not in words
    assert "86" in words
    assert _people_called(ward.exports.export(DOCTOR, other, "pediu").stays[0]) == {"Enf. Bia"}


def test_a_stay_under_the_wrong_name_is_told_to_whoever_lay_there_and_to_nobody_else(ward: Ward) -> None:
    hers, other = ward.person("Joana Inventada", HER_CNS), ward.person("Rita Inventada", OTHER_CNS)
    ward.lives(ward.admit(OTHER_CNS), "Enf. Ana")
    ward.beds.correct_admission(session_of(Role.NURSE), ward.bed, HER_CNS, AgeClass.ADULT)
    ward.leave()
    mine, wrong = (ward.exports.export(DOCTOR, one, "pediu") for one in (hers, other))
    assert [one.code for one in mine.stays[0].alarms] == ["spo2_low"]
    assert _people_called(mine.stays[0]) == {"Enf. Ana"}
    assert (wrong.stays[0].was_mistake, wrong.stays[0].kept, wrong.stays[0].alarms) == (True, (), ())
    assert "ward_alarm_log" in mine.tables
    assert not {"ward_alarm_log", "router_step"} & wrong.tables.keys()


def test_the_files_of_a_stay_hold_its_alarms_calls_trends_and_every_sample(ward: Ward, tmp_path: Path) -> None:
    hers = ward.person("Joana Inventada", HER_CNS)
    ward.lives(ward.admit(HER_CNS), "Enf. Ana")
    ward.leave()
    export = ward.exports.export(DOCTOR, hers, "pediu")
    path = tmp_path / "out.zip"
    count = ward.exports.write_ward(DOCTOR, export, path, text_of, alarm_of)
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as found:
        names = found.namelist()
        read = {name: found.read(name) for name in names}
    assert len(names) == count
    told = {name: list(csv.reader(io.StringIO(read[f"1/{name}.csv"].decode("utf-8-sig")), delimiter=";"))
            for name in ("alarms", "calls", "trends")}  # fmt: skip
    assert len(told["alarms"]) == 2
    assert any("Enf. Ana" in cell for line in told["calls"] for cell in line)
    assert [line[1] for line in told["trends"][1:]] and told["trends"][1][4:] != ["", ""]
    samples = sum(np.count_nonzero(np.frombuffer(read[one], "<i2") != -32768) for one in names if one.endswith(".dat"))
    assert samples == 30 * 250
    assert sorted(tmp_path.glob("*.part")) == []


def test_a_signal_comes_back_out_of_its_file_to_a_hundredth_of_a_percent_and_a_gap_stays_a_gap(tmp_path: Path) -> None:
    values = np.sin(np.arange(500) / 20).astype(np.float32) * 1.7 + 0.3
    values[100:120] = np.nan
    header, data = wfdb_record("x", WaveSpan("ecg_ii", 250.0, 1_772_449_200.0, values))
    first, signal = header.splitlines()[:2]
    assert first.split()[:4] == ["x", "1", "250", "500"]
    gain, _, rest = signal.split()[2].partition("(")
    steps = np.frombuffer(data, "<i2").astype(np.float64)
    back = np.where(steps == -32768, np.nan, (steps - int(rest.partition(")")[0])) / float(gain))
    assert np.isnan(back[100:120]).all()
    assert np.nanmax(np.abs(back - values)) < 1e-4 * 2


def test_an_erasure_removes_her_signals_keeps_what_names_nobody_and_the_seal_tells_her_stay(ward: Ward) -> None:
    hers, other = ward.person("Joana Inventada", HER_CNS), ward.person("Rita Inventada", OTHER_CNS)
    mine = ward.admit(HER_CNS)
    ward.lives(mine, "Enf. Ana")
    ward.leave()
    theirs = ward.admit(OTHER_CNS)
    ward.lives(theirs, "Enf. Bia")
    ward.leave()
    case = ward.erasures.ask(DOCTOR, hers, CaseKind.ERASURE, "asked_by_person", "pasta 1")
    assert ward.recordings.kept([mine])
    assert ward.erasures.confirm(COORDINATOR, case.id).carried_out
    assert ward.recordings.kept([mine]) == ()
    assert not ward.folder.of_stay(mine).exists()
    assert ward.recordings.kept([theirs]), "of nobody else"
    with ward.store.read() as connection:
        assert connection.execute(select(ward_stay.c.identifier).where(ward_stay.c.id == mine)).scalar_one() == ""
        assert connection.execute(select(ward_alarm_log.c.number)).all()
        assert len(connection.execute(select(router_step.c.number)).all()) == 8
        told = "".join(str(row) for table in (ward_alarm_log, router_step) for row in connection.execute(select(table)))
    assert not any(one in told for one in (hers, HER_CNS, "Joana"))
    opening = ward.erasures.ask(COORDINATOR, hers, CaseKind.OPENING, "court", "processo 1")
    ward.erasures.confirm(DOCTOR, opening.id)
    (sealed,) = ward.exports.open_sealed(COORDINATOR, opening.id).stays
    assert (sealed.identifier, len(sealed.alarms), sealed.kept) == (HER_CNS, 1, ())
    assert ward.exports.export(DOCTOR, other, "pediu").stays[0].kept


def test_signals_that_come_back_after_an_erasure_are_removed_by_the_next_night(
    ward: Ward, fake_clock: FakeClock
) -> None:
    hers = ward.person("Joana Inventada", HER_CNS)
    mine = ward.admit(HER_CNS)
    ward.lives(mine, "Enf. Ana")
    ward.leave()
    case = ward.erasures.ask(DOCTOR, hers, CaseKind.ERASURE, "asked_by_person", "pasta 1")
    ward.erasures.confirm(COORDINATOR, case.id)
    ward.lives(mine, "Enf. Ana")
    assert ward.recordings.kept([mine])
    fake_clock.advance(timedelta(hours=25).total_seconds())
    RetentionService(ward.store, ward.erasures).run_if_due()
    assert ward.recordings.kept([mine]) == ()
