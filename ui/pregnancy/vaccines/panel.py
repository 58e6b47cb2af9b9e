"""All vaccines of the calendar: what can be given now at the top, then each vaccine with its doses."""

from collections import defaultdict
from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.clinic.corrections import Moved
from app.clinic.prenatal.vaccines import DoseState, DoseStatus
from app.clinic.prenatal.vaccines_service import VaccineCard as CardOfDoses
from app.clinic.prenatal.vaccines_service import VaccineRecord
from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.pregnancy.section import RecordHost
from ui.pregnancy.vaccines.vaccine_card import OPEN, VaccineCard
from ui.pregnancy.vaccines.words import LOOKS, vaccine_name
from ui.texts import tr
from ui.widgets.badges import Badge
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column
from ui.widgets.turning import Turning

_Read = tuple[CardOfDoses, Mapping[str, Moved]]


class VaccinePanel(QWidget):
    """`refresh` reads; nothing is read before it is first shown."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__()
        self._host = host
        self._latest = Latest(self)
        self.cards: list[VaccineCard] = []
        self.states = States()
        content = QWidget()
        body = column(content, gap=4, margin=1, sides=5)
        self._now = Turning(gap=3)
        self._now_words = Text("", "strong", wrap=True)
        self._now_badge = Badge(tr("prenatal.dose_due"), *LOOKS[DoseStatus.DUE])
        self._now.line.addWidget(self._now_badge)
        self._now.line.addWidget(self._now_words, 1)
        body.addWidget(self._now)
        self._lines = column(gap=4)
        body.addLayout(self._lines)
        body.addStretch(1)
        self.states.full.addWidget(Scroll(content))
        column(self, gap=0).addWidget(self.states)

    def refresh(self) -> None:
        """Read the doses as they stand today."""
        context, pregnancy_id = self._host.context, self._host.view.pregnancy.id

        def read() -> _Read:
            card = context.station.vaccines.card(context.session, pregnancy_id)
            return card, context.station.corrections.moved_away(context.session, pregnancy_id)

        if not self.cards:
            self.states.show_loading()
        self._latest.ask(read, self._show, lambda e: self.states.show_wrong(words_of(e).together, self.refresh))

    def step_back(self) -> bool:
        """Nothing lies over the list."""
        return False

    def _show(self, read: _Read) -> None:
        card, moved = read
        doses: dict[str, list[DoseState]] = defaultdict(list)
        for dose in card.doses:
            doses[dose.vaccine.code].append(dose)
        records: dict[str, list[VaccineRecord]] = defaultdict(list)
        for one in card.records:
            records[one.code].append(one)
        may = self._host.context.may(Action.RECORD_OBSERVATION) and not self._host.view.locked
        clear(self._lines)
        self.cards = [
            VaccineCard(self._host, found, records[code], moved, self._changed, may=may)
            for code, found in doses.items()
        ]
        for shown in self.cards:
            self._lines.addWidget(shown)
        waiting = [vaccine_name(dose) for dose in card.doses if dose.status in OPEN]
        late = any(dose.status is DoseStatus.OVERDUE for dose in card.doses)
        self._now_words.setText(", ".join(waiting) if waiting else tr("vaccines.nothing_now"))
        self._now_badge.setVisible(bool(waiting))
        if waiting:
            status = DoseStatus.OVERDUE if late else DoseStatus.DUE
            words = tr("vaccines.now_late") if late else tr("prenatal.dose_due")
            self._now_badge.show_class(words, *LOOKS[status])
        self.states.show_full()

    def _changed(self) -> None:
        self._host.context.message("success", tr("vaccines.kept"))
        self._host.stored()
