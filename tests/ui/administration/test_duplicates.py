"""Two records of one woman: found with the evidence, compared, made one, given back; or said to be two women."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import NewPerson, PersonRecord, Sex
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, SignIn, press, settled, words_in
from ui.administration.duplicates.fields import Side
from ui.administration.duplicates.merges_list import UndoSheet
from ui.administration.duplicates.section import DuplicatesSection
from ui.texts import choose_language
from ui.theme import apply_theme

JOANA = NewPerson(
    full_name="Joana Fictícia da Silva",
    birth_date=date(1990, 2, 3),
    sex=Sex.FEMALE,
    mother_name="Ester Fictícia da Silva",
    cpf="52998224725",
    municipality_code="2408102",
    municipality_name="Natal",
    synthetic=True,
)
JOANNA = replace(JOANA, full_name="Joanna Ficticia Silva", cpf="", no_document_reason="esqueceu", phone="84999991234")


@pytest.fixture
def pair(station: Station, sign_in: SignIn) -> tuple[PersonRecord, PersonRecord]:
    """The same woman twice."""
    nurse = sign_in(Role.NURSE)
    first = station.people.register(nurse, JOANA)
    return first, station.people.register(nurse, JOANNA, seen_duplicates=frozenset({first.id}))


@pytest.fixture
def section(pair: tuple[PersonRecord, PersonRecord], open_section: OpenSection) -> DuplicatesSection:
    page = open_section(Role.COORDINATOR, "duplicates").page
    assert isinstance(page, DuplicatesSection)
    return page


def compared(section: DuplicatesSection, qtbot: QtBot) -> None:
    press(section, "Comparar")
    settled(qtbot)
    assert section.compare is not None


def test_only_a_coordinator_is_offered_the_section(open_section: OpenSection) -> None:
    assert "duplicates" not in open_section(Role.NURSE, "own_account").entries


def test_without_a_likeness_it_says_where_to_begin(open_section: OpenSection) -> None:
    page = open_section(Role.COORDINATOR, "duplicates").page
    assert "Nenhum cadastro parece repetido" in words_in(page)
    assert complaints(page) == []


def test_a_pair_stands_with_what_is_alike_and_what_is_not(section: DuplicatesSection) -> None:
    words = words_in(section)
    assert "Joana Fictícia da Silva" in words
    assert "Joanna Ficticia Silva" in words
    assert "mesma data de nascimento" in words
    assert "Diferente: nome" in words
    assert complaints(section) == []


def test_the_record_with_more_behind_it_stays_and_lends_only_what_it_lacks(
    section: DuplicatesSection,
    station: Station,
    sign_in: SignIn,
    pair: tuple[PersonRecord, PersonRecord],
    qtbot: QtBot,
) -> None:
    station.pregnancies.open(sign_in(Role.NURSE), pair[1].id)
    compared(section, qtbot)
    assert section.compare is not None
    assert section.compare.records[section.compare.stays].person.id == pair[1].id
    kept = {field: section.compare.records[side].person.id for field, side in section.compare.kept.items()}
    assert kept["cpf"] == pair[0].id
    assert kept["phone"] == kept["full_name"] == pair[1].id
    section.compare.let_stay(section.compare.stays.other)
    assert section.compare.records[section.compare.kept["full_name"]].person.id == pair[0].id
    settled(qtbot)
    assert complaints(section) == []


def test_a_merge_takes_what_was_chosen_and_can_be_undone(
    section: DuplicatesSection,
    station: Station,
    sign_in: SignIn,
    pair: tuple[PersonRecord, PersonRecord],
    qtbot: QtBot,
) -> None:
    compared(section, qtbot)
    page = section.compare
    assert page is not None
    page.merge()
    assert page.reason_field.error == "Escolha ou escreva o motivo."
    page.let_stay(Side.LEFT if page.records[Side.LEFT].person.id == pair[0].id else Side.RIGHT)
    page.reason.set_value("Cadastrada duas vezes")
    press(section, "Juntar os cadastros")
    settled(qtbot)
    coordinator = sign_in(Role.COORDINATOR)
    (merge,) = station.duplicates.merges(coordinator)
    assert (merge.losing_id, merge.surviving_id, merge.reason) == (pair[1].id, pair[0].id, "Cadastrada duas vezes")
    assert station.people.open(coordinator, pair[1].id).phone == "+5584999991234"
    assert "Nenhum cadastro parece repetido" in words_in(section)
    section.tabs.choose(1)
    assert "Joanna Ficticia Silva foi juntada a Joana Fictícia da Silva" in words_in(section)
    press(section, "Desfazer: Joanna Ficticia Silva foi juntada a Joana Fictícia da Silva")
    sheet = section.window().findChild(UndoSheet)
    assert sheet is not None
    sheet.submit()
    assert sheet.field.error
    sheet.reason.set_value("São duas pessoas")
    sheet.submit()
    settled(qtbot)
    assert station.people.open(coordinator, pair[1].id).full_name == "Joanna Ficticia Silva"
    assert "desfeita" in words_in(section)


def test_a_refused_merge_is_explained_with_everything_chosen(
    section: DuplicatesSection,
    station: Station,
    sign_in: SignIn,
    pair: tuple[PersonRecord, PersonRecord],
    qtbot: QtBot,
) -> None:
    nurse = sign_in(Role.NURSE)
    for one in pair:
        station.pregnancies.open(nurse, one.id)
    compared(section, qtbot)
    page = section.compare
    assert page is not None
    page.reason.set_value("x")
    page.merge()
    settled(qtbot)
    assert section.compare is page
    assert page.banner.title.text() == "Os dois cadastros têm uma gestação em curso."
    assert page.reason.value() == "x"


def test_an_undoing_that_cannot_be_is_explained(
    section: DuplicatesSection, station: Station, sign_in: SignIn, pair: tuple[PersonRecord, PersonRecord], qtbot: QtBot
) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    merge = station.duplicates.merge(coordinator, pair[1].id, pair[0].id, "x")
    section.merges.undo_wanted.emit(merge)
    station.duplicates.undo(coordinator, merge.id, "y")
    sheet = section.window().findChild(UndoSheet)
    assert sheet is not None
    sheet.reason.set_value("z")
    sheet.submit()
    settled(qtbot)
    assert sheet.banner.title.text() == "Esta junção já foi desfeita."
    sheet.leave()


def test_two_women_are_not_proposed_again(section: DuplicatesSection, qtbot: QtBot) -> None:
    compared(section, qtbot)
    assert section.compare is not None
    section.compare.reason.set_value("Pessoas com o mesmo nome")
    press(section, "São pessoas diferentes")
    settled(qtbot)
    assert "Nenhum cadastro parece repetido" in words_in(section)
    assert "são pessoas diferentes" in section.banner.title.text()


def test_a_known_person_is_compared_with_whom_one_finds(
    section: DuplicatesSection, pair: tuple[PersonRecord, PersonRecord], station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    section.open_subject(pair[0].id)
    assert "Qual é o outro cadastro dela?" in words_in(section)
    assert complaints(section) == []
    found = next(
        one for one in station.people.search(sign_in(Role.NURSE), "joanna").hits if one.person_id == pair[1].id
    )
    section._compare_chosen(pair[0].id, found)
    settled(qtbot)
    assert section.compare is not None
    assert section.step_back()
    assert not section.step_back()


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_everything_has_room(
    section: DuplicatesSection, light: QApplication, qtbot: QtBot, language: str, scale: int, open_section: OpenSection
) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    page = open_section(Role.COORDINATOR, "duplicates").page
    assert isinstance(page, DuplicatesSection)
    assert complaints(page) == []
    page.open_pair(*(one.person_id for one in (page.pairs.pairs[0].first, page.pairs.pairs[0].second)))
    settled(qtbot)
    assert page.compare is not None
    page.compare.merge()
    assert complaints(page) == []
