"""The reminders of one station, put together: what `app.bootstrap` hands to the window, the agent and the tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from app.clinic.people.service import PeopleService
from app.clinic.prenatal.calls import read_women_to_call
from app.clinic.prenatal.follow_up import chosen_schedule
from app.kernel.clock import Zone, local_date
from app.reminders.attribute_service import AttributeService
from app.reminders.campaigns import CampaignService, Overdue
from app.reminders.channel_service import ChannelService
from app.reminders.composing import Composing, Unit
from app.reminders.crew import Crew
from app.reminders.figures import FigureService
from app.reminders.following import Following
from app.reminders.grant_service import GrantService, SendingLine
from app.reminders.inbox import InboxService
from app.reminders.manners_service import MannersService
from app.reminders.messages import MessageService
from app.reminders.network_links import station_links
from app.reminders.outbox.allotment import Allotment
from app.reminders.outbox.sending import HANDS
from app.reminders.outbox.ways import Ways
from app.reminders.requests import RequestService
from app.reminders.rule_service import RuleService
from app.reminders.single_preview import SinglePreviewService
from app.reminders.template_service import TemplateService
from app.reminders.trial_service import TrialService
from app.reminders.work import ReminderWork
from app.security.secrets import Secrets
from app.store.store import Store


@dataclass(frozen=True)
class Reminders:
    """The services of reminders and campaigns, and the work that goes on behind them."""

    templates: TemplateService
    channels: ChannelService
    campaigns: CampaignService
    messages: MessageService
    single_previews: SinglePreviewService
    rules: RuleService
    attributes: AttributeService
    inbox: InboxService
    requests: RequestService
    figures: FigureService
    manners: MannersService
    grant: GrantService
    trials: TrialService
    work: ReminderWork


def make_reminders(
    store: Store,
    key: bytes,
    unit: Callable[[], Unit],
    zone: Zone,
    open_line: Callable[[], SendingLine],
    hands: int = HANDS,
    crew: Crew | None = None,
    allotment: Allotment | None = None,
) -> Reminders:
    """`key`: the store's, from which the key of the providers' secrets is derived; `unit`: how it is called now;
    `open_line`: to the server that says who sends; `hands`, `crew`, `allotment`: see `ReminderWork`."""
    grant = GrantService(store, open_line)
    channels, manners = ChannelService(store, Secrets(key)), MannersService(store)
    composing, overdue = Composing(unit, zone, station_links(store)), overdue_women(store, zone)

    def ways() -> Ways:
        return channels.ways(store.clock)

    templates = TemplateService(store, unit, zone)
    following = Following(store, ways, overdue, manners.now, zone)
    return Reminders(
        templates=templates,
        channels=channels,
        campaigns=CampaignService(store, ways, composing, overdue, manners.now, zone),
        messages=MessageService(store, ways, manners.now, zone),
        single_previews=SinglePreviewService(store, ways, composing, manners.now, zone),
        rules=RuleService(store, following, zone),
        attributes=AttributeService(store, zone),
        inbox=InboxService(store),
        requests=RequestService(store, PeopleService(store, zone)),
        figures=FigureService(store, zone),
        manners=manners,
        grant=grant,
        trials=TrialService(store, channels, templates),
        work=ReminderWork(store, channels, composing, following, grant.may_send, hands, crew, allotment),
    )


def overdue_women(store: Store, zone: Zone) -> Overdue:
    """Whose prenatal visit is so many days late (fewest, most), by the unit's schedule and today's date."""

    def found(connection: Connection, least: int, most: int) -> Sequence[str]:
        today: date = local_date(store.clock.now(), zone())
        calls = read_women_to_call(connection, chosen_schedule(connection), zone(), today, also_due=False)
        return [one.person_id for one in calls if least <= one.days_late <= most]

    return found
