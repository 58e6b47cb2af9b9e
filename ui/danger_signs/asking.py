"""The open question: nobody has answered yet, or somebody asks again."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.clinic.danger_signs.signs import Sign, SignList
from ui.danger_signs.sign_list import ListScroll, SignChoices
from ui.danger_signs.words import sign_words
from ui.spoken.roles import give_role, tell_fold
from ui.texts import chosen_language, tr, tr_count
from ui.widgets.buttons import DangerButton, QuietButton, SecondaryButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class Asking(QFrame):
    """`none` says that no sign is present, `some` carries (codes of signs, codes of obstetric emergencies)."""

    none = Signal()
    some = Signal(object)
    left = Signal()

    def __init__(self, signs: SignList, emergencies: SignList) -> None:
        super().__init__()
        self.setProperty("look", "banner")
        self.setProperty("tone", "warn")
        self.setAccessibleName(tr("danger_signs.question"))
        self._all = tuple(signs.signs.values())
        self.names = Text("", "muted", wrap=True)
        self.question = Text(tr("danger_signs.question"), "heading", wrap=True)
        self.none_button = SecondaryButton(tr("danger_signs.none"), on_press=self.none.emit)
        self.none_button.setObjectName("danger_none")
        self.some_button = SecondaryButton(tr("danger_signs.some"), on_press=self.open_list)
        self.some_button.setObjectName("danger_some")
        self.signs = SignChoices(self._all, name=tr("danger_signs.tick_what_she_has"))
        self.emergencies = SignChoices(tuple(emergencies.signs.values()), name=tr("danger_signs.more"))
        self._sources = Text(_sources(emergencies), "small", wrap=True)
        self.more = QuietButton(tr("danger_signs.more"), icon_name="chevron-down", on_press=self._switch_more)
        give_role(self.more, "fold")
        self.record = DangerButton(tr("danger_signs.record_none"), on_press=self.submit)
        self.list = QWidget()
        self._build()
        self.list.hide()
        self._count()

    def begin(self, not_asked: Sequence[Sign] = ()) -> None:
        """Ask from the beginning; `not_asked`: only these are left of a round that was begun."""
        partly = 0 < len(not_asked) < len(self._all)
        self.names.setText(" · ".join(sign_words(one) for one in (not_asked if partly else self._all)))
        self.question.setText(tr("danger_signs.question_left" if partly else "danger_signs.question"))
        self.signs.clear()
        self.emergencies.clear()
        self.close_list()
        self.set_busy(False)

    def open_list(self) -> None:
        """Show the signs to tick."""
        self.list.show()
        self.names.hide()
        self.some_button.hide()
        self.none_button.set_text(tr("danger_signs.none_of_these"))
        self.signs.setFocus()
        self._count()

    def close_list(self) -> None:
        """Back to the two buttons."""
        self.list.hide()
        self.names.show()
        self.some_button.show()
        self.none_button.set_text(tr("danger_signs.none"))

    def is_open(self) -> bool:
        """Whether the signs to tick are on show."""
        return not self.list.isHidden()

    def set_busy(self, busy: bool) -> None:
        """While it is being recorded nothing is pressed twice."""
        for button in (self.none_button, self.some_button):
            button.setEnabled(not busy)
        self.record.setEnabled(not busy and bool(self._chosen()))

    def submit(self) -> None:
        """Hand in what is ticked; nothing happens while nothing is."""
        if self._chosen():
            self.some.emit((self.signs.chosen(), self.emergencies.chosen()))

    def _build(self) -> None:
        layout = column(self, gap=2, margin=3, sides=4)
        head = row(gap=3)
        head.addWidget(IconLabel("alert-triangle", "warn"))
        head.addWidget(self.question, 1)
        head.addWidget(self.none_button)
        head.addWidget(self.some_button)
        layout.addLayout(head)
        layout.addWidget(self.names)
        outer = column(self.list, gap=2)
        held = QWidget()
        inner = column(held, gap=2)
        inner.addWidget(self.signs)
        inner.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(self._sources)
        inner.addWidget(self.emergencies)
        self.area = ListScroll(held)
        outer.addWidget(self.area)
        foot = row(gap=3)
        foot.addWidget(Text(tr("danger_signs.keys"), "small", wrap=True), 1)
        foot.addWidget(self.record)
        outer.addLayout(foot)
        layout.addWidget(self.list)
        self.emergencies.hide()
        self._sources.hide()
        for choices in (self.signs, self.emergencies):
            choices.changed.connect(self._count)
            choices.submitted.connect(self.submit)
            choices.reached.connect(self.area.ensureWidgetVisible)

    def _switch_more(self) -> None:
        opens = self.emergencies.isHidden()
        for part in (self.emergencies, self._sources):
            part.setVisible(opens)
        self.more.set_icon("chevron-up" if opens else "chevron-down")
        tell_fold(self.more, unfolded=opens)
        if opens:
            self.area.take_room()
            self.emergencies.setFocus()
            self.area.ensureWidgetVisible(self.emergencies.tiles[0])

    def _chosen(self) -> tuple[str, ...]:
        return (*self.signs.chosen(), *self.emergencies.chosen())

    def _count(self) -> None:
        count = len(self._chosen())
        self.record.set_text(tr_count("danger_signs.record", count) if count else tr("danger_signs.record_none"))
        self.record.setEnabled(bool(count))
        self.none_button.setEnabled(not count)


def _sources(emergencies: SignList) -> str:
    labels = {source.label for source in emergencies.head.sources.values()}

    return tr("danger_signs.second_hand", source=", ".join(one.in_language(chosen_language()) for one in labels))
