"""What stands beside a form: messages, empty places, confirmations, badges, progress."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import complaints
from tests.ui.conftest import Show, settle
from ui.theme import apply_theme
from ui.theme.tokens import RISK_CLASSES
from ui.widgets.avatar import Avatar
from ui.widgets.badges import RiskBadge, risk_look, risk_look_short
from ui.widgets.banner import Banner
from ui.widgets.buttons import DangerButton, IconButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.cards import Card, Section
from ui.widgets.confirm_sheet import ask
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_values import KeyValues
from ui.widgets.layouts import column
from ui.widgets.names import initials, short_name
from ui.widgets.progress_line import ProgressLine
from ui.widgets.side_panel import SidePanel
from ui.widgets.skeleton import Skeleton
from ui.widgets.status_line import StatusLine
from ui.widgets.text_fields import TextField

LONG = "Uma frase comprida o bastante para ocupar mais de uma linha em qualquer tamanho de texto que a pessoa escolha."


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off_at_any_text_size(show: Show, light: QApplication, theme: str, scale: int) -> None:
    apply_theme(light, theme, scale)
    page = QWidget()
    layout = column(page, gap=3)
    banner = Banner()
    banner.show_message("warn", "Ficha guardada", LONG, action=("Abrir a ficha", lambda: None))
    card = Card()
    section = Section("Cadastro", LONG)
    section.add_action(SecondaryButton("Mudar", icon_name="pencil"))
    card.body.addWidget(section)
    buttons = QWidget()
    line = column(buttons)
    for button in (
        PrimaryButton("Salvar"),
        QuietButton("Ver mais"),
        DangerButton("Suspender"),
        IconButton("x", "Fechar"),
    ):
        line.addWidget(button)
    for part in (banner, card, buttons, KeyValues([("CPF", "123"), ("Mãe", LONG)], columns=2)):
        layout.addWidget(part)
    layout.addStretch(1)
    assert complaints(show(page)) == []


def test_an_empty_place_says_what_to_do_first_without_cutting_a_word(show: Show) -> None:
    button = PrimaryButton("Cadastrar pessoa")
    assert complaints(show(EmptyState("users", "Ninguém ainda", LONG, button))) == []


def test_a_banner_is_told_by_word_and_icon_and_closes(show: Show, qtbot: QtBot) -> None:
    pressed: list[str] = []
    page = QWidget()
    banner = Banner()
    column(page).addWidget(banner)
    show(page)
    banner.show_message("error", "Não foi possível salvar", action=("Tentar", lambda: pressed.append("again")))
    settle()
    assert banner.accessibleName() == "Problema: Não foi possível salvar"
    action = next(one for one in banner.findChildren(QuietButton) if one.isVisible())
    action.click()
    assert pressed == ["again"]


def test_a_confirmation_keeps_the_focus_and_gives_it_back(show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    field = TextField(name="Nome")
    column(page).addWidget(field)
    show(page)
    field.setFocus()
    done: list[str] = []
    sheet = ask(page, "Suspender a conta?", "Suspender", lambda: done.append("yes"), explanation=LONG, danger=True)
    settle()
    assert page.focusWidget() is sheet.no
    QTest.keyClick(sheet.no, Qt.Key.Key_Tab)
    assert page.focusWidget() is sheet.yes
    QTest.keyClick(sheet.yes, Qt.Key.Key_Tab)
    assert page.focusWidget() is sheet.no
    assert complaints(sheet) == []
    QTest.keyClick(sheet.no, Qt.Key.Key_Escape)
    assert done == []
    assert page.focusWidget() is field


def test_a_confirmation_does_what_its_verb_says(show: Show) -> None:
    page = QWidget()
    show(page)
    done: list[str] = []
    ask(page, "Salvar?", "Salvar", lambda: done.append("yes")).yes.click()
    assert done == ["yes"]


@pytest.mark.parametrize("code", [*RISK_CLASSES, None])
def test_a_class_is_shown_by_word_too(qtbot: QtBot, light: QApplication, code: str | None) -> None:
    badge = RiskBadge(code, large=True)
    qtbot.addWidget(badge)
    assert badge.accessibleName() == badge.words
    assert badge.grab().width() >= badge.fontMetrics().horizontalAdvance(badge.words)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maria da Silva", "MS"),
        ("Ana", "A"),
        ("", "?"),
        ("João dos Santos e Souza", "JS"),
        ("Lúcia Maré (demo)", "LM"),
        ("Dra. Inês Duna (de plantão)", "ID"),
        ("Enf. Érica", "É"),
        ("(demo)", "?"),
    ],
)
def test_initials_are_letters_of_the_name_alone(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Maria da Silva", "Maria"),
        ("Dra. Inês Duna (demo)", "Dra. Inês"),
        ("Prof. Dr. Rui Vaga", "Dr. Rui"),
        ("Dr.", "Dr."),
        ("(demo)", "(demo)"),
    ],
)
def test_the_short_name_keeps_the_title_before_the_first_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_class_without_a_look_of_its_own_is_drawn_neutral_under_its_code() -> None:
    assert risk_look("MUNICIPAL") == ("MUNICIPAL", "neutral", "bar")
    assert risk_look_short("MUNICIPAL") == ("MUNICIPAL", "neutral", "bar")
    assert risk_look_short("ARCE")[0] == "Alto, encaminhar"


def test_a_long_path_gives_way_in_the_middle_and_stands_whole_in_the_tool_tip(show: Show) -> None:
    path = "/srv/unidade/dados-locais/plantao/copias-de-seguranca/plantao-2026-11-21-041500.backup"
    banner = Banner()
    show(banner)
    banner.show_message("success", "Cópia feita", f"Em 21/11/2026, guardada em {path}.")
    shown = banner.body.text()
    assert shown.startswith("Em 21/11/2026, guardada em /srv/unidade")
    assert shown.endswith("041500.backup.")
    assert "…" in shown
    assert len(shown) < len(path)
    assert path in banner.body.toolTip()
    assert path in banner.accessibleDescription()
    banner.show_message("info", "Nada mais")
    assert banner.body.toolTip() == ""


def test_the_small_ones_are_named(qtbot: QtBot, light: QApplication) -> None:
    status = StatusLine()
    status.say("success", "Ficha salva")
    for widget, name in (
        (Avatar("Ana Sintética"), "Ana Sintética"),
        (Skeleton(), "Carregando"),
        (status, "Ficha salva"),
    ):
        qtbot.addWidget(widget)
        widget.resize(200, 200)
        assert not widget.grab().isNull()
        assert widget.accessibleName() == name


def test_progress_tells_how_far_it_is_and_can_be_stopped(show: Show) -> None:
    stopped: list[bool] = []
    line = ProgressLine(on_cancel=lambda: stopped.append(True))
    page = QWidget()
    column(page).addWidget(line)
    show(page)
    line.begin("Copiando")
    line.advance(3, 10, "Copiando 3 de 10")
    line.findChildren(QuietButton)[0].click()
    assert stopped == [True]
    line.end()
    assert not line.isVisible()


def test_a_side_panel_closes_by_esc(show: Show, qtbot: QtBot) -> None:
    closed: list[bool] = []
    panel = SidePanel(on_close=lambda: closed.append(True))
    page = QWidget()
    column(page).addWidget(panel)
    show(page)
    panel.show_content("Maria Sintética", TextField(name="Nome"))
    settle()
    assert complaints(panel) == []
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert closed == [True]
    assert not panel.isVisible()
