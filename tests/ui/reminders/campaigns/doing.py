"""What tests of campaigns do again and again."""

from datetime import timedelta

from app.kernel.clock import FakeClock
from app.reminders.campaigns import NewCampaign
from app.security.roles import Role
from tests.ui.reminders.campaigns.world import World
from ui.reminders.campaigns.page import CampaignsPage
from ui.reminders.campaigns.wizard import Wizard
from ui.reminders.page import RemindersPage


def campaigns_of(page: RemindersPage) -> CampaignsPage:
    """The page itself."""
    assert isinstance(page.page, CampaignsPage)
    return page.page


def wizard_of(page: RemindersPage) -> Wizard:
    """The wizard that is on show."""
    wizard = campaigns_of(page).wizard
    assert wizard is not None
    return wizard


def answer(wizard: Wizard, world: World) -> None:
    """Everything that the first three steps ask."""
    assert wizard.what is not None
    assert world.template is not None
    wizard.whom.name.setText("Convite para a roda")
    wizard.what.template.set_value(world.template.id)
    wizard.what.channels.set_value(("email",))


def make(world: World, clock: FakeClock, name: str = "Convite") -> str:
    """A campaign for everybody, due in an hour; its id."""
    assert world.template is not None
    new = NewCampaign(name, world.template.id, (), ("email",), clock.now() + timedelta(hours=1))
    return world.station.reminders.campaigns.confirm(world.sign_in(Role.COORDINATOR), new).id
