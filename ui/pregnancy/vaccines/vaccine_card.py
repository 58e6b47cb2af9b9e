"""One vaccine: its doses as they stand, what can be done now, and what was written down about it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.corrections import Moved
from app.clinic.prenatal.vaccines import DoseState, DoseStatus
from app.clinic.prenatal.vaccines_service import VaccineRecord
from ui.corrections.actions import EntryActions
from ui.corrections.entries import Chain, chains, entry
from ui.corrections.entry_history import EntryHistory
from ui.corrections.move import Movable, Moving
from ui.pregnancy.exams.words import source_words
from ui.pregnancy.section import RecordHost
from ui.pregnancy.vaccines.dose_sheet import DoseSheet, NotForHerSheet
from ui.pregnancy.vaccines.words import LOOKS, dose_name, record_words, standing_words, vaccine_name
from ui.texts import chosen_language, tr
from ui.widgets.badges import Badge
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row
from ui.widgets.turning import Turning

OPEN = frozenset({DoseStatus.DUE, DoseStatus.OVERDUE})


class VaccineCard(QWidget):
    """`doses` are all of one vaccine, `records` everything written down about it; `changed()` after a correction."""

    def __init__(
        self,
        host: RecordHost,
        doses: Sequence[DoseState],
        records: Sequence[VaccineRecord],
        moved: Mapping[str, Moved],
        changed: Callable[[], object],
        *,
        may: bool,
    ) -> None:
        super().__init__()
        self._host = host
        self._moved = moved
        self._changed = changed
        self._may = may
        self.doses = tuple(doses)
        self.vaccine = doses[0].vaccine
        self._records = {one.id: one for one in records}
        self.chains = chains([entry(one, record_words(one)) for one in reversed(records)])
        layout = column(self, gap=2)
        layout.addWidget(self._head())
        for dose in self.doses:
            layout.addWidget(self._dose(dose))
        self.entries = QWidget()
        self._toggle = QuietButton("", icon_name="chevron-down", on_press=self._switch)
        if self.chains:
            self._toggle.set_text(tr("vaccines.entries", count=len(self.chains)))
            self._toggle.setAccessibleName(f"{self._toggle.text()}: {vaccine_name(self.doses[0])}")
            line = row(gap=0)
            line.addWidget(self._toggle)
            line.addStretch(1)
            layout.addLayout(line)
        layout.addWidget(self.entries)
        self.entries.hide()
        layout.addWidget(hairline())

    def _head(self) -> QWidget:
        head = Turning("line_room", gap=3)
        words = QWidget()
        said = column(words, gap=0)
        name = vaccine_name(self.doses[0])
        said.addWidget(Text(name, "heading", wrap=True))
        against = self.vaccine.against.in_language(chosen_language())
        said.addWidget(Text(f"{against} · {source_words(self.vaccine.source)}", "small", wrap=True))
        head.line.addWidget(words, 1)
        if self._may:
            tools = row(gap=1)
            if any(one.status is not DoseStatus.NOT_APPLICABLE for one in self.doses):
                self.record_button = SecondaryButton(tr("vaccines.record"), on_press=self._record)
                self.record_button.setAccessibleName(f"{tr('vaccines.record')}: {name}")
                self.record_button.setObjectName(f"record_{self.vaccine.code}")
                tools.addWidget(self.record_button)
            if any(one.status in OPEN for one in self.doses):
                exclude = QuietButton(tr("vaccines.exclude"), on_press=self._exclude)
                exclude.setAccessibleName(f"{tr('vaccines.exclude')}: {name}")
                tools.addWidget(exclude)
            tools.addStretch(1)
            head.line.addLayout(tools)
        return head

    def _dose(self, dose: DoseState) -> QWidget:
        line = Turning(gap=3)
        token, shape = LOOKS[dose.status]
        line.line.addWidget(Badge(tr(f"prenatal.dose_{dose.status}"), token, shape), 0, Qt.AlignmentFlag.AlignVCenter)
        given = self._records.get(dose.given_id or "")
        standing = record_words(given) if given is not None else standing_words(dose)
        words = " · ".join(part for part in (dose_name(dose), standing) if part)
        line.line.addWidget(Text(words, wrap=True), 1)
        return line

    def _record(self) -> None:
        DoseSheet(self, self._host, self.vaccine, self._changed)

    def _exclude(self) -> None:
        NotForHerSheet(self, self._host, self.vaccine, self._changed)

    def _switch(self) -> None:
        if self.entries.layout() is None:
            body = column(self.entries, gap=2, margin=1, sides=4)
            for chain in self.chains:
                body.addWidget(self._entry(chain))
        self.entries.setVisible(self.entries.isHidden())
        self._toggle.set_icon("chevron-down" if self.entries.isHidden() else "chevron-up")

    def _entry(self, chain: Chain) -> QWidget:
        part = QWidget()
        body = column(part, gap=1)
        body.addWidget(EntryHistory(chain, self._host.view.profile.time_zone, self._moved))
        newest = self._records[chain[0].id]
        if newest.is_current and self._may:
            body.addWidget(self._actions(newest))
        return part

    def _actions(self, one: VaccineRecord) -> QWidget:
        context, words = self._host.context, f"{vaccine_name(self.doses[0])}: {record_words(one)}"
        part = Turning(gap=1)
        if one.is_dose:
            fix = QuietButton(tr("vaccines.correct"), icon_name="pencil", on_press=lambda: self._correct(one))
            fix.setAccessibleName(f"{tr('vaccines.correct')}: {words}")
            part.line.addWidget(fix)

        def strike(reason: str) -> object:
            return context.station.vaccines.correct(context.session, one.id, None, reason)

        moving = Moving(Movable.FACT, one.id, words, self._host.view.person.shown_name, one.pregnancy_id)
        part.line.addWidget(EntryActions(context, words, strike, moving, self._changed), 1)
        return part

    def _correct(self, one: VaccineRecord) -> None:
        DoseSheet(self, self._host, self.vaccine, self._changed, wrong=one)
