"""Support: how the station stands, its logs, what failed, the bundle; and what is said after a failure."""

import json
from collections.abc import Callable, Iterator
from typing import Final

from app.kernel.clock import to_text
from app.security.roles import Role
from app.support.crashes import FOLDER, Failure, Kind, made, write
from ui.administration.page import AdministrationPage
from ui.commands.screenshots.stage import Stage
from ui.support.crash_band import CrashBand
from ui.support.section import SupportSection

_SAID: Final[tuple[tuple[str, str, str, dict[str, str]], ...]] = (
    ("node", "info", "started: %s, 12 beds", {}),
    ("node", "warning", "refused a message of 10.0.4.21:49152: hl7_not_a_message <text>", {}),
    ("router", "error", "the outbox could not be written: store.disk_full", {"code": "store.disk_full"}),
    ("agent", "info", "round of sync: sync.unreachable", {}),
    ("agent", "info", "messages: 14 tried, 0 refused, 1 expired", {}),
)


def standing(stage: Stage) -> None:
    """What the doctor finds."""
    section = _open(stage)
    stage.shoot("support-diagnosis")
    section.tabs.choose(1)
    stage.settle()
    stage.shoot("support-logs")
    section.logs.open_line("1")
    stage.shoot("support-log-line")
    section.logs.search.set_value("nobody says this")
    section.logs.read()
    stage.settle()
    stage.shoot("support-logs-nothing")


def failures(stage: Stage) -> None:
    """Each failure, one in full."""
    section = _open(stage)
    section.tabs.choose(2)
    stage.settle()
    section.crashes.open_report("0")
    stage.shoot("support-failures")


def bundle(stage: Stage) -> None:
    """What would be sent, file by file."""
    section = _open(stage)
    section.tabs.choose(3)
    stage.settle()
    stage.shoot("support-bundle")
    section.bundle.table.selectRow(1)
    section.bundle.read_file(section.bundle.bundle.files[1].name)
    stage.shoot("support-bundle-report")


def after_a_failure(stage: Stage) -> None:
    """Said calmly to whoever signs in next, and put away once it was seen."""
    _prepare(stage)
    shell = stage.enter(Role.NURSE, "reception")
    band = shell.findChild(CrashBand)
    assert band is not None
    stage.settle()
    stage.shoot("support-after-a-failure")
    sheet = band.look_closer()
    stage.shoot("support-what-stopped")
    sheet.leave()
    band.put_away()
    stage.settle()


def _open(stage: Stage) -> SupportSection:
    _prepare(stage)
    page = stage.enter(Role.ADMINISTRATOR, "administration", "support").current()
    assert isinstance(page, AdministrationPage)
    stage.settle()
    section = page.page
    assert isinstance(section, SupportSection)
    return section


def _prepare(stage: Stage) -> None:
    """Logs and reports such as a station has; the walk itself writes none."""
    logs = stage.station.folders.logs
    logs.mkdir(parents=True, exist_ok=True)
    for process, lines in _lines(stage):
        (logs / f"{process}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    at = to_text(stage.station.clock.now())
    slot = ("ui/bridge.py:120 _on_done", "ui/ward/wall/painter.py:88 paint")
    failure = Failure("ZeroDivisionError", "", slot)
    write(logs / FOLDER, made("ZeroDivisionError-painter-88", Kind.UNHANDLED, "station", at, (failure,)))
    dump = Failure("Segmentation fault", "", ("app/ward/sound/speaker.py:70 start", "app/ward/core.py:41 sound"))
    write(logs / FOLDER, made("Segmentationfault-speaker-py-70", Kind.HARD, "node", at, (dump,)))


def _lines(stage: Stage) -> Iterator[tuple[str, list[str]]]:
    at = to_text(stage.station.clock.now())
    for process in ("node", "router", "agent"):
        told = [one for one in _SAID if one[0] == process]
        yield (
            process,
            [
                json.dumps({"time": at, "level": level, "logger": f"app.{process}", "message": said} | more)
                for _, level, said, more in told
                for _ in range(8)
            ],
        )


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("support", standing),
    ("failures", failures),
    ("bundle", bundle),
    ("after a failure", after_a_failure),
)
