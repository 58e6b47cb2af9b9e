"""Where something goes: the person, which of her pregnancies, and why."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import PersonHit
from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.kernel.clock import local_date
from ui.pregnancy.words import gestational_words
from ui.reception.hits import identity_line, origin_line, years_words
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.reason_input import ReasonInput

_OFFERED = ("wrong_chart", "same_name", "wrong_pregnancy")


class Destination(QWidget):
    """`pregnancies` None: it goes to the person herself. `other` asks for another person.

    `possible` is False where she has no pregnancy that it could go to.
    """

    other = Signal()

    def __init__(
        self,
        person: PersonHit,
        pregnancies: Sequence[Pregnancy] | None,
        today: date,
        zone: str,
        *,
        only_here: bool = False,
    ) -> None:
        super().__init__()
        self.person = person
        self._to_id = person.person_id
        self.possible = pregnancies is None or bool(pregnancies)
        self.layout_ = column(self, gap=3)
        alone = pregnancies[0] if pregnancies and len(pregnancies) == 1 else None
        self._add_person(today, None if alone is None else pregnancy_words(alone, zone))
        self.which: Dropdown | None = None
        self.reason = ReasonInput([tr(f"corrections.reason_{code}") for code in _OFFERED])
        self.field = Field(tr("corrections.reason"), self.reason, required=True)
        if not self.possible:
            self._explain(only_here=only_here)
            return
        self.setFocusProxy(self.field)
        if pregnancies is not None:
            self._to_id = pregnancies[0].id
            self._offer(pregnancies, zone)
        self.layout_.addWidget(self.field)

    def to_id(self) -> str:
        """The pregnancy, or the person, that it goes to."""
        return self._to_id if self.which is None else str(self.which.value())

    def complete(self) -> bool:
        """Whether everything is there; says at the field what is missing."""
        missing = not self.reason.value()
        self.field.set_error(tr("corrections.reason_missing") if missing else None)
        if missing:
            self.field.setFocus()
        return self.possible and not missing

    def _add_person(self, today: date, pregnancy: str | None) -> None:
        """Who she is, in enough words to tell her from another of the same name, and her only pregnancy."""
        line = row(gap=3)
        words = column(gap=0)
        words.addWidget(Text(tr("corrections.move_to"), "label"))
        age = years_words(self.person.birth_date, today)
        words.addWidget(Text(f"{self.person.shown_name}, {age}", "strong", wrap=True))
        words.addWidget(Text(identity_line(self.person), "small", wrap=True))
        words.addWidget(Text(origin_line(self.person), "small", wrap=True))
        if pregnancy is not None:
            words.addWidget(Text(pregnancy, wrap=True))
        line.addLayout(words, 1)
        self._change = QuietButton(tr("corrections.move_other"), icon_name="search", on_press=self.other.emit)
        line.addWidget(self._change)
        self.layout_.addLayout(line)
        self.setFocusProxy(self._change)

    def _offer(self, pregnancies: Sequence[Pregnancy], zone: str) -> None:
        if len(pregnancies) > 1:
            self.which = Dropdown([(one.id, pregnancy_words(one, zone)) for one in pregnancies])
            self.layout_.addWidget(Field(tr("corrections.move_which"), self.which))
            self.setFocusProxy(self.which)

    def _explain(self, *, only_here: bool) -> None:
        banner = Banner()
        key = "corrections.move_only_here" if only_here else "corrections.move_no_pregnancy"
        banner.show_message("warn", tr(key, name=self.person.shown_name), closable=False)
        self.layout_.addWidget(banner)


def pregnancy_words(one: Pregnancy, zone: str) -> str:
    """`Gestação em curso, 33s3d`, or when a closed one was opened."""
    if one.status is PregnancyStatus.CLOSED:
        return tr("corrections.pregnancy_closed", date=show_date(local_date(one.opened_at, zone)))
    if one.gestational_age is None:
        return tr("corrections.pregnancy_current_undated")
    return tr("corrections.pregnancy_current", age=gestational_words(one.gestational_age))
