"""Find a person as you type, by name, CPF, CNS, birth date or mother's name."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.roles import Action
from ui.bridge import Latest
from ui.conflicts.found import Found, search_people
from ui.errors import words_of
from ui.reception.hits import HitList, HitModel
from ui.shell.context import UiContext
from ui.spoken.announcer import say_found
from ui.texts import tr, tr_count
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.skeleton import Skeleton
from ui.widgets.text_fields import SearchField


class Finder(QWidget):
    """`opened` carries the id of who was chosen; `register` the words typed, to begin a new person with."""

    opened = Signal(str)
    register = Signal(str)

    def __init__(self, context: UiContext, today: date) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self._asked = ""
        self.search = SearchField(placeholder=tr("reception.search_hint"), name=tr("reception.search"))
        self.search.setProperty("look", "large")
        self.search.setObjectName("person_search")
        self.model = HitModel(today)
        self.list = HitList(self.model, name=tr("reception.results"))
        self.banner = Banner()
        self.more = Text("", "small", wrap=True)
        self.new_button = SecondaryButton(tr("reception.new_person"), icon_name="user-plus", on_press=self._register)
        self.none_button = PrimaryButton(tr("reception.new_person"), icon_name="user-plus", on_press=self._register)
        self._states = QStackedWidget()
        self._build()

    def look_again(self) -> None:
        """Ask the same question once more, after something changed."""
        self._ask(self.search.value())

    def _build(self) -> None:
        layout = column(self, gap=3, margin=5)
        layout.addWidget(self.search)
        layout.addWidget(self.banner)
        may = self._context.may(Action.REGISTER_PERSON)
        self._empty = EmptyState("search", tr("reception.empty"), tr("reception.empty_next"))
        self._none = EmptyState(
            "user", tr("reception.none"), tr("reception.none_next"), self.none_button if may else None
        )
        full = QWidget()
        inside = column(full, gap=2)
        inside.addWidget(self.list, 1)
        foot = row(gap=2)
        foot.addWidget(self.more, 1)
        foot.addWidget(self.new_button)
        inside.addLayout(foot)
        self.new_button.setVisible(may)
        self._skeleton = Skeleton(6)
        for page in (self._empty, self._skeleton, full, self._none):
            self._states.addWidget(page)
        self._full = full
        layout.addWidget(self._states, 1)
        self.search.searched.connect(self._ask)
        self.search.installEventFilter(self)
        self.list.opened.connect(self.opened.emit)
        self.list.left_upwards.connect(self.search.setFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down and self._states.currentWidget() is self._full:
                self.list.enter()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter()
                return True
        return False

    def _enter(self) -> None:
        """Enter opens the only person found, else goes into the list; where nobody was found it goes to the button."""
        if self._asked != self.search.value():
            return
        if self._states.currentWidget() is self._none:
            self.none_button.setFocus(Qt.FocusReason.TabFocusReason)
            return
        only = self.model.hit(0) if self.model.rowCount() == 1 else None
        if only is not None:
            self.opened.emit(only.person_id)
        else:
            self.list.enter()

    def _ask(self, text: object) -> None:
        words = str(text)
        self.banner.hide()
        if not words:
            self._latest.drop()
            self._asked = ""
            self.model.show_hits(())
            self._states.setCurrentWidget(self._empty)
            return
        if self._states.currentWidget() is self._empty:
            self._states.setCurrentWidget(self._skeleton)
        self._latest.ask(search_people(self._context, words), lambda found: self._show(words, found), self._tell)

    def _show(self, words: str, found: Found) -> None:
        result = found.result
        self._asked = words
        self.model.show_hits(result.hits, found.counts)
        self.more.setText(tr("reception.more") if result.more else "")
        self.none_button.set_text(tr("reception.register_this", words=words))
        self._states.setCurrentWidget(self._full if result.hits else self._none)
        count = tr_count("reception.found", len(result.hits)) if result.hits else tr("reception.none")
        say_found(self.search, f"{count}. {self.more.text()}" if result.more else count)

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self._states.setCurrentWidget(self._empty)
        again = (tr("common.try_again"), self.look_again)
        self.banner.show_message("error", words.title, words.next_step, action=again)

    def _register(self) -> None:
        self.register.emit(self.search.value())
