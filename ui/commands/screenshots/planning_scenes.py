"""Campaigns from the list to the last check, and what is planned: calendar, list, one message, one by hand."""

from collections.abc import Callable
from typing import Final, cast

from PySide6.QtWidgets import QScrollArea

from app.reminders.criteria import Condition
from app.reminders.message_lists import Wanted
from app.security.roles import Role
from ui.commands.screenshots.stage import SceneFailedError, Stage
from ui.reminders.campaigns.page import CampaignsPage
from ui.reminders.campaigns.wizard import Wizard
from ui.reminders.page import RemindersPage
from ui.reminders.planned.page import PlannedPage
from ui.reminders.planned.single_form import SingleForm
from ui.widgets.confirm_sheet import ConfirmSheet

_WEEKS: Final = (Condition("gestational_week", least=12, most=36), Condition("age", least=15, most=45))


def campaigns_empty(stage: Stage) -> None:
    """No campaign yet: what to do first."""
    page = _campaigns(stage)
    page._show(())
    stage.shoot("campaigns-none")


def campaigns(stage: Stage) -> None:
    """The list, one that was sent, its messages, and the question before one in flight is called back."""
    page = _campaigns(stage)
    stage.shoot("campaigns")
    found = stage.station.reminders.campaigns.list(stage.session(Role.COORDINATOR))
    if not found:
        raise SceneFailedError("the demo has no campaign")
    page.open_subject(found[-1].id)
    stage.shoot("campaign")
    first = page.detail.table.lines.id_at(0)
    page.detail.table.opened.emit(first)
    stage.shoot("campaign-message")
    page.step_back()
    page.open_subject(found[0].id)
    stage.settle()
    page.detail.cancel_button.click()
    stage.shoot("campaign-call-back")
    for sheet in stage.window.findChildren(ConfirmSheet):
        sheet.abandon()


def wizard(stage: Stage) -> None:
    """Whom, what, when, and the check with who is left out, who later, and one as it will be read."""
    page = _campaigns(stage)
    page.begin()
    stage.settle()
    made = page.wizard
    assert made is not None
    made.forward()
    stage.shoot("campaign-whom-wrong")
    _answer(made)
    stage.shoot("campaign-whom")
    made.go(1)
    stage.shoot("campaign-what")
    made.go(2)
    stage.shoot("campaign-when")
    made.forward()
    stage.settle()
    for part, name in enumerate(("who", "left-out", "example")):
        made.check.tabs.choose(part)
        stage.shoot(f"campaign-check-{name}")
    made.keeper.drop()
    made.leave()
    stage.settle()


def planned(stage: Stage) -> None:
    """A day, its week, one message, and the form for one by hand."""
    page = _planned(stage)
    stage.shoot("planned-day")
    page.filters.span.set_value("week")
    page.refresh()
    stage.shoot("planned-week")
    first = page.table.lines.id_at(0)
    if first is not None:
        page.open_message(first)
        stage.shoot("planned-message")
    page.begin()
    stage.settle()
    form = page.findChildren(SingleForm)[-1]
    form.submit()
    stage.shoot("planned-by-hand")
    _choose(stage, form)
    stage.shoot("planned-by-hand-read")
    page.step_back()
    page.filters.group.set_value("not_sent")
    page.filters.channel.set_value("telegram")
    stage.shoot("planned-none")


def _choose(stage: Stage, form: SingleForm) -> None:
    """The first woman that may be written to, and the text for the group."""
    templates, messages = form.template, stage.station.reminders.messages
    words = [templates.itemText(line) for line in range(templates.count())]
    templates.setCurrentIndex(next((n for n, one in enumerate(words) if one.startswith("Roda")), 1))
    form.channels.set_value([one.code for one in form.channels.lines])
    nurse = stage.session(Role.NURSE)
    known = next(one for one in messages.lines(nurse, messages.ids(nurse, Wanted())[:1]) if one is not None)
    form.choose(known.person_id, known.shown_name)
    stage.settle()
    for scroll in form.window().findChildren(QScrollArea):
        if scroll.isAncestorOf(form):
            scroll.ensureWidgetVisible(form.reading)


def _answer(made: Wizard) -> None:
    assert made.what is not None
    made.whom.name.setText("Convite para o grupo")
    made.whom.criteria.set_conditions(_WEEKS)
    # The demo's text for the group: others speak of a visit, which only a reminder knows.
    words = [made.what.template.itemText(line) for line in range(made.what.template.count())]
    made.what.template.setCurrentIndex(next((n for n, one in enumerate(words) if one.startswith("Roda")), 1))
    made.what.channels.set_value([one.code for one in made.what.channels.lines])


def _campaigns(stage: Stage) -> CampaignsPage:
    shell = stage.enter(Role.COORDINATOR, "reminders", "campaigns")
    return cast(CampaignsPage, shell.findChildren(RemindersPage)[-1].page)


def _planned(stage: Stage) -> PlannedPage:
    shell = stage.enter(Role.NURSE, "reminders", "planned")
    return cast(PlannedPage, shell.findChildren(RemindersPage)[-1].page)


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("campaigns-none", campaigns_empty),
    ("campaigns", campaigns),
    ("campaign-wizard", wizard),
    ("planned", planned),
)
