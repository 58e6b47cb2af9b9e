"""Who sends for the unit, as the administrator sees it: alone, the sender, handing over, elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from app.reminders.grant import GrantState
from app.reminders.grant_service import GrantStatus
from app.security.roles import Role
from ui.administration.page import AdministrationPage
from ui.administration.sending.section import Looked, SendingSection
from ui.commands.screenshots.stage import Stage


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


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (("who sends", who_sends),)
