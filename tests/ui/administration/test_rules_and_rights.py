"""What can be read by everybody: the rules in force and the table of rights."""

from decimal import Decimal

import pytest

from app.clinic.risk.loader import default_rule_base
from app.clinic.risk.rules import ChoiceFactor, Interval, NumberFactor
from app.clinic.text_keys import fold
from app.security.roles import RIGHTS, Action, Role
from tests.ui.administration.office import OpenSection, words_in
from ui.administration.grouped_table import Heading
from ui.administration.page import AdministrationPage
from ui.administration.rights import RightsSection, grouped_actions, two_lines
from ui.administration.rules.in_force_list import ShownRule
from ui.administration.rules.rule_rows import interval_words, points_words, rule_rows
from ui.administration.rules.section import RulesSection
from ui.texts import choose_language


def _rules(page: AdministrationPage) -> RulesSection:
    assert isinstance(page.page, RulesSection)
    return page.page


def _shown(section: RulesSection) -> list[ShownRule]:
    model = section.list.table.model_of_groups
    rows = [model.row_at(line) for line in range(model.rowCount())]
    return [row for row in rows if isinstance(row, ShownRule)]


def test_every_rule_of_the_rule_base_is_one_line_with_its_points_and_source() -> None:
    rules = default_rule_base()
    expected = 0
    for factor in rules.factors:
        if isinstance(factor, NumberFactor):
            expected += len(factor.ranges)
        else:
            expected += len(factor.values) if isinstance(factor, ChoiceFactor) else 1
    rows = rule_rows(rules)
    assert len(rows) == expected
    assert sum(row.points for row in rows) > 0
    assert all(row.source.place for row in rows)


@pytest.mark.parametrize("words", ["hipertensão", "HIPERTENSAO", "hypertension"])
def test_a_rule_is_found_in_either_language_whatever_the_accents(open_section: OpenSection, words: str) -> None:
    section = _rules(open_section(Role.DOCTOR, "rules"))
    section.list.search.setText(words)
    section.list.search.searched.emit(words)
    shown = _shown(section)
    assert shown
    assert all(one.rule.matches((fold(words),)) for one in shown)
    assert len(shown) < len(rule_rows(default_rule_base()))


def test_a_search_without_result_offers_an_example(open_section: OpenSection) -> None:
    section = _rules(open_section(Role.DOCTOR, "rules"))
    section.list.search.searched.emit("xyzw")
    assert section.list.states.state == "empty"
    assert "Nenhuma regra com" in words_in(section)


def test_a_rule_in_full_says_it_in_both_languages_with_document_and_place(open_section: OpenSection) -> None:
    section = _rules(open_section(Role.DOCTOR, "rules"))
    section.open_line(1)
    words = words_in(section.list.beside.panel)
    rule = _shown(section)[0].rule
    assert f"{rule.factor.en}: {rule.answer.en}" in words
    assert f"{rule.factor.pt_BR}: {rule.answer.pt_BR}" in words
    assert rule.source.document in words


def test_the_version_and_the_whole_fingerprint_can_be_read(open_section: OpenSection) -> None:
    section = _rules(open_section(Role.STUDENT, "rules"))
    section.list.sources_button.click()
    words = words_in(section.list.beside.panel).replace(" ", "")
    rules = default_rule_base()
    assert rules.sha256 in words
    assert rules.version in words


def test_the_totals_of_a_class_are_words_that_leave_no_doubt() -> None:
    five, ten = Decimal(5), Decimal(10)
    assert interval_words(Interval(None, five, False, False)) == "menos de 5 pontos"
    assert interval_words(Interval(five, ten, True, False)) == "de 5 a menos de 10 pontos"
    assert interval_words(Interval(ten, None, True, False)) == "10 pontos ou mais"
    assert points_words(Decimal("0.5")) == "0,5"
    choose_language("en")
    assert points_words(Decimal("0.5")) == "0.5"


def test_every_action_stands_in_the_table_of_rights_once() -> None:
    shown = [action for _, actions in grouped_actions() for action in actions]
    assert sorted(shown) == sorted(Action)


def test_the_table_says_yes_and_no_as_the_rights_do(open_section: OpenSection) -> None:
    page = open_section(Role.NURSE, "rights")
    assert isinstance(page.page, RightsSection)
    model = page.page.table.model_of_groups
    for line in range(model.rowCount()):
        action = model.row_at(line)
        if isinstance(action, Heading):
            continue
        assert isinstance(action, Action)
        said = [model.data(model.index(line, column)) for column in range(1, model.columnCount())]
        roles = (Role.STUDENT, Role.NURSE, Role.DOCTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
        assert said == ["Sim" if action in RIGHTS[role] else "Não" for role in roles]


def test_a_long_heading_breaks_near_its_middle() -> None:
    assert two_lines("Residente ou estudante") == "Residente ou\nestudante"
    assert two_lines("Coordenação") == "Coordenação"
