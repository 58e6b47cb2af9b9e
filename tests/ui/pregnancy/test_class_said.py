"""The class follows each answer beside the form; whoever answers by ear hears it."""

from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from tests.ui.clinical import OpenDesk
from tests.ui.spoken.hearing import Hearing


def test_the_class_that_an_answer_leads_to_is_said_and_not_again_when_it_is_saved(
    open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy, heard: Hearing
) -> None:
    desk = open_desk(nurse)
    desk.go("pregnancy", f"{pregnancy.id}/classification")
    desk.settle()
    record = desk.pregnancies.record
    assert record is not None
    heard.hear()
    record.risk.form.answer("diabetes", True)
    desk.settle()
    said = heard.all_words()
    assert "Alto risco com encaminhamento" in said and "pontos" in said
    heard.hear()
    heard.hear()
    record.risk.save()
    desk.settle()
    assert "Classificação salva" in heard.all_words()
    assert "Alto risco" not in heard.all_words()
