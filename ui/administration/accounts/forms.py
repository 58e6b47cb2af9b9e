"""The questions about an account: a new one, a reason, another role, a new password."""

from collections.abc import Callable
from functools import partial
from typing import Final

from app.security.account_model import AccountView, NewAccount
from app.security.roles import Role
from app.security.session import Session
from ui.administration.accounts.host import AccountsHost
from ui.administration.accounts.words import role_words
from ui.administration.inline_form import InlineForm
from ui.texts import LANGUAGES, chosen_language, tr
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.text_fields import LongTextField, PasswordField, TextField

_PLACES: Final = {
    "access.login_": "login",
    "access.name_missing": "display_name",
    "access.register_long": "professional_register",
    "access.password_": "password",
    "access.reason_missing": "reason",
    "access.last_of_role": "role",
}
"""Error code (or its beginning) → field."""


class NewAccountForm(InlineForm):
    """An account for somebody else; it waits for a coordinator and its owner changes the password."""

    def __init__(self, section: AccountsHost) -> None:
        super().__init__(
            tr("administration.accounts_create_verb"),
            self._create,
            on_cancel=section.beside.panel.close_panel,
            where=_PLACES,
        )
        self._section = section
        roles = [(role, role_words(role)) for role in Role]
        self._role = Dropdown(roles)
        self._language = Dropdown(list(LANGUAGES.items()))
        self._language.set_value(chosen_language())
        self.body.addWidget(Text(tr("administration.accounts_create_about"), "small", wrap=True))
        self.add("display_name", Field(tr("administration.account_name"), TextField(), required=True))
        self.add(
            "login",
            Field(tr("administration.account_login"), TextField(), hint=tr("administration.login_hint"), required=True),
        )
        self.add("role", Field(tr("administration.account_role"), self._role))
        self.add(
            "professional_register",
            Field(tr("administration.account_register"), TextField(), hint=tr("administration.register_hint")),
        )
        self.add(
            "password",
            Field(
                tr("administration.account_password"),
                PasswordField(),
                hint=tr("administration.password_hint"),
                required=True,
            ),
        )
        self.add("language", Field(tr("administration.account_language"), self._language))

    def _create(self) -> None:
        if not self.require_filled("display_name", "login", "password"):
            return
        new = NewAccount(
            login=_text(self, "login"),
            display_name=_text(self, "display_name"),
            role=Role(str(self._role.value())),
            password=_text(self, "password"),
            professional_register=_text(self, "professional_register") or None,
            language=str(self._language.value()),
        )
        self.wait()
        context = self._section.context
        self._section.does(partial(context.station.accounts.create, context.session, new), self._created, self.fail)

    def _created(self, account: AccountView) -> None:
        self._section.beside.shut()
        self._section.settled(tr("administration.accounts_created", name=account.display_name))


class ReasonForm(InlineForm):
    """Suspend or reinstate, with the reason that the history keeps."""

    def __init__(
        self,
        section: AccountsHost,
        one: AccountView,
        what: str,
        call: Callable[[Session, str, str], AccountView],
        back: Callable[[], object],
    ) -> None:
        super().__init__(
            tr(f"administration.accounts_{what}_verb"),
            self._do,
            on_cancel=back,
            danger=what == "suspend",
            where=_PLACES,
        )
        self._section, self._one, self._what, self._call = section, one, what, call
        self.body.addWidget(Text(tr(f"administration.accounts_{what}_about"), "small", wrap=True))
        field = Field(tr("administration.reason"), LongTextField(lines=2), hint=tr("administration.reason_hint"))
        self.setFocusProxy(self.add("reason", field))

    def _do(self) -> None:
        self.wait()
        call = partial(self._call, self._section.context.session, self._one.id, _text(self, "reason"))
        self._section.does(call, self._done, self.fail)

    def _done(self, account: AccountView) -> None:
        self._section.settled(tr(f"administration.accounts_{self._what}_done", name=account.display_name))


class RoleForm(InlineForm):
    """Another role, with the reason."""

    def __init__(self, section: AccountsHost, one: AccountView, back: Callable[[], object]) -> None:
        super().__init__(tr("administration.accounts_role_verb"), self._do, on_cancel=back, where=_PLACES)
        self._section, self._one = section, one
        self._role = Dropdown([(role, role_words(role)) for role in Role])
        self._role.set_value(one.role)
        self.setFocusProxy(self.add("role", Field(tr("administration.account_role"), self._role)))
        self.add("reason", Field(tr("administration.reason"), LongTextField(lines=2)))

    def _do(self) -> None:
        self.wait()
        context, role = self._section.context, Role(str(self._role.value()))
        call = partial(context.station.accounts.change_role, context.session, self._one.id, role, _text(self, "reason"))
        self._section.does(call, self._done, self.fail)

    def _done(self, account: AccountView) -> None:
        words = tr("administration.accounts_role_done", name=account.display_name, role=role_words(account.role))
        self._section.settled(words)


class PasswordForm(InlineForm):
    """A new password for somebody who has lost the old one."""

    def __init__(self, section: AccountsHost, one: AccountView, back: Callable[[], object]) -> None:
        super().__init__(tr("administration.accounts_password_verb"), self._do, on_cancel=back, where=_PLACES)
        self._section, self._one = section, one
        self.body.addWidget(Text(tr("administration.accounts_password_about"), "small", wrap=True))
        field = Field(
            tr("administration.account_new_password"), PasswordField(), hint=tr("administration.password_hint")
        )
        self.setFocusProxy(self.add("password", field))

    def _do(self) -> None:
        if not self.require_filled("password"):
            return
        self.wait()
        context = self._section.context
        call = partial(context.station.accounts.reset_password, context.session, self._one.id, _text(self, "password"))
        self._section.does(call, self._done, self.fail)

    def _done(self, _nothing: None) -> None:
        self._section.settled(tr("administration.accounts_password_done", name=self._one.display_name))


def _text(form: InlineForm, name: str) -> str:
    control = form.fields[name].control
    assert isinstance(control, TextField | PasswordField | LongTextField)
    return control.value()
