"""The help beside the screen: the topic of the place where one stands, the search over all of them."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.help.markup import page
from ui.help.search import search
from ui.help.topics import START, groups, has_topic, topic
from ui.help.view import HelpView
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline, row
from ui.widgets.text_fields import SearchField

_MARGIN = 4


class HelpPanel(QFrame):
    """`close` hides it; `here()` names the topic of the screen beside it. `print_guide(name)` offers a guide on paper,
    `show_keys()` the list of keys, `open_tour()` the first-day tour: each None where there is nothing of the kind."""

    def __init__(
        self,
        here: Callable[[], str],
        close: Callable[[], object],
        print_guide: Callable[[str], object] | None = None,
        show_keys: Callable[[], object] | None = None,
        open_tour: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self.setAccessibleName(tr("help.title"))
        self._here, self._close, self._print = here, close, print_guide
        self.shown = ""
        self.follows = True
        """Whether it shows the topic of the screen beside, whatever that becomes."""
        self._before: list[str] = []
        self.search = SearchField(placeholder=tr("help.search"))
        self.view = HelpView(tr("help.title"))
        self.back = IconButton("arrow-left", tr("help.back"), on_press=self.step_back)
        self.contents = IconButton("book-open", tr("help.contents"), on_press=self.show_contents)
        self.cross = IconButton("x", tr("help.close"), on_press=close)
        self.this_screen = QuietButton(tr("help.this_screen"), icon_name="help-circle", on_press=self.show_here)
        self.guide = QuietButton(tr("help.guide"), icon_name="printer", on_press=self._print_guide)
        self.keys = QuietButton(tr("help.keys"), icon_name="keyboard", on_press=show_keys)
        self.tour = QuietButton(tr("tour.help_button"), icon_name="map-pin", on_press=open_tour)
        self._build()
        # Only now: a button without a window would be shown as one of its own.
        self.guide.setVisible(print_guide is not None)
        self.keys.setVisible(show_keys is not None)
        self.tour.setVisible(open_tour is not None)
        self.search.changed.connect(lambda _text: self._search())
        self.view.topic_asked.connect(lambda name: self.open_topic(str(name)))

    def show_here(self) -> None:
        """The topic of the screen beside."""
        self.follows = True
        self.search.clear()
        self._before.clear()
        self._show_topic(self._here())

    def follow(self) -> None:
        """Somebody went on beside: show that screen's topic, unless the reader has chosen another."""
        if self.follows and not self.search.value() and self._here() != self.shown:
            self._before.clear()
            self._show_topic(self._here())
        self._offer()

    def open_topic(self, name: str) -> None:
        """A topic that the reader chose."""
        if not has_topic(name):
            return
        if self.shown:
            self._before.append(self.shown)
        self.follows = name == self._here()
        self._show_topic(name)
        self.view.setFocus()

    def show_contents(self) -> None:
        """Every topic, by groups."""
        self.follows = False
        self.search.clear()
        parts = [_title(tr("help.contents"))]
        for group in groups():
            parts.append(f'<p class="group">{escape(tr(f"help.group_{group.key}"))}</p>')
            parts += [_link(name, topic(name).title) for name in group.topics]
        self._remember("")
        self.view.show_html("".join(parts))
        self.view.setFocus()

    def step_back(self) -> None:
        """The topic read before."""
        self.search.clear()
        if self._before:
            self._show_topic(self._before.pop())
        self._offer()

    def _build(self) -> None:
        layout = column(self, gap=2, margin=0)
        head = row(gap=1, margin=2, sides=_MARGIN)
        head.addWidget(Text(tr("help.title"), "heading"), 1)
        for button in (self.back, self.contents, self.cross):
            head.addWidget(button)
        layout.addLayout(head)
        field = row(gap=0, sides=_MARGIN)
        field.addWidget(self.search)
        layout.addLayout(field)
        words = row(gap=0, sides=_MARGIN)
        words.addWidget(self.view)
        layout.addLayout(words, 1)
        layout.addWidget(hairline())
        foot = QWidget()
        flow = FlowLayout(foot, gap=1)
        for below_it in (self.this_screen, self.guide, self.keys, self.tour):
            flow.addWidget(below_it)
        below = row(gap=0, margin=1, sides=2)
        below.addWidget(foot)
        layout.addLayout(below)
        QWidget.setTabOrder(self.cross, self.search)

    def _search(self) -> None:
        typed = self.search.value()
        if not typed:
            self._show_topic(self.shown or self._here())
            return
        found = search(typed)
        parts = [_link(one.name, one.title, one.excerpt) for one in found]
        if not parts:
            parts = [f"<p>{escape(tr('help.nothing', text=typed))}</p>", f"<p>{escape(tr('help.nothing_next'))}</p>"]
        self.view.show_html("".join(parts))

    def _first_found(self) -> None:
        found = search(self.search.value())
        if found:
            name = found[0].name
            self.search.clear()
            self.open_topic(name)

    def _show_topic(self, name: str) -> None:
        self._remember(name if has_topic(name) else START)
        one = topic(self.shown)
        width = self.width() or current_theme().px("side_panel")
        room = width - current_theme().gap(2 * _MARGIN) - current_theme().px("scrollbar") - current_theme().gap(1)
        self.view.picture_width = room
        self.view.show_html(_title(one.title) + page(one.body, room))
        self._offer()

    def _remember(self, name: str) -> None:
        if self.search.value():
            self.search.clear()
        self.shown = name
        self._offer()

    def _offer(self) -> None:
        self.back.setEnabled(bool(self._before))
        self.this_screen.setVisible(self.shown != self._here())

    def _print_guide(self) -> None:
        if self._print is not None:
            self._print(self.shown if self.shown.startswith("guide-") else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus():
            self._first_found()
        elif key == Qt.Key.Key_Down and self.search.hasFocus():
            self.view.setFocus()
        elif key == Qt.Key.Key_Backspace and not self.search.hasFocus():
            self.step_back()
        else:
            super().keyPressEvent(event)


def _title(words: str) -> str:
    return f'<p class="title">{escape(words)}</p>'


def _link(name: str, title: str, excerpt: str = "") -> str:
    below = f'<br/><span class="small">{escape(excerpt)}</span>' if excerpt else ""
    return f'<p><a href="help:{name}">{escape(title)}</a>{below}</p>'
