"""Logs go after the unit's period: old lines whoever wrote them, young ones never, and no writer is disturbed."""

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

from app.kernel.clock import FakeClock, to_text
from app.support.log_files import LogFile
from app.support.log_keeping import clear_old_logs, old_logs

DAY = 24 * 3600.0


def _say(log: LogFile, words: str) -> None:
    log.emit(logging.LogRecord("app.tests", logging.INFO, "", 0, words, (), None))
    log.flush()


def _lines(path: Path) -> list[str]:
    return [json.loads(line)["message"] for line in path.read_text("utf-8").splitlines()]


def test_old_lines_of_a_process_that_goes_on_are_gone_after_two_nights_and_young_ones_stay(
    tmp_path: Path, fake_clock: FakeClock
) -> None:
    log = LogFile(tmp_path, "node", fake_clock)
    _say(log, "old")
    fake_clock.advance(10 * DAY)
    _say(log, "young")
    before = fake_clock.now() - timedelta(days=7)
    assert [one.path for one in old_logs(tmp_path, before)] == [log.path]
    assert clear_old_logs(tmp_path, before) == 1
    former = tmp_path / "node.jsonl.1"
    assert _lines(former) == ["old", "young"], "nothing is taken from a file that is being written"
    _say(log, "newest")
    assert clear_old_logs(tmp_path, before) == 1
    log.close()
    assert (_lines(former), _lines(log.path)) == (["young"], ["newest"])
    assert clear_old_logs(tmp_path, before) == 0
    assert former.stat().st_mode & 0o077 == 0


def test_a_former_file_without_a_young_line_goes_whole(tmp_path: Path, fake_clock: FakeClock) -> None:
    old = tmp_path / "router.jsonl.2"
    old.write_text(json.dumps({"time": to_text(fake_clock.now()), "message": "x"}) + "\nno line of ours\n", "utf-8")
    fake_clock.advance(DAY)
    assert clear_old_logs(tmp_path, fake_clock.now()) == 1
    assert list(tmp_path.iterdir()) == []


def test_reports_of_failures_go_by_when_they_were_met_last_seen_or_not(tmp_path: Path, fake_clock: FakeClock) -> None:
    def report(name: str, at: datetime) -> Path:
        path = tmp_path / "crashes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"at": "x", "last_at": to_text(at)}), "utf-8")
        return path

    now = fake_clock.now()
    report("a.json", now - timedelta(days=8))
    report("seen/b.json", now - timedelta(days=8))
    young = report("c.json", now - timedelta(days=6))
    assert clear_old_logs(tmp_path, now - timedelta(days=7)) == 2
    assert list(tmp_path.rglob("*.json")) == [young]


def test_a_station_without_logs_has_nothing_to_lose(tmp_path: Path, fake_clock: FakeClock) -> None:
    assert clear_old_logs(tmp_path / "logs", fake_clock.now()) == 0
