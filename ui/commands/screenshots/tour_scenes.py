"""The first-day tour: offered, chosen, a step beside its control, over a sheet, its end; each on a practice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from app.security.roles import Role
from ui.commands.screenshots.stage import Stage
from ui.practice.mode import begin_practice, end_practice
from ui.shell.window import Shell
from ui.tour.choice import TourChoice
from ui.tour.guide import TourGuide
from ui.tour.kept import begin_anew, kept
from ui.tour.tours import all_tours


@contextmanager
def _practising() -> Iterator[None]:
    begin_practice()
    begin_anew()
    try:
        yield
    finally:
        begin_anew()
        end_practice()


def _guide(shell: Shell) -> TourGuide:
    guide = shell.watches.tour.guide
    assert guide is not None
    return guide


def offered(stage: Stage) -> None:
    """The offer in a practice, and which tour."""
    with _practising():
        shell = stage.enter(Role.NURSE, "reception")
        stage.shoot("tour-offer")
        kept().reach("reception", 3)
        shell.watches.tour.open()
        stage.shoot("tour-choice")
        for sheet in shell.findChildren(TourChoice):
            sheet.leave()


def steps(stage: Stage) -> None:
    """Every step of the tours of a unit, where "show me" leads."""
    with _practising():
        for tour in all_tours():
            if tour.at_hospital:
                continue
            kept().running = tour.name
            _steps_of(stage, stage.enter(tour.roles[0]))


def steps_at_hospital(stage: Stage) -> None:
    """Those of the hospital's desk, and of a ward without monitors."""
    with _practising(), stage.at_hospital():
        for tour in all_tours():
            if not tour.at_hospital:
                continue
            kept().running = tour.name
            _steps_of(stage, stage.enter(tour.roles[0]))


def _steps_of(stage: Stage, shell: Shell) -> None:
    guide = _guide(shell)
    while guide.step is not None:
        guide.show_me()
        stage.settle()
        guide.look()
        stage.settle()
        stage.shoot(f"tour-{guide.tour.name}-{guide.number + 1}")
        guide.skip()
    stage.shoot(f"tour-{guide.tour.name}-end")
    guide.leave()


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("tour offer", offered),
    ("tour steps", steps),
    ("tour steps at the hospital", steps_at_hospital),
)
