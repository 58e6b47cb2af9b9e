"""The theme in use: switched at run time, at every text size."""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from tests.conftest import ExpectedLogs
from tests.ui.conftest import Show, settle
from ui.resources import RESOURCES
from ui.theme import apply_theme, current_theme, tokens
from ui.theme.icons import icon, pixmap
from ui.theme.palettes import DARK, LIGHT
from ui.theme.stylesheet import style_sheet
from ui.theme.theme import Theme
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import add_all, column

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", list(tokens.PALETTES))
@pytest.mark.parametrize("scale", tokens.SCALES)
def test_the_style_sheet_is_complete_in_every_look(name: str, scale: int) -> None:
    assert "$" not in style_sheet(Theme(name, scale))


def test_sizes_follow_the_text_size_but_hairlines_stay_hairlines() -> None:
    assert Theme("light", 150).px("target") == 48
    assert Theme("light", 150).px("hairline") == 1
    assert Theme("light", 150).gap(2) == 12


def test_a_switch_reaches_every_widget_on_screen(show: Show, light: QApplication) -> None:
    page = QWidget()
    page.setProperty("ground", "canvas")
    add_all(
        column(page), (Text("Gestante", "title"), PrimaryButton("Salvar", icon_name="save"), SecondaryButton("Sair"))
    )
    show(page)
    assert _corner(page) == QColor(LIGHT.canvas)
    apply_theme(light, "dark", 125)
    settle()
    assert current_theme() == Theme("dark", 125)
    assert _corner(page) == QColor(DARK.canvas)
    label = page.findChild(Text)
    assert label is not None
    assert label.fontInfo().pixelSize() == Theme("dark", 125).px("text_title")
    assert label.palette().color(label.foregroundRole()) == QColor(DARK.text)


def test_an_icon_takes_the_colour_of_its_token(light: QApplication) -> None:
    picture = pixmap("circle", "accent", "icon_large").toImage()
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert LIGHT.accent in inks


def test_every_icon_that_the_code_names_exists() -> None:
    named: set[object] = set()
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                named |= {
                    word.value.value
                    for word in node.keywords
                    if word.arg == "icon_name" and isinstance(word.value, ast.Constant) and word.value.value
                }
                name = getattr(node.func, "id", "")
                if name in ("IconLabel", "IconButton", "EmptyState", "pixmap", "icon") and node.args:
                    first = node.args[0]
                    named |= {first.value} if isinstance(first, ast.Constant) else set()
    assert named
    assert [name for name in sorted(map(str, named)) if not (RESOURCES / "icons" / f"{name}.svg").is_file()] == []


def test_an_icon_that_does_not_exist_is_logged_and_drawn_empty(
    light: QApplication, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("ui.theme.icons", "no icon 'nobody-drew-this'")
    assert not icon("nobody-drew-this").isNull()


def _corner(widget: QWidget) -> QColor:
    picture: QImage = widget.grab().toImage()
    return picture.pixelColor(2, 2)
