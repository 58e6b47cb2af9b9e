"""One pregnancy: who and how far at the top, the parts of the record as tabs, the risk card beside all of them."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import isValid

from ui.allergies.page import AllergyPage
from ui.bridge import Latest
from ui.danger_signs.card import EmergencyCard
from ui.errors import ErrorWords, words_of
from ui.papers.preview import PaperPreview
from ui.pregnancy.classification import ClassificationSection
from ui.pregnancy.dating.page import DatingPage
from ui.pregnancy.outcome.pregnancies import PregnanciesPage
from ui.pregnancy.papers.fitting import show_fitting_paper
from ui.pregnancy.record_head import RecordHead
from ui.pregnancy.record_view import RecordView, read_again
from ui.pregnancy.section import RecordHost, RecordSection
from ui.pregnancy.sections import CLASSIFICATION, SectionEntry, sections_for
from ui.referrals.compose_page import ComposePage
from ui.referrals.record_strip import RecordStrip
from ui.shell.context import UiContext
from ui.shell.roomy import upright
from ui.texts import tr
from ui.widgets.layouts import column, row, stack_large
from ui.widgets.tabs import Tabs

_REFER_KEY = "Ctrl+E"


class PregnancyRecord(QWidget):
    """`back` leaves it, `saved` tells that the list is no longer right.

    The part of the classification is built at once (its card stands beside all others), the rest when first shown.
    """

    spoken_role = "page"

    back = Signal()
    saved = Signal()

    def __init__(self, context: UiContext, view: RecordView, first: str = "", detail: str = "") -> None:
        super().__init__()
        self.setAccessibleName(view.person.shown_name)
        self._context = context
        self._latest = Latest(self)
        self.host = RecordHost(
            context, view, go_to=self.go_to, cover=self._cover, uncover=self._uncover, stored=self.read_again
        )
        self.entries = sections_for(context)
        self._built: dict[str, RecordSection] = {}
        self._stale: set[str] = set()
        self._holders: dict[str, QWidget] = {}
        self.risk = ClassificationSection(self.host)
        self.head = RecordHead(context, view)
        self.strip = RecordStrip(self.host, self.refer)
        self.tabs = Tabs(indent=3)
        self.pages = QStackedWidget()
        self._build()
        self._listen()
        self.risk.show_stored(view.stored)
        self.strip.refresh()
        self.go_to(first or self._usual_first(), detail)

    @property
    def view(self) -> RecordView:
        """What was read last."""
        return self.host.view

    @property
    def section(self) -> RecordSection:
        """The part on show."""
        return self._built[self._entry().key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.risk.card.fit(self.width())
        self.strip.fit(self.height())
        self.head.fit(self.height())

    def go_to(self, key: str, detail: str = "") -> None:
        """Show a part, built now or read again, and one thing in it."""
        number = next((at for at, entry in enumerate(self.entries) if entry.key == key), None)
        if number is None:
            return
        if self.tabs.current() != number or key not in self._built:
            self.tabs.choose(number)
        if detail:
            self.section.open_detail(detail)

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins in the part on show; None while the window is being taken apart."""
        return self.section.first_focus() if isValid(self) else None

    def unsaved(self) -> bool:
        """Whether anything was answered or typed that is not stored."""
        return any(section.unsaved() for section in self._built.values())

    def leave(self) -> None:
        """Keep every draft now."""
        for section in self._built.values():
            section.leave()

    def step_back(self) -> bool:
        """Out of what covers the record, then out of the part's own steps; False when the record is to be left."""
        if self.pages.currentIndex():
            inside = getattr(self.pages.currentWidget(), "step_back", None)
            if inside is None or not inside():
                self._uncover()
            return True
        return self.section.step_back()

    def tell_problem(self, words: ErrorWords) -> None:
        """What went wrong, above the part on show."""
        self.section.tell_problem(words)

    def print_current(self) -> None:
        """Print the paper on show; else open that of the part on show, or the one that fits it."""
        paper = self.pages.currentWidget()
        if isinstance(paper, PaperPreview):
            paper.print_out()
        elif isinstance(paper, EmergencyCard):
            paper.print_current()
        elif not self.section.print_current():
            show_fitting_paper(self, self.host, self._entry().key)

    def keys_here(self) -> tuple[tuple[str, str], ...]:
        """Ctrl+1 … for the parts in the order of their tabs: key, and what it does in words; Ctrl+E to refer her."""
        refers = ((_REFER_KEY, self.risk.card.refer_button.text()),) if self._may_refer() else ()
        return refers + tuple(
            (f"Ctrl+{number}", tr("pregnancy.key_tab", tab=tr(f"pregnancy.tab_{one.key}")))
            for number, one in enumerate(self.entries, start=1)
        )

    def help_topic(self) -> str:
        """The topic of what lies over the record, else of the part on show."""
        return str(getattr(self.pages.currentWidget(), "HELP", "")) or f"pregnancy-{self._entry().key}"

    def show_dating(self) -> None:
        """The page of the dates."""
        self._cover(DatingPage(self.host))

    def refer(self) -> None:
        """Write a referral, or go on with the one that was begun."""
        self.host.preparing = False
        self._cover(ComposePage(self.host))

    def _may_refer(self) -> bool:
        return not self.risk.card.refer_button.isHidden()

    def _refer_by_key(self) -> None:
        if self._may_refer() and self.pages.currentIndex() == 0:
            self.refer()

    def show_allergies(self) -> None:
        """Her allergies: asked, noted, corrected."""
        self._cover(AllergyPage(self.host))

    def show_pregnancies(self) -> None:
        """Her other pregnancies."""
        self._cover(PregnanciesPage(self.host))

    def read_again(self) -> None:
        """Facts were stored: read the record, and let every part show them."""
        self.saved.emit()
        self._latest.ask(
            read_again(self._context, self.view), self._show_view, lambda e: self.tell_problem(words_of(e))
        )

    # the parts

    def _build(self) -> None:
        work = QWidget()
        across = row(work, gap=0)
        # The risk card stays in sight beside it.
        part = QWidget()
        left = column(part, gap=0)
        left.addWidget(self.head)
        left.addWidget(self.strip)
        for entry in self.entries:
            holder = QWidget()
            column(holder, gap=0)
            self._holders[entry.key] = holder
            self.tabs.add(tr(f"pregnancy.tab_{entry.key}"), holder)
        self._put(CLASSIFICATION, self.risk)
        left.addWidget(self.tabs, 1)
        across.addWidget(upright(part), 1)
        across.addWidget(self.risk.card)
        # Side by side both would be too narrow to read: the card stands below the part then.
        stack_large(across, self.tabs)
        self.risk.card.order_tabs()
        self.pages.addWidget(work)
        column(self, gap=0).addWidget(self.pages)

    def _listen(self) -> None:
        for number, entry in enumerate(self.entries, start=1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._go, entry.key))
        refer = QShortcut(QKeySequence(_REFER_KEY), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        refer.activated.connect(self._refer_by_key)
        self.tabs.changed.connect(lambda _number: self._arrive())
        self.head.back.connect(self.back.emit)
        self.head.dating.connect(self.show_dating)
        self.head.others.connect(self.show_pregnancies)
        self.head.allergies.connect(self.show_allergies)
        self.risk.card.refer.connect(self.refer)
        self.head.in_force.opened.connect(self._open_classifications)
        self.risk.in_force.connect(self.head.in_force.show_stored)

    def _usual_first(self) -> str:
        """Whoever is not classified yet, or was left half answered, is classified first."""
        view = self.view
        return CLASSIFICATION if view.current is None or view.draft is not None else self.entries[0].key

    def _entry(self) -> SectionEntry:
        return self.entries[self.tabs.current()]

    def _arrive(self) -> None:
        entry = self._entry()
        section = self._built.get(entry.key)
        if section is None:
            section = entry.build(self.host)
            self._put(entry.key, section)
            section.refresh()
        elif entry.key in self._stale:
            section.refresh()
        self._stale.discard(entry.key)
        self.risk.card.setVisible(not entry.alone)

    def _put(self, key: str, section: RecordSection) -> None:
        self._built[key] = section
        layout = self._holders[key].layout()
        assert layout is not None
        layout.addWidget(section)

    def _open_classifications(self) -> None:
        self.go_to(CLASSIFICATION)
        self.risk.show_history()

    def _show_view(self, view: RecordView) -> None:
        self.host.view = view
        self.setAccessibleName(view.person.shown_name)
        self.head.show_view(view)
        self.strip.refresh()
        # The card stands beside whatever is shown: it is never left behind.
        self._stale = set(self._built)
        self.risk.refresh()
        self._stale.discard(CLASSIFICATION)
        self._arrive()

    def _go(self, key: str) -> None:
        """By a key: what lies over the record is left, and the keyboard begins in the part."""
        if self.pages.currentIndex():
            self._uncover()
        self.go_to(key)
        focus = self.section.first_focus()
        if focus is not None:
            focus.setFocus()

    # what lies over it

    def _cover(self, page: QWidget) -> None:
        self._uncover()
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        page.setFocus()

    def _uncover(self) -> None:
        self.pages.setCurrentIndex(0)
        while self.pages.count() > 1:
            page = self.pages.widget(1)
            assert page is not None
            self.pages.removeWidget(page)
            page.deleteLater()
        focus = self.section.first_focus() if self._built.get(self._entry().key) else None
        if focus is not None:
            focus.setFocus()
