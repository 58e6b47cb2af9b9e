"""The library of past answers, the report of the referrals, and their two sheets as they leave the printer."""

from collections.abc import Callable
from typing import Final

from app.clinic.referral.model import Course
from app.clinic.reports.periods import PeriodChoice
from app.security.roles import Role
from ui.commands.screenshots.clinic_scenes import PAGE_WIDTH
from ui.commands.screenshots.stage import SceneFailedError, Stage
from ui.papers.counter_referral import counter_referral_offer
from ui.papers.paper import PaperOffer, PaperSize
from ui.papers.printing import picture
from ui.papers.referral import referral_offer
from ui.papers.referral_case import read_referral_case
from ui.referral_library.screen import ReferralLibrary
from ui.reports.referrals.screen import ReferralReport
from ui.reports.shelf import ReportShelf
from ui.reports.which import REFERRALS
from ui.shell.context import UiContext

_SMALL_PAGE_WIDTH: Final = round(PAGE_WIDTH * 148 / 210)


def library(stage: Stage) -> None:
    """The list with what is read beside it, a search, and a search that finds nothing."""
    place = stage.enter(Role.STUDENT, "referral_library").current()
    assert isinstance(place, ReferralLibrary)
    stage.until(lambda: bool(place.lessons), "answers in the library")
    stage.shoot("library")
    place.table.selectRow(min(2, len(place.lessons) - 1))
    place.pane.setFocus()
    stage.shoot("library-reading")
    place.search.set_value("zzz")
    place.refresh()
    stage.shoot("library-none-found")


def figures(stage: Stage) -> None:
    """Key figures, reasons beside the thesis' table, units, what was lacking; then a period without referrals."""
    place = stage.enter(Role.COORDINATOR, "reports", REFERRALS).current()
    assert isinstance(place, ReportShelf)
    report = place.report(REFERRALS)
    assert isinstance(report, ReferralReport)
    for number, name in enumerate(("", "-reasons", "-units", "-lacking")):
        report.tabs.choose(number)
        stage.shoot(f"reports-referrals{name}")
    report.period.choose(PeriodChoice.FREE)
    report.period.since.setText("01/01/2001")
    report.period.until.setText("31/12/2001")
    report.period.until.editingFinished.emit()
    stage.shoot("reports-referrals-empty")


def sheets(stage: Stage) -> None:
    """The referral and the counter-referral, on both sheets."""
    session = stage.session(Role.NURSE)
    context = UiContext(stage.station, session, lambda *_: None, lambda *_: None)
    case = read_referral_case(context, _answered(stage), stage.station.profile)()
    assert case.answer is not None
    for name, offer in (
        ("referral", referral_offer(case)),
        ("counter-referral", counter_referral_offer(case, case.answer)),
    ):
        _keep(stage, name, offer, PaperSize.A4, PAGE_WIDTH)
        _keep(stage, f"{name}-a5", offer, PaperSize.A5, _SMALL_PAGE_WIDTH)


def _keep(stage: Stage, name: str, offer: PaperOffer, size: PaperSize, width: int) -> None:
    """First and last page: a paper may take one page more in one language, and the names must not differ."""
    paper = offer.make(size)
    for number, told in ((0, "1"), (paper.pages - 1, "last")):
        stage.keep(f"printed-page-{name}-{told}", picture(paper, number, width))


def _answered(stage: Stage) -> Course:
    """The referral to which most has happened."""
    session, referrals = stage.session(Role.NURSE), stage.station.referrals
    found = [one for one in referrals.outbox(session, with_ended=True) if one.answer is not None]
    if not found:
        raise SceneFailedError("no referral of the demo was answered")
    return max(found, key=lambda one: (len(one.events), one.referral.id))


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("library of answers", library),
    ("figures of the referrals", figures),
    ("sheets of a referral", sheets),
)
