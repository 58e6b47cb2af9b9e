"""Accounts that wait for authorisation: the first thing to see, each with its button."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.security.account_model import AccountView
from ui.administration.accounts.words import role_words
from ui.texts import tr, tr_count
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row

_SHOWN = 3
"""More would push the list off a small screen; the rest stand first in the list itself."""


class Waiting(Card):
    """Hidden while nobody waits."""

    def __init__(self, authorise: Callable[[str], object], open_account: Callable[[str], object]) -> None:
        super().__init__(margin=4, gap=3)
        self._authorise, self._open = authorise, open_account
        self.heading = Text("", "strong")
        self.body.addWidget(self.heading)
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)
        self.hide()

    def show_accounts(self, accounts: Sequence[tuple[AccountView, bool]]) -> None:
        """Show (account, whether the reader may authorise it)."""
        clear(self._lines)
        self.heading.setText(tr_count("administration.accounts_waiting", len(accounts)))
        for one, may_authorise in accounts[:_SHOWN]:
            self._lines.addWidget(self._line(one, may_authorise))
        if len(accounts) > _SHOWN:
            more = tr_count("administration.accounts_waiting_more", len(accounts) - _SHOWN)
            self._lines.addWidget(Text(more, "small"))
        self.setVisible(bool(accounts))

    def _line(self, one: AccountView, may_authorise: bool) -> QWidget:
        holder = QWidget()
        line = row(holder, gap=3)
        line.addWidget(Avatar(one.display_name))
        words = column(gap=0)
        words.addWidget(Text(one.display_name, "strong"))
        details = [role_words(one.role), one.login, *([one.professional_register] if one.professional_register else [])]
        words.addWidget(Text(" · ".join(details), "small"))
        line.addLayout(words, 1)
        details_button = QuietButton(tr("administration.accounts_details"), on_press=partial(self._open, one.id))
        details_button.setAccessibleName(tr("administration.accounts_details_of", name=one.display_name))
        line.addWidget(details_button)
        if may_authorise:
            button = PrimaryButton(
                tr("administration.accounts_authorise"), icon_name="check", on_press=partial(self._authorise, one.id)
            )
            button.setAccessibleName(tr("administration.accounts_authorise_name", name=one.display_name))
            line.addWidget(button)
        return holder
