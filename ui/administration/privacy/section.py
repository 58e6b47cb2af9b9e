"""Administration, Privacy: what waits for a second person, what is sealed, how long data stays, the consent's text."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.kernel.clock import local_date
from app.privacy.export_service import PersonExport
from app.privacy.model import Case, CaseKind, SealedRecord, Step
from app.privacy.steps import holds_until
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.privacy.consent_form import ConsentForm
from ui.administration.privacy.due_card import DueCard
from ui.administration.privacy.holds_card import HoldsCard
from ui.administration.privacy.opening_form import OpeningForm
from ui.administration.privacy.periods_card import PeriodsCard
from ui.administration.privacy.reading import Looked, read, state_words
from ui.administration.states import States
from ui.papers.issue import issue_now
from ui.papers.paper import PaperOffer
from ui.papers.preview import PaperPreview
from ui.privacy.papers import export_offer
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_date, show_instant, show_number
from ui.widgets import confirm_sheet
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row


class PrivacySection(SectionPage):
    """One scrolled column of cards; a paper covers it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration.section_privacy"), tr("privacy.section_about"))
        self._zone = context.station.profile.time_zone
        self.states = States(lines=6)
        self.preview: PaperPreview | None = None
        self.buttons: dict[str, QWidget] = {}
        self.due: DueCard | None = None
        self.periods: PeriodsCard | None = None
        self.holds: HoldsCard | None = None
        content = QWidget()
        self._column = column(content, gap=4)
        self._pages = QStackedWidget()
        self._pages.addWidget(Scroll(content))
        self.states.full.addWidget(self._pages)
        self.body.addWidget(self.states, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        self.loads(self.states, read(self.context), self._show)

    def step_back(self) -> bool:
        """Esc leaves the paper."""
        if self.preview is None:
            return False
        self._uncover()
        return True

    def print_current(self) -> None:
        """The paper that is open."""
        if self.preview is not None:
            self.preview.print_out()

    def _show(self, looked: Looked) -> None:
        clear(self._column)
        self.buttons = {}
        self._column.addWidget(self._cases(looked))
        self._column.addWidget(self._sealed(looked))
        self.holds = HoldsCard(self, looked.holds)
        self._column.addWidget(self.holds)
        self.due = DueCard(self, looked.due, looked.records)
        self.periods = PeriodsCard(self, looked.terms, looked.runs)
        self._column.addWidget(self.due)
        self._column.addWidget(self.periods)
        if self.context.may(Action.MANAGE_CONSENTS):
            self._column.addWidget(ConsentForm(self, looked.texts))
        self._column.addStretch(1)
        self.states.show_full()

    # requests

    def _cases(self, looked: Looked) -> Card:
        card = _card(tr("privacy.cases_title"))
        if not looked.cases:
            card.body.addWidget(Text(tr("privacy.cases_empty"), "muted"))
        for one in looked.cases:
            card.body.addWidget(self._case(one, looked.names.get(one.person_id, "")))
        return card

    def _case(self, case: Case, name: str) -> QWidget:
        part = QWidget()
        line = row(part, gap=3)
        words = column(gap=0)
        who = name or tr("privacy.case_anonymous")
        words.addWidget(Text(f"{tr(f'privacy.kind_{case.kind.value}')} · {who}", "strong", wrap=True))
        asked = case.asked
        told = f"{tr('privacy.case_asked')} {asked.by}, {show_instant(asked.at, self._zone)}: {asked.reason}"
        words.addWidget(Text(told, wrap=True))
        words.addWidget(Text(state_words(case, self.context.station.clock.now(), self._zone), "muted", wrap=True))
        line.addLayout(words, 1)
        for button in self._deeds(case):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return part

    def _deeds(self, case: Case) -> list[QWidget]:
        right = Action.ERASE_PERSON if case.kind is CaseKind.ERASURE else Action.OPEN_SEALED
        if not self.context.may(right):
            return []
        if case.step is Step.ASKED:
            decline = QuietButton(tr("privacy.decline"), on_press=partial(self.decline, case))
            if case.asked.by_id == self.context.session.account_id:
                return [decline]  # who asked cannot confirm: it is not offered either
            confirm = PrimaryButton(tr("privacy.confirm"), on_press=partial(self.confirm, case))
            self.buttons[case.id] = confirm
            return [confirm, decline]
        if holds_until(case, self.context.station.clock.now()) is not None:
            return [SecondaryButton(tr("privacy.open_it"), icon_name="unlock", on_press=partial(self.open_it, case))]
        return []

    def confirm(self, case: Case) -> None:
        """Asked once more where there is no way back."""
        call = partial(self.context.station.privacy.erasures.confirm, self.context.session, case.id)
        again: Callable[[object], object] = lambda _case: self.refresh()  # noqa: E731 - one use below
        if case.kind is CaseKind.OPENING:
            self.does(call, again)
            return
        about = tr("privacy.confirm_about", name=case.asked.by, reason=case.asked.reason)
        question = tr("privacy.confirm_title")
        sure = lambda: self.does(call, again)  # noqa: E731 - asked for by the sheet
        confirm_sheet.ask(self, question, tr("privacy.confirm"), sure, explanation=about, danger=True)

    def decline(self, case: Case) -> None:
        """No, and everything stays as it was."""
        call = partial(self.context.station.privacy.erasures.decline, self.context.session, case.id, "")
        self.does(call, lambda _case: self.refresh())

    def open_it(self, case: Case) -> None:
        """Show the sealed record as a paper."""
        call = partial(self.context.station.privacy.exports.open_sealed, self.context.session, case.id)
        self.does(call, self._cover)

    def _cover(self, export: PersonExport) -> None:
        self.cover(export_offer(issue_now(self.context, self.context.station.profile), export))

    def cover(self, offer: PaperOffer) -> None:
        """Show a paper over the section."""
        self.preview = PaperPreview(self.context, offer, on_close=self._uncover)
        self._pages.addWidget(self.preview)
        self._pages.setCurrentWidget(self.preview)
        self.preview.setFocus()

    def _uncover(self) -> None:
        preview, self.preview = self.preview, None
        if preview is not None:
            self._pages.setCurrentIndex(0)
            self._pages.removeWidget(preview)
            preview.deleteLater()

    # sealed records

    def _sealed(self, looked: Looked) -> Card:
        card = _card(tr("privacy.sealed_title"))
        if not looked.sealed:
            card.body.addWidget(Text(tr("privacy.sealed_empty"), "muted"))
        for one in looked.sealed:
            card.body.addWidget(self._one_sealed(one))
        return card

    def _one_sealed(self, one: SealedRecord) -> QWidget:
        part = QWidget()
        body = column(part, gap=2)
        line = row(gap=3)
        words = (
            f"{tr('privacy.sealed_since')} {show_instant(one.sealed_at, self._zone)} · "
            f"{tr('privacy.sealed_until')} {show_date(one.keep_until)} · "
            f"{tr('privacy.sealed_rows')}: {show_number(one.rows)}"
        )
        line.addWidget(Text(words, wrap=True), 1)
        body.addLayout(line)
        if self.context.may(Action.OPEN_SEALED):
            line.addWidget(self._asking(body, one, CaseKind.OPENING, "ask_opening", "unlock"))
        today = local_date(self.context.station.clock.now(), self._zone)
        if self.context.may(Action.ERASE_PERSON) and one.keep_until < today:
            line.addWidget(self._asking(body, one, CaseKind.ERASURE, "ask_destroy", "trash"))
        return part

    def _asking(self, body: QVBoxLayout, one: SealedRecord, kind: CaseKind, words: str, icon: str) -> QuietButton:
        """The button gives way to the form."""
        button = QuietButton(tr(f"privacy.{words}"), icon_name=icon)

        def begin() -> None:
            button.hide()
            form = OpeningForm(self, one.person_id, kind)
            body.addWidget(form)
            form.setFocus()

        button.clicked.connect(begin)
        return button


def _card(title: str) -> Card:
    card = Card(margin=5, gap=3)
    card.body.addWidget(Text(title, "heading"))
    return card
