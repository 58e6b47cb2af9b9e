"""Who sends for the unit, and the code by which a person links her chat."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from app.reminders.grant import GrantState
from app.reminders.grant_service import GrantStatus
from app.security.roles import Role
from ui.administration.page import AdministrationPage
from ui.administration.sending.section import Looked, SendingSection
from ui.commands.screenshots.stage import Stage
from ui.reception.screen import Reception


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


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("who sends", who_sends),
    ("telegram code", telegram_code),
)
