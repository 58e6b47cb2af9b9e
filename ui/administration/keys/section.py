"""Four kinds of keys, one line each: what it is for, whether it is there, and what can be done."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.keys.service import SlotView
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.keys.forms import KeyFileForm, PassphraseForm
from ui.administration.keys.kind_row import KindRow
from ui.administration.keys.recovery import RecoveryPage
from ui.administration.states import States
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.cards import Card
from ui.widgets.confirm_sheet import ask
from ui.widgets.layouts import Scroll, column, hairline

KINDS: Final = ("recovery", "passphrase", "keyring", "key_file")
"""Those that a person carries first: without one of them nothing opens on another machine."""


class KeysSection(SectionPage):
    """A new recovery code takes the whole page until it was printed and one of its groups typed back."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration.keys_title"), tr("administration.keys_about"))
        self.zone = context.station.profile.time_zone
        self.states = States(lines=6)
        self.rows = {kind: KindRow(self, kind) for kind in KINDS}
        self.beside = Beside(self.states)
        self.pages = QStackedWidget()
        self._code_page: RecoveryPage | None = None
        card = Card(margin=5, gap=4)
        for number, kind in enumerate(KINDS):
            if number:
                card.body.addWidget(hairline())
            card.body.addWidget(self.rows[kind])
        content = QWidget()
        layout = column(content, gap=4)
        layout.addWidget(card)
        layout.addStretch(1)
        self.states.full.addWidget(Scroll(content))
        self.pages.addWidget(self.beside)
        self.body.addWidget(self.pages, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read the keys again."""
        keys = self.context.station.keys
        self.loads(self.states, partial(keys.list, self.context.session), self._show)

    def _show(self, slots: Sequence[SlotView]) -> None:
        personal = [slot for slot in slots if slot.usable_by_person]
        only = personal[0].id if len(personal) == 1 else None
        for kind, line in self.rows.items():
            line.show_slots([slot for slot in slots if slot.kind == kind], only)
        self.states.show_full()

    def add(self, kind: str) -> None:
        """Begin to add a key of a kind."""
        if kind == "recovery":
            there = bool(self.rows["recovery"].slots)
            if there:
                self._askreplace_code()
            else:
                self.replace_code()
        elif kind == "keyring":
            self.does(partial(self.context.station.keys.add_keyring, self.context.session), self._keyring_added)
        else:
            form = PassphraseForm(self) if kind == "passphrase" else KeyFileForm(self)
            self.beside.open(tr(f"administration.key_{kind}_add"), form)
            form.setFocus()

    def ask_remove(self, slot: SlotView) -> None:
        """Removing a key asks first: whoever only has that one is locked out."""
        ask(
            self,
            tr(f"administration.key_{slot.kind}_remove_question"),
            tr("administration.key_remove"),
            partial(self._remove, slot),
            explanation=tr("administration.key_remove_about"),
            danger=True,
        )

    def settled(self, words: str) -> None:
        """Something was changed: say so and read again."""
        self.beside.shut()
        self.show_done(words)
        self.refresh()

    def _remove(self, slot: SlotView) -> None:
        call = partial(self.context.station.keys.remove, self.context.session, slot.id)
        self.does(call, lambda _nothing: self.settled(tr("administration.key_removed")))

    def _keyring_added(self, _slot_id: str) -> None:
        self.settled(tr("administration.key_keyring_added"))

    def _askreplace_code(self) -> None:
        ask(
            self,
            tr("administration.key_recovery_question"),
            tr("administration.key_recovery_verb"),
            self.replace_code,
            explanation=tr("administration.key_recovery_question_about"),
        )

    def replace_code(self) -> None:
        """Make the new code; from here on the old one opens nothing."""
        call = partial(self.context.station.keys.replace_recovery_code, self.context.session)
        self.does(call, self._show_code)

    def _show_code(self, code: str) -> None:
        self.banner.hide()
        self.beside.shut()
        self._code_page = page = RecoveryPage(self.context, code, self._code_kept)
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        page.setFocus()

    def _code_kept(self) -> None:
        """The code leaves the screen and the memory of the window for good."""
        page, self._code_page = self._code_page, None
        self.pages.setCurrentIndex(0)
        if page is not None:
            self.pages.removeWidget(page)
            page.deleteLater()
        self.settled(tr("administration.key_recovery_done"))
