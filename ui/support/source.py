"""Where the parts of support read: a station's service, for whoever is signed in, or a program's own folder."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.support.bundle import Bundle
from app.support.crashes import CrashReport
from app.support.log_reading import Cursor, Page, Question
from ui.shell.context import UiContext
from ui.support.words import plain_report
from ui.texts import tr


@dataclass(frozen=True)
class SupportSource:
    """Each call reads files or asks the system: for workers. `zone`: IANA name, "" the computer's own time."""

    processes: Callable[[], tuple[str, ...]]
    log_page: Callable[[Question, Cursor | None], Page]
    crashes: Callable[[], tuple[CrashReport, ...]]
    gather: Callable[[], Bundle]
    save: Callable[[Bundle, Path], None]
    zone: str = ""


def of_station(context: UiContext) -> SupportSource:
    """By the station's own service."""
    support, session, read_me = context.station.support, context.session, tr("support.read_me")

    def gather() -> Bundle:
        return support.gather(session, plain_report(support.findings(session)), read_me)

    return SupportSource(
        partial(support.processes, session),
        partial(support.log_page, session),
        partial(support.crashes, session),
        gather,
        partial(support.save, session),
        context.station.profile.time_zone,
    )
