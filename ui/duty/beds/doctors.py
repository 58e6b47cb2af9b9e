"""Table 15: which doctor is what to whoever lies in a bed. Without a line here a doctor receives nothing of them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.security.roles import Action, Role
from app.ward.beds.model import BedView
from ui.administration.inline_form import InlineForm
from ui.duty.host import HoldersHost
from ui.duty.reading import Held
from ui.duty.words import label_words
from ui.texts import tr
from ui.widgets.buttons import QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.picker import Picker


class Doctors(QWidget):
    """The doctors of one patient, and a form for one more."""

    def __init__(self, host: HoldersHost, state: Held, bed: BedView) -> None:
        super().__init__()
        assert bed.occupant is not None
        self._host, self._state, self._stay = host, state, bed.occupant.stay
        layout = column(self, gap=3)
        may = host.context.may(Action.MANAGE_BEDS)
        here = [one for one in state.attending if one.patient == self._stay]
        self.lines = QWidget()
        lines = column(self.lines, gap=3)
        for one in here:
            lines.addWidget(self._line(one.user, one.user_class, may))
        layout.addWidget(self.lines)
        if not here:
            layout.addWidget(Text(tr("duty_beds.no_doctor"), "muted", wrap=True))
        self.form = AttendForm(self, state) if may else None
        if self.form is not None:
            layout.addWidget(self.form)

    def set_class(self, user: str, user_class: str, failed: Callable[[Exception], object]) -> None:
        """What a doctor is from now on; empty: nothing."""
        context, tables = self._host.context, self._state.tables
        name = self._state.names.get(user, tr("duty.somebody"))
        key = "duty_beds.attending_done" if user_class else "duty_beds.attending_gone"
        words = label_words(tables.classes[user_class].label) if user_class else ""
        call = partial(context.station.duty.attend, context.session, user, self._stay, user_class, tables)
        self._host.does(call, lambda _none: self._host.settled(tr(key, name=name, what=words)), failed)

    def _line(self, user: str, user_class: str, may: bool) -> QWidget:
        part = QWidget()
        line = row(part, gap=2)
        name = self._state.names.get(user, tr("duty.somebody"))
        words = column(gap=0)
        words.addWidget(Text(name, "strong", wrap=True))
        known = self._state.tables.classes.get(user_class)
        words.addWidget(Text(label_words(known.label) if known is not None else user_class, "small"))
        line.addLayout(words, 1)
        if may:
            press = partial(self.set_class, user, "", self._host.refused)
            gone = QuietButton(tr("duty_beds.attending_remove"), on_press=press)
            gone.setAccessibleName(tr("duty_beds.attending_remove_whom", name=name))
            line.addWidget(gone, 0, Qt.AlignmentFlag.AlignTop)
        return part


class AttendForm(InlineForm):
    """Which doctor, and what to this patient."""

    def __init__(self, doctors: Doctors, state: Held) -> None:
        where = {"router_duty.unknown_user": "doctor", "router_duty.unknown_class": "what"}
        super().__init__(tr("duty_beds.attending_verb"), self._submit, minor=True, where=where)
        self._doctors = doctors
        known = [(one.user, one.name) for one in state.staff if one.ready and one.role is not Role.NURSE]
        self.doctor = Picker(known, name=tr("duty_beds.doctor"))
        self.add("doctor", Field(tr("duty_beds.doctor"), self.doctor))
        classes = [(code, label_words(one.label)) for code, one in state.tables.classes.items() if one.by_patient]
        self.what = Dropdown(classes)
        self.add("what", Field(tr("duty_beds.attending_as"), self.what))

    def _submit(self) -> None:
        user, what = self.doctor.value(), self.what.value()
        if user is None or not isinstance(what, str):
            self.fields["doctor"].set_error(tr("duty.person_missing"))
            self.fields["doctor"].setFocus()
            return
        self.wait()
        self._doctors.set_class(user, what, self.fail)
