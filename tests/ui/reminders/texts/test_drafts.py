"""What is typed of a text is kept: after leaving, behind somebody who was faster, and until it is thrown away."""

from pytestqt.qtbot import QtBot

from tests.ui.administration.office import press, settled
from tests.ui.reminders.texts.desk import BODY, Desk, OpenPlace, texts_page
from tests.ui.reminders.texts.test_templates import editor_of, opened


def test_what_is_typed_is_there_again_after_leaving_and_can_be_discarded(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    template = desk.text()
    place = opened(open_place, qtbot, template.template_id)
    editor_of(place).form.pad.body.set_value("Meio escrito")
    assert place.keeps_draft()
    assert place.step_back()
    settled(qtbot)
    model = texts_page(place).list.model
    assert model.data(model.index(0, 0)) == "Convite · rascunho seu"
    place.arrive(f"templates/{template.template_id}")
    settled(qtbot)
    assert editor_of(place).form.pad.texts()[1] == "Meio escrito"
    press(place, "Descartar o rascunho")
    assert editor_of(place).form.pad.texts()[1] == BODY
    assert place.step_back()
    settled(qtbot)
    assert model.data(model.index(0, 0)) == "Convite"


def test_leaving_the_place_keeps_the_last_key(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    template = desk.text()
    place = opened(open_place, qtbot, template.template_id)
    editor_of(place).form.pad.body.set_value("Só isto")
    place.leave()
    draft = desk.station.drafts.get(desk.coordinator, "message_template", template.template_id)
    assert draft is not None
    assert draft.content["raw"]["variants"][0]["texts"]["pt_BR"]["body"] == "Só isto"


def test_who_was_overtaken_keeps_her_words_and_saves_after_the_other(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    template = desk.text()
    place = opened(open_place, qtbot, template.template_id)
    desk.text(body="De outra pessoa", replaces=template.id)
    editor = editor_of(place)
    editor.form.pad.body.set_value("Meu texto")
    editor.save()
    settled(qtbot)
    assert "Agora existe a versão 2" in editor.banner.title.text()
    assert editor.form.pad.texts()[1] == "Meu texto"
    editor.save()
    settled(qtbot)
    assert [(one.number, one.content.variants[0].wordings["pt_BR"].body.source) for one in desk.texts()] == [
        (3, "Meu texto")
    ]
