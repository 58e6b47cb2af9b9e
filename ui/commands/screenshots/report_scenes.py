"""The manager's reports."""

from collections.abc import Callable
from typing import Final

from app.clinic.reports.model import ReportBy, ReportFigure
from app.clinic.reports.periods import PeriodChoice
from app.security.roles import Role
from ui.commands.screenshots.stage import Stage
from ui.reports.screen import Reports
from ui.reports.shelf import ReportShelf
from ui.reports.which import PREGNANCIES

_SUMMARY, _CLASSES, _REASONS, _GROUPS = range(4)


def figures(stage: Stage) -> None:
    """The key figures of the year, and the women behind one of them."""
    place = _reports(stage)
    stage.shoot("reports")
    place.show_women(ReportFigure.EARLY)
    stage.settle()
    stage.shoot("reports-women")


def classes_and_reasons(stage: Stage) -> None:
    """Risk classes and reasons of referral, as chart and table."""
    place = _reports(stage)
    place.tabs.choose(_CLASSES)
    stage.shoot("reports-classes")
    place.tabs.choose(_REASONS)
    stage.shoot("reports-reasons")


def months(stage: Stage) -> None:
    """Month by month: classes, then the early start; and unit by unit."""
    place = _reports(stage)
    place.tabs.choose(_GROUPS)
    stage.shoot("reports-months")
    place.groups.measure.set_value(ReportFigure.EARLY)
    stage.shoot("reports-months-early")
    place.groups.by.set_value(ReportBy.UNIT)
    place.reload()
    stage.settle()
    stage.shoot("reports-units")


def periods(stage: Stage) -> None:
    """Days of one's own, days that make no period, a period without anybody."""
    place = _reports(stage)
    place.period.choose(PeriodChoice.FREE)
    stage.settle()
    stage.shoot("reports-own-days")
    place.period.since.setText("23/11/2026")
    place.period.until.setText("01/11/2026")
    place.period.until.editingFinished.emit()
    stage.shoot("reports-days-wrong")
    place.period.since.setText("01/01/2001")
    place.period.until.setText("31/12/2001")
    place.period.until.editingFinished.emit()
    stage.settle()
    stage.shoot("reports-empty")


def paper(stage: Stage) -> None:
    """The report as it is printed."""
    _reports(stage).print_current()
    stage.shoot("reports-paper")


def _reports(stage: Stage) -> Reports:
    place = stage.enter(Role.COORDINATOR, "reports").current()
    assert isinstance(place, ReportShelf)
    report = place.report(PREGNANCIES)
    assert isinstance(report, Reports)
    return report


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("figures", figures),
    ("classes and reasons", classes_and_reasons),
    ("months", months),
    ("periods", periods),
    ("paper", paper),
)
