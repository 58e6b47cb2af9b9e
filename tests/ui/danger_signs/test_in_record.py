"""The emergency inside an open record: it covers everything, prints its own sheet, and leads back to a stopped form."""

from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from tests.ui.clinical import OpenDesk, open_desk
from ui.danger_signs.card import EmergencyCard
from ui.papers.preview import PaperPreview
from ui.pregnancy.summary.section import SummarySection

__all__ = ["open_desk"]


def test_a_sign_covers_the_record_and_the_form_stays_stopped(
    open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk = open_desk(nurse)
    desk.go("pregnancy", f"{pregnancy.id}/summary")
    desk.settle()
    record = desk.pregnancies.record
    assert record is not None
    section = record.section
    assert isinstance(section, SummarySection)
    assert section.danger is not None
    section.danger.question.asking.open_list()
    section.danger.question.asking.signs.tiles[0].click()
    section.danger.question.asking.submit()
    desk.settle()
    card = record.pages.currentWidget()
    assert isinstance(card, EmergencyCard)
    record.print_current()
    assert isinstance(card.pages.currentWidget(), PaperPreview)
    assert record.step_back()
    assert record.pages.currentWidget() is card
    assert record.step_back()
    assert record.pages.currentIndex() == 0
    assert not section.danger.may_go_on
