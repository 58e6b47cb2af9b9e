"""Asking that a sealed record be opened, or destroyed once its time is over: on what ground, and why."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.privacy.grounds import grounds
from app.privacy.model import CaseKind
from app.privacy.steps import PERIOD_OVER
from ui.texts import chosen_language, tr
from ui.widgets.buttons import PrimaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.layouts import column
from ui.widgets.text_fields import TextField

if TYPE_CHECKING:
    from ui.administration.privacy.section import PrivacySection


class OpeningForm(QWidget):
    """Another person confirms; the section is read again afterwards. `ground`: of an erasure, the one that is meant."""

    def __init__(
        self,
        section: "PrivacySection",
        person_id: str,
        kind: CaseKind = CaseKind.OPENING,
        ground: str = PERIOD_OVER,
    ) -> None:
        super().__init__()
        self._section, self._person_id, self._kind = section, person_id, kind
        offered = [
            (one.code, one.labels.get(chosen_language(), one.code))
            for one in grounds().values()
            if one.kind is kind and (kind is CaseKind.OPENING or one.code == ground)
        ]
        self.grounds = ChoiceChips(offered, name=tr("privacy.ground"), optional=False)
        self.grounds.set_value(offered[0][0])
        self.words = TextField()
        self.field = Field(tr("privacy.erase_words"), self.words, required=True)
        layout = column(self, gap=2)
        layout.addWidget(Field(tr("privacy.ground"), self.grounds))
        layout.addWidget(self.field)
        verb = "ask_destroy" if ground == PERIOD_OVER else "erase_button"
        words = tr("privacy.ask_opening" if kind is CaseKind.OPENING else f"privacy.{verb}")
        button = PrimaryButton(words, on_press=self.submit)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.field)

    def submit(self) -> None:
        """Note the request."""
        words = self.words.value().strip()
        self.field.set_error(None if words else tr("privacy.reason_missing"))
        if words:
            erasures, session = self._section.context.station.privacy.erasures, self._section.context.session
            ground = str(self.grounds.value())
            call = partial(erasures.ask, session, self._person_id, self._kind, ground, words)
            self._section.does(call, lambda _case: self._section.refresh())
