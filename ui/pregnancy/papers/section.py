"""The part "papers" of a pregnancy's record: every paper as a card, one key away from the printer."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget

from app.clinic.prenatal.visits_service import Visit
from ui.administration.states import States
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest
from ui.danger_signs.case import EmergencyCase, read_case
from ui.errors import words_of
from ui.exports.exporting import Exporting
from ui.papers.pregnancy_data import PregnancyData, read_pregnancy_data
from ui.papers.preview import PaperPreview
from ui.papers.printing import picture
from ui.papers.words import age_on
from ui.pregnancy.export import fhir_export, referral_export
from ui.pregnancy.papers.card import PICTURE_STEPS, PaperCard
from ui.pregnancy.papers.choices import CARD, VISIT, PaperChoice, paper_choices
from ui.pregnancy.section import RecordHost, RecordSection
from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row

_DIGITS = {Qt.Key(Qt.Key.Key_1 + at): at for at in range(7)}


@dataclass(frozen=True)
class Shelf:
    """All papers with the small pictures of their first pages, made in a worker."""

    data: PregnancyData
    choices: tuple[PaperChoice, ...]
    pictures: tuple[QImage | None, ...]


class PapersSection(RecordSection):
    """Enter on a card's button, or its digit, opens the preview; Ctrl+P opens the card that has the focus."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(host)
        self._latest = Latest(self)
        self._shelf: Shelf | None = None
        self._visit: Visit | None = None
        self.states = States(lines=8)
        self.cards: list[PaperCard] = []
        self._opened = CARD
        shelf = QWidget()
        inner = column(shelf, gap=3, margin=4, sides=5)
        self._hint = Text(tr("record_papers.keys"), "muted", wrap=True)
        inner.addWidget(self._hint)
        self._list = column(gap=3)
        inner.addLayout(self._list)
        self._add_export(inner)
        inner.addStretch(1)
        self._scroll = Scroll(shelf)
        self.states.full.addWidget(self._scroll)
        self.body.addWidget(self.states, 1)

    def _add_export(self, inner: QBoxLayout) -> None:
        """The ways to another system, below the papers; that of a referral once there is one."""
        self.exporting = fhir_export(self.context, self.host.view.pregnancy.id)
        self.referral_exporting = referral_export(self.context, self._referral_id)
        self._referral_line = _export_line(self.referral_exporting, tr("exports.referral_about"))
        if self.exporting.allowed:
            inner.addWidget(_export_line(self.exporting, tr("exports.fhir_about")))
            inner.addWidget(self.exporting)
            inner.addWidget(self._referral_line)
            inner.addWidget(self.referral_exporting)
        self._referral_line.hide()

    def _referral_id(self) -> str:
        case = self._shelf.data.referral if self._shelf else None
        return case.course.referral.id if case else ""

    def refresh(self) -> None:
        """Read what stands on the papers."""
        if self._shelf is None:
            self.states.show_loading()
        read = read_pregnancy_data(self.context, self.host.view)
        visit, width = self._visit, round(current_theme().gap(PICTURE_STEPS) * self.devicePixelRatioF())
        ratio = self.devicePixelRatioF()
        case = read_case(self.context, self.host.view.person.id, "")
        self._latest.ask(lambda: _shelf(read(), case(), visit, width, ratio), self._show, self._tell)

    def print_current(self) -> bool:
        """Open the paper whose card has the focus; else the one opened last."""
        focus = QApplication.focusWidget()
        focused = next((one for one in self.cards if focus is not None and one.isAncestorOf(focus)), None)
        return self.see(focused.choice.key if focused is not None else self._opened)

    def see(self, key: str) -> bool:
        """Open the preview of a paper; False where it cannot be made."""
        shelf = self._shelf
        choice = next((one for one in shelf.choices if one.key == key), None) if shelf else None
        if choice is None or choice.offer is None:
            return False
        self._opened = key
        back = tr("pregnancy.back_to_record")
        self.host.cover(PaperPreview(self.context, choice.offer, on_close=self.host.uncover, back=back))
        return True

    def first_focus(self) -> QWidget | None:
        """The button of the paper opened last."""
        button = next((one.button for one in self.cards if one.choice.key == self._opened), None)
        return button or (self.cards[0].button if self.cards else None)

    def open_detail(self, detail: str) -> None:
        """`detail` is a paper's key."""
        self._opened = detail

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = _DIGITS.get(Qt.Key(event.key()))
        if number is not None and number < len(self.cards):
            card = self.cards[number]
            card.button.setFocus()
            card.button.click()
        else:
            super().keyPressEvent(event)

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _show(self, shelf: Shelf) -> None:
        at = self._has_focus()
        self._shelf = shelf
        clear(self._list)
        self.cards = []
        for number, (choice, image) in enumerate(zip(shelf.choices, shelf.pictures, strict=True), start=1):
            card = self._card(number, choice, image, shelf.data)
            self._list.addWidget(card)
            self.cards.append(card)
        if self.exporting.allowed:
            # They stand below cards that were made after them.
            in_reading_order(
                [
                    self.cards[-1],
                    self.exporting.button,
                    self.exporting,
                    self.referral_exporting.button,
                    self.referral_exporting,
                ]
            )
            self._referral_line.setVisible(bool(self._referral_id()))
        self.states.show_full()
        focus = self.first_focus()
        if at and focus is not None:
            focus.setFocus()

    def _card(self, number: int, choice: PaperChoice, image: QImage | None, data: PregnancyData) -> PaperCard:
        def go_to(part: str) -> None:
            self.host.go_to(part, "")

        if choice.key != VISIT or choice.offer is None:
            return PaperCard(number, choice, image, see=self.see, go_to=go_to)
        made = tuple(reversed(data.visits_made()))
        options = [(one.id, _visit_words(data, one)) for one in made]
        chosen = self._visit.id if self._visit else made[0].id
        card = PaperCard(number, choice, image, visits=options, chosen=chosen, see=self.see, go_to=go_to)
        assert card.visit is not None
        known = {one.id: one for one in made}
        card.visit.changed.connect(lambda visit_id: self._sum_up(known.get(str(visit_id))))
        return card

    def _sum_up(self, visit: Visit | None) -> None:
        self._visit = visit
        self._opened = VISIT
        self.refresh()

    def _tell(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).title, self.refresh)


def _export_line(exporting: Exporting, about: str) -> QWidget:
    whole = QWidget()
    line = row(whole, gap=3)
    line.addWidget(exporting.button)
    line.addWidget(Text(about, "small", wrap=True), 1)
    return whole


def _visit_words(data: PregnancyData, visit: Visit) -> str:
    age = age_on(data.pregnancy.lmp, visit.day)
    return f"{show_date(visit.day)} · {age}" if age else show_date(visit.day)


def _shelf(data: PregnancyData, today: EmergencyCase, visit: Visit | None, width: int, ratio: float) -> Shelf:
    choices = paper_choices(data, visit, today)
    return Shelf(data, choices, tuple(_first_page(one, width, ratio) for one in choices))


def _first_page(choice: PaperChoice, width: int, ratio: float) -> QImage | None:
    if choice.offer is None:
        return None
    image = picture(choice.offer.make(choice.offer.size), 0, width)
    image.setDevicePixelRatio(ratio)
    return image
