"""One account beside the list: what is known about it, what may be done, and what has changed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.kernel.actor import PROGRAM
from app.security.account_model import AccountChange, AccountView
from ui.administration.accounts.forms import PasswordForm, ReasonForm, RoleForm
from ui.administration.accounts.host import AccountsHost
from ui.administration.accounts.words import STATUS_LOOK, change_words, last_sign_in, possible, role_words, status_words
from ui.administration.states import States
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.badges import Badge
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline

_TOLD_ABOVE = ("authorised_at", "authorised_by")


class AccountPanel(QWidget):
    """The content of the side panel for one account."""

    def __init__(self, section: AccountsHost, one: AccountView, every: list[AccountView]) -> None:
        super().__init__()
        self._section, self._one = section, one
        self._names = {each.id: each.display_name for each in every} | {PROGRAM.account_id: PROGRAM.name}
        self._zone = section.context.station.profile.time_zone
        self.possible = possible(section.context.session, one, every)
        layout = column(self, gap=4)
        layout.addWidget(Badge(status_words(one.status), *STATUS_LOOK[one.status]))
        layout.addWidget(KeyValues(self._facts()))
        self.buttons = QWidget()
        self._place = column(gap=4)
        layout.addLayout(self._place)
        self._add_actions()
        layout.addWidget(hairline())
        layout.addWidget(Text(tr("administration.account_history"), "heading"))
        self.history = States(lines=2)
        layout.addWidget(self.history)
        layout.addStretch(1)
        call = partial(section.context.station.accounts.history, section.context.session, one.id)
        section.loads(self.history, call, self._show_history)

    def _facts(self) -> list[tuple[str, str]]:
        one = self._one
        facts = [
            (tr("administration.account_role"), role_words(one.role)),
            (tr("administration.account_login"), one.login),
            (tr("administration.account_register"), one.professional_register or ""),
            (tr("administration.account_last_sign_in"), last_sign_in(one, self._zone)),
            (tr("administration.account_created"), show_instant(one.created_at, self._zone)),
        ]
        if one.authorised_at is not None:
            by = self._names.get(one.authorised_by or "", "")
            facts.append((tr("administration.account_authorised"), show_instant(one.authorised_at, self._zone)))
            facts.append((tr("administration.account_authorised_by"), by))
        return facts

    def _add_actions(self) -> None:
        may, one = self.possible, self._one
        flow = FlowLayout(self.buttons, gap=2)
        if may.authorise:
            flow.addWidget(
                PrimaryButton(
                    tr("administration.accounts_authorise"),
                    icon_name="check",
                    on_press=partial(self._section.authorise, one.id),
                )
            )
        offers: tuple[tuple[bool, str, Callable[[], object]], ...] = (
            (may.reinstate, "accounts_reinstate", self._ask_reinstate),
            (may.change_role, "accounts_change_role", self._ask_role),
            (may.reset_password, "accounts_reset_password", self._ask_password),
            (may.suspend, "accounts_suspend", self._ask_suspend),
        )
        for possible_now, key, press in offers:
            if possible_now:
                flow.addWidget(SecondaryButton(tr(f"administration.{key}"), on_press=press))
        self._place.addWidget(self.buttons)
        if may.why_not is not None:
            self._place.addWidget(Text(tr(may.why_not), "small", wrap=True))

    def _ask_suspend(self) -> None:
        accounts = self._section.context.station.accounts
        self._ask(ReasonForm(self._section, self._one, "suspend", accounts.suspend, self._back))

    def _ask_reinstate(self) -> None:
        accounts = self._section.context.station.accounts
        self._ask(ReasonForm(self._section, self._one, "reinstate", accounts.reinstate, self._back))

    def _ask_role(self) -> None:
        self._ask(RoleForm(self._section, self._one, self._back))

    def _ask_password(self) -> None:
        self._ask(PasswordForm(self._section, self._one, self._back))

    def _ask(self, form: QWidget) -> None:
        """One question takes the place of the buttons."""
        self.buttons.hide()
        self._place.insertWidget(0, form)
        form.setFocus()

    def _back(self) -> None:
        self._section.open_account(self._one.id)

    def _show_history(self, changes: tuple[AccountChange, ...]) -> None:
        told = [change for change in changes if change.field not in _TOLD_ABOVE]
        if not told:
            self.history.full.addWidget(Text(tr("administration.account_history_empty"), "small", wrap=True))
        for change in told:
            entry = column(gap=0)
            entry.addWidget(Text(change_words(change), wrap=True))
            if change.reason:
                entry.addWidget(Text(tr("administration.account_reason", reason=change.reason), "muted", wrap=True))
            entry.addWidget(Text(f"{show_instant(change.at, self._zone)} · {change.by}", "small"))
            self.history.full.addLayout(entry)
        self.history.show_full()
