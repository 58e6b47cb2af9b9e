"""What kind of thing a part is to a screen reader that already runs while the part is made."""

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QLabel, QStackedWidget, QWidget

from tests.ui.conftest import Show
from ui.spoken.notice import Notice, notice_of
from ui.spoken.roles import give_role, install_roles, tell_fold
from ui.widgets.buttons import Button
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import row
from ui.widgets.side_panel import SidePanel
from ui.widgets.tabs import Tabs
from ui.widgets.text_fields import PasswordField, TextField

Role, Name = QAccessible.Role, QAccessible.Text.Name
pytestmark = pytest.mark.usefixtures("reader")


@pytest.fixture(autouse=True)
def _roles(qapp: object) -> None:
    install_roles()


def _asked(part: QWidget) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(part)


def test_a_title_is_a_heading_and_a_large_figure_is_not(show: Show) -> None:
    title, figure, body = Text("Alergias", "heading"), Text("12 min", "title"), Text("Látex")
    page = QWidget()
    for part in (title, figure, body):
        part.setParent(page)
    show(page)
    assert [(_asked(one).role(), _asked(one).text(Name)) for one in (title, figure, body)] == [
        (Role.Heading, "Alergias"),
        (Role.StaticText, "12 min"),
        (Role.StaticText, "Látex"),
    ]
    title.setText("Vacinas")
    body.set_role("heading")
    assert [_asked(one).text(Name) for one in (title, body)] == ["Vacinas", "Látex"]
    assert _asked(body).role() is Role.Heading
    body.set_role("body")
    assert _asked(body).role() is Role.StaticText


def test_one_of_several_is_chosen_and_pressed_as_such_and_does_not_repeat_its_group(show: Show) -> None:
    chips = ChoiceChips([(1, "Negativa"), (2, "++")], name="Proteína")
    show(chips)
    first, second = (_asked(chip) for chip in chips.findChildren(QAbstractButton))
    assert [one.text(Name) for one in (first, second)] == ["Negativa", "Proteína: ++"]
    assert first.role() is second.role() is Role.RadioButton
    action = first.actionInterface()
    assert action is not None
    action.doAction(action.pressAction())
    assert chips.value() == 1
    assert [bool(one.state().checked) for one in (first, second)] == [True, False]


def test_several_controls_under_one_label_are_a_group_with_its_name(show: Show) -> None:
    pair = QWidget()
    line = row(pair)
    line.addWidget(TextField())
    field = Field("Pressão", pair, required=True)
    show(field)
    asked = _asked(pair)
    assert (asked.role(), asked.text(Name)) == (Role.Grouping, "Pressão")
    assert asked.text(QAccessible.Text.Description) == "obrigatório"


def test_a_stack_of_pages_is_not_called_a_pane_at_every_step(show: Show) -> None:
    stack = QStackedWidget()
    stack.addWidget(QLabel("Página"))
    show(stack)
    assert _asked(stack).role() is Role.Client


def test_a_notice_shows_anew_with_each_text_once_in_a_window_and_leaves_nothing(show: Show) -> None:
    window = show(QWidget())
    inside = QWidget(window)
    notice = notice_of(window)
    assert not notice.isVisible()
    notice.tell("Alarme: Leito 7")
    assert notice.isVisible()
    asked = _asked(notice)
    assert (asked.role(), asked.text(Name)) == (Role.Notification, "Alarme: Leito 7")
    notice_of(window).tell("Terminou: Leito 7")
    assert window.findChildren(Notice) == [notice]
    assert asked.text(Name) == "Terminou: Leito 7"
    notice_of(inside.window()).forget()
    assert (notice.isVisible(), asked.text(Name)) == (False, "")


def test_the_parts_of_a_record_are_tabs_of_which_one_is_chosen(show: Show) -> None:
    tabs = Tabs()
    for words in ("Resumo", "Consultas"):
        tabs.add(words, QLabel(words))
    show(tabs)
    first, second = (_asked(one) for one in tabs.findChildren(QAbstractButton) if one.isCheckable())
    assert first.role() is second.role() is Role.PageTab
    parent = first.parent()
    assert parent is not None
    assert parent.role() is Role.PageTabList
    assert [bool(one.state().selected) for one in (first, second)] == [True, False]
    action = second.actionInterface()
    assert action is not None
    action.doAction(action.pressAction())
    assert [bool(one.state().selected) for one in (first, second)] == [False, True]


def test_a_button_that_shows_a_part_says_whether_it_is_on_show(show: Show) -> None:
    more = Button("Mais perguntas")
    give_role(more, "fold")
    show(more)
    states = []
    for unfolded in (False, True, False):
        tell_fold(more, unfolded=unfolded)
        state = _asked(more).state()
        assert state.expandable
        states.append((bool(state.expanded), bool(state.collapsed)))
    assert states == [(False, True), (True, False), (False, True)]
    assert (_asked(more).role(), _asked(more).text(Name)) == (Role.Button, "Mais perguntas")


def test_a_button_that_opens_a_menu_says_so(show: Show) -> None:
    account = Button("Conta")
    give_role(account, "menu")
    show(account)
    assert _asked(account).role() is Role.ButtonMenu
    assert _asked(account).state().hasPopup


def test_nothing_of_a_hidden_password_is_handed_out_and_a_shown_one_is_read(show: Show) -> None:
    field = PasswordField(name="Senha")
    show(field)
    field.line.setText("jangada")
    hidden = _asked(field.line)
    # Qt sends typed letters to whoever listens, of everything that has a text to read.
    assert hidden.textInterface() is None
    assert hidden.state().passwordEdit
    assert (hidden.role(), hidden.text(Name)) == (Role.EditableText, "Senha")
    assert "jangada" not in hidden.text(QAccessible.Text.Value)
    eye = field.findChild(QAbstractButton)
    assert eye is not None
    eye.click()
    shown = _asked(field.line).textInterface()
    assert shown is not None
    assert shown.text(0, 7) == "jangada"
    eye.click()
    assert _asked(field.line).textInterface() is None


def test_a_panel_says_on_the_way_in_what_it_is_about(show: Show) -> None:
    panel = SidePanel()
    show(panel)
    panel.show_content("Maria Synthetic", QLabel("Febre"))
    assert (_asked(panel).role(), _asked(panel).text(Name)) == (Role.Form, "Maria Synthetic")
    panel.show_title("Leito 7")
    assert _asked(panel).text(Name) == panel.title.text() == "Leito 7"
