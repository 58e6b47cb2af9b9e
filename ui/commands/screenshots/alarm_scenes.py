"""The place of the alarms: the board with its troubles, one alarm's way, former alarms, response times, the wall."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, cast

from msgspec import structs

from app.demo.routed_days import Staff, moved, routed_days
from app.kernel.errors import KnownError
from app.kernel.progress import UNWATCHED, Progress
from app.router.delivery.model import Standing, Trouble
from app.router.history.model import AlarmRun, HistoryFilter, RunList
from app.router.history.service import AlarmHistoryService, count
from app.router.history.statistics import ResponseStatistics
from app.router.node.items import (
    BedHolder,
    Board,
    BoardEntry,
    BoardHolder,
    Paths,
    ReceiverState,
    RouterItem,
    TroubleState,
)
from app.router.service import RouterService
from app.router.tables.reading import default_tables
from app.security.roles import Role
from app.security.session import Session
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound
from ui.alarms.board.page import BoardPage
from ui.alarms.history.page import HistoryPage
from ui.alarms.page import AlarmsPage
from ui.commands.screenshots.stage import Stage

_STAFF: Final = (
    Staff("u1", "Enf. Bruna Arrecife (demo)", "r1"),
    Staff("u2", "Enf. Tiago Salina (demo)", "r2"),
    Staff("u3", "Enf. Lia Coqueiral (demo)", "r3"),
    Staff("u4", "Enf. Zeca Barreira (demo)", "r4"),
)
_BEDS: Final = tuple(f"bed-{number:02d}" for number in range(1, 9))
_BETWEEN: Final = 95.0
"""Seconds that pass in the walk's clock until the place is seen (`Stage.enter`)."""
_DAYS: Final = timedelta(days=7)


class PlayedRouter:
    """A router that says what the scene lets it say, with the signatures of `RouterService`."""

    def __init__(self) -> None:
        self.told: Board | None = None
        self.way: Paths | None = None
        self.silent_seconds = 0.0

    def follow(self) -> None:
        """Nothing runs."""

    def stop(self) -> None:
        """Nothing runs."""

    def version(self) -> int:
        return 1

    def board(self) -> Board | None:
        return self.told

    def paths(self) -> Paths | None:
        return self.way

    def age(self, kind: type[RouterItem]) -> float | None:
        return self.silent_seconds

    def is_silent(self) -> bool:
        return self.silent_seconds > 0

    def problem(self) -> KnownError | None:
        return KnownError("router.silent") if self.is_silent() else None


class PlayedHistory(AlarmHistoryService):
    """Former alarms that lie nowhere but here."""

    def __init__(self, runs: tuple[AlarmRun, ...], zone: str) -> None:
        self._played, self._place = runs, zone

    def run(self, session: Session, bed: str, alarm: str, began: float | None = None) -> AlarmRun | None:
        of_alarm = [run for run in self._played if (run.bed, run.alarm) == (bed, alarm)]
        return next((run for run in reversed(of_alarm) if began is None or run.began == began), None)

    def runs(self, session: Session, wanted: HistoryFilter, progress: Progress = UNWATCHED) -> RunList:
        within = [run for run in self._played if wanted.since <= run.began < wanted.until]
        taken = sorted((run for run in within if wanted.takes(run)), key=lambda run: -run.began)
        beds = sorted({(run.bed, run.label) for run in within})
        people = sorted({(who, run.name(who)) for run in within for who in run.people})
        return RunList(tuple(taken), False, tuple(beds), tuple(people))

    def statistics(
        self, session: Session, since: float, until: float, progress: Progress = UNWATCHED
    ) -> ResponseStatistics:
        calls = [call for run in self._played if since <= run.began < until for call in run.calls]
        labels = {bed: _label(bed) for bed in _BEDS}
        return count(calls, since, until, labels, ((float("-inf"), default_tables()),), self._place)


@contextmanager
def played_alarms(stage: Stage) -> Iterator[tuple[AlarmsPage, PlayedRouter]]:
    """The place of the alarms at the hospital, for whoever may take tables away too."""
    with stage.at_hospital() as hospital:
        names, until = {one.user: one.name for one in _STAFF}, hospital.clock.now()
        names |= {one.receiver: f"Celular {place}" for place, one in enumerate(_STAFF, 1)}
        runs = tuple(
            AlarmRun(entries[0].bed, _label(entries[0].bed), entries[0].alarm, moved(entries, moment), names)
            for moment, entries in routed_days(_BEDS, _STAFF, until - _DAYS, until)
        )
        waits = _under_way(next(run for run in reversed(runs) if run.priority == 0), until.timestamp())
        router = PlayedRouter()
        router.told, router.way = Board(_entries(waits)), _PATHS
        history = PlayedHistory((*runs, waits), hospital.profile.time_zone)
        stage.station = stage.flow.station = replace(
            hospital, router=cast(RouterService, router), alarm_history=history
        )
        place = stage.enter(Role.COORDINATOR, "alarms").current()
        assert isinstance(place, AlarmsPage)
        try:
            yield place, router
        finally:
            place.leave()
            stage.settle()
            stage.station = stage.flow.station = hospital


