"""What kind of thing a part is to a screen reader that already runs while the part is made."""

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QLabel, QStackedWidget, QWidget

from tests.ui.conftest import Show
from ui.spoken.notice import Notice, notice_of
from ui.spoken.roles import install_roles
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import row
from ui.widgets.text_fields import TextField

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
