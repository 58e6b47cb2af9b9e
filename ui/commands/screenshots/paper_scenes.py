"""Every paper, in its preview and as it leaves the printer."""

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QImage

from app.clinic.pregnancies.model import PregnancyFilter
from app.security.roles import Role
from ui.commands.screenshots.clinic_scenes import PAGE_WIDTH
from ui.commands.screenshots.stage import Stage
from ui.papers.day_list import day_list_paper, read_day_list
from ui.papers.paper import Paper, PaperOffer, PaperSize
from ui.papers.preview import PaperPreview
from ui.papers.printing import picture
from ui.pregnancy.papers.choices import CARD, PRE_CONSULTATION, VISIT, PaperChoice
from ui.pregnancy.papers.section import PapersSection
from ui.pregnancy.screen import Pregnancies
from ui.shell.context import UiContext

_SMALL_PAGE_WIDTH = round(PAGE_WIDTH * 148 / 210)
_CANDIDATES = 60


def papers_of_the_record(stage: Stage) -> None:
    """The part with its cards, then each paper: first as it is proposed, then on the other sheet."""
    section = _papers(stage, _busiest(stage))
    stage.shoot("papers")
    for key in (CARD, VISIT):
        section.see(key)
        stage.shoot(f"paper-{key}-preview")
        section.host.uncover()
    offers = {one.key: one.offer for one in _choices(section) if one.offer is not None}
    _keep_pages(stage, "card", offers[CARD].make(PaperSize.A4), (0, 1, -1))
    _keep_pages(stage, "card-a5", offers[CARD].make(PaperSize.A5), (0,))
    _keep_pages(stage, "pre-consultation", offers[PRE_CONSULTATION].make(PaperSize.A4), (0, -1))
    _keep_pages(stage, "visit-a5", offers[VISIT].make(PaperSize.A5), (0,))


def papers_without_answers(stage: Stage) -> None:
    """A woman of whom little is known: what is missing is told before it is printed."""
    wanted = PregnancyFilter(only_unclassified=True)
    row = stage.station.pregnancies.list(stage.session(Role.NURSE), wanted, 0, 1).rows[0]
    _papers(stage, row.pregnancy_id)
    stage.shoot("papers-missing")


def list_of_the_day(stage: Stage) -> None:
    """Who came, who is expected, whom to call."""
    context = UiContext(stage.station, stage.session(Role.NURSE), lambda *_: None, lambda *_: None)
    offer: PaperOffer = day_list_paper(read_day_list(context)())
    stage.enter(Role.NURSE, "pregnancy")
    _keep_pages(stage, "day-list", offer.make(PaperSize.A4), (0,))
    place = _place(stage)
    place.open(_busiest(stage))
    stage.until(lambda: place.record is not None, "the record")
    assert place.record is not None
    host = place.record.host
    host.cover(PaperPreview(context, offer, on_close=host.uncover))
    stage.shoot("day-list-preview")


def _papers(stage: Stage, pregnancy_id: str) -> PapersSection:
    place = _place(stage)
    place.open(pregnancy_id)
    stage.until(lambda: place.record is not None, "the record")
    assert place.record is not None
    place.record.go_to("papers")
    stage.settle()
    section = place.record.section
    assert isinstance(section, PapersSection)
    return section


def _place(stage: Stage) -> Pregnancies:
    place = stage.enter(Role.NURSE, "pregnancy").current()
    assert isinstance(place, Pregnancies)
    return place


def _choices(section: PapersSection) -> list[PaperChoice]:
    return [one.choice for one in section.cards]


def _busiest(stage: Stage) -> str:
    """Of the gravest current pregnancies the one with most visits: her papers are the fullest."""
    session, visits = stage.session(Role.NURSE), stage.station.visits
    wanted = PregnancyFilter(class_codes=frozenset({"ARCE"}))
    rows = stage.station.pregnancies.list(session, wanted, 0, _CANDIDATES).rows
    return max(rows, key=lambda one: len(visits.list(session, one.pregnancy_id))).pregnancy_id


def _keep_pages(stage: Stage, name: str, paper: Paper, numbers: tuple[int, ...]) -> None:
    """Some pages, -1 the last: a paper may take one page more in one language, and the names must not differ."""
    for number in numbers:
        told = "last" if number < 0 else str(number + 1)
        stage.keep(f"printed-page-{name}-{told}", _page(paper, number % paper.pages))


def _page(paper: Paper, number: int) -> QImage:
    return picture(paper, number, PAGE_WIDTH if paper.size is PaperSize.A4 else _SMALL_PAGE_WIDTH)


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("papers of the record", papers_of_the_record),
    ("papers without answers", papers_without_answers),
    ("list of the day", list_of_the_day),
)
