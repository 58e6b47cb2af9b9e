"""A campaign shows whom it reaches and whom it does not before anything is scheduled, and can be called back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.campaigns import CampaignService, NewCampaign
from app.reminders.composing import Composing, Unit
from app.reminders.criteria import Condition
from app.reminders.moments import Moved
from app.reminders.outbox.model import Reason
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import campaign, change_log, message, person_attribute, template_version
from tests.clinic.conftest import session_of
from tests.reminders.conftest import VERSION, agree

People = tuple[str, ...]
EVERYBODY = (Condition("age", least=0, most=130),)
COORDINATOR = session_of(Role.COORDINATOR)


@pytest.fixture
def campaigns(store: Store, ways: Ways) -> CampaignService:
    compose = Composing(lambda: Unit("UBS Fictícia"), lambda: "America/Fortaleza")
    return CampaignService(store, lambda: ways, compose, lambda _connection, _least, _most: ())


@pytest.fixture
def new(fake_clock: FakeClock) -> NewCampaign:
    at = fake_clock.now() + timedelta(hours=1)
    return NewCampaign("Vacina", VERSION, EVERYBODY, ("email", "sms"), at)


def waiting(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).where(message.c.status == "scheduled")).scalar_one()


def test_a_preview_says_who_is_reached_who_is_not_and_why_and_stores_nothing(
    store: Store, campaigns: CampaignService, new: NewCampaign, people: People, fake_clock: FakeClock
) -> None:
    fake_clock.advance(1)
    with store.write(PROGRAM) as writing:
        for code in ("email", "sms"):
            agree(writing.append, people[0], code, given=0)
    preview = campaigns.preview(COORDINATOR, new)
    assert [one.person_id for one in preview.planned] == list(people[1:])
    assert preview.left_out == {people[0]: Reason.NO_CONSENT}
    assert preview.fitting == 3
    assert preview.example is not None
    assert (preview.example.to, preview.example.text) == ("p1@example.org", "Olá, Maria.")
    assert waiting(store) == 0


def test_who_confirms_schedules_one_message_for_each(
    store: Store, campaigns: CampaignService, new: NewCampaign, people: People
) -> None:
    made = campaigns.confirm(COORDINATOR, new)
    assert (made.chosen, made.by_status, made.heard) == (3, {"scheduled": 3}, {"delivered": 0, "read": 0})
    assert (made.template_name, made.conditions, made.channels) == ("Oi", EVERYBODY, ("email", "sms"))
    assert waiting(store) == len(people)


def test_a_night_moves_the_whole_campaign_and_the_preview_says_so(
    campaigns: CampaignService, new: NewCampaign, people: People
) -> None:
    late = replace(new, at=datetime(2026, 3, 3, 2, 0, tzinfo=UTC))
    preview = campaigns.preview(COORDINATOR, late)
    assert preview.moved == {Moved.QUIET_HOURS.value: len(people)}
    assert {one.due_at for one in preview.planned} == {datetime(2026, 3, 3, 11, 0, tzinfo=UTC)}


def test_whoever_has_enough_messages_on_a_day_is_written_to_on_the_next(
    campaigns: CampaignService, new: NewCampaign, people: People
) -> None:
    campaigns.confirm(COORDINATOR, new)
    campaigns.confirm(COORDINATOR, new)
    third = campaigns.preview(COORDINATOR, new)
    assert third.moved == {Moved.DAILY_LIMIT.value: len(people)}


def test_a_campaign_in_flight_is_called_back_and_what_went_out_stays_sent(
    store: Store,
    campaigns: CampaignService,
    new: NewCampaign,
    people: People,
    outbox: Outbox,
    ways: Ways,
    fake_clock: FakeClock,
) -> None:
    made = campaigns.confirm(COORDINATOR, new)
    fake_clock.set_wall(new.at)
    (claimed,) = outbox.turn([], ways, 1).ready
    stopped = campaigns.cancel(COORDINATOR, made.id)
    assert stopped.by_status == {"cancelled": len(people) - 1, "sending": 1}
    assert claimed.due.id
    assert outbox.turn([], ways, 10).ready == []
    with pytest.raises(KnownError, match=r"campaigns\.already_cancelled"):
        campaigns.cancel(COORDINATOR, made.id)
    with store.read() as connection:
        logged = select(change_log.c.operation).where(change_log.c.entity == campaign.name)
        assert connection.execute(logged.order_by(change_log.c.sequence)).scalars().all() == ["create", "change"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "campaigns.name_missing"),
        ({"name": "x" * 81}, "campaigns.name_too_long"),
        ({"channels": ()}, "campaigns.no_channel"),
        ({"at": datetime(2026, 3, 1, tzinfo=UTC)}, "campaigns.in_past"),
        ({"window": timedelta(0)}, "campaigns.bad_window"),
        ({"template_version_id": "nothing"}, "templates.no_such_version"),
    ],
)
def test_what_cannot_be_a_campaign_is_refused(
    campaigns: CampaignService, new: NewCampaign, people: People, wrong: dict[str, object], code: str
) -> None:
    assert people
    for call in (campaigns.preview, campaigns.confirm):
        with pytest.raises(KnownError) as refused:
            call(COORDINATOR, replace(new, **wrong))  # type: ignore[arg-type]  # fields of `NewCampaign`
        assert refused.value.code == code


def test_a_campaign_for_nobody_is_refused(campaigns: CampaignService, new: NewCampaign, people: People) -> None:
    assert people
    nobody = replace(new, conditions=(Condition("interested_in_surgery"),))
    with pytest.raises(KnownError, match=r"campaigns\.nobody"):
        campaigns.confirm(COORDINATOR, nobody)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMINISTRATOR])
def test_who_may_not_schedule_is_refused(campaigns: CampaignService, new: NewCampaign, role: Role) -> None:
    call: Callable[..., object]
    for call in (campaigns.preview, campaigns.confirm):
        with pytest.raises(KnownError):
            call(session_of(role), new)


def test_a_text_about_a_visit_is_for_rules_alone(store: Store, campaigns: CampaignService, new: NewCampaign) -> None:
    with store.write(PROGRAM) as writing:
        content = '{"variants":[{"texts":{"pt_BR":{"body":"Dia {{visit_date}}.","subject":""}},"weight":1}]}'
        version = {"template_id": "t2", "number": 1, "name": "Visita", "content": content, "retired": 0}
        version_id = writing.append(template_version, version)
    with pytest.raises(KnownError) as refused:
        campaigns.preview(COORDINATOR, replace(new, template_version_id=version_id))
    assert (refused.value.code, refused.value.values) == (
        "campaigns.text_of_a_rule",
        {"placeholder": "{{visit_date}}"},
    )


def test_a_text_that_lacks_a_value_for_some_is_said_before_and_shown_for_another(
    store: Store, campaigns: CampaignService, new: NewCampaign, people: People
) -> None:
    with store.write(PROGRAM) as writing:
        content = '{"variants":[{"texts":{"pt_BR":{"body":"Fase: {{treatment_phase}}.","subject":""}},"weight":1}]}'
        version = {"template_id": "t3", "number": 1, "name": "Fase", "content": content, "retired": 0}
        version_id = writing.append(template_version, version)
        writing.append(person_attribute, {"person_id": people[1], "code": "treatment_phase", "value": '"waiting"'})
    preview = campaigns.preview(COORDINATOR, replace(new, template_version_id=version_id))
    assert (preview.examined, preview.lacking) == (3, 2)
    assert preview.example is not None
    assert preview.example_of is not None
    assert preview.example_of.person_id == people[1]
    assert preview.example_problem is not None
    assert preview.example_problem.code == "templates.value_missing"
