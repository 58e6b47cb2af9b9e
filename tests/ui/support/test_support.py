"""Support on screen: what was found, noted and failed, and the bundle that is read before it is saved."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QHideEvent

from app.kernel.clock import to_text
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station
from app.support.crashes import FOLDER, Failure, Kind, made, unseen, write
from app.support.doctor.finding import Finding, Grade
from app.support.telling import ROOT
from tests.ui.administration.office import OpenSection, SignIn
from ui.bridge import Bridge
from ui.shell.context import UiContext
from ui.support.crash_band import CrashBand
from ui.support.pane import CopyButton
from ui.support.section import SupportSection
from ui.support.words import finding_words, next_words
from ui.texts import choose_language
from ui.texts.catalog import chosen_language


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bridge, "synchronous", True)


@pytest.fixture
def section(station: Station, open_section: OpenSection) -> SupportSection:
    """The section, with two processes' logs of 300 lines."""
    logs, at = station.folders.logs, to_text(station.clock.now())
    logs.mkdir(parents=True, exist_ok=True)
    for process in ("node", "agent"):
        lines = [
            {"time": at, "level": "error" if number == 0 else "info", "logger": "app.x", "message": f"line {number}"}
            for number in range(300)
        ]
        (logs / f"{process}.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    found = open_section(Role.ADMINISTRATOR, "support").page
    assert isinstance(found, SupportSection)
    return found


def _fail(station: Station, kind: Kind) -> None:
    failure = Failure("ValueError", "", ("app/x.py:3 work",))
    at = to_text(station.clock.now())
    write(station.folders.logs / FOLDER, made(f"ValueError-x-{kind}", kind, "station", at, (failure,)))


def test_each_finding_that_is_not_good_says_what_to_do_and_the_gravest_stands_first(section: SupportSection) -> None:
    found = section.findings.findings
    assert found[-1].grade is Grade.GOOD
    assert all(next_words(one) for one in found if one.grade in (Grade.BAD, Grade.ATTENTION))


def test_a_tone_is_played_by_the_button_and_what_came_of_it_stands_first(
    section: SupportSection, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Finding("sound", Grade.UNKNOWN, "sound_played", {"seconds": 1.0})
    monkeypatch.setattr("app.support.service.play", lambda: played)
    section.findings.sound.click()
    assert section.findings.findings[0] is played
    assert [one.code for one in section.findings.findings if one.topic == "sound"] == ["sound_played"]
    assert section.findings.sound.isEnabled()


def test_logs_are_narrowed_read_on_opened_and_copied(section: SupportSection) -> None:
    section.open_subject("logs")
    part = section.logs
    assert len(part.lines) == 200
    part.older.click()
    assert len(part.lines) == 400
    part.process.set_value("node")
    part.level.set_value("error")
    assert [one.message for one in part.lines] == ["line 0"]
    assert part.older.isHidden()
    part.open_line("0")
    (button,) = part.beside.panel.findChildren(CopyButton)
    button.click()
    assert "line 0" in QGuiApplication.clipboard().text()


def _write(station: Station, message: str) -> None:
    line = {"time": to_text(station.clock.now()), "level": "info", "logger": "app.x", "message": message}
    with (station.folders.logs / "node.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def test_what_is_written_while_somebody_follows_is_shown_and_the_cursor_stays_on_its_line(
    section: SupportSection, station: Station
) -> None:
    section.open_subject("logs")
    part = section.logs
    part.process.set_value("node")
    part.table.selectRow(2)
    chosen = part.lines[2]
    part.follow.click()
    _write(station, "just now")
    part.look()
    assert part.lines[0].message == "just now"
    assert part.lines[part.table.currentIndex().row()] == chosen
    shown = part.table.model().index(0, 3).data()
    part.look()
    assert part.table.model().index(0, 3).data() == shown == "just now"


def test_following_ends_with_reading_on_and_with_leaving(section: SupportSection) -> None:
    section.open_subject("logs")
    part = section.logs
    part.follow.click()
    part.older.click()
    assert not part.follow.isChecked()
    part.follow.click()
    assert part.follow.isChecked()
    part.hideEvent(QHideEvent())
    assert not part.follow.isChecked() and not part._timer.isActive()


def test_all_lines_on_show_are_copied_in_the_order_in_which_they_were_written(section: SupportSection) -> None:
    section.open_subject("logs")
    part = section.logs
    part.process.set_value("agent")
    part.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert (len(lines), lines[-1].split()[-1]) == (200, "299")
    words = part.copy.text()
    part.process.set_value("node")
    assert part.copy.text() != words, "these lines nobody has copied"


def test_what_is_saved_is_what_was_read(section: SupportSection, station: Station, tmp_path: Path) -> None:
    _fail(station, Kind.HARD)
    section.open_subject("bundle")
    part = section.bundle
    for one in part.bundle.files:
        part.read_file(one.name)
        assert part.pane.toPlainText() == one.text
        assert part.holds.text()
    part.save(tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == {
            one.name: one.text for one in part.bundle.files
        }
    assert (tmp_path / "bundle.zip").stat().st_mode & 0o077 == 0
    part.save(tmp_path / "nowhere" / "bundle.zip")
    assert not section.banner.isHidden()


def test_who_may_not_change_settings_gets_nothing_of_it(station: Station, sign_in: SignIn) -> None:
    with pytest.raises(KnownError):
        station.support.findings(sign_in(Role.NURSE))


def test_after_a_failure_whoever_comes_next_is_told_once(
    station: Station, sign_in: SignIn, section: SupportSection
) -> None:
    def band() -> CrashBand:
        context = UiContext(station, sign_in(Role.NURSE), lambda *_: None, lambda *_: None)
        return CrashBand(context, section)

    _fail(station, Kind.CAUGHT)
    assert band().reports == (), "what was told to whoever was working is no news"
    _fail(station, Kind.HARD)
    told = band()
    assert [one.kind for one in told.reports] == [Kind.HARD]
    assert not told.isHidden()
    sheet = told.look_closer()
    assert "app/x.py:3 work" in sheet.pane.toPlainText()
    sheet.copy.click()
    assert QGuiApplication.clipboard().text() == sheet.pane.toPlainText()
    sheet._put_away()
    assert told.isHidden()
    assert [one.kind for one in unseen(station.folders.logs)] == [Kind.CAUGHT]
    assert band().reports == ()


@pytest.mark.parametrize(
    ("language", "store", "disk"), [("pt_BR", "1.069.056 bytes", "75,5 GB"), ("en", "1,069,056 bytes", "75.5 GB")]
)
def test_figures_of_findings_are_written_as_the_language_writes_them(language: str, store: str, disk: str) -> None:
    before = chosen_language()
    choose_language(language)
    try:
        assert store in finding_words(Finding("store", Grade.GOOD, "store_closed", {"size": 1_069_056}))
        assert disk in finding_words(Finding("disk", Grade.GOOD, "disk", {"free": 75.5}))
    finally:
        choose_language(before)


def test_the_first_file_of_a_bundle_explains_every_kind_of_failure_and_every_program(section: SupportSection) -> None:
    section.open_subject("bundle")
    read_me = section.bundle.bundle.files[0].text
    begun = re.findall(
        r'begin_process\("([a-z]+)"', "".join(path.read_text(encoding="utf-8") for path in _sources("app", "ui"))
    )
    programs = {name for name in begun if name not in ("receiver",)}
    assert {"station", "node", "central"} <= programs
    for word in (*Kind, *programs, "UTC", "<text>"):
        assert word in read_me, word


def _sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
