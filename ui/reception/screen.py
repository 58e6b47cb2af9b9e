"""Reception: who waits (F2), and find a person (F3), register her, see at one glance who she is and what comes next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.clinic.people.model import NewPerson
from app.kernel.clock import local_date
from app.security.roles import Action
from ui.board.board_view import BoardView
from ui.board.deeds import keys_here
from ui.board.wall import WallOpener
from ui.bridge import Latest
from ui.errors import words_of
from ui.papers.day_list_cover import DayListPages
from ui.reception.duplicates_panel import DuplicatesPanel
from ui.reception.finder import Finder
from ui.reception.keys import answer_keys, topic_here
from ui.reception.person_form import PersonForm
from ui.reception.person_panel import PersonPanel
from ui.reception.person_view import PersonView, read_person_view
from ui.reception.typed import begin_with
from ui.shell.context import UiContext
from ui.shell.opening_reason import ask_for_reason
from ui.shell.places import PlaceWidget
from ui.shell.shortcuts import covers
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.layouts import ANY_WIDTH, column, hairline, row, stack_large
from ui.widgets.skeleton import Skeleton
from ui.widgets.tabs import Tabs

_ALONE_STEPS = 200
BOARD, FINDER = 0, 1
"""The numbers of the two parts."""


class Reception(PlaceWidget):
    """The board of who waits; and the finder at the left (or the likely duplicates, while a form is open) with the
    person at the right. Somebody who comes here first sees the board where anybody waits, else the finder."""

    can_print = True
    help_topic = topic_here

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.today: date = local_date(context.station.clock.now(), context.station.profile.time_zone)
        self._latest = Latest(self)
        self.banner = Banner()
        self.parts = Tabs(indent=3)
        self.board = BoardView(context)
        self.day = DayListPages(context, self.board, self.board.first_focus)
        self.walls = WallOpener(self, context)
        self.finder = Finder(context, self.today)
        self.duplicates = DuplicatesPanel()
        self.form: PersonForm | None = None
        self.panel: PersonPanel | None = None
        self._left = QStackedWidget()
        self._right = QStackedWidget()
        self._build()

    # what the shell asks

    def arrive(self, subject: str | None) -> None:
        if subject is not None:
            self.parts.choose(FINDER)
            self.open_person(subject)
        elif self.form is None and self.panel is None:
            self._offer_draft()

    def leave(self) -> None:
        self.board.leave()
        if self.form is not None:
            self.form.keeper.flush()
        if self.panel is not None:
            self.panel.treatment.flush()

    def step_back(self) -> bool:
        if self.parts.current() == BOARD:
            return self.day.cover.step_back() or self.board.step_back()
        if self.form is not None:
            self._leave_form()
            return True
        if self._right.count():
            self._close_panel()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        if self.parts.current() == BOARD:
            return self.day.first_focus()
        return self.form.first_focus() if self.form is not None else self.finder.search

    def keeps_draft(self) -> bool:
        typing = self.form is not None and not self.form.kept.isHidden()
        return typing or self.board.keeps_draft() or (self.panel is not None and self.panel.treatment.keeps_draft())

    def print_current(self) -> None:
        """The list of the day; a person has her papers in her record."""
        if self.parts.current() == BOARD:
            self.day.cover.print_current()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return keys_here(self._context)

    # the parts

    def open_person(self, person_id: str) -> None:
        """Show a person beside the list."""
        self.parts.choose(FINDER)
        self.leave()
        self._show_right(Skeleton(8))
        tell = partial(self._tell, person_id=person_id)
        self._latest.ask(read_person_view(self._context, person_id), self._show_person, tell)

    def register(self, words: str = "") -> None:
        """Begin a new person with the words typed."""
        if not self._context.may(Action.REGISTER_PERSON):
            return
        self.parts.choose(FINDER)
        form = self._open_form(None)
        if not form.offer_draft():
            form.begin(self._beginning(words))
        form.first_focus().setFocus()

    def _build(self) -> None:
        layout = column(self, gap=0)
        layout.addWidget(self.banner)
        layout.addWidget(self.parts, 1)
        finder = QWidget()
        inside = row(finder, gap=0)
        self._left.addWidget(self.finder)
        self._left.addWidget(self.duplicates)
        inside.addStretch(1)
        inside.addWidget(self._left, 200)
        self._side = QWidget()
        self._side.setProperty("ground", "surface")
        across = row(self._side, gap=0)
        across.addWidget(hairline(vertical=True))
        across.addWidget(self._right, 1)
        inside.addWidget(self._side, 300)
        inside.addStretch(1)
        stack_large(inside, self._left, steps=50)
        self.parts.add(tr("board.tab_waiting"), self.day)
        self.parts.add(tr("board.tab_find"), finder)
        self._connect_board()
        self._show_right(None)
        self.finder.opened.connect(self.open_person)
        self.finder.register.connect(self.register)
        self.duplicates.same.connect(self._use_other)

    def _connect_board(self) -> None:
        self.board.first_read.connect(self._decide)
        self.board.counted.connect(self._count)
        self.board.find_wanted.connect(lambda: self._choose(FINDER))
        self.board.record_wanted.connect(self.open_person)
        self.board.wall_wanted.connect(self.walls.open)
        to_board, to_finder = partial(self._choose, BOARD), partial(self._choose, FINDER)
        answer_keys(self, {"F2": to_board, "F3": to_finder, "F4": self._has_come, "F11": self.walls.open})

    def _choose(self, part: int) -> None:
        self.parts.choose(part)
        focus = self.first_focus()
        if focus is not None:
            focus.setFocus()

    def _decide(self, waiting: int) -> None:
        """The first look: where nobody waits, somebody is to be found."""
        untouched = self.parts.current() == BOARD and self.form is None and self.panel is None
        if not waiting and untouched and not covers(self):
            had_focus = (focus := QApplication.focusWidget()) is None or self.isAncestorOf(focus)
            self.parts.choose(FINDER)
            if had_focus:
                self.finder.search.setFocus()

    def _count(self, waiting: int) -> None:
        words = tr("board.tab_waiting_count", count=waiting) if waiting else tr("board.tab_waiting")
        self.parts.set_words(BOARD, words)

    def _has_come(self) -> None:
        if self.panel is not None and self.parts.current() == FINDER:
            self.panel.arrival.press()

    def _show_arrival(self, arrival_id: str) -> None:
        """Somebody has come, or is to be seen: the board shows her."""
        self._show_right(None)
        self.board.go_to(arrival_id)
        self._choose(BOARD)

    def _beginning(self, words: str) -> NewPerson:
        one, begun = self._context.station.profile, begin_with(words, self.today)
        return replace(begun, municipality_code=one.municipality_code, municipality_name=one.municipality_name)

    def _open_form(self, view: PersonView | None) -> PersonForm:
        self.panel = None
        self._left.removeWidget(self.duplicates)
        self.duplicates.deleteLater()
        self.duplicates = DuplicatesPanel()
        self.duplicates.same.connect(self._use_other)
        self._left.addWidget(self.duplicates)
        form = PersonForm(self._context, self.today, self.duplicates, view.record if view else None)
        form.saved.connect(self._on_saved)
        form.left.connect(self._leave_form)
        self.form = form
        self._left.setCurrentWidget(self.duplicates)
        self._show_right(form)
        return form

    def _edit(self) -> None:
        if self.panel is not None:
            form = self._open_form(self.panel.view)
            form.offer_draft()
            form.first_focus().setFocus()

    def _leave_form(self) -> None:
        """Leave without saving: what was typed stays kept as a draft."""
        if self.form is None:
            return
        self.form.keeper.flush()
        record, kept = self.form.record, self.keeps_draft()
        self._close_form()
        if kept:
            self._context.message("info", tr("reception.draft_left"))
        if record is not None:
            self.open_person(record.id)
        else:
            self._show_right(None)
            self.finder.search.setFocus()

    def _close_form(self) -> None:
        self.form = None
        self._left.setCurrentWidget(self.finder)

    def _use_other(self, person_id: str) -> None:
        """The person was registered already: what was typed is not needed."""
        if self.form is not None:
            self.form.keeper.drop()
            self._close_form()
        self.open_person(person_id)

    def _on_saved(self, person_id: str) -> None:
        self._close_form()
        self._context.message("success", tr("reception.saved"))
        self.finder.look_again()
        self.open_person(person_id)

    def _show_person(self, view: PersonView) -> None:
        panel = PersonPanel(self._context, view, self.today)
        panel.edit.connect(self._edit)
        panel.arrived.connect(self._show_arrival)
        self._show_right(panel)
        self.panel = panel
        panel.first_focus().setFocus()

    def _close_panel(self) -> None:
        self.leave()
        self._show_right(None)
        self.finder.search.setFocus()

    def _show_right(self, widget: QWidget | None) -> None:
        self.panel = None
        for number in reversed(range(self._right.count())):
            old = self._right.widget(number)
            if old is not None:
                self._right.removeWidget(old)
                old.deleteLater()
        if widget is not None:
            self._right.addWidget(widget)
        # Alone, the search stands in the middle; beside a person it keeps to the left.
        self._side.setVisible(widget is not None)
        self._left.setMaximumWidth(current_theme().gap(_ALONE_STEPS) if widget is None else ANY_WIDTH)

    def _offer_draft(self) -> None:
        """After the program died (or the page was left) the form that was being typed is offered again."""
        if not self._context.may(Action.REGISTER_PERSON):
            return
        read = partial(self._context.station.drafts.get, self._context.session, "person")
        Latest(self).ask(read, self._show_offer, lambda _error: None)

    def _show_offer(self, draft: object) -> None:
        if draft is None or self.form is not None:
            return

        def go_on() -> None:
            self.banner.hide()
            self.register()

        self.banner.show_message("info", tr("reception.draft_waiting"), action=(tr("reception.draft_go_on"), go_on))

    def _tell(self, error: Exception, person_id: str) -> None:
        again = partial(self.open_person, person_id)
        self._show_right(ask_for_reason(error, self._context, again, self._close_panel, person_id))
        if not self._right.count():
            words = words_of(error)
            self.banner.show_message("error", words.title, words.next_step)
