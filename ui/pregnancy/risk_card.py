"""The risk card: stays beside the form and follows each keystroke."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid

from app.clinic.risk.rules import RuleBase
from ui.pregnancy.card_reading import CardReading, OpenAnswer
from ui.pregnancy.class_line import ClassLine
from ui.pregnancy.class_sign import ClassSign
from ui.pregnancy.factor_line import FactorLine
from ui.pregnancy.open_line import OpenLine
from ui.pregnancy.tab_order import tab_through
from ui.shell.roomy import keep_in_sight
from ui.spoken.announcer import say_at_once
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, hairline, row
from ui.widgets.status_line import StatusLine

_SHOWN_OPEN = 6


class RiskCard(QFrame):
    """`jump` carries the code of a missing answer; `save`, `print_out` and `refer` are the buttons."""

    jump = Signal(str)
    save = Signal()
    print_out = Signal()
    refer = Signal()

    def __init__(self, rules: RuleBase) -> None:
        super().__init__()
        self._rules = rules
        self._reading: CardReading | None = None
        self._all_open = False
        self._asked: list[QWidget] = []
        self._in_order: list[QWidget] = []
        self.setProperty("look", "side")
        if not current_theme().is_large:
            self.setFixedWidth(current_theme().px("side_panel"))
        self.overline = Text("", "label", wrap=True)
        self.sign = ClassSign()
        self.line = ClassLine() if current_theme().is_large else None
        self._head = column(gap=2, margin=4, sides=5)
        self._held_back = Text("", "strong", wrap=True)
        self._held_back_line = QWidget()
        self._warnings = column(gap=2)
        self._fired = column(gap=2)
        self._open = column(gap=0)
        self._foot = column(gap=2, margin=4, sides=5)
        self.save_button = PrimaryButton(tr("risk_card.save"), icon_name="save", on_press=self.save.emit)
        self.print_button = SecondaryButton(tr("risk_card.print"), icon_name="printer", on_press=self.print_out.emit)
        self.save_button.setObjectName("save_classification")
        self.refer_button = SecondaryButton(tr("compose.open"), icon_name="referral", on_press=self.refer.emit)
        self.refer_button.setObjectName("refer")
        self.refer_button.hide()
        self.status = StatusLine()
        self.explanation = Text("", "small", wrap=True)
        self._build()

    def show_reading(self, reading: CardReading) -> None:
        """Show a result; only what differs is built anew, so that a keystroke stays within a frame."""
        before, self._reading = self._reading, reading
        self.overline.setText(reading.overline)
        self.sign.show_reading(reading)
        if self.line is not None:
            self.line.show_reading(reading)
        said = {"overline": reading.overline, "big": reading.big, "small": reading.small, "total": reading.total}
        spoken = tr("risk_card.class_spoken", **said)
        if before is not None and self.isVisible() and _heard_of(before) != _heard_of(reading):
            # Whoever answers by ear hears what the answer has changed, as the eye sees it beside the form.
            say_at_once(self, "risk", spoken)
        self.sign.setAccessibleName(spoken)
        self._show_held_back(reading.held_back)
        if before is None or before.warnings != reading.warnings or before.open_answers != reading.open_answers:
            self._show_warnings(reading)
            self._show_open(reading)
        if before is None or before.fired != reading.fired or before.class_code != reading.class_code:
            self._show_fired(reading)

    def reading(self) -> CardReading | None:
        """What is shown."""
        return self._reading

    def add_above_buttons(self, widget: QWidget) -> None:
        """Put a question above the buttons (the reason of a correction)."""
        self._foot.insertWidget(0, widget)
        self._asked.append(widget.focusProxy() or widget)

    def explain(self, words: str) -> None:
        """Why saving is not possible now, or nothing."""
        self.explanation.setText(words)
        self.explanation.setVisible(bool(words))

    def let_print(self, printable: bool) -> None:
        """Only what is stored can be printed."""
        self.print_button.setEnabled(printable)
        self.print_button.setToolTip(tr("risk_card.print" if printable else "pregnancy.print_after_saving"))

    def fit(self, room: int) -> None:
        """`room`: the width of form and card together, in pixels; where it is short the card gives some to the form."""
        theme = current_theme()
        if theme.is_large:
            # Below the form, as wide as it.
            return
        narrow = room < theme.px("record_room")
        self.setFixedWidth(theme.px("side_panel_narrow" if narrow else "side_panel"))
        # Nothing of the words is lost: they stay the button's name and its tool tip.
        self.print_button.setText("" if narrow else tr("risk_card.print"))
        around = self._foot.contentsMargins()
        wanted = self.save_button.sizeHint().width() + theme.gap(2) + self.print_button.sizeHint().width()
        if wanted > self.width() - around.left() - around.right():
            # The frames of high contrast are thicker: both would be pressed together.
            self.print_button.setText("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.line is not None:
            # The card stands below the form then, and scrolls with it: the class stays.
            keep_in_sight(self, self.line)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.line is not None and isValid(self.line):
            self.line.hide()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._keep_class_whole()
        return done

    def _keep_class_whole(self) -> None:
        """Never let the layout cut the class: where its large type would not fit, it takes the smaller one."""
        around = self._head.sizeHint().height() - self.sign.sizeHint().height() + self._foot.sizeHint().height()
        least = current_theme().px("side_panel_least")
        self.sign.shrink(small=self.height() < around + self.sign.full_height() + least)

    def _build(self) -> None:
        layout = column(self, gap=0)
        self._head.addWidget(self.overline)
        self._head.addWidget(self.sign)
        layout.addLayout(self._head)
        layout.addWidget(hairline())
        details = QWidget()
        body = column(details, gap=3, margin=4, sides=5)
        held_back = row(self._held_back_line, gap=2)
        held_back.addWidget(IconLabel("heart-pulse", "warn", "icon"), 0, Qt.AlignmentFlag.AlignTop)
        held_back.addWidget(self._held_back, 1)
        self._held_back_line.hide()
        body.addWidget(self._held_back_line)
        body.addLayout(self._warnings)
        body.addLayout(self._fired)
        body.addLayout(self._open)
        body.addStretch(1)
        if current_theme().is_large:
            # The whole record scrolls.
            layout.addWidget(details, 1)
        else:
            scroll = Scroll(details, width=None)
            # Rather a short list than a class that is cut.
            scroll.setMinimumHeight(current_theme().px("hairline"))
            layout.addWidget(scroll, 1)
        layout.addWidget(hairline())
        foot = self._foot
        foot.addWidget(self.explanation)
        buttons = row(gap=2)
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.print_button)
        foot.addLayout(buttons)
        foot.addWidget(self.refer_button)
        foot.addWidget(self.status)
        layout.addLayout(foot)
        self.explain("")

    def _show_held_back(self, words: str) -> None:
        if words != self._held_back.text():
            if self.isVisible():
                say_at_once(self, "held-back", words)
            self._held_back.setText(words)
            self._held_back_line.setVisible(bool(words))

    def _show_warnings(self, reading: CardReading) -> None:
        clear(self._warnings)
        sentences = reading.warnings[:1]
        if not sentences and reading.open_answers:
            self._warnings.addWidget(Text(tr("risk_card.missing_harmless"), "small", wrap=True))
        for sentence in sentences:
            line = QWidget()
            inside = row(line, gap=2)
            inside.addWidget(IconLabel("alert-triangle", "warn", "icon"), 0, Qt.AlignmentFlag.AlignTop)
            inside.addWidget(Text(sentence, "strong", wrap=True), 1)
            self._warnings.addWidget(line)
        for sentence in reading.warnings[1:]:
            self._warnings.addWidget(Text(sentence, "small", wrap=True))

    def _show_fired(self, reading: CardReading) -> None:
        clear(self._fired)
        if reading.class_code is None:
            return
        self._fired.addWidget(Text(tr("risk_card.fired" if reading.fired else "risk_card.fired_none"), "label"))
        for factor in reading.fired:
            self._fired.addWidget(FactorLine(factor, self._rules))

    def _show_open(self, reading: CardReading) -> None:
        clear(self._open)
        count = len(reading.open_answers)
        if reading.class_code is None:
            return
        title = tr_count("risk_card.open_title", count) if count else tr("risk_card.open_none")
        self._open.addWidget(Text(title, "label"))
        shown = reading.open_answers if self._all_open else reading.open_answers[:_SHOWN_OPEN]
        lines: list[QWidget] = [self._open_line(answer) for answer in shown]
        for line in lines:
            self._open.addWidget(line)
        if count > _SHOWN_OPEN:
            words = tr("risk_card.show_fewer") if self._all_open else tr("risk_card.show_all", count=count)
            switch = QuietButton(words, on_press=self._switch_open)
            self._open.addWidget(switch, 0, Qt.AlignmentFlag.AlignLeft)
            lines.append(switch)
        self._in_order = lines
        self.order_tabs()

    def order_tabs(self) -> None:
        """Let Tab pass the missing answers before the buttons; again wherever the card was put into another window."""
        tab_through([*self._in_order, *self._asked, self.save_button, self.print_button, self.refer_button])

    def _open_line(self, answer: OpenAnswer) -> OpenLine:
        line = OpenLine(answer.words, answer.effect)
        line.setObjectName(f"open_{answer.code}")
        line.setToolTip(tr("risk_card.go_to", words=answer.words))
        line.clicked.connect(lambda *_: self.jump.emit(answer.code))
        return line

    def _switch_open(self) -> None:
        self._all_open = not self._all_open
        if self._reading is not None:
            self._show_open(self._reading)


def _heard_of(reading: CardReading) -> tuple[str, ...]:
    """What is said once more when it changes; that it was saved meanwhile is said by itself."""
    return (reading.certainty.value, reading.big, reading.small, reading.total)
