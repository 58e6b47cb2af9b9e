"""One version of the rules: where it stands, who approved, what it changes, what it would do, what happened to it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.clinic.rule_admin.service import APPROVALS_NEEDED, RuleVersion
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.inline_form import InlineForm
from ui.administration.rules.changes_view import ChangesView
from ui.administration.rules.history_view import HistoryView
from ui.administration.rules.rule_file import write_rule_file
from ui.administration.rules.trial_view import TrialView
from ui.administration.rules.words import approvals_words, standing
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.badges import Badge
from ui.widgets.buttons import Button, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.confirm_sheet import ConfirmSheet, ask
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.tabs import Tabs
from ui.widgets.text_fields import LongTextField


class VersionPage(QWidget):
    """`back` leaves it; `changed` after an approval or a way back: everything is to be read again."""

    def __init__(
        self, host: SectionPage, version: RuleVersion, back: Callable[[], object], changed: Callable[[], object]
    ) -> None:
        super().__init__()
        self._host = host
        self._changed = changed
        self.shown = version
        context = host.context
        self.zone = context.station.profile.time_zone
        self.back = QuietButton(tr("rule_admin.back"), icon_name="arrow-left", on_press=back)
        self.save_button = SecondaryButton(tr("rule_admin.save_file"), icon_name="download", on_press=self._ask_where)
        self.approve_button = PrimaryButton(tr("rule_admin.approve"), icon_name="check", on_press=self.ask_approval)
        self.back_button = SecondaryButton(tr("rule_admin.roll_back"), icon_name="undo", on_press=self.begin_roll_back)
        self.form: InlineForm | None = None
        self.changes = ChangesView(host, version)
        self.trial = TrialView(host, version)
        self.history = HistoryView(version, self.zone)
        self.tabs = Tabs()
        self._build()

    def _build(self) -> None:
        layout = column(self, gap=3)
        layout.addWidget(self._head())
        for words in self._explained():
            layout.addWidget(Text(words, "muted", wrap=True))
        self._place = column(gap=0)
        layout.addLayout(self._place)
        self.tabs.add(tr("rule_admin.tab_changes"), self.changes)
        self.tabs.add(tr("rule_admin.tab_trial"), self.trial)
        self.tabs.add(tr("rule_admin.tab_history"), self.history)
        layout.addWidget(self.tabs, 1)

    def _head(self) -> QWidget:
        """Which version and where it stands; below that what can be done with it."""
        head, below = QWidget(), QWidget()
        layout = column(head, gap=2)
        named = row(gap=3)
        middle = Qt.AlignmentFlag.AlignVCenter
        named.addWidget(self.back, 0, middle)
        named.addWidget(ElidedText(tr("rule_admin.version_title", version=self.shown.version), "heading"), 0, middle)
        named.addWidget(Badge(*standing(self.shown)), 0, middle)
        named.addStretch(1)
        layout.addLayout(named)
        flow = FlowLayout(below, gap=2)
        for button in (*self._deeds(), self.save_button):
            flow.addWidget(button)
        layout.addWidget(below)
        return head

    def _deeds(self) -> list[Button]:
        """What this person may do with this version now."""
        context, version = self._host.context, self.shown
        found: list[Button] = []
        if not version.in_force and context.may(Action.APPROVE_RULES):
            self.approve_button.setEnabled(not self._approved_already())
            found.append(self.approve_button)
        if not version.in_force and version.was_in_force and context.may(Action.MANAGE_RULES):
            found.append(self.back_button)
        return found

    def _approved_already(self) -> bool:
        return self._host.context.session.account_id in self.shown.approvers

    def _explained(self) -> list[str]:
        version = self.shown
        if version.in_force:
            since = version.in_force_since
            known = tr("rule_admin.since_start") if since is None else show_instant(since, self.zone)
            return [tr("rule_admin.in_force_since", since=known)]
        said = [approvals_words(version, self.zone)]
        if self._approved_already():
            said.append(tr("rule_admin.own_approval"))
        elif version.shipped and not version.was_in_force:
            said.append(tr("rule_admin.offered_explained"))
        return said

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.back

    def leave(self) -> None:
        """A trial under way ends with the page."""
        self.trial.stop()

    # approving

    def ask_approval(self) -> ConfirmSheet:
        """One question, with what follows from it."""
        last = len(self.shown.approvers) + 1 >= APPROVALS_NEEDED
        words = tr("rule_admin.approve_last" if last else "rule_admin.approve_first")
        if self.trial.report is None:
            words = f"{words} {tr('rule_admin.approve_untried')}"
        question = tr("rule_admin.approve_question", version=self.shown.version)
        return ask(self, question, tr("rule_admin.approve"), self.approve, explanation=words)

    def approve(self) -> None:
        """Approve as the person who is signed in."""
        admin, session = self._host.context.station.rule_admin, self._host.context.session
        self.approve_button.setEnabled(False)
        self._host.does(partial(admin.approve, session, self.shown.sha256), self._approved, self._not_approved)

    def _approved(self, version: RuleVersion) -> None:
        if version.in_force:
            self._host.show_done(tr("rule_admin.now_in_force", version=version.version))
        else:
            self._host.show_done(tr("rule_admin.approved"), tr("rule_admin.approved_next"))
        self._changed()

    def _not_approved(self, error: Exception) -> None:
        self.approve_button.setEnabled(not self._approved_already())
        self._host.show_error(error)

    # going back

    def begin_roll_back(self) -> None:
        """Ask for the reason."""
        if self.form is not None:
            return
        form = InlineForm(
            tr("rule_admin.roll_back"), self._roll_back, on_cancel=self.end_roll_back, danger=True,
            where={"rules.reason_missing": "reason"},
        )  # fmt: skip
        reason = LongTextField(name=tr("rule_admin.reason"), lines=2)
        form.add("reason", Field(tr("rule_admin.reason"), reason, hint=tr("rule_admin.reason_hint"), required=True))
        card = Card(margin=4)
        card.body.addWidget(form)
        self._place.addWidget(card)
        self._place.addStretch(1)
        # On a small screen both would be squeezed; what changes can be read again after Esc.
        self.tabs.hide()
        self.form = form
        self.back_button.setEnabled(False)
        form.fields["reason"].setFocus()

    def end_roll_back(self) -> None:
        """Leave the rules as they are."""
        if self.form is not None:
            clear(self._place)
            self.tabs.show()
            self.form = None
            self.back_button.setEnabled(True)
            self.back_button.setFocus()

    def _roll_back(self) -> None:
        form = self.form
        if form is None or not form.require_filled("reason"):
            return
        control = form.fields["reason"].control
        assert isinstance(control, LongTextField)
        admin, session, reason = self._host.context.station.rule_admin, self._host.context.session, control.value()
        form.wait()
        self._host.does(partial(admin.roll_back, session, self.shown.sha256, reason), self._rolled_back, form.fail)

    def _rolled_back(self, version: RuleVersion) -> None:
        self._host.show_done(tr("rule_admin.rolled_back", version=version.version))
        self._changed()

    # as a file

    def save_file(self, path: Path) -> None:
        """Keep the text as a file, to the byte."""
        admin, session, sha256 = self._host.context.station.rule_admin, self._host.context.session, self.shown.sha256

        def call() -> None:
            write_rule_file(path, admin.rule_base(session, sha256).text)

        self._host.does(call, lambda _none: self._host.show_done(tr("rule_admin.file_saved", path=path)))

    def _ask_where(self) -> None:
        name = f"{tr('rule_admin.file_name')}-{self.shown.version}.yaml"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("rule_admin.save_file"), name, "YAML (*.yaml)")
        if chosen:
            self.save_file(Path(chosen))
