"""Sources consulted: those on offer as boxes to tick, and lines for whatever else was read."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.clinic.referral.parameters import parameters
from ui.texts import chosen_language, tr
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import LongTextField
from ui.widgets.toggles import CheckBox


class SourceChooser(QWidget):
    """The value is what will stand in the answer: the words of each source, so that they stay what they were."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, gap=2)
        self.boxes: dict[str, CheckBox] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current_theme().gap(1))
        for number, one in enumerate(parameters().works.values()):
            words = one.label.in_language(chosen_language())
            box = CheckBox("")
            box.setAccessibleName(words)
            label = Text(words, wrap=True)
            label.setBuddy(box)
            grid.addWidget(box, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, number, 1)
            self.boxes[words] = box
            box.changed.connect(lambda _on: self.changed.emit(self.value()))
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        hint, name = tr("referral_desk.sources_hint"), tr("referral_desk.sources_other")
        self.others = LongTextField(placeholder=hint, name=name, lines=2)
        self.others.changed.connect(lambda _text: self.changed.emit(self.value()))
        layout.addWidget(self.others)
        first = next(iter(self.boxes.values()), None)
        self.setFocusProxy(first or self.others)

    def value(self) -> tuple[str, ...]:
        """Every source."""
        ticked = [words for words, box in self.boxes.items() if box.isChecked()]
        typed = [line.strip() for line in self.others.value().splitlines() if line.strip()]
        return tuple(dict.fromkeys((*ticked, *typed)))

    def set_value(self, sources: Iterable[str]) -> None:
        """Tick those on offer, write the others out."""
        wanted = list(sources)
        for words, box in self.boxes.items():
            box.setChecked(words in wanted)
        self.others.set_value("\n".join(one for one in wanted if one not in self.boxes))
