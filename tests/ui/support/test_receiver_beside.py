"""The receiver's window of the station's own computer is in its log viewer, its failures and its bundle."""

import json
from pathlib import Path

from app.kernel.folders import StationFolders
from app.security.roles import Role
from app.station import Station
from app.support.bundle import gather
from app.support.crashes import CrashKeeper, Kind, unseen
from app.support.log_reading import Question
from app.support.service import logs_of
from tests.ui.administration.office import SignIn


def _write(logs: Path, process: str, message: str) -> None:
    logs.mkdir(parents=True, exist_ok=True)
    line = {"time": "2026-11-22T10:00:00.000000Z", "level": "error", "logger": "app.x", "message": message}
    (logs / f"{process}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")


def _receiver_logs(folders: StationFolders) -> Path:
    return folders.home / "receiver" / "logs"


def test_what_the_receiver_of_this_computer_wrote_and_where_it_failed_is_read_at_the_station(
    station: Station, sign_in: SignIn
) -> None:
    session, support = sign_in(Role.ADMINISTRATOR), station.support
    theirs = _receiver_logs(station.folders)
    _write(station.folders.logs, "node", "of the ward")
    _write(theirs, "receiver", "of the receiver")
    CrashKeeper(theirs, "receiver").note(ValueError("somebody"), Kind.UNHANDLED)
    assert {"node", "receiver"} <= set(support.processes(session))
    (line,) = support.log_page(session, Question("receiver")).lines
    assert (line.process, line.message) == ("receiver", "of the receiver")
    everything = [one.message for one in support.log_page(session, Question(level="error")).lines]
    assert {"of the ward", "of the receiver"} <= set(everything)
    assert "receiver" in [one.process for one in support.crashes(session)]
    names = {one.name for one in support.gather(session, "", "").files}
    assert {"logs/receiver.txt", "logs/node.txt", "crashes/01-receiver.txt"} <= names
    assert support.unseen_crashes(session) == (), "the receiver's own window tells of it"
    assert len(unseen(theirs)) == 1


def test_a_station_without_a_receiver_has_none_of_it(tmp_path: Path) -> None:
    folders = StationFolders(tmp_path)
    _write(folders.logs, "station", "alone")
    assert [one.name for one in gather(logs_of(folders), "", "").files if "/" in one.name] == ["logs/station.txt"]
