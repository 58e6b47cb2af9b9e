"""A place of several sections: their list at the left, one of them at the right. The administration is one."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.administration.frame import SectionPage
from ui.administration.sections import SECTIONS, Section, sections_for
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.shell.roomy import upright
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.page_stack import PageStack
from ui.widgets.side_panel import SidePanel

_ROOM_FOR_WORDS = 230
"""In steps of the grid: a narrower page keeps the width for the section and shows the list as icons."""


class _Entry(Button):
    """One section in the list; arrow keys go up and down."""

    spoken_role = "choice"

    def __init__(self, section: Section, nav: "SectionedPage") -> None:
        super().__init__(tr(f"{nav.words}.section_{section.key}"), "place", icon_name=section.icon)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._nav = nav
        self.section = section
        self._words = self.text()
        self.setToolTip("")
        self.clicked.connect(lambda *_: nav.open_section(section.key))

    def fold(self, *, folded: bool) -> None:
        """Only the icon, with its words as tool tip; the name that is spoken stays."""
        self.setText("" if folded else self._words)
        self.setToolTip(self._words if folded else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._nav.step_section(step)


class SectionedPage(PlaceWidget):
    """Only sections that the role may open are offered. A section's page is made when it is first opened.

    `words`: where the texts `section_<key>`, `group_<group>` and `sections` stand.
    """

    can_print = True

    def __init__(self, context: UiContext, sections: Sequence[Section], words: str) -> None:
        super().__init__()
        self.context = context
        self.sections = sections_for(context, sections)
        self.words = words
        self.entries: dict[str, _Entry] = {}
        self._pages: dict[str, SectionPage] = {}
        self.current = ""
        self._headings: list[Text] = []
        self._folded = False
        self.stack = PageStack()
        layout = row(self, gap=0)
        self._nav = self._navigation()
        layout.addWidget(self._nav)
        holder = QWidget()
        column(holder, gap=0, margin=6).addWidget(upright(self.stack))
        if not current_theme().is_large:
            # What a section would like must not keep the window from getting narrow enough to fold the list. Very large
            # text folds it in any case, and what a section needs is scrolled to.
            holder.setMinimumWidth(current_theme().px("start_column"))
        layout.addWidget(holder, 1)

    def _navigation(self) -> QFrame:
        content = QWidget()
        self._nav_layout = layout = column(content, gap=1, margin=3, sides=2)
        for number, (group, sections) in enumerate(groupby(self.sections, lambda section: section.group)):
            if number:
                layout.addSpacing(current_theme().gap(2))
            heading = Text(tr(f"{self.words}.group_{group}"), "overline")
            heading.setIndent(current_theme().gap(3))
            layout.addWidget(heading)
            self._headings.append(heading)
            for section in sections:
                entry = _Entry(section, self)
                self.entries[section.key] = entry
                layout.addWidget(entry)
        layout.addStretch(1)
        frame = QFrame()
        frame.setProperty("look", "rail")
        frame.setFixedWidth(current_theme().px("rail"))
        frame.setAccessibleName(tr(f"{self.words}.sections"))
        self._nav_scroll = Scroll(content, width=None)
        column(frame, gap=0).addWidget(self._nav_scroll)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = current_theme()
        folded = theme.is_large or self.width() < theme.gap(_ROOM_FOR_WORDS)
        if folded != self._folded:
            self._folded = folded
            self._fold(folded=folded)
        # Beside the signs and words, never over half of them.
        bar = theme.px("scrollbar") if self._nav_layout.sizeHint().height() > self.height() else 0
        needed = self._nav_layout.minimumSize().width() + theme.px("hairline")
        self._nav.setFixedWidth(max(needed, theme.px("rail_folded" if folded else "rail")) + bar)

    def _fold(self, *, folded: bool) -> None:
        for heading in self._headings:
            heading.setVisible(not folded)
        for entry in self.entries.values():
            entry.fold(folded=folded)
        beside, above = current_theme().gap(1 if folded else 2), current_theme().gap(3)
        self._nav_layout.setContentsMargins(beside, above, beside, above)

    def arrive(self, subject: str | None) -> None:
        """`subject` is a section, or `accounts/<id>` for one account; without one the last section stays open."""
        key, _, detail = (subject or "").partition("/")
        wanted = key if key in self.entries else self.current or self.sections[0].key
        self.open_section(wanted)
        page = self._pages[wanted]
        if detail:
            page.open_subject(detail)

    def open_section(self, key: str) -> None:
        """Show a section, made now or read again."""
        page = self._pages.get(key)
        if page is None:
            section = next(one for one in self.sections if one.key == key)
            page = section.build(self.context)
            self._pages[key] = page
            self.stack.addWidget(page)
        elif key != self.current:
            page.refresh()
        self.current = key
        self.stack.setCurrentWidget(page)
        for name, entry in self.entries.items():
            entry.setChecked(name == key)
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == key else Qt.FocusPolicy.ClickFocus)
        self._nav_scroll.ensureWidgetVisible(self.entries[key], 0, 0)

    def step_section(self, by: int) -> None:
        """The section above or below."""
        keys = [section.key for section in self.sections]
        key = keys[(keys.index(self.current) + by) % len(keys)]
        self.open_section(key)
        self.entries[key].setFocus()

    @property
    def page(self) -> SectionPage:
        """The section on show."""
        return self._pages[self.current]

    def print_current(self) -> None:
        self.page.print_current()

    def leave(self) -> None:
        for page in self._pages.values():
            page.leave()

    def keeps_draft(self) -> bool:
        return any(page.keeps_draft() for page in self._pages.values())

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return self.page.keys_here() if self.current else ()

    def help_topic(self) -> str:
        return f"{self.words.removesuffix('_page')}-{self.current}"

    def step_back(self) -> bool:
        """Close what stands beside the list, then go back inside the section."""
        panel = next((one for one in self.findChildren(SidePanel) if one.isVisible()), None)
        if panel is None:
            return self.page.step_back()
        panel.close_panel()
        return True

    def first_focus(self) -> QWidget | None:
        return self.entries.get(self.current)


class AdministrationPage(SectionedPage):
    """Accounts, people, the station, the clinic's rules."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, SECTIONS, "administration")
