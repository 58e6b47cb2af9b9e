"""The messages as the unit sees them: how the sending stands, what waits for a person, replies, hours."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QScrollArea

from app.clinic.reports.periods import PeriodChoice
from app.security.roles import Role
from ui.administration.frame import SectionPage
from ui.commands.screenshots.stage import Stage
from ui.reception.screen import Reception
from ui.reminders.attention.page import AttentionPage
from ui.reminders.inbox.page import InboxPage
from ui.reminders.manners.page import MannersPage
from ui.reminders.overview.page import OverviewPage
from ui.reminders.page import RemindersPage
from ui.reminders.requests.page import RequestsPage
from ui.texts import tr
from ui.widgets.date_field import DateField
from ui.widgets.dropdown import Dropdown


def overview(stage: Stage) -> None:
    """The numbers of now, the month, the comparison of two wordings; a month without messages."""
    page = _page(stage, Role.COORDINATOR, "overview")
    assert isinstance(page, OverviewPage)
    stage.shoot("messages-overview")
    bar = next(one for one in page.findChildren(QScrollArea) if one.isVisible()).verticalScrollBar()
    bar.setValue(bar.maximum())
    stage.shoot("messages-overview-comparison")
    bar.setValue(0)
    page.period.choose(PeriodChoice.LAST_MONTH)
    stage.shoot("messages-overview-nothing")


def attention(stage: Stage) -> None:
    """One that nobody knows the end of, a dead letter, all at once, and what is said after a decision."""
    page = _page(stage, Role.NURSE, "attention")
    assert isinstance(page, AttentionPage)
    stage.shoot("messages-attention")
    page.table.choose([page.table.model_of_groups.rowCount() - 1])
    stage.shoot("messages-attention-refused")
    page.table.selectAll()
    stage.shoot("messages-attention-several")
    page.table.choose([1])
    stage.settle()
    assert page.panel is not None
    assert page.panel.decisions is not None
    next(reversed(page.panel.decisions.buttons.values())).click()
    stage.shoot("messages-attention-decided")


def inbox(stage: Stage) -> None:
    """Who asked to stop, a question, and what was seen."""
    page = _page(stage, Role.NURSE, "inbox")
    assert isinstance(page, InboxPage)
    stage.shoot("messages-inbox")
    page.table.selectRow(1)
    stage.shoot("messages-inbox-question")
    page.settle()
    stage.shoot("messages-inbox-seen")


def requests(stage: Stage) -> None:
    """Somebody who is perhaps registered already, another telephone, the last question, one who is dismissed."""
    page = _page(stage, Role.NURSE, "requests")
    assert isinstance(page, RequestsPage)
    for line, name in enumerate(("registered", "contact", "newcomer")):
        page.table.selectRow(line)
        stage.shoot(f"messages-requests-{name}")
    page.table.selectRow(1)
    stage.settle()
    page.ask_contact()
    stage.shoot("messages-requests-accept")
    assert page.sheet is not None
    page.sheet.submit()
    stage.shoot("messages-requests-reason-missing")
    page.sheet.reason.set_value(tr("requests_page.why_phoned"))
    page.sheet.submit()
    stage.shoot("messages-requests-accepted")


def noted(stage: Stage) -> None:
    """What is noted of a person for messages and treatment, and its form, at the desk."""
    asked = stage.station.reminders.requests.list(stage.session(Role.NURSE))
    someone = next(one.person_id for one in asked if one.person_id is not None)
    desk = stage.enter(Role.NURSE, "reception", someone).current()
    assert isinstance(desk, Reception)
    assert desk.panel is not None
    part = desk.panel.treatment
    part.open_form()
    stage.settle()
    stage.shoot("messages-noted-form")
    assert part.form is not None
    phase, day = (part.form.fields[code].control for code in ("treatment_phase", "surgery_date"))
    assert isinstance(phase, Dropdown)
    assert isinstance(day, DateField)
    phase.set_value("before_surgery")
    day.setText("32/12/2026")
    part.form.submit()
    stage.shoot("messages-noted-wrong")
    day.setText("10/12/2026")
    part.form.submit()
    stage.settle()
    part.show_history()
    stage.shoot("messages-noted")


def manners(stage: Stage) -> None:
    """Hours and days, and a holiday without a name."""
    page = _page(stage, Role.COORDINATOR, "manners")
    assert isinstance(page, MannersPage)
    stage.shoot("messages-hours")
    page.form.holidays.day.setText("21/11/2026")
    page.save()
    stage.shoot("messages-hours-nameless")
    page.form.holidays.name.set_value("Nossa Senhora da Apresentação")
    page.save()
    stage.shoot("messages-hours-saved")


def _page(stage: Stage, role: Role, key: str) -> SectionPage:
    place = stage.enter(role, "reminders", key).current()
    assert isinstance(place, RemindersPage)
    stage.settle()
    return place.page


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("overview of messages", overview),
    ("messages for a person", attention),
    ("replies", inbox),
    ("noted for messages", noted),
    ("requests of patients", requests),
    ("hours of messages", manners),
)
