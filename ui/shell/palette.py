"""Ctrl+K: one search for people, places and commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from app.clinic.people.model import PersonHit
from app.clinic.text_keys import fold
from ui.bridge import Latest
from ui.conflicts.found import Found, search_people
from ui.shell.context import UiContext
from ui.shell.hint_delegate import HINT, HintDelegate
from ui.shell.places import Place
from ui.spoken.announcer import say_found
from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.theme.icons import icon
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline
from ui.widgets.overlay import Overlay
from ui.widgets.shapes import SIGNS
from ui.widgets.text_fields import SearchField

_PEOPLE_SHOWN = 8
_LEAST_LINES = 5
_AROUND_STEPS = 36
"""What the window keeps above, below and around the lines, in steps of the grid, besides the search."""


@dataclass(frozen=True)
class Entry:
    """One thing that can be gone to or done. `hint` is the smaller text behind the words."""

    words: str
    icon: str
    deed: Callable[[], object]
    hint: str = ""


def place_entries(places: Sequence[Place], going: Callable[[str], Callable[[], object]]) -> list[Entry]:
    """The places as entries; `going(key)` goes there."""
    return [Entry(tr(f"places.{one.key}"), one.icon, going(one.key), tr(f"places.{one.key}_hint")) for one in places]


class Palette(Overlay):
    """`places` and `commands` are offered at once; people once something is typed, where `find_people` is given."""

    def __init__(
        self,
        host: QWidget,
        context: UiContext,
        places: Sequence[Entry],
        commands: Sequence[Entry],
        open_person: Callable[[str], object] | None,
    ) -> None:
        super().__init__(host)
        self._context = context
        self._places = tuple(places)
        self._commands = tuple(commands)
        self._open_person = open_person
        self._people: Found | None = None
        self._note = ""
        self._latest = Latest(self)
        self._entries: dict[int, Entry] = {}
        self._at_first = 0
        self.setAccessibleName(tr("shell.search"))
        self.search = SearchField(placeholder=tr("shell.search"))
        self.search.setProperty("look", "bare")
        self.list = QListWidget()
        self.list.setAccessibleName(tr("common.search"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # The keyboard stays in the search: so Qt tells a reader which line is marked.
        self.list.setFocusProxy(self.search)
        self.list.setItemDelegate(HintDelegate(self.list))
        self.note = Text("", "small")
        self._build()
        self.search.changed.connect(lambda _text: self._show())
        self.search.searched.connect(self._find)
        self.list.itemClicked.connect(lambda _item: self.choose())
        self._show()
        self._at_first = self.list.count()
        self._fit()
        self.open()
        self.search.setFocus()

    def _build(self) -> None:
        theme = current_theme()
        frame = QFrame()
        frame.setProperty("look", "sheet")
        frame.setFixedWidth(theme.px("palette_width"))
        body = column(frame, gap=2, margin=2)
        body.addWidget(self.search)
        body.addWidget(hairline())
        body.addWidget(self.list)
        edge = theme.px("icon")
        self.list.setIconSize(QSize(edge, edge))
        self.note.setContentsMargins(theme.gap(2), 0, theme.gap(2), theme.gap(1))
        body.addWidget(self.note)
        self.float_above(frame)
        place = column(self, gap=0, margin=14)
        place.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
        place.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many whole lines as the window has room for: what is typed changes the lines, never the height."""
        theme = current_theme()
        line = self.list.sizeHintForRow(self.list.count() - 1)
        if line <= 0:
            return
        room = self.height() - theme.gap(_AROUND_STEPS) - self.search.sizeHint().height()
        lines = max(_LEAST_LINES, min(self._at_first, room // line))
        self.list.setFixedHeight(lines * line + 2 * self.list.frameWidth())

    def choose(self) -> None:
        """Go to, or do, what is marked."""
        entry = self._entries.get(self.list.currentRow())
        if entry is not None:
            self.leave()
            entry.deed()

    def leave(self) -> None:
        """Close."""
        self._latest.drop()
        self.dismiss()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def shown(self) -> list[str]:
        """The words of the list, headings included."""
        return [self.list.item(line).text() for line in range(self.list.count())]

    def _find(self, text: str) -> None:
        if self._open_person is None or not text:
            self._people = None
            return
        self._latest.ask(search_people(self._context, text, _PEOPLE_SHOWN), self._found, self._not_found)

    def _found(self, people: Found) -> None:
        self._people = people
        self._show()

    def _not_found(self, _error: Exception) -> None:
        self._people = None
        self._note = tr("commands.search_failed")
        self._show()

    def _show(self) -> None:
        typed = fold(self.search.value())
        self.list.clear()
        self._entries.clear()
        if typed and self._people is not None:
            self._add(
                "commands.people", [self._person(hit, self._people.words(hit)) for hit in self._people.result.hits]
            )
        self._add("commands.places", _fitting(self._places, typed))
        self._add("commands.commands", _fitting(self._commands, typed))
        self._say(typed)
        self._step(1)

    def _say(self, typed: str) -> None:
        note, self._note = self._note, ""
        if not note and typed and self._people is not None and self._people.result.more:
            note = tr("commands.more_results")
        if not note and not self._entries:
            note = tr("commands.nothing", text=self.search.value())
        self.note.setText(note)
        if not self._entries:
            say_found(self.search, note)
        self.note.setVisible(bool(note))

    def _add(self, heading: str, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        head = QListWidgetItem(tr(heading))
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        theme = current_theme()
        head.setFont(theme.font("text_small", "semibold"))
        head.setForeground(theme.color("text_faint"))
        self.list.addItem(head)
        for entry in entries:
            item = QListWidgetItem(icon(entry.icon), entry.words)
            item.setData(HINT, entry.hint)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.words}, {entry.hint}".rstrip(", "))
            self._entries[self.list.count()] = entry
            self.list.addItem(item)

    def _person(self, hit: PersonHit, disagrees: str) -> Entry:
        hint = tr("commands.born", date=show_date(hit.birth_date))
        if disagrees:
            hint = f"{SIGNS['diamond']} {disagrees} · {hint}"
        if hit.mother_name:
            hint += " · " + tr("commands.mother", name=hit.mother_name)
        open_person = self._open_person
        assert open_person is not None
        return Entry(hit.shown_name, "user", lambda: open_person(hit.person_id), hint)

    def _step(self, by: int) -> None:
        """To the next entry, over the headings."""
        lines = sorted(self._entries)
        if not lines:
            return
        now = self.list.currentRow()
        at = lines.index(now) + by if now in lines else 0
        self.list.setCurrentRow(lines[at % len(lines)])


def _fitting(entries: Sequence[Entry], typed: str) -> list[Entry]:
    return [entry for entry in entries if all(part in fold(entry.words) for part in typed.split())]