def board(stage: Stage) -> None:
    """What nobody has, who has what, what comes next; by receiver; not heard; nothing at all."""
    with played_alarms(stage) as (place, router):
        page = place.screen_of("board")
        assert isinstance(page, BoardPage)
        stage.shoot("alarms-board")
        page.timeline.choose("receivers")
        stage.shoot("alarms-board-receivers")
        page.timeline.choose("steps")
        page.print_current()
        stage.shoot("alarms-way-paper")
        page.step_back()
        router.silent_seconds = 34.0
        page.look()
        stage.shoot("alarms-board-unheard")
        router.silent_seconds, router.told = 0.0, Board(())
        router.way = Paths(_PATHS.receivers, (), _PATHS.beds, ward_heard=True, recording=False)
        page.look()
        stage.shoot("alarms-board-empty")


def night(stage: Stage) -> None:
    """The board in a dark room."""
    with stage.looking("dark"), played_alarms(stage):
        stage.shoot("alarms-board-dark")


def history(stage: Stage) -> None:
    """Former alarms, those that waited, response times and their paper."""
    with played_alarms(stage) as (place, _router):
        place.open_tab("history")
        stage.settle()
        stage.shoot("alarms-history")
        place.open_tab("history", "late")
        stage.settle()
        screen = place.screen_of("history")
        assert isinstance(screen, HistoryPage)
        stage.until(lambda: screen.found is not None, "the former alarms")
        stage.shoot("alarms-history-late")
        place.open_tab("statistics")
        stage.settle()
        stage.shoot("alarms-times")
        place.print_current()
        stage.shoot("alarms-times-paper")
        place.step_back()


def _label(bed: str) -> str:
    return f"Leito {bed[-2:]}"


def _under_way(run: AlarmRun, now: float) -> AlarmRun:
    """A former alarm as if it had begun a moment ago, before anybody answered."""
    later = now + _BETWEEN - _CALLED.began_ago - run.began
    early = [one for one in run.entries if not one.user and one.at - run.began < _CALLED.began_ago]
    return replace(run, entries=tuple(replace(one, at=one.at + later) for one in early))


def _entries(last: AlarmRun) -> tuple[BoardEntry, ...]:
    """An alarm on its way; beside it others by every standing."""
    comes: dict[str, Any] = {
        "standing": Standing.ACCEPTED,
        "calling": (),
        "next_targets": (),
        "next_within": None,
        "attempt": 0,
    }
    return (
        _entry(last.bed, last.alarm, 0),
        _entry("bed-11", "asystole", 0, standing=Standing.FAILSAFE, next_within=None, attempts=0, began_ago=52.0),
        _entry(
            "bed-03",
            "desaturation",
            0,
            **(comes | {"next_targets": ("other_group",), "next_within": 34.0}),
            holders=_held(_STAFF[0]),
            beyond=Deviation("spo2", 78.0, 80.0, Bound.LOW),
        ),
        _entry("bed-07", "heart_rate_high", 1, next_targets=("own_group",), next_within=21.0),
        _entry(
            "bed-05",
            "spo2_low",
            1,
            **(comes | {"standing": Standing.PRESENT}),
            holders=_held(_STAFF[2]),
            beyond=Deviation("spo2", 84.0, 90.0, Bound.LOW),
        ),
        _entry("bed-02", "leads_off", 2, **comes, holders=_held(_STAFF[1])),
    )


def _held(one: Staff) -> tuple[BoardHolder, ...]:
    return (BoardHolder(one.user, one.name, one.receiver, 8.0),)


def _entry(bed: str, alarm: str, priority: int, **changed: Any) -> BoardEntry:
    return structs.replace(_CALLED, bed=bed, label=_label(bed), alarm=alarm, code=alarm, priority=priority, **changed)


_CALLED: Final = BoardEntry(
    bed="",
    label="",
    alarm="",
    code="",
    subject="",
    priority=0,
    standing=Standing.CALLING,
    began_ago=19.0,
    since_ago=11.0,
    level=0,
    levels=4,
    lasting=True,
    continuing=False,
    calling=(_STAFF[1].name,),
    next_targets=("other_group",),
    next_within=6.0,
    attempt=2,
    attempts=3,
)
_PATHS: Final = Paths(
    receivers=(ReceiverState("r3", "Celular 3", "phone", "u3", _STAFF[2].name, connected=False),),
    troubles=(
        TroubleState(Trouble.NOBODY_ANSWERS, 12.0, bed="bed-11", alarm="asystole"),
        TroubleState(Trouble.RECEIVER_LOST, 41.0, receiver="r3"),
    ),
    beds=tuple(BedHolder(bed, one.user, one.name, True) for bed, one in zip(_BEDS, _STAFF * 2, strict=True)),
    ward_heard=True,
    recording=True,
)

SCENES: Final = (("alarms-board", board), ("alarms-night", night), ("alarms-history", history))
