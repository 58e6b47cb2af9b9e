"""Two records side by side with their pregnancies: which stays, whose value of each field, why; or: two people."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.kernel.clock import local_date
from ui.administration.duplicates.fields import FieldPair, Side, field_pairs
from ui.corrections.destination import pregnancy_words
from ui.errors import words_of
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline, row
from ui.widgets.reason_input import ReasonInput

_OFFERED = ("same_woman", "typed_twice", "namesakes")


@dataclass(frozen=True)
class Record:
    """One record with all of its pregnancies."""

    person: PersonRecord
    pregnancies: tuple[Pregnancy, ...]


class ComparePage(QWidget):
    """`merged` carries (losing id, surviving id, reason, fields taken), `distinct` (one id, other id, reason)."""

    merged = Signal(object)
    distinct = Signal(object)
    back = Signal()

    def __init__(self, left: Record, right: Record, zone: str) -> None:
        super().__init__()
        self.records = {Side.LEFT: left, Side.RIGHT: right}
        self._zone = zone
        # The one with more behind it stays, unless somebody decides otherwise; of two alike the older.
        self.stays = Side.RIGHT if _weight(right) > _weight(left) else Side.LEFT
        self.pairs = field_pairs(left.person, right.person)
        self.kept: dict[str, Side] = {}
        self._stay_buttons: dict[Side, Button] = {}
        self._chips: dict[tuple[str, Side], Button] = {}
        self.banner = Banner()
        self.reason = ReasonInput([tr(f"duplicates.reason_{code}") for code in _OFFERED])
        self.reason_field = Field(tr("corrections.reason"), self.reason, required=True)
        self.merge_button = PrimaryButton(tr("duplicates.merge"), on_press=self.merge)
        self.distinct_button = SecondaryButton(tr("duplicates.distinct"), on_press=self.say_distinct)
        self._build()
        self.let_stay(self.stays)

    def let_stay(self, side: Side) -> None:
        """This record stays; its values with it, but for those that only the other has."""
        self.stays = side
        for one, button in self._stay_buttons.items():
            button.setChecked(one is side)
            button.set_text(tr("duplicates.stays" if one is side else "duplicates.let_stay"))
        self.kept = {pair.field: pair.proposed(side) for pair in self.pairs if not pair.is_equal}
        self._mark()

    def keep(self, field: str, side: Side) -> None:
        """Keep this record's value of a field."""
        self.kept[field] = side
        self._mark()

    def merge(self) -> None:
        """Ask for the merge, unless the reason is missing."""
        reason = self._told_reason()
        if reason:
            losing, surviving = self.records[self.stays.other].person.id, self.records[self.stays].person.id
            take = frozenset(field for field, side in self.kept.items() if side is not self.stays)
            self.merged.emit((losing, surviving, reason, take))

    def say_distinct(self) -> None:
        """They are two people, unless the reason is missing."""
        reason = self._told_reason()
        if reason:
            self.distinct.emit((self.records[Side.LEFT].person.id, self.records[Side.RIGHT].person.id, reason))

    def fail(self, error: Exception) -> None:
        """Say why it was refused; everything chosen stays."""
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    def _told_reason(self) -> str:
        self.banner.hide()
        reason = self.reason.value()
        self.reason_field.set_error(None if reason else tr("corrections.reason_missing"))
        if not reason:
            self.reason_field.setFocus()
            self._scroll.ensureWidgetVisible(self.reason_field, 0, current_theme().gap(10))
        return reason

    def _build(self) -> None:
        content = QWidget()
        body = column(content, gap=4)
        body.addWidget(Text(tr("duplicates.compare_about"), "muted", wrap=True))
        body.addWidget(self._grid())
        body.addWidget(hairline())
        body.addWidget(self.reason_field)
        body.addStretch(1)
        layout = column(self, gap=3)
        self._scroll = Scroll(content)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.banner)
        foot = row(gap=2)
        foot.addWidget(self.merge_button)
        foot.addWidget(self.distinct_button)
        foot.addWidget(SecondaryButton(tr("duplicates.back"), on_press=self.back.emit))
        foot.addStretch(1)
        layout.addLayout(foot)

    def _grid(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        theme = current_theme()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap(5))
        grid.setVerticalSpacing(theme.gap(1))
        # With very large text the name of a field stands above its two values.
        self._above = theme.is_large
        for place, share in enumerate((0, 1, 1) if self._above else (2, 4, 4)):
            grid.setColumnStretch(place, share)
        for place, side in enumerate(Side, start=1):
            self._add_head(grid, place, side)
        for line, pair in enumerate(self.pairs, start=1):
            self._add_field(grid, 2 * line, pair)
        last = 2 * len(self.pairs) + 2
        last += self._add_name(grid, last, tr("duplicates.pregnancies"), Qt.AlignmentFlag.AlignTop)
        for place, side in enumerate(Side, start=1):
            words = self._pregnancies(self.records[side].pregnancies)
            grid.addWidget(Text(words, wrap=True), last, place, Qt.AlignmentFlag.AlignTop)
        return part

    def _add_head(self, grid: QGridLayout, place: int, side: Side) -> None:
        person = self.records[side].person
        grid.addWidget(Text(person.shown_name, "heading", wrap=True), 0, place)
        button = Button(tr("duplicates.let_stay"), "chip", on_press=lambda: self.let_stay(side))
        button.setCheckable(True)
        give_role(button, "choice")
        self._stay_buttons[side] = button
        line = row(gap=2)
        line.addWidget(button)
        day = show_date(local_date(person.registered_at, self._zone))
        line.addWidget(Text(tr("duplicates.since", date=day), "small", wrap=True), 1)
        grid.addLayout(line, 1, place)

    def _add_name(self, grid: QGridLayout, line: int, words: str, where: Qt.AlignmentFlag) -> int:
        """What the values of a line are; how many lines below it they stand."""
        place = (line, 1, 1, 2) if self._above else (line, 0, 1, 1)
        grid.addWidget(Text(words, "label"), *place, where)
        return int(self._above)

    def _add_field(self, grid: QGridLayout, line: int, pair: FieldPair) -> None:
        line += self._add_name(grid, line, _label(pair.field), Qt.AlignmentFlag.AlignVCenter)
        if pair.is_equal:
            grid.addWidget(Text(tr("duplicates.equal", value=pair.left), "muted", wrap=True), line, 1, 1, 2)
            return
        for place, side in enumerate(Side, start=1):
            words = pair.of(side)
            chip = Button(words or tr("duplicates.nothing"), "chip")
            chip.setCheckable(True)
            give_role(chip, "choice")
            chip.setAccessibleName(f"{_label(pair.field)}: {chip.text()}")
            chip.clicked.connect(lambda _on=False, field=pair.field, side=side: self.keep(field, side))
            self._chips[pair.field, side] = chip
            grid.addWidget(chip, line, place, Qt.AlignmentFlag.AlignLeft)

    def _pregnancies(self, found: Sequence[Pregnancy]) -> str:
        if not found:
            return tr("duplicates.no_pregnancy")
        return "\n".join(pregnancy_words(one, self._zone) for one in found)

    def _mark(self) -> None:
        for (field, side), chip in self._chips.items():
            chip.setChecked(self.kept[field] is side)


def _weight(record: Record) -> tuple[int, float]:
    return len(record.pregnancies), -record.person.registered_at.timestamp()


def _label(field: str) -> str:
    return tr("duplicates.municipality") if field == "municipality_code" else tr(f"people.field_{field}")
