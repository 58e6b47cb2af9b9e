"""The recovery code: shown once, printed or saved, and proved to be on paper by typing one group of it."""

import secrets
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QWidget

from ui.start.wizard.recovery_paper import print_code, save_pdf
from ui.start.wizard.steps import Step
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import row
from ui.widgets.text_fields import TextField

_ACROSS, _ACROSS_LARGE = 4, 3
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


class RecoveryStep(Step):
    """Whoever reads the code can open the data: it is never kept on this computer."""

    key = "recovery"

    def __init__(self, code: str, unit_name: str) -> None:
        super().__init__()
        self.code = code
        self._unit_name = unit_name
        self.groups = code.split("-")
        self.asked = secrets.randbelow(len(self.groups))
        self.banner = Banner()
        self.typed = TextField(width="field_short")
        self.typed_field = Field(tr("wizard.recovery_group", number=self.asked + 1), self.typed)
        buttons = row(gap=2)
        buttons.addWidget(SecondaryButton(tr("wizard.print"), icon_name="printer", on_press=self._print))
        buttons.addWidget(SecondaryButton(tr("wizard.save_pdf"), icon_name="download", on_press=self._save))
        buttons.addStretch(1)
        self.body.addWidget(self._picture())
        self.body.addLayout(buttons)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.typed_field)
        self.setFocusProxy(self.typed)

    def complain(self) -> QWidget | None:
        self.typed_field.set_error(None)
        if _plain(self.typed.value()) == _plain(self.groups[self.asked]):
            return None
        self.typed_field.set_error(tr("wizard.recovery_group_wrong", number=self.asked + 1))
        return self.typed

    def _picture(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("look", "card")
        frame.setAccessibleName(tr("start.recovery_code"))
        frame.setAccessibleDescription(self.code)
        grid = QGridLayout(frame)
        theme = current_theme()
        margin = theme.gap(5)
        grid.setContentsMargins(margin, margin, margin, margin)
        grid.setSpacing(theme.gap(3))
        across = _ACROSS_LARGE if theme.is_large else _ACROSS
        for number, group in enumerate(self.groups):
            cell = row(gap=2)
            cell.addWidget(Text(f"{number + 1}", "small"), 0, Qt.AlignmentFlag.AlignVCenter)
            cell.addWidget(Text(group, "code"), 1)
            line, at = divmod(number, across)
            grid.addLayout(cell, line, at)
        return frame

    def _print(self) -> None:
        if print_code(self, self.code, self._unit_name):
            self.banner.show_message("success", tr("wizard.printed"))

    def _save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("wizard.save_pdf"), tr("wizard.pdf_name"), "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the paper as PDF and warn that it opens the data."""
        if save_pdf(path, self.code, self._unit_name):
            self.banner.show_message("success", tr("wizard.pdf_saved"), tr("wizard.pdf_saved_next"))
        else:
            self.banner.show_message("error", tr("wizard.pdf_failed"), tr("wizard.pdf_failed_next"))


def _plain(group: str) -> str:
    return group.replace(" ", "").upper().translate(_LOOK_ALIKES)
