"""The scores beside the form: aids for the nurse's own decision, each with every part; filled while she types."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.clinic.reception.model import Aids
from app.clinic.scores.news2 import Scale
from ui.board.aid_lines import AidLine, AidView, maternal_view, news2_view, refusal_words
from ui.board.shock_lines import shock_view
from ui.spoken.announcer import announcer
from ui.spoken.rate import Piece
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row
from ui.widgets.toggles import CheckBox

_ROLES = {"text": "strong", "muted": "small", "warn": "warn", "error": "error"}


class _Score(QWidget):
    """One score: its number and what it means, then every part. Its lines stay, only their words change."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Text("", "label")
        self.big = Text("", "title")
        self.means = Text("", "strong", wrap=True)
        self.missing = Text("", "small", wrap=True)
        self._source = Text("", "small", wrap=True)
        self._urgent = ""
        self._lines: list[tuple[Text, Text, Text, Text]] = []
        self._box = QWidget()
        self._grid = QGridLayout(self._box)
        theme = current_theme()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap(2))
        self._grid.setVerticalSpacing(theme.gap(1))
        self._grid.setColumnStretch(0, 1)
        layout = column(self, gap=2)
        layout.addWidget(self.title)
        head = row(gap=3)
        head.addWidget(self.big, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=0)
        words.addWidget(self.means)
        words.addWidget(self.missing)
        head.addLayout(words, 1)
        layout.addLayout(head)
        layout.addWidget(self._box)
        layout.addWidget(self._source)

    def show_view(self, view: AidView) -> None:
        """Show the score as it stands."""
        self.title.setText(view.title)
        self.big.setText(view.big)
        self.means.setText(view.means)
        self.means.set_role({"error": "error", "warn": "warn"}.get(view.tone, "strong"))
        self.missing.setText(view.missing)
        self._source.setText(view.source)
        self.setAccessibleName(f"{view.title}: {view.big}. {view.means}. {view.missing}")
        if view.tone == "error" and view.means != self._urgent:
            # It comes while something else is being typed: nobody who listens would look for it beside the form.
            announcer().say(self, Piece(f"{view.title}: {view.means}", urgent=True, subject=view.title))
        self._urgent = view.means if view.tone == "error" else ""
        while len(self._lines) < len(view.lines):
            self._lines.append(self._add_line(len(self._lines)))
        for parts, line in zip(self._lines, view.lines, strict=False):
            _fill(parts, line)

    def _add_line(self, number: int) -> tuple[Text, Text, Text, Text]:
        label, value, band, mark = (Text("", wrap=True), Text(""), Text("", "small"), Text("", "strong"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for at, (part, side) in enumerate(
            ((label, Qt.AlignmentFlag.AlignVCenter), (value, right), (band, right), (mark, right))
        ):
            self._grid.addWidget(part, number, at, side)
        return label, value, band, mark


class AidsPanel(Card):
    """`show_aids` whenever something was typed; `changed` when what the scores rest on is said otherwise.

    `asks_mother`: somebody who may be pregnant though no pregnancy is open here.
    """

    changed = Signal()

    def __init__(self, *, asks_mother: bool = False) -> None:
        super().__init__(margin=4, gap=3)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(tr("hearing.aids"))
        self.body.addWidget(Text(tr("hearing.aids"), "heading"))
        self.body.addWidget(Text(tr("hearing.aids_about"), "small", wrap=True))
        self.mother = CheckBox(tr("hearing.says_mother"))
        self.mother.setObjectName("says_mother")
        self.body.addWidget(self.mother)
        if not asks_mother:
            self.mother.hide()
        self.prescribed = CheckBox(tr("hearing.scale_2"))
        self.prescribed.setObjectName("scale_2")
        self.prescribed.setToolTip(tr("hearing.scale_2_hint"))
        for box in (self.mother, self.prescribed):
            box.changed.connect(lambda _on: self.changed.emit())
        self.maternal, self.shock, self.news2 = _Score(), _Score(), _Score()
        self.refusal = Text("", "muted", wrap=True)
        self._below_shock, self._between = hairline(), hairline()
        # The index is two numbers: below the long lists its alert would lie where nobody who types looks.
        shown = (self.shock, self._below_shock, self.maternal, self._between, self.news2, self.prescribed, self.refusal)
        for part in shown:
            self.body.addWidget(part)
            part.hide()

    def says_mother(self) -> bool:
        """Whether she says that she is pregnant or gave birth a short while ago."""
        return self.mother.isChecked()

    def scale(self) -> Scale:
        """The table of the saturation: the second only where a doctor prescribed its target."""
        return Scale.TWO if self.prescribed.isChecked() else Scale.ONE

    def show_aids(self, aids: Aids) -> None:
        """The scores that hold for this person; why NEWS2 is not shown where it is not."""
        if aids.maternal is not None:
            self.maternal.show_view(maternal_view(aids.maternal))
        if aids.shock is not None:
            self.shock.show_view(shock_view(aids.shock))
        if aids.news2 is not None:
            self.news2.show_view(news2_view(aids.news2))
        if aids.refusal is not None:
            self.refusal.setText(refusal_words(aids.refusal, aids.age))
        self.maternal.setVisible(aids.maternal is not None)
        for part in (self._below_shock, self.shock):
            part.setVisible(aids.shock is not None)
        self.news2.setVisible(aids.news2 is not None)
        self.prescribed.setVisible(aids.news2 is not None)
        self.refusal.setVisible(aids.refusal is not None)
        self._between.setVisible(aids.maternal is not None)


def _fill(parts: tuple[Text, Text, Text, Text], line: AidLine) -> None:
    label, value, band, mark = parts
    words = ((label, line.label), (value, line.value), (band, line.band), (mark, line.mark))
    for part, said in words:
        if part.text() != said:
            part.setText(said)
    mark.set_role(_ROLES[line.tone])
    value.set_role("small" if line.tone == "muted" else "body")
    label.set_role("muted" if line.tone == "muted" else "body")
    label.setAccessibleName(" ".join(said for _, said in words if said))
