"""Who sends for the unit, the code by which a person links her chat, a reminder changed by two, figures on paper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Final

from app.reminders.grant import GrantState
from app.reminders.grant_service import GrantStatus
from app.security.roles import Role
from ui.administration.page import AdministrationPage
from ui.administration.sending.section import Looked, SendingSection
from ui.commands.screenshots.stage import Stage
from ui.reception.screen import Reception
from ui.reminders.page import RemindersPage
from ui.reminders.rules.editor import RuleEditor
from ui.reminders.rules.page import RulesPage


def who_sends(stage: Stage) -> None:
    """The station of the demo is in no network: the states of a network are shown as the service would tell them."""
    page = stage.enter(Role.ADMINISTRATOR, "administration", "sending").current()
    assert isinstance(page, AdministrationPage)
    section = page.page
    assert isinstance(section, SendingSection)
    stage.shoot("who-sends-alone")
    until = stage.station.clock.now() + timedelta(days=29)
    for name, status in (
        ("handing-over", GrantStatus(GrantState.GIVING_BACK, None, "", 2)),
        ("elsewhere", GrantStatus(GrantState.NOT_HERE, None, "Sala 2", 0)),
        ("here", GrantStatus(GrantState.HELD, until, "", 0)),
    ):
        section.show_looked(Looked(status, "Sala 1"))
        stage.shoot(f"who-sends-{name}")
    section.ask_give()
    stage.shoot("who-sends-question")


def telegram_code(stage: Stage) -> None:
    """At the desk: nobody linked yet, the code that is shown once, and its paper."""
    channels = stage.station.reminders.channels
    values, secrets = {"bot_name": "SinteticaBot"}, {"bot_token": "1:x"}
    channels.save(stage.session(Role.ADMINISTRATOR), "telegram", values, secrets, active=True)
    person_id = stage.station.reminders.templates.example_people(stage.session(Role.COORDINATOR), 1)[0][0]
    reception = stage.enter(Role.NURSE, "reception", person_id).current()
    assert isinstance(reception, Reception)
    stage.until(lambda: reception.panel is not None and reception.panel.telegram.found is not None, "the panel")
    panel = reception.panel
    assert panel is not None
    panel.telegram.give()
    stage.until(lambda: panel.telegram.code is not None, "the code")
    panel.show_part(panel.telegram)
    stage.shoot("telegram-code")
    panel.telegram.print_code()
    stage.shoot("telegram-code-paper")
    panel.uncover()
    panel.telegram.put_away()
    channels.save(stage.session(Role.ADMINISTRATOR), "telegram", values, {}, active=False)


def reminder_changed_by_two(stage: Stage) -> None:
    """Somebody else saves a reminder while it is being changed: both versions are shown, and nothing is lost."""
    rules, session = stage.station.reminders.rules, stage.session(Role.COORDINATOR)
    rule = rules.list(session)[0]
    page = stage.enter(Role.COORDINATOR, "reminders", f"rules/{rule.id}").current()
    assert isinstance(page, RemindersPage)
    assert isinstance(page.page, RulesPage)
    stage.until(lambda: rules_editor(page) is not None, "the editor")
    editor = rules_editor(page)
    assert editor is not None
    editor.form.name.set_value("Véspera da consulta")
    rules.save(session, replace(rule.rule, hour=time(11)), rule.id)
    stage.clock_moves(60)
    editor.save()
    stage.settle()
    stage.shoot("reminder-overtaken")
    editor.read_versions()
    stage.settle()
    stage.shoot("reminder-both-versions")
    page.step_back()
    editor.form.show_rule(rule.rule)
    page.step_back()
    rules.save(session, rule.rule, rule.id)


def rules_editor(page: RemindersPage) -> RuleEditor | None:
    """The reminder that is being changed."""
    return page.page.editor if isinstance(page.page, RulesPage) else None


def figures_on_paper(stage: Stage) -> None:
    """The overview of the messages as it is printed."""
    page = stage.enter(Role.COORDINATOR, "reminders", "overview").current()
    assert isinstance(page, RemindersPage)
    page.print_current()
    stage.shoot("messages-paper")
    page.step_back()


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("who sends", who_sends),
    ("telegram code", telegram_code),
    ("reminder changed by two", reminder_changed_by_two),
    ("messages on paper", figures_on_paper),
)
