"""The desk: who is found, who is registered, who may be the same person, and what is never lost."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clinic.people.model import Channel, PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import PASSWORD, WOMAN, Desk, OpenDesk, words_in
from ui.reception.person_form import PersonForm
from ui.widgets.buttons import Button


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session) -> Desk:
    """The nurse's window."""
    return open_desk(nurse)


def _form(desk: Desk) -> PersonForm:
    desk.settle()
    assert desk.reception.form is not None
    return desk.reception.form


def _register(desk: Desk, words: str) -> PersonForm:
    desk.reception.register(words)
    return _form(desk)


def _type_at(desk: Desk, name: str, text: str) -> None:
    desk.tab_to(f"person_{name}")
    desk.type(text)


def test_before_anything_is_typed_the_desk_says_what_to_do(desk: Desk) -> None:
    assert "Quem chegou?" in words_in(desk)


@pytest.mark.parametrize("typed", ["sintética mar", "529.982", "05/05/1989", "joana sint"])
def test_a_woman_is_found_by_name_document_birth_date_or_mother(
    desk: Desk, woman: PersonRecord, qtbot: QtBot, typed: str
) -> None:
    desk.type(typed)
    qtbot.waitUntil(lambda: desk.reception.finder.model.rowCount() == 1)
    desk.settle()
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    shown = words_in(desk.reception)
    for words in ("Maria Sintética da Silva", "36 anos", "529.982.247-25", "(84) 99999-1234", "Natal"):
        assert words in shown


def test_more_people_than_are_shown_are_announced(desk: Desk, station: Station, nurse: Session, qtbot: QtBot) -> None:
    for number in range(52):
        name = f"Ana Sintética {'abcdefghijklmnopqrstuvwxyz'[number % 26]}{'xy'[number // 26]}zinha"
        person = replace(
            WOMAN, full_name=name, cpf="", phone="", no_document_reason="perdeu", mother_name=f"Mãe {name}"
        )
        likely = station.people.likely_duplicates(nurse, person)
        station.people.register(nurse, person, seen_duplicates=frozenset(one.person.person_id for one in likely))
    desk.type("ana sint")
    qtbot.waitUntil(lambda: desk.reception.finder.model.rowCount() == 50)
    assert "continue digitando" in words_in(desk)


def test_a_field_that_is_left_wrong_says_so_at_once_and_an_empty_one_does_not(desk: Desk) -> None:
    form = _register(desk, "")
    _type_at(desk, "cpf", "111.111.111-11")
    desk.press(Qt.Key.Key_Tab)
    assert form.fields.fields["cpf"].error
    assert not form.fields.fields["full_name"].error


def test_saving_shows_everything_that_is_missing_and_goes_to_the_first(desk: Desk) -> None:
    form = _register(desk, "")
    form.save()
    for name in ("full_name", "birth_date", "sex", "mother_name", "cpf"):
        assert form.fields.fields[name].error, name
    assert desk.focused().objectName() == "person_full_name"


def test_likely_duplicates_are_shown_and_must_be_decided_before_saving(
    desk: Desk, station: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    form = _register(desk, "Maria Sintetica da Silva")
    _type_at(desk, "birth_date", "05051989")
    qtbot.waitUntil(lambda: "mesma data de nascimento" in words_in(form.beside).lower())
    assert "Pode ser uma destas?" in words_in(desk)
    desk.tab_to("person_mother_name")
    form.fields.sex.set_value("female")
    desk.type("Francisca Sintética")
    form.fields.no_document.click()
    desk.type("documento perdido")
    form.save()
    desk.settle()
    assert station.people.search(nurse, "sintetica").hits[1:] == ()
    assert "diga se é uma das pessoas" in words_in(form)
    other = form.beside.findChild(Button, f"other_{woman.id}")
    assert other is not None
    other.setFocus()
    desk.press(Qt.Key.Key_Space)
    form.save()
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    assert len(station.people.search(nurse, "sintetica maria").hits) == 2


def test_this_is_the_person_opens_her_and_forgets_the_draft(
    desk: Desk, station: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    form = _register(desk, "")
    _type_at(desk, "cpf", "52998224725")
    qtbot.waitUntil(lambda: form.beside.findChild(Button, f"same_{woman.id}") is not None)
    form.beside.same.emit(woman.id)
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    desk.settle()
    assert station.drafts.get(nurse, "person") is None


def test_a_half_typed_person_is_offered_again_in_a_new_window(
    open_desk: OpenDesk, desk: Desk, station: Station, nurse: Session, qtbot: QtBot
) -> None:
    _register(desk, "")
    _type_at(desk, "full_name", "Ivone Sint")
    _type_at(desk, "birth_date", "12/0")
    qtbot.waitUntil(lambda: station.drafts.get(nurse, "person") is not None)
    desk.settle()

    another = open_desk(nurse)
    assert "um cadastro que você começou" in words_in(another)
    another.reception.register()
    form = _form(another)
    assert form.fields.lines["full_name"].value() == "Ivone Sint"
    assert form.fields.birth.text() == "12/0"
    assert another.reception.keeps_draft()


def test_a_change_asks_for_its_reason_and_stays_readable_in_the_history(
    desk: Desk, woman: PersonRecord, station: Station, nurse: Session, qtbot: QtBot
) -> None:
    desk.go("reception", woman.id)
    desk.settle()
    assert desk.reception.panel is not None
    desk.reception.panel.edit.emit()
    form = _form(desk)
    desk.tab_to("person_phone")
    form.fields.lines["phone"].selectAll()
    desk.type("84988887777")
    form.save()
    assert "Diga por que os dados mudam" in words_in(form)
    assert desk.focused() is form.reason
    desk.type("trocou de número")
    form.save()
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    desk.settle()
    shown = words_in(desk.reception)
    assert "Telefone: de “(84) 99999-1234” para “(84) 98888-7777”" in shown
    assert "trocou de número" in shown
    assert station.drafts.list(nurse) == ()


def test_a_consent_is_kept_only_when_it_was_said(desk: Desk, station: Station, nurse: Session, qtbot: QtBot) -> None:
    form = _register(desk, "")
    form.fields.show_person(WOMAN)
    form.consents.chips[Channel.WHATSAPP].set_value("yes")
    form.consents.chips[Channel.SMS].set_value("no")
    form.save()
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    hit = station.people.search(nurse, "maria sint").hits[0]
    consents = station.people.open(nurse, hit.person_id).consents
    assert {channel: one.given for channel, one in consents.items()} == {Channel.WHATSAPP: True, Channel.SMS: False}


def test_an_open_pregnancy_shows_its_age_and_that_it_waits_for_a_class(desk: Desk, pregnancy: Pregnancy) -> None:
    desk.go("reception", pregnancy.person_id)
    desk.settle()
    shown = words_in(desk.reception)
    assert "21s5d" in shown
    assert "ainda não classificada" in shown
    assert "Classificar" in shown


def test_a_student_finds_people_and_registers_nobody(
    open_desk: OpenDesk, station: Station, woman: PersonRecord
) -> None:
    student = open_desk(station.sign_in.sign_in("student", PASSWORD))
    student.go("reception", woman.id)
    student.settle()
    shown = words_in(student)
    assert "Maria Sintética da Silva" in shown
    assert "Cadastrar" not in shown
    assert "Alterar dados" not in shown
    assert "Abrir gestação" not in shown
    student.reception.register()
    assert student.reception.form is None
