"""Writing texts: what is wrong is shown with its place, how it reads follows, and every change is kept."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.reminders.placeholders import PLACEHOLDERS
from app.reminders.template_model import VARIANTS
from app.security.roles import Role
from tests.ui.administration.office import press, settled, words_in
from tests.ui.reminders.texts.desk import BODY, Desk, OpenPlace, texts_page
from ui.reminders.page import RemindersPage
from ui.reminders.parts.versions_view import VersionsView
from ui.reminders.templates.editor import TemplateEditor
from ui.texts import has_text
from ui.widgets.confirm_sheet import ConfirmSheet


def editor_of(place: RemindersPage) -> TemplateEditor:
    editor = texts_page(place).editor
    assert editor is not None
    return editor


def is_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect().height() == widget.height()


def opened(open_place: OpenPlace, qtbot: QtBot, template_id: str) -> RemindersPage:
    place = open_place(f"templates/{template_id}")
    settled(qtbot)
    return place


def test_without_a_text_ready_made_ones_are_offered_and_one_is_saved_as_it_stands(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    place = open_place("templates")
    assert "Ainda não há textos" in words_in(place)
    press(place, "Lembrete de consulta")
    settled(qtbot)
    editor_of(place).save_button.click()
    settled(qtbot)
    (saved,) = desk.texts()
    assert (saved.name, set(saved.content.variants[0].wordings)) == ("Lembrete de consulta", {"pt_BR", "en"})
    assert "salvo, versão 1" in texts_page(place).banner.title.text()
    assert texts_page(place).list.table.hasFocus()


@pytest.mark.parametrize("code", list(PLACEHOLDERS))
def test_every_value_is_called_explained_and_exemplified(code: str) -> None:
    assert all(has_text(f"placeholders.{part}{code}") for part in ("", "about_", "example_"))


def test_the_list_tells_what_each_text_fits(desk: Desk, open_place: OpenPlace) -> None:
    desk.text()
    model = texts_page(open_place("templates")).list.model
    told = [model.data(model.index(0, column)) for column in range(4)]
    assert told == ["Convite", "SMS (2 partes), e-mail", "PT", "1"]
    assert "Clara Sintética" in model.data(model.index(0, 4))


def test_an_unknown_placeholder_is_named_with_its_place_and_the_caret_stands_before_it(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    template = desk.text()
    place = opened(open_place, qtbot, template.template_id)
    editor = editor_of(place)
    editor.form.pad.body.set_value("Olá.\nSou 😊 {{nome_da_mae}}")
    editor.save()
    assert "Linha 2, posição 7: “{{nome_da_mae}}” não existe" in editor.form.pad.body_field.error
    cursor = editor.form.pad.body.textCursor()
    assert (cursor.blockNumber(), cursor.block().text()[: cursor.positionInBlock() - 1]) == (1, "Sou 😊 ")
    assert editor.form.pad.body.hasFocus()
    assert [one.number for one in desk.texts()] == [1]


def test_a_mistake_in_another_wording_is_turned_to(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    place = opened(open_place, qtbot, desk.text().template_id)
    editor = editor_of(place)
    editor.form.pads["A"]["en"].set_texts("", "Hello {{")
    editor.save()
    assert editor.form.pad is editor.form.pads["A"]["en"]
    assert "foi aberto e não fechado" in words_in(editor.form.pad)


def test_the_preview_warns_while_the_unit_has_no_telephone_and_fills_it_in_afterwards(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    desk.add_people(1, 1)
    template = desk.text(body="Ligue para {{unit_phone}}.")
    editor = editor_of(opened(open_place, qtbot, template.template_id))
    qtbot.waitUntil(lambda: "A unidade ainda não tem telefone" in editor.preview.body.text())
    administrator = desk.sign_in(Role.ADMINISTRATOR)
    desk.station.settings.change(administrator, unit_phone="84 3232-1234")
    editor.preview.changed.emit()
    qtbot.waitUntil(lambda: editor.preview.body.text() == "Ligue para (84) 3232-1234.")


def test_the_preview_follows_what_is_written_for_a_synthetic_person(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    desk.add_people(2, agreed=0)
    place = opened(open_place, qtbot, desk.text().template_id)
    editor = editor_of(place)
    assert editor.preview.body.text() == "Olá, Maria. Venha à UBS Sintética."
    editor.form.pad.body.set_value("Vacina, {{first_name}}!")
    qtbot.waitUntil(lambda: editor.preview.body.text() == "Vacina, Maria!")
    assert "15 sinais" not in editor.preview.counts.text()
    assert editor.preview.counts.text() == "14 sinais · 1 SMS"
    editor.form.pad.body.set_value("São {{gestational_weeks}} semanas")
    qtbot.waitUntil(lambda: "não tem “Semanas de gestação”" in editor.preview.body.text())


def test_whoever_writes_by_ear_hears_at_the_button_that_saves_how_it_reads(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    desk.add_people(2, agreed=0)
    editor = editor_of(opened(open_place, qtbot, desk.text().template_id))
    whose = f"Como fica para {editor.preview.who.currentText()}: "
    said = editor.save_button.accessibleDescription
    assert said().startswith(f"{whose}") and "Olá, Maria. Venha à UBS Sintética." in said()
    editor.form.pad.body.set_value("Vacina, {{first_name}}!")
    qtbot.waitUntil(lambda: said().endswith("Vacina, Maria! 14 sinais · 1 SMS"))
    editor.form.pad.body.set_value("São {{nome_da_mae}}")
    qtbot.waitUntil(lambda: said() == f"{whose}Volta assim que o texto for corrigido.")


def test_signs_outside_the_short_alphabet_are_named_with_what_they_cost(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    place = opened(open_place, qtbot, desk.text(body="Ola").template_id)
    pad = editor_of(place).form.pad
    assert pad.counts.text() == "3 sinais · até 1 SMS"
    assert "160" in pad.why.text()
    pad.body.set_value("não" * 24)
    assert pad.counts.text() == "72 sinais · até 2 SMS"
    assert pad.why.text().startswith("ã não é do alfabeto curto")


def test_what_is_counted_is_never_less_than_what_a_name_with_an_accent_makes_of_it(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    place = opened(open_place, qtbot, desk.text(body="{{first_name}}, " + "a" * 60).template_id)
    pad = editor_of(place).form.pad
    assert pad.counts.text() == "82 sinais · até 2 SMS"
    assert pad.why.text().startswith("Contado com um nome que tem acento")


def test_a_new_line_of_the_approved_template_is_scrolled_to(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    place = opened(open_place, qtbot, desk.text().template_id)
    approved = editor_of(place).form.approved[VARIANTS[0]]
    approved.on.click()
    for number in range(4):
        approved.add.click()
        qtbot.waitUntil(partial(is_whole, approved.values[number]))


def test_by_keyboard_a_value_is_chosen_and_put_where_the_caret_was(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    place = opened(open_place, qtbot, desk.text(body="Olá, .").template_id)
    editor = editor_of(place)
    body = editor.form.pad.body
    body.setFocus()
    body.put_caret(1, 6)
    QTest.keyClick(body, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert editor.values.table.hasFocus()
    QTest.keyClick(editor.values.table, Qt.Key.Key_Down)
    assert "first_name" in editor.values.about.text()
    QTest.keyClick(editor.values.table, Qt.Key.Key_Return)
    assert body.toPlainText() == "Olá, {{first_name}}."
    assert body.hasFocus()


def test_a_second_text_begins_as_the_first_and_both_are_saved_with_their_shares(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    template = desk.text()
    place = opened(open_place, qtbot, template.template_id)
    form = editor_of(place).form
    form.compare.click()
    assert form.pads["B"]["pt_BR"].texts() == ("Da sua unidade", BODY)
    form.share.line.setText("120")
    editor_of(place).save()
    assert form.share_field.error == "Escreva um número de 1 a 99"
    form.share.line.setText("30")
    assert form.share_field.hint == "O texto B vai nas outras 70."
    form.pads["B"]["pt_BR"].body.set_value("Oi, {{first_name}}")
    editor_of(place).save()
    settled(qtbot)
    saved = desk.texts()[0]
    assert [(one.code, one.weight) for one in saved.content.variants] == [("A", 30), ("B", 70)]


def test_an_approved_template_keeps_its_values_in_order(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    place = opened(open_place, qtbot, desk.text().template_id)
    editor = editor_of(place)
    approved = editor.form.approved[VARIANTS[0]]
    approved.on.click()
    editor.save()
    assert "nome do modelo" in approved.name_field.error
    approved.name.setText("lembrete_consulta")
    for code in ("first_name", "visit_date"):
        approved.add.click()
        approved.values[-1].set_value(code)
    editor.save()
    settled(qtbot)
    saved = desk.texts()[0].content.variants[0].approved
    assert saved is not None
    assert (saved.name, saved.values) == ("lembrete_consulta", ("first_name", "visit_date"))


def test_two_versions_are_compared_word_by_word(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    template = desk.text(body="Venha na segunda")
    desk.text(body="Venha na terça", replaces=template.id)
    place = opened(open_place, qtbot, template.template_id)
    editor_of(place).versions_button.click()
    view = texts_page(place).pages.currentWidget()
    assert isinstance(view, VersionsView)
    words = words_in(view)
    assert "line-through" in words
    assert "segunda" in words
    first = view.model.data(view.model.index(0, 1))
    assert first.startswith("Mensagem em português\n")
    assert "Clara Sintética" in first
    assert place.step_back()
    assert texts_page(place).pages.currentWidget() is editor_of(place)


def test_a_text_is_retired_after_one_question_and_comes_back_when_saved_again(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot
) -> None:
    template = desk.text()
    place = opened(open_place, qtbot, template.template_id)
    editor_of(place).retire_button.click()
    question = place.window().findChild(ConfirmSheet)
    assert question is not None
    question.yes.click()
    settled(qtbot)
    assert desk.texts() == ()
    place.arrive(f"templates/{template.template_id}")
    settled(qtbot)
    assert "Este texto foi retirado" in words_in(place)
    editor_of(place).save()
    settled(qtbot)
    assert [one.number for one in desk.texts()] == [3]


def test_a_nurse_reads_the_text_and_changes_nothing(desk: Desk, open_place: OpenPlace, qtbot: QtBot) -> None:
    template = desk.text()
    place = open_place("templates", Role.NURSE)
    assert texts_page(place).new_button.isHidden()
    place.arrive(f"templates/{template.template_id}")
    settled(qtbot)
    assert texts_page(place).editor is None
    assert BODY in words_in(place)


def test_a_list_that_cannot_be_read_says_so_and_is_read_again(
    desk: Desk, open_place: OpenPlace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.text()
    place = open_place("templates")
    page = texts_page(place)

    def broken(*_: object, **__: object) -> None:
        raise KnownError("templates.no_such_version", version="x")

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.station.reminders.templates), "list", broken)
        page.refresh()
        settled(qtbot)
        assert page.states.state == "wrong"
    press(place, "Tentar de novo")
    settled(qtbot)
    assert page.states.state == "full"
