"""The list of pregnancies with its filters: classes with their counts, words, order."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.pregnancies.model import PregnancyFilter, PregnancyOrder, PregnancyPage
from ui.bridge import Latest
from ui.errors import words_of
from ui.exports.exporting import list_export
from ui.pregnancy.card_reading import class_look
from ui.pregnancy.list_model import PAGE, PregnancyModel
from ui.pregnancy.list_table import PregnancyTable
from ui.shell.context import UiContext
from ui.spoken.announcer import say_found
from ui.spoken.roles import give_role
from ui.texts import has_text, tr, tr_count
from ui.texts.formats import show_number
from ui.widgets.badges import risk_look
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.skeleton import Skeleton
from ui.widgets.text_fields import SearchField

ALL, UNCLASSIFIED = "all", ""


class PregnancyList(QWidget):
    """`opened` carries the id of a pregnancy."""

    opened = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self._latest_counts = Latest(self)
        self._class = ALL
        self._failed = False
        self._wanted = PregnancyFilter()
        self._chips: dict[str, Button] = {}
        self.banner = Banner()
        self.search = SearchField(placeholder=tr("pregnancy.filter_hint"), name=tr("pregnancy.filter"))
        self.search.setObjectName("pregnancy_filter")
        self.order = Dropdown(
            [(one, tr(f"pregnancy.order_{one.value}")) for one in PregnancyOrder], name=tr("pregnancy.order")
        )
        station = context.station
        self.model = PregnancyModel(self, self._read, station.clock.now(), station.profile.time_zone)
        self.table = PregnancyTable(self.model)
        self.count = Text("", "small")
        self.exporting = list_export(context, "pregnancies")
        self._states = QStackedWidget()
        self._build()

    def refresh(self) -> None:
        """Read the list again with the same filters."""
        only = self._class == UNCLASSIFIED
        classes = frozenset() if self._class in (ALL, UNCLASSIFIED) else frozenset({self._class})
        order = self.order.value()
        self._wanted = PregnancyFilter(
            text=self.search.value(),
            class_codes=classes,
            only_unclassified=only,
            order=order if isinstance(order, PregnancyOrder) else PregnancyOrder.GRAVEST,
        )
        if not self.model.rowCount():
            self._states.setCurrentWidget(self._skeleton)
        self._latest.ask(partial(self._read, 0, PAGE), self._show, self._tell)

    def stand_beside(self, *, beside: bool) -> None:
        """Keep to what fits beside an open record, or take the width."""
        self.table.stand_beside(beside=beside)
        self.order.setVisible(not beside)
        self.exporting.button.setVisible(self.exporting.allowed and not beside)

    def _read(self, offset: int, limit: int) -> PregnancyPage:
        return self._context.station.pregnancies.list(self._context.session, self._wanted, offset, limit)

    def _build(self) -> None:
        layout = column(self, gap=3, margin=5)
        head = row(gap=3)
        head.addWidget(self.search, 1)
        head.addWidget(self.order)
        head.addWidget(self.exporting.button)
        layout.addLayout(head)
        chips = QWidget()
        flow = FlowLayout(chips, gap=2)
        codes = [one.code for one in reversed(self._context.station.rules.classes)]
        for code in (ALL, *codes, UNCLASSIFIED):
            chip = Button("", "chip", icon_name=_sign(code))
            chip.setCheckable(True)
            give_role(chip, "choice")
            chip.setAutoDefault(False)
            chip.setObjectName(f"class_{code or 'none'}")
            chip.clicked.connect(lambda _checked=False, code=code: self.choose(code))
            self._chips[code] = chip
            flow.addWidget(chip)
        layout.addWidget(chips)
        layout.addWidget(self.exporting)
        layout.addWidget(self.banner)
        self._add_states()
        layout.addWidget(self._states, 1)
        layout.addWidget(self.count)
        self._show_counts({})
        self.search.searched.connect(lambda _text: self.refresh())
        self.search.installEventFilter(self)
        self.order.changed.connect(lambda _value: self.refresh())
        self.table.opened.connect(self.opened.emit)
        self.table.left_upwards.connect(self.search.setFocus)
        self.model.failed.connect(self._tell)

    def _add_states(self) -> None:
        start = PrimaryButton(
            tr("pregnancy.to_reception"),
            icon_name="reception",
            on_press=lambda: self._context.navigate("reception", None),
        )
        self._empty = EmptyState("pregnancy", tr("pregnancy.empty"), tr("pregnancy.empty_next"), start)
        self._none = EmptyState("search", tr("pregnancy.none"), tr("pregnancy.none_next"))
        self._skeleton = Skeleton(10)
        for state in (self._skeleton, self._empty, self._none, self.table):
            self._states.addWidget(state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        into_list = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.search and pressed and isinstance(event, QKeyEvent) and event.key() in into_list:
            self.table.enter()
            return True
        return False

    def choose(self, code: str) -> None:
        """Show one class only (`ALL` for every class, `UNCLASSIFIED` for none)."""
        self._class = code
        self._mark()
        self.refresh()

    def _mark(self) -> None:
        for code, chip in self._chips.items():
            chip.setChecked(code == self._class)

    def _show(self, page: PregnancyPage) -> None:
        if self._failed:  # what the record had to say stays
            self._failed = False
            self.banner.hide()
        self.model.show_page(page)
        sync, session = self._context.station.sync, self._context.session
        # Without an answer no mark stands there; the record asks again.
        self._latest_counts.ask(lambda: sync.open_counts(session), self.model.mark_disagreeing, lambda _error: None)
        self._show_counts(dict(page.counts_by_class))
        everything = sum(page.counts_by_class.values())
        filtered = bool(self.search.value()) or self._class != ALL
        if page.rows:
            self._states.setCurrentWidget(self.table)
        else:
            self._states.setCurrentWidget(self._none if everything or filtered else self._empty)
        self.count.setText(tr_count("pregnancy.count", page.total) if page.rows else "")
        say_found(self.search, self.count.text() or tr("pregnancy.none"))

    def _show_counts(self, counts: dict[str, int]) -> None:
        for code, chip in self._chips.items():
            if code == ALL:
                words, number = tr("pregnancy.all"), sum(counts.values())
            else:
                words, number = _chip_words(code), counts.get(code, 0)
            chip.set_text(f"{words}  {show_number(number)}")
        self._mark()

    def _tell(self, error: object) -> None:
        words = words_of(error if isinstance(error, BaseException) else RuntimeError(str(error)))
        self._failed = True
        again = (tr("common.try_again"), self.refresh)
        self.banner.show_message("error", words.title, words.next_step, action=again)


def _chip_words(code: str) -> str:
    """The class in as few words as say it."""
    short = f"pregnancy.chip_{code}"
    return tr(short) if code and has_text(short) else risk_look(code or None)[0]


def _sign(code: str) -> str | None:
    """The icon of a class' shape."""
    if code == ALL:
        return None
    shape = class_look(code)[1]
    return "minus" if shape == "bar" else shape
