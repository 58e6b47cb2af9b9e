"""One's own account: who I am here, my password, my PIN for the locked screen, my language."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from app.privacy.confidentiality import Agreed
from app.security.account_model import AccountView
from ui.administration.accounts.words import role_words
from ui.administration.frame import SectionPage
from ui.administration.inline_form import InlineForm
from ui.administration.states import States
from ui.shell.context import UiContext
from ui.texts import LANGUAGES, chosen_language, tr
from ui.texts.formats import show_instant
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Card, Section
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row
from ui.widgets.text_fields import PasswordField
from ui.widgets.turning import Turning

_PLACES = {
    "access.wrong_password": "old",
    "access.wait": "old",
    "access.password_": "new",
    "access.pin_": "pin",
}


@runtime_checkable
class Speaks(Protocol):
    """The window around the places: it keeps the choice and builds itself anew in the other language."""

    def speak(self, language: str) -> None: ...


class OwnAccountSection(SectionPage):
    """Open to everybody; nothing here touches another account."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("administration.own_title"), tr("administration.own_about"))
        self.states = States(lines=6)
        self.body.addWidget(self.states, 1)
        self.password = PasswordChange(self)
        self.pin = PinChange(self)
        self.language = ChoiceChips(list(LANGUAGES.items()), name=tr("administration.own_language"), optional=False)
        self.language.set_value(chosen_language())
        self.language.changed.connect(self._change_language)
        content = QWidget()
        layout = column(content, gap=4)
        head = Turning(gap=4)
        self._identity = column(gap=0)
        head.line.addLayout(self._identity, 1)
        head.line.addWidget(Text(tr("administration.own_language"), "label"))
        head.line.addWidget(self.language)
        layout.addWidget(head)
        self.agreed = Text(tr("privacy.agreement_none"), "small", wrap=True)
        layout.addWidget(self.agreed)
        sides = Turning(gap=4, gap_below=4)
        sides.line.addWidget(
            _card(tr("administration.own_password"), tr("administration.own_password_about"), self.password), 1
        )
        sides.line.addWidget(_card(tr("administration.own_pin"), tr("administration.own_pin_about"), self.pin), 1)
        layout.addWidget(sides)
        layout.addStretch(1)
        self.states.full.addWidget(Scroll(content))
        self.refresh()

    def refresh(self) -> None:
        """Read the account as it stands."""
        call = partial(self.context.station.accounts.own, self.context.session)
        self.loads(self.states, call, self._show)

    def _show(self, account: AccountView) -> None:
        clear(self._identity)
        holder = QWidget()
        line = row(holder, gap=3)
        line.addWidget(Avatar(account.display_name))
        words = column(gap=0)
        words.addWidget(Text(account.display_name, "strong"))
        parts = [role_words(account.role), account.login, account.professional_register or ""]
        words.addWidget(Text(" · ".join(part for part in parts if part), "small"))
        line.addLayout(words, 1)
        self._identity.addWidget(holder)
        accepted = self.context.station.privacy.confidentiality.accepted
        self.does(partial(accepted, self.context.session, account.id), self._show_agreed)
        self.pin.show_state(has_pin=account.has_pin)
        self.states.show_full()

    def _show_agreed(self, agreed: Sequence[Agreed]) -> None:
        """Which text of confidentiality was accepted, and when."""
        if not agreed:
            return
        at = show_instant(agreed[0].at, self.context.station.profile.time_zone)
        self.agreed.setText(tr("privacy.agreement_given", version=agreed[0].version, at=at))

    def _change_language(self, language: object) -> None:
        shell = self.parent()
        while shell is not None and not isinstance(shell, Speaks):
            shell = shell.parent()
        if isinstance(shell, Speaks):
            shell.speak(str(language))
            return
        call = partial(self.context.station.accounts.set_language, self.context.session, str(language))
        self.does(call, self._language_changed)

    def _language_changed(self, account: AccountView) -> None:
        self.show_done(tr("administration.own_language_done", language=LANGUAGES[account.language]))


def _card(heading: str, about: str, content: QWidget) -> Card:
    card = Card()
    section = Section(heading, about)
    section.body.addWidget(content)
    card.body.addWidget(section)
    card.body.addStretch(1)
    return card


class PasswordChange(InlineForm):
    """The old password, then the new one; both can be shown, so that it need not be typed twice."""

    def __init__(self, section: OwnAccountSection) -> None:
        super().__init__(tr("administration.own_password_verb"), self._change, where=_PLACES)
        self._section = section
        self.old, self.new = PasswordField(), PasswordField()
        self.add("old", Field(tr("administration.own_password_old"), self.old))
        hint = tr("administration.password_hint")
        self.add("new", Field(tr("administration.account_new_password"), self.new, hint=hint))

    def _change(self) -> None:
        if not self.require_filled("old", "new"):
            return
        self.wait()
        context = self._section.context
        call = partial(context.station.accounts.change_password, context.session, self.old.value(), self.new.value())
        self._section.does(call, self._done, self.fail)

    def _done(self, _nothing: None) -> None:
        self.settle()
        self.old.clear()
        self.new.clear()
        self._section.pin.show_state(has_pin=False)
        self._section.show_done(tr("administration.own_password_done"), tr("administration.own_password_done_pin"))


class PinChange(InlineForm):
    """Four to eight digits that open the locked screen, confirmed by the password."""

    def __init__(self, section: OwnAccountSection) -> None:
        super().__init__(tr("administration.own_pin_verb"), self._set, minor=True, where=_PLACES)
        self._section = section
        self.state = Text("", "small")
        self.old, self.pin = PasswordField(), PasswordField()
        self.add("old", Field(tr("administration.own_password_now"), self.old))
        self.add("pin", Field(tr("administration.own_pin_new"), self.pin, hint=tr("administration.own_pin_hint")))
        self.body.addWidget(self.state)
        self.remove_button = SecondaryButton(tr("administration.own_pin_remove"), on_press=self._remove)
        self.buttons.insertWidget(1, self.remove_button)
        self.remove_button.hide()

    def show_state(self, *, has_pin: bool) -> None:
        """Say whether there is a PIN, and offer to take it away."""
        self.state.setText(tr("administration.own_pin_there" if has_pin else "administration.own_pin_none"))
        self.remove_button.setVisible(has_pin)

    def _set(self) -> None:
        if self.require_filled("old", "pin"):
            self._ask(self.pin.value())

    def _remove(self) -> None:
        if self.require_filled("old"):
            self._ask(None)

    def _ask(self, pin: str | None) -> None:
        self.wait()
        context = self._section.context
        call = partial(context.station.accounts.set_pin, context.session, self.old.value(), pin)
        self._section.does(call, partial(self._done, pin is not None), self.fail)

    def _done(self, has_pin: bool, _nothing: None) -> None:
        self.settle()
        self.old.clear()
        self.pin.clear()
        self.show_state(has_pin=has_pin)
        done = "administration.own_pin_done" if has_pin else "administration.own_pin_removed"
        self._section.show_done(tr(done))
