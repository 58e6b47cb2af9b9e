"""A review over a recording in memory, with a context of only what it asks for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from pytestqt.qtbot import QtBot

from app.clinic.papers import PaperOut, Released, Way
from app.kernel.clock import Clock, FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Action, Role, allowed
from app.security.session import Session, Status
from app.settings import StationProfile, StationRole
from app.ward.picture.model import BedStanding, ShownBed
from tests.ward.review.recorded import START, InMemory, hours, mark
from ui.bridge import operations_under_way
from ui.shell.context import UiContext
from ui.ward.review.view import ReviewView

PROFILE = StationProfile(StationRole.WARD, "Hospital Fictício", "1234567", "2304400", "Fortaleza")
BED = ShownBed("b1", "Leito 07", BedStanding.WATCHED, "M.S.", simulated=True, stay="stay-1")


@dataclass
class Recordings:
    """Opens one recording; `problem` instead, where a test says so."""

    recording: InMemory
    problem: KnownError | None = None
    opened: list[str] = field(default_factory=list)

    def of_bed(self, _session: Session, bed: str) -> InMemory:
        self.opened.append(bed)
        if self.problem is not None:
            raise self.problem
        return self.recording


@dataclass
class Papers:
    """Notes what leaves."""

    out: list[PaperOut] = field(default_factory=list)

    def release(self, _session: Session, paper: PaperOut, way: Way, **_how: str) -> Released:
        self.out.append(paper)
        return Released("sheet", paper, way)


@dataclass
class _Picture:
    beds: tuple[ShownBed, ...] = (BED,)


@dataclass
class _Ward:
    picture: _Picture = field(default_factory=_Picture)


@dataclass
class Station:
    recordings: Recordings
    papers: Papers = field(default_factory=Papers)
    ward: _Ward = field(default_factory=_Ward)
    profile: StationProfile = PROFILE
    clock: Clock = field(default_factory=FakeClock)


@dataclass
class Context:
    """Of a context only what the review asks for; `said` is what stood at the foot of the window."""

    station: Station
    session: Session
    said: list[str] = field(default_factory=list)

    def may(self, action: Action) -> bool:
        return allowed(self.session.role, action)

    def message(self, _tone: str, words: str) -> None:
        self.said.append(words)


class Reviewed:
    """The view, ready when everything that it asked for has come."""

    def __init__(self, qtbot: QtBot, recording: InMemory, role: Role = Role.NURSE) -> None:
        self.qtbot, self.recordings = qtbot, Recordings(recording)
        session = Session("id", "Ana Fictícia", "ana", role, Status.ACTIVE, "pt_BR", datetime(2026, 1, 1, tzinfo=UTC))
        self.context = Context(Station(self.recordings), session)
        self.view = ReviewView(cast(UiContext, self.context), "b1")
        self.desk = self.view.desk
        qtbot.addWidget(self.view)
        self.view.resize(1146, 610)

    def open(self) -> "Reviewed":
        self.view.show()
        self.view.arrive()
        self.settle()
        return self

    def settle(self) -> None:
        """Until nothing is read any more."""
        self.qtbot.waitUntil(lambda: operations_under_way() == 0 and not self.desk.sheet.tiles.is_waiting)


MARKS = (
    mark(START + 600, "spo2_low"),
    mark(START + 1800, "leads_off"),
    mark(START + 3000, "asystole"),
)


def reviewed(qtbot: QtBot, recording: InMemory | None = None, role: Role = Role.NURSE) -> Reviewed:
    """An hour of beats with three alarms, opened."""
    return Reviewed(qtbot, recording or hours(1, MARKS), role).open()
