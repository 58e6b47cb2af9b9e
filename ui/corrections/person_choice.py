"""Finding the right person inside a form: search as you type, Enter or a click chooses."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import PersonHit, SearchResult
from app.kernel.clock import local_date
from ui.bridge import Latest
from ui.conflicts.found import Found, search_people
from ui.errors import words_of
from ui.reception.hits import HitList, HitModel
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import SearchField

_SHOWN = 6
_ROWS_HIGH = 5
"""High enough for three people, so that nothing jumps when they are found; the rest scrolls."""


class PersonChoice(QWidget):
    """`chosen` carries the PersonHit."""

    chosen = Signal(object)

    def __init__(self, context: UiContext, question: str = "") -> None:
        super().__init__()
        question = question or tr("corrections.move_find")
        self._context = context
        self._latest = Latest(self)
        self._hits: dict[str, PersonHit] = {}
        self._found_by = ""
        station = context.station
        self.search = SearchField(placeholder=tr("corrections.move_find_hint"), name=question)
        self.model = HitModel(local_date(station.clock.now(), station.profile.time_zone))
        self.list = HitList(self.model, name=tr("corrections.move_found"))
        self.note = Text("", "muted", wrap=True)
        layout = column(self, gap=2)
        layout.addWidget(Field(question, self.search))
        layout.addWidget(self.list)
        layout.addWidget(self.note)
        self.list.setFixedHeight(context.theme.px("row") * _ROWS_HIGH)
        keeps = self.list.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.list.setSizePolicy(keeps)
        self.list.hide()
        self.note.hide()
        self.search.searched.connect(self._ask)
        self.search.installEventFilter(self)
        self.list.opened.connect(lambda person_id: self.chosen.emit(self._hits[person_id]))
        self.list.left_upwards.connect(self.search.setFocus)
        self.setFocusProxy(self.search)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.enter()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter()
                return True
        return False

    def _enter(self) -> None:
        """Enter chooses the only person found, of the words that stand there: never somebody found by others before."""
        if self._found_by != self.search.value():
            return
        if len(self._hits) == 1:
            self.chosen.emit(next(iter(self._hits.values())))
        else:
            self.list.enter()

    def _ask(self, text: object) -> None:
        words = str(text)
        if not words:
            self._latest.drop()
            self._show("", Found(SearchResult((), more=False), {}))
            return
        self._latest.ask(
            search_people(self._context, words, _SHOWN), lambda found: self._show(words, found), self._tell
        )

    def _show(self, words: str, found: Found) -> None:
        result, self._found_by = found.result, words
        self._hits = {one.person_id: one for one in result.hits}
        self.model.show_hits(result.hits, found.counts)
        self.list.setVisible(bool(result.hits))
        self._say(tr("corrections.move_none") if words and not result.hits else "")

    def _tell(self, error: Exception) -> None:
        self._say(words_of(error).together)

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))
