"""Fills the style sheet `resources/styles/plantao.qss` and Qt's own palette from the tokens."""

from dataclasses import asdict
from functools import cache
from string import Template

from PySide6.QtGui import QPalette

from ui.resources import RESOURCES
from ui.theme import tokens
from ui.theme.theme import Theme


@cache
def _template() -> Template:
    return Template((RESOURCES / "styles" / "plantao.qss").read_text(encoding="utf-8"))


def style_sheet(theme: Theme) -> str:
    """The whole sheet: `$name` is a colour, `$px_name` a size, `$gap_N` N steps of the grid, `$weight_x` a weight."""
    values: dict[str, str] = dict(asdict(theme.palette))
    values |= {f"px_{name}": f"{theme.px(name)}px" for name in tokens.SIZES}
    values |= {f"gap_{steps}": f"{theme.gap(steps)}px" for steps in range(17)}
    values |= {f"weight_{name}": str(weight) for name, weight in tokens.WEIGHTS.items()}
    return _template().substitute(values)


def qt_palette(theme: Theme) -> QPalette:
    """Qt's palette, for what a style sheet does not reach (selections, tool tips, placeholder text)."""
    role = QPalette.ColorRole
    roles = {
        role.Window: "canvas",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "sunken",
        role.Text: "text",
        role.PlaceholderText: "text_faint",
        role.Button: "surface",
        role.ButtonText: "text",
        role.ToolTipBase: "raised",
        role.ToolTipText: "text",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Link: "accent_text",
        role.LinkVisited: "accent_text",
    }
    palette = QPalette()
    for which, token in roles.items():
        palette.setColor(which, theme.color(token))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, theme.color("text_faint"))
    return palette
