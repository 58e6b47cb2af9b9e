"""What the scores rest on is said beside them: a pregnancy nobody has opened yet, and a prescribed saturation."""

from app.security.session import Session
from app.station import Station
from tests.ui.board.conftest import Come
from tests.ui.board.test_hearing import hear
from tests.ui.clinical import OpenDesk, words_in


def test_a_pregnancy_that_is_not_open_here_can_be_said_and_changes_what_is_asked(
    come: Come, open_desk: OpenDesk, nurse: Session, station: Station
) -> None:
    come("Ana Sintética Prado", reason="Enjoo")
    desk = open_desk(nurse)
    page = hear(desk)
    assert page.aids.news2.isVisible()
    assert not page.danger.isVisible()
    page.aids.mother.click()
    desk.settle()
    assert "O NEWS2 não vale na gravidez" in words_in(page.aids)
    assert page.aids.maternal.isVisible()
    assert page.danger.question is not None
    page.save()
    assert "Responda primeiro aos sinais de perigo." in words_in(page)
    page.aids.mother.click()
    desk.settle()
    assert page.aids.news2.isVisible()
    assert not page.danger.isVisible()


def test_the_second_scale_holds_only_where_it_is_said_to_be_prescribed(
    come: Come, open_desk: OpenDesk, nurse: Session
) -> None:
    come("Ana Sintética Prado", reason="Tosse")
    desk = open_desk(nurse)
    page = hear(desk)
    page.vitals.take_draft({"spo2_percent": "90", "oxygen": "air"})
    page.work_out()
    desk.settle()
    assert "≤ 91" in words_in(page.aids)
    page.aids.prescribed.click()
    desk.settle()
    assert "≤ 91" not in words_in(page.aids)
    assert "≥ 88" in words_in(page.aids)
