"""How what the card shows stands to what is stored: being made, being corrected, just saved, or in force."""

from dataclasses import dataclass, replace

from app.clinic.assessments.model import StoredAssessment
from app.clinic.risk.forms import ReferralForm
from ui.texts import tr
from ui.texts.formats import show_instant


@dataclass
class Standing:
    """`shown` is the stored classification whose answers the form holds, None as soon as they may differ;
    `just_saved` tells that it was stored since the record was opened. `zone` is that of the unit."""

    zone: str
    shown: StoredAssessment | None = None
    just_saved: bool = False
    correcting: bool = False

    def begin(self, current: StoredAssessment | None, form: ReferralForm) -> None:
        """The form was filled by the program: is it what is in force?"""
        same = current is not None and replace(current.form, id=None) == replace(form, id=None)
        self.shown, self.just_saved = (current if same else None), False

    def saved(self, stored: StoredAssessment) -> None:
        """The answers were stored."""
        self.shown, self.just_saved = stored, True

    def answered(self) -> None:
        """Somebody gave an answer: what is shown is no longer what is stored."""
        self.shown, self.just_saved = None, False

    def heading(self) -> str:
        """The first words of the card."""
        if self.shown is None:
            return tr("risk_card.heading_correction" if self.correcting else "risk_card.heading_new")
        return self.saved_words() if self.just_saved else tr("risk_card.heading_in_force")

    def saved_words(self) -> str:
        """`Classificação salva às 10:32`."""
        return tr("risk_card.saved_at", time=show_instant(self.shown.recorded_at, self.zone)[-5:]) if self.shown else ""
