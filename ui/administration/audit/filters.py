"""Which rows of the audit trail are shown: by whom, what, when, and about whom."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.security.account_model import AccountView
from app.security.audit_service import AuditFilter
from ui.administration.audit.words import day_end, day_start, known_actions
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.date_field import DateField
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout

_AROUND_WORDS = 8


@dataclass(frozen=True)
class PersonChoice:
    """The person whose rows are shown."""

    id: str
    name: str


class AuditFilters(QWidget):
    """`changed` tells that other rows are wanted; `wanted` says which."""

    changed = Signal()

    def __init__(self, accounts: list[AccountView], zone: str, today: date) -> None:
        super().__init__()
        self._zone = zone
        self.person: PersonChoice | None = None
        everybody: list[tuple[object, str]] = [(None, tr("administration.audit_everybody"))]
        self.account = Dropdown([*everybody, *((one.id, one.display_name) for one in accounts)])
        anything: list[tuple[object, str]] = [(None, tr("administration.audit_anything"))]
        self.action = Dropdown([*anything, *known_actions()])
        for control in (self.account, self.action):
            # As wide as its longest words only where it is open: closed, it must fit a small screen.
            control.setFixedWidth(current_theme().px("field_medium"))
            longest = control.view().sizeHintForColumn(0) + current_theme().gap(_AROUND_WORDS)
            control.view().setMinimumWidth(max(longest, control.width()))
        self.since = DateField(today=today, latest=today)
        self.until = DateField(today=today)
        self.since_field = Field(tr("administration.audit_since"), self.since)
        self.until_field = Field(tr("administration.audit_until"), self.until)
        layout = FlowLayout(self, gap=3)
        layout.addWidget(Field(tr("administration.audit_account"), self.account))
        layout.addWidget(Field(tr("administration.audit_action"), self.action))
        layout.addWidget(self.since_field)
        layout.addWidget(self.until_field)
        for control in (self.account, self.action):
            control.changed.connect(lambda _value: self.changed.emit())
        for day_field in (self.since, self.until):
            day_field.changed.connect(lambda _day: self._dates_changed())

    def wanted(self) -> AuditFilter:
        """What the services are asked for."""
        account, action = self.account.value(), self.action.value()
        return AuditFilter(
            account_id=None if account is None else str(account),
            actions=None if action is None else frozenset({str(action)}),
            person_id=self.person.id if self.person else None,
            since=day_start(self.since.day(), self._zone),
            until=day_end(self.until.day(), self._zone),
        )

    def is_narrowed(self) -> bool:
        """Whether anything is filtered at all."""
        return self.wanted() != AuditFilter()

    def choose_account(self, account_id: str) -> None:
        """Only what this account did; one that is no longer listed changes nothing."""
        self.account.set_value(account_id)

    def choose_person(self, person: PersonChoice | None) -> None:
        """Only what concerns this person."""
        self.person = person
        self.changed.emit()

    def clear(self) -> None:
        """Everything again."""
        blocked = [(control, control.blockSignals(True)) for control in (self.account, self.action)]
        self.account.set_value(None)
        self.action.set_value(None)
        for control, before in blocked:
            control.blockSignals(before)
        self.since.set_day(None)
        self.until.set_day(None)
        self.choose_person(None)

    def _dates_changed(self) -> None:
        """Half a date typed is no other wish yet; one that cannot be right is said at its field."""
        for field, control in ((self.since_field, self.since), (self.until_field, self.until)):
            half_typed = bool(control.value()) and control.day() is None
            field.set_error(None if half_typed else control.problem())
        if not any(control.value() and control.day() is None for control in (self.since, self.until)):
            self.changed.emit()
