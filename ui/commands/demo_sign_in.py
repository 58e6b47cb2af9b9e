"""The accounts of the demo unit, offered at the sign-in: one press fills in login and password."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD, PENDING_LOGIN, PRECEPTOR_LOGIN
from app.security.roles import Role
from ui.commands.demo_parts import HOSPITAL, UBS
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline

if TYPE_CHECKING:
    from ui.start.sign_in import SignInPage

_FIRST_AT = {UBS: Role.NURSE, HOSPITAL: Role.DOCTOR}


class DemoAccounts(QWidget):
    """Fills in the nurse at once (at the hospital the doctor), so that Enter is enough."""

    def __init__(self, page: "SignInPage", part: str = UBS) -> None:
        super().__init__()
        self._page = page
        layout = column(self, gap=3)
        layout.addWidget(hairline())
        layout.addWidget(Text(tr("demo.accounts"), "label"))
        layout.addWidget(Text(tr("demo.password", password=DEMO_PASSWORD), "small", wrap=True))
        holder = QWidget()
        holder.setAccessibleName(tr("demo.accounts"))
        give_role(holder, "group")
        flow = FlowLayout(holder, gap=2)
        self.buttons: dict[str, Button] = {}
        for words, login in [*((tr(f"roles.role_{role.value}"), login) for role, login in DEMO_LOGINS.items())]:
            self._add(flow, words, login)
        if part == HOSPITAL:
            self._add(flow, tr("demo.preceptor"), PRECEPTOR_LOGIN)
        else:
            self._add(flow, tr("demo.pending"), PENDING_LOGIN)
        layout.addWidget(holder)
        page.body.addWidget(self)
        self.choose(DEMO_LOGINS[_FIRST_AT[part]])

    def choose(self, login: str) -> None:
        """Fill in this account; Enter signs in."""
        self._page.login.setText(login)
        self._page.password.line.setText(DEMO_PASSWORD)
        for one, button in self.buttons.items():
            button.setChecked(one == login)
        self._page.enter.setFocus()

    def _add(self, flow: FlowLayout, words: str, login: str) -> None:
        button = Button(words, "chip", on_press=partial(self.choose, login))
        button.setCheckable(True)
        give_role(button, "choice")
        self.buttons[login] = button
        flow.addWidget(button)
