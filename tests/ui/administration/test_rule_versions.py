"""A rule base's way through the window: loaded, compared, approved by two people, gone back from with a reason."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.risk.loader import DEFAULT_FILE, default_rule_base
from app.clinic.rule_admin.service import RuleVersion
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import NAMES, OpenSection, SignIn, fill, press, settled, words_in
from tests.ui.conftest import settle
from ui.administration.page import AdministrationPage
from ui.administration.rules.problems_page import ProblemsPage
from ui.administration.rules.section import RulesSection
from ui.administration.rules.version_page import VersionPage
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.confirm_sheet import ConfirmSheet

NAME = (f'version: "{default_rule_base().version}"', 'version: "teste.2"')
OLDER = ("{above: 35, points: 1,", "{above: 35, points: 5,")


def changed(*replacements: tuple[str, str]) -> str:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def new_file(tmp_path: Path) -> Path:
    path = tmp_path / "regras.yaml"
    path.write_text(changed(NAME, OLDER), encoding="utf-8")
    return path


def rules_of(page: AdministrationPage) -> RulesSection:
    assert isinstance(page.page, RulesSection)
    return page.page


def version_of(section: RulesSection) -> VersionPage:
    assert section.version is not None
    return section.version


def new_version(station: Station, sign_in: SignIn) -> RuleVersion:
    return station.rule_admin.load(sign_in(Role.COORDINATOR), changed(NAME, OLDER).encode())


@pytest.fixture
def coordinator(open_section: OpenSection) -> RulesSection:
    return rules_of(open_section(Role.COORDINATOR, "rules"))


def test_a_loaded_file_opens_with_what_it_changes_in_plain_words(
    coordinator: RulesSection, new_file: Path, qtbot: QtBot
) -> None:
    coordinator.load_file(new_file)
    settled(qtbot)
    page = version_of(coordinator)
    assert page.shown.version == "teste.2"
    words = words_in(coordinator)
    assert "Regras teste.2 carregadas." in words
    assert "1 mudança que pode mudar pontos ou classe" in words
    assert "mais de 35 anos: 5" in words
    assert "Aprovações: 0 de 2." in words


def test_a_file_with_mistakes_is_refused_line_by_line_and_nothing_is_kept(
    coordinator: RulesSection, tmp_path: Path, qtbot: QtBot
) -> None:
    wrong = tmp_path / "errado.yaml"
    text = changed(NAME, ("{above: 35, points: 1,", "{above: 35, points: -1,"))
    wrong.write_text(text, encoding="utf-8")
    coordinator.load_file(wrong)
    settled(qtbot)
    page = coordinator.pages.currentWidget()
    assert isinstance(page, ProblemsPage)
    assert "errado.yaml não foi aceito: 1 problema." in words_in(page)
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "points: -1" in one)
    shown = [page.model.data(page.model.index(0, column)) for column in (0, 1)]
    assert shown == [str(line), "pontos negativos: -1"]
    assert coordinator.window().focusWidget() is page.table
    assert coordinator.step_back()
    assert len(coordinator.versions.model._ids) == 1


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_cannot_be_read_is_said_above_the_list(
    coordinator: RulesSection, tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    coordinator.load_file(tmp_path / name)
    settled(qtbot)
    assert "Não foi possível ler" in words_in(coordinator)
    assert coordinator.load_button.isEnabled()
    coordinator.load_file(DEFAULT_FILE)
    settled(qtbot)
    assert "já estão em vigor" in words_in(coordinator)


def test_two_people_approve_and_each_is_told_what_follows(
    coordinator: RulesSection, open_section: OpenSection, new_file: Path, qtbot: QtBot, station: Station
) -> None:
    coordinator.load_file(new_file)
    settled(qtbot)
    question = version_of(coordinator).ask_approval()
    assert "falta a aprovação de outra pessoa" in words_in(question)
    press(question, "Aprovar")
    settled(qtbot)
    page = version_of(coordinator)
    words = words_in(coordinator)
    assert "Aprovações: 1 de 2." in words
    assert f"{NAMES[Role.COORDINATOR]} em" in words
    assert "Falta mais uma pessoa" in words
    assert not page.approve_button.isEnabled()
    assert "Você já aprovou estas regras." in words
    page.approve()
    settled(qtbot)
    assert "Falta a aprovação de outra pessoa" in words_in(coordinator), "the service refuses too"

    doctor = rules_of(open_section(Role.DOCTOR, "rules"))
    assert "As regras teste.2 esperam aprovação." in words_in(doctor)
    press(doctor.waiting, "Ver")
    settled(qtbot)
    sheet = version_of(doctor).ask_approval()
    assert "elas entram em vigor agora, para todos" in words_in(sheet)
    assert "não as experimentou" in words_in(sheet)
    press(sheet, "Aprovar")
    settled(qtbot)
    assert station.rules.version == "teste.2"
    assert doctor.list.rules.version == "teste.2"
    assert "As regras teste.2 estão em vigor." in words_in(doctor)


def test_going_back_asks_for_a_reason_and_keeps_it(
    coordinator: RulesSection, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    loaded = new_version(station, sign_in)
    for role in (Role.NURSE, Role.DOCTOR):
        station.rule_admin.approve(sign_in(role), loaded.sha256)
    coordinator.refresh()
    settled(qtbot)
    first = next(one for one in coordinator._known if not one.in_force)
    coordinator.open_version(first.sha256)
    settled(qtbot)
    page = version_of(coordinator)
    page.back_button.click()
    assert page.form is not None
    page.form.submit()
    assert page.form.fields["reason"].error
    assert station.rules.version == "teste.2"
    fill(page.form, reason="Erro nos pontos da idade")
    page.form.submit()
    settled(qtbot)
    assert station.rules.version == default_rule_base().version
    page = version_of(coordinator)
    assert page.history.model.data(page.history.model.index(0, 3)) == "Erro nos pontos da idade"
    assert page.history.model.data(page.history.model.index(0, 1)) == "De volta em vigor"


def test_esc_leaves_the_form_then_the_version(
    coordinator: RulesSection, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    loaded = new_version(station, sign_in)
    for role in (Role.NURSE, Role.DOCTOR):
        station.rule_admin.approve(sign_in(role), loaded.sha256)
    coordinator.refresh()
    settled(qtbot)
    coordinator.tabs.choose(1)
    coordinator.versions.table.setFocus()
    coordinator.versions.table.selectRow(1)
    QTest.keyClick(coordinator.versions.table, Qt.Key.Key_Return)
    settled(qtbot)
    page = version_of(coordinator)
    assert coordinator.window().focusWidget() is page.back
    page.begin_roll_back()
    assert page.form is not None
    QTest.keyClick(page.form.fields["reason"].control, Qt.Key.Key_Escape)
    assert version_of(coordinator).form is None
    assert coordinator.step_back()
    assert coordinator.version is None
    assert coordinator.window().focusWidget() is coordinator.versions.table
    assert not coordinator.step_back()


@pytest.mark.parametrize(
    ("role", "may_load", "may_approve", "may_go_back"),
    [
        (Role.COORDINATOR, True, True, True),
        (Role.NURSE, False, True, False),
        (Role.STUDENT, False, False, False),
        (Role.ADMINISTRATOR, False, False, False),
    ],
)
def test_only_what_the_role_may_do_is_offered(
    open_section: OpenSection,
    station: Station,
    sign_in: SignIn,
    qtbot: QtBot,
    role: Role,
    may_load: bool,
    may_approve: bool,
    may_go_back: bool,
) -> None:
    loaded = new_version(station, sign_in)
    for approver in (Role.COORDINATOR, Role.DOCTOR):
        station.rule_admin.approve(sign_in(approver), loaded.sha256)
    section = rules_of(open_section(role, "rules"))
    assert section.load_button.isVisible() is may_load
    section.open_version(next(one.sha256 for one in section._known if not one.in_force))
    settled(qtbot)
    page = version_of(section)
    assert page.approve_button.isVisible() is may_approve
    assert page.back_button.isVisible() is may_go_back
    assert page.save_button.isVisible()


def test_a_version_is_saved_to_the_byte(coordinator: RulesSection, tmp_path: Path, qtbot: QtBot) -> None:
    coordinator.open_version(coordinator._known[0].sha256)
    settled(qtbot)
    version_of(coordinator).save_file(tmp_path / "regras.yaml")
    settled(qtbot)
    assert (tmp_path / "regras.yaml").read_bytes() == DEFAULT_FILE.read_bytes()
    version_of(coordinator).save_file(tmp_path / "nowhere" / "regras.yaml")
    settled(qtbot)
    assert "Escolha outra pasta" in words_in(coordinator)


def test_the_reason_is_whole_in_large_text(
    open_section: OpenSection, light: QApplication, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    apply_theme(light, "light", 150)
    loaded = new_version(station, sign_in)
    for role in (Role.NURSE, Role.DOCTOR):
        station.rule_admin.approve(sign_in(role), loaded.sha256)
    page = open_section(Role.COORDINATOR, "rules")
    page.resize(1276, 600)
    section = rules_of(page)
    section.open_version(next(one.sha256 for one in section._known if not one.in_force))
    version = version_of(section)
    version.begin_roll_back()
    settled(qtbot)
    settle()
    assert complaints(page) == []
    assert version.form is not None
    reason = version.form.fields["reason"]
    assert reason.height() >= reason.heightForWidth(reason.width())
    version.end_roll_back()
    settle()
    assert version.tabs.isVisible()


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [100, 150])
def test_every_page_is_whole_in_every_size_and_language(
    open_section: OpenSection, light: QApplication, new_file: Path, qtbot: QtBot, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(light, "dark", scale)
    page = open_section(Role.COORDINATOR, "rules")
    page.resize(1276 if scale == 150 else 1158, 600)
    section = rules_of(page)
    section.tabs.choose(1)
    settle()
    assert complaints(page) == []
    section.load_file(new_file)
    settled(qtbot)
    for part in range(3):
        version_of(section).tabs.choose(part)
        settle()
        assert complaints(page) == [], f"part {part}"
        assert "[" not in words_in(page)
    assert section.minimumSizeHint().width() <= page.stack.width()
    assert not page.findChildren(ConfirmSheet)
