"""What a version changes against the one in force, sentence by sentence: first what can move somebody."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.clinic.rule_admin.difference import RuleChange
from app.clinic.rule_admin.service import RuleVersion
from ui.administration.frame import SectionPage
from ui.administration.rules.words import parted
from ui.administration.states import States
from ui.texts import tr, tr_count
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column


class ChangesView(QWidget):
    """Reads the difference when it is made."""

    def __init__(self, host: SectionPage, version: RuleVersion) -> None:
        super().__init__()
        self._version = version
        self.states = States(lines=5)
        self.lines = ChangeLines()
        self.states.full.addWidget(Scroll(self.lines))
        column(self, gap=0, margin=3, sides=0).addWidget(self.states)
        if version.in_force:
            self.states.show_empty("check-circle", tr("rule_admin.no_changes_in_force"))
            return
        admin = host.context.station.rule_admin
        host.loads(self.states, partial(admin.difference, host.context.session, version.sha256), self._show)

    def _show(self, changes: Sequence[RuleChange]) -> None:
        if not changes:
            self.states.show_empty("check-circle", tr("rule_admin.no_changes"))
            return
        self.lines.show_changes(changes)
        self.states.show_full()


class ChangeLines(QWidget):
    """The sentences in two groups."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self, gap=2)
        self.sentences: list[str] = []

    def show_changes(self, changes: Sequence[RuleChange]) -> None:
        """Show other changes."""
        clear(self._layout)
        moving, wording = parted(changes)
        self.sentences = [*moving, *wording]
        for key, sentences in (("rule_admin.moving", moving), ("rule_admin.wording", wording)):
            if sentences:
                self._layout.addWidget(Text(tr_count(key, len(sentences)), "label"))
            for one in sentences:
                self._layout.addWidget(Text(f"• {one}", wrap=True))
        self._layout.addStretch(1)
