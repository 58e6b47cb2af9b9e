"""The station's other programs: whether those that left word of themselves still answer, and what they wrote lately."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.kernel.clock import from_text
from app.kernel.folders import StationFolders
from app.support.doctor.finding import Finding, Grade
from app.support.log_reading import LogLine, Question, processes, read_page

_FILES: Final = (("node", "node.json"), ("router", "router.json"), ("phones", "phones.json"))
_ANSWER_SECONDS: Final = 2.0
_LATELY: Final = timedelta(hours=24)
_MOST_LINES: Final = 1000
RECEIVER: Final = "receiver"
"""The folder of the caregiver's own window, beside the station's files."""


def answering(folders: StationFolders) -> Iterator[Finding]:
    """Of those that left their address here: whether anybody answers there. And why the router does not begin."""
    from app.router.why_silent import read_problem  # noqa: PLC0415 - most stations have no beds

    for topic, name in _FILES:
        if (folders.home / name).exists():
            answers = _answers(folders.home / name)
            code = "process_answers" if answers else "process_silent"
            yield Finding(topic, Grade.GOOD if answers else Grade.BAD, code)
    problem = read_problem(folders.home)
    if problem is not None:
        yield Finding("router", Grade.BAD, "router_problem", {"code": problem.code})


def _answers(file: Path) -> bool:
    """Whether the port is open; nothing is said there."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        told = urlsplit(str(content.get("address", ""))).port
        port = int(content["command_port"]) if told is None else told
        with socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_SECONDS):
            return True
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def mistakes(logs: Path, now: datetime | None = None) -> Iterator[Finding]:
    """Of each program with a log (station, node, router, machines, telephones, receiver, agent, …): what it wrote as an
    error in the last day. A line is told by its place in the program and its code, as the log itself names nobody."""
    since = (now or datetime.now(UTC)) - _LATELY
    for process in processes(logs):
        found = [line for line in _errors(logs, process) if _at(line) >= since]
        if found:
            latest = found[0]
            at = latest.time[:16].replace("T", " ")
            values = {"process": process, "count": len(found), "where": latest.logger, "at": at}
            yield Finding("log_errors", Grade.ATTENTION, "log_errors", values)


def _errors(logs: Path, process: str) -> tuple[LogLine, ...]:
    return read_page(logs, Question(process, "error"), most=_MOST_LINES).lines


def _at(line: LogLine) -> datetime:
    try:
        return from_text(line.time)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
