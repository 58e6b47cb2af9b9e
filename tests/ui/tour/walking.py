"""What every walk through a tour needs: somebody who does what its steps say, in the real window."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.demo.unit import DEMO_PASSWORD
from tests.ui.tour.conftest import Walker
from ui.tour.guide import TourGuide
from ui.tour.kept import kept

Deed = Callable[[Walker], object]


def walk(walker: Walker, name: str, deeds: Sequence[Deed]) -> None:
    """Do each step; the tour goes on by itself, has pointed at every control it names, and ends."""
    guide = walker.begin(name)
    assert len(deeds) == len(guide.tour.steps)
    missed: list[str] = []
    for number, deed in enumerate(deeds):
        assert guide.number == number, f"{name}: step {number + 1} was done before anybody did it"
        assert guide.callout.isVisible()
        walker.step = guide.step
        _go(walker, guide)
        deed(walker)
        walker.time_goes_on()
        walker.until(partial(_is_past, guide, number))
        walker.see()
        missed += [f"{number + 1}: {key}" for key in guide.tour.steps[number].point_at if key not in walker.seen]
        walker.seen.clear()
    assert missed == []
    assert guide.step is None and guide.tour.learned in guide.callout.accessibleName()
    assert kept().at(name) == 0
    guide.leave()
    assert kept().running == ""


def _is_past(guide: TourGuide, number: int) -> bool:
    return guide.number > number


def _go(walker: Walker, guide: TourGuide) -> None:
    """To the place of a step: by "show me", or by the rail where "show me" would do all of it."""
    step = guide.step
    assert step is not None
    if step.done.kind != "screen":
        guide.show_me()
    elif walker.shell.help.place != step.place:
        walker.shell.rail.buttons[step.place].click()
    walker.settle()


def child(walker: Walker, kind: type[QWidget]) -> QWidget:
    walker.until(lambda: any(one.isVisible() for one in walker.shell.findChildren(kind)))
    return next(one for one in walker.shell.findChildren(kind) if one.isVisible())


def lock(walker: Walker) -> None:
    walker.keys.press("Ctrl+L")
    walker.until(lambda: not walker.guide.callout.isVisible())
    walker.keys.write(DEMO_PASSWORD)
    walker.keys.press("Return")


def read_help(walker: Walker) -> None:
    walker.keys.press("F1")
