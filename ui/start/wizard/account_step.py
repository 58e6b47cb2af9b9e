"""Who looks after this station: the first account, an administrator."""

from typing import Any

from PySide6.QtWidgets import QWidget

from app.policy.model import Policy
from ui.start.account_fields import AccountFields
from ui.start.ports import StartPorts
from ui.start.wizard.steps import Step


class AccountStep(Step):
    """Name, login, password; the rules are shown before, what is wrong beside the field."""

    key = "account"

    def __init__(self, ports: StartPorts) -> None:
        super().__init__()
        self.account = AccountFields(ports.check_password)
        self.body.addWidget(self.account)
        self.setFocusProxy(self.account.name)

    def follow(self, policy: Policy) -> None:
        asked = policy.administrator
        if asked is not None:
            self.account.name.set_value(asked.name)
            self.account.login.set_value(asked.login)
            self.lock(self.account.name, self.account.login)
            self.setFocusProxy(self.account.password)

    def complain(self) -> QWidget | None:
        return self.account.complain()

    def answers(self) -> dict[str, Any]:
        return {
            "administrator_name": self.account.name.value(),
            "login": self.account.login.value(),
            "password": self.account.password.value(),
        }
