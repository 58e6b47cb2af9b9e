"""How each service method of the reminders is called for the test of rights."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy import select, update

from app.clinic.people.model import Channel
from app.clinic.people.service import PeopleService
from app.kernel.clock import to_text, usual_zone
from app.reminders.campaigns import CampaignService, NewCampaign
from app.reminders.channel_service import ChannelService
from app.reminders.channels.interface import Feedback, FeedbackKind
from app.reminders.channels.registry import CHANNELS
from app.reminders.composing import Composing, Unit
from app.reminders.criteria import Condition
from app.reminders.figures import FigureService
from app.reminders.following import Following
from app.reminders.hearing import Hearing
from app.reminders.inbox import InboxService
from app.reminders.manners_service import MannersService, MannersSettings
from app.reminders.message_lists import Wanted as WantedMessages
from app.reminders.messages import MessageService, NewMessage
from app.reminders.outbox.ways import Way, Ways
from app.reminders.pace import Bucket
from app.reminders.rule_service import NewRule, RuleService
from app.reminders.single_preview import SinglePreviewService
from app.reminders.template_service import TemplateService
from app.security.roles import Action, Role
from app.security.secrets import Secrets
from app.security.session import Session
from app.store.tables import message, message_attempt, template_version
from tests.security.account_calls import ServiceCall
from tests.security.clinic_calls import somebody
from tests.security.staff import Staff

TEXT = {"variants": [{"texts": {"pt_BR": {"body": "Olá, {{first_name}}.", "subject": ""}}}]}
TODAY = date(2026, 3, 2)
MANNERS = MannersSettings(time(20), time(8), 1, frozenset({5, 6}))


def _ways() -> Ways:
    return Ways({"email": Way(CHANNELS["email"].description, Bucket.full(1.0, 0.0))})


def _unit() -> Unit:
    return Unit("UBS Fictícia")


def _templates(staff: Staff) -> TemplateService:
    return TemplateService(staff.store, _unit, usual_zone)


def _channels(staff: Staff) -> ChannelService:
    return ChannelService(staff.store, Secrets(b"k" * 32))


def _campaigns(staff: Staff) -> CampaignService:
    return CampaignService(staff.store, _ways, Composing(_unit, usual_zone), lambda _connection, _least, _most: ())


def _messages(staff: Staff) -> MessageService:
    return MessageService(staff.store, _ways)


def _previews(staff: Staff) -> SinglePreviewService:
    return SinglePreviewService(staff.store, _ways, Composing(_unit, usual_zone))


def _rules(staff: Staff) -> RuleService:
    return RuleService(staff.store, Following(staff.store, _ways, lambda _connection, _least, _most: ()))


def _inbox(staff: Staff) -> InboxService:
    return InboxService(staff.store)


def _figures(staff: Staff) -> FigureService:
    return FigureService(staff.store)


def _manners(staff: Staff) -> MannersService:
    return MannersService(staff.store)


def _template(staff: Staff) -> str:
    """The first version of a template; its id."""
    return _templates(staff).save(staff.session(Role.COORDINATOR), "Lembrete", TEXT).id


def _template_id(staff: Staff) -> str:
    version = _template(staff)
    with staff.store.read() as connection:
        wanted = select(template_version.c.template_id).where(template_version.c.id == version)
        return str(connection.execute(wanted).scalar_one())


def person_who_agreed(staff: Staff) -> str:
    """Somebody who agreed to e-mail."""
    nurse, people = staff.session(Role.NURSE), PeopleService(staff.store)
    person_id = people.register(nurse, replace(somebody(), email="ana@example.org")).id
    people.set_consent(nurse, person_id, Channel.EMAIL, True)
    return person_id


def _one(staff: Staff, person_id: str, version_id: str) -> NewMessage:
    at = staff.store.clock.now() + timedelta(days=1)
    return NewMessage(person_id, version_id, ("email",), at)


def _person_and_template(staff: Staff) -> str:
    return f"{person_who_agreed(staff)} {_template(staff)}"


def _message(staff: Staff) -> str:
    """One that waits."""
    person_id, version_id = person_who_agreed(staff), _template(staff)
    return _messages(staff).schedule(staff.session(Role.NURSE), _one(staff, person_id, version_id)).id


def _standing(status: str) -> Callable[[Staff], str]:
    def made(staff: Staff) -> str:
        message_id = _message(staff)
        with staff.store.write(staff.session(Role.NURSE).actor) as writing:
            writing.connection.execute(update(message).where(message.c.id == message_id).values(status=status))
        return message_id

    return made


def _given_up(staff: Staff) -> str:
    message_id, at = _standing("unknown")(staff), to_text(staff.store.clock.now())
    with staff.store.write(staff.session(Role.NURSE).actor) as writing:
        wanted = select(message.c.person_id).where(message.c.id == message_id)
        person_id = writing.connection.execute(wanted).scalar_one()
        row = {"message_id": message_id, "person_id": person_id, "number": 1, "channel": "email", "started_at": at}
        writing.append(message_attempt, {**row, "outcome": "unknown", "code": "lease_ended", "text": ""})
    _messages(staff).give_up(staff.session(Role.NURSE), message_id)
    return message_id


def _campaign(version_id: str, staff: Staff) -> NewCampaign:
    at = staff.store.clock.now() + timedelta(days=1)
    return NewCampaign("Mutirão", version_id, (Condition("pregnant", yes=False),), ("email",), at)


def _ready(staff: Staff) -> str:
    """A template, and somebody to write to; the version's id."""
    person_who_agreed(staff)
    return _template(staff)


def _confirmed(staff: Staff) -> str:
    return _campaigns(staff).confirm(staff.session(Role.NURSE), _campaign(_ready(staff), staff)).id


def _new_rule(template_id: str) -> NewRule:
    offset, window = timedelta(days=-7), timedelta(days=1)
    return NewRule("Uma semana antes", "surgery_date", 0, time(8), offset, window, template_id, ("email",))


def _rule(staff: Staff) -> str:
    return _rules(staff).save(staff.session(Role.COORDINATOR), _new_rule(_template_id(staff))).id


def _reply(staff: Staff) -> str:
    reply = Feedback(FeedbackKind.REPLY, None, address="ana@example.org", text="Que horas?")
    Hearing(staff.store).hear(CHANNELS["email"].description, [reply])
    return _inbox(staff).list(staff.session(Role.NURSE))[0].id


def _seen_reply(staff: Staff) -> str:
    reply_id = _reply(staff)
    _inbox(staff).mark_seen(staff.session(Role.NURSE), reply_id)
    return reply_id


def _viewing(
    call: Callable[[Staff, Session, str], object], prepare: Callable[[Staff], str] = lambda _staff: ""
) -> ServiceCall:
    return ServiceCall(Action.VIEW_MESSAGES, call, prepare)


def _scheduling(call: Callable[[Staff, Session, str], object], prepare: Callable[[Staff], str]) -> ServiceCall:
    return ServiceCall(Action.SCHEDULE_MESSAGES, call, prepare)


def _managing(call: Callable[[Staff, Session, str], object], prepare: Callable[[Staff], str]) -> ServiceCall:
    return ServiceCall(Action.MANAGE_TEMPLATES, call, prepare)


REMINDER_CALLS: Mapping[str, ServiceCall] = {
    "TemplateService.list": _viewing(lambda staff, session, _: _templates(staff).list(session)),
    "TemplateService.versions": _viewing(
        lambda staff, session, one: _templates(staff).versions(session, one), _template_id
    ),
    "TemplateService.save": _managing(
        lambda staff, session, one: _templates(staff).save(session, "Outro", TEXT, one), _template
    ),
    "TemplateService.retire": _managing(lambda staff, session, one: _templates(staff).retire(session, one), _template),
    "TemplateService.render": _managing(
        lambda staff, session, one: _templates(staff).render(session, TEXT, one, "A", "pt_BR"), person_who_agreed
    ),
    "TemplateService.example_people": _managing(
        lambda staff, session, _: _templates(staff).example_people(session), person_who_agreed
    ),
    "ChannelService.list": ServiceCall(
        Action.MANAGE_CHANNELS, lambda staff, session, _: _channels(staff).list(session)
    ),
    "ChannelService.active": _viewing(lambda staff, session, _: _channels(staff).active(session)),
    "ChannelService.bot_name": _viewing(lambda staff, session, _: _channels(staff).bot_name(session)),
    "ChannelService.save": ServiceCall(
        Action.MANAGE_CHANNELS,
        lambda staff, session, _: _channels(staff).save(session, "telegram", {}, {"bot_token": "1:x"}, active=True),
    ),
    "ChannelService.test": ServiceCall(
        Action.MANAGE_CHANNELS,
        lambda staff, session, _: _channels(staff).test(session, "telegram"),
        other_refusals=frozenset({"channels.bad_setting"}),
    ),
    "CampaignService.preview": _scheduling(
        lambda staff, session, one: _campaigns(staff).preview(session, _campaign(one, staff)), _ready
    ),
    "CampaignService.confirm": _scheduling(
        lambda staff, session, one: _campaigns(staff).confirm(session, _campaign(one, staff)), _ready
    ),
    "CampaignService.cancel": _scheduling(
        lambda staff, session, one: _campaigns(staff).cancel(session, one), _confirmed
    ),
    "CampaignService.list": _viewing(lambda staff, session, _: _campaigns(staff).list(session)),
    "MessageService.of_person": _viewing(
        lambda staff, session, one: _messages(staff).of_person(session, one), person_who_agreed
    ),
    "MessageService.for_a_person": _viewing(lambda staff, session, _: _messages(staff).for_a_person(session)),
    "MessageService.history": _viewing(lambda staff, session, one: _messages(staff).history(session, one), _message),
    "MessageService.ids": _viewing(lambda staff, session, _: _messages(staff).ids(session, WantedMessages())),
    "MessageService.lines": _viewing(lambda staff, session, one: _messages(staff).lines(session, [one]), _message),
    "MessageService.per_day": _viewing(lambda staff, session, _: _messages(staff).per_day(session, WantedMessages())),
    "MessageService.schedule": _scheduling(
        lambda staff, session, both: _messages(staff).schedule(session, _one(staff, *both.split())),
        _person_and_template,
    ),
    "SinglePreviewService.preview": _scheduling(
        lambda staff, session, both: _previews(staff).preview(session, _one(staff, *both.split())),
        _person_and_template,
    ),
    "MessageService.cancel": _scheduling(lambda staff, session, one: _messages(staff).cancel(session, one), _message),
    "MessageService.send_again": _scheduling(
        lambda staff, session, one: _messages(staff).send_again(session, one), _standing("failed")
    ),
    "MessageService.take_as_sent": _scheduling(
        lambda staff, session, one: _messages(staff).take_as_sent(session, one), _standing("unknown")
    ),
    "MessageService.give_up": _scheduling(
        lambda staff, session, one: _messages(staff).give_up(session, one), _standing("failed")
    ),
    "MessageService.put_back": _scheduling(
        lambda staff, session, one: _messages(staff).put_back(session, one), _given_up
    ),
    "RuleService.list": _viewing(lambda staff, session, _: _rules(staff).list(session)),
    "RuleService.versions": _viewing(lambda staff, session, one: _rules(staff).versions(session, one), _rule),
    "RuleService.save": _managing(
        lambda staff, session, one: _rules(staff).save(session, _new_rule(one)), _template_id
    ),
    "RuleService.switch": _managing(
        lambda staff, session, one: _rules(staff).switch(session, one, active=False), _rule
    ),
    "RuleService.preview": _viewing(
        lambda staff, session, one: _rules(staff).preview(session, _new_rule(one)), _template_id
    ),
    "InboxService.list": _viewing(lambda staff, session, _: _inbox(staff).list(session), _reply),
    "InboxService.unseen": _viewing(lambda staff, session, _: _inbox(staff).unseen(session), _reply),
    "InboxService.mark_seen": _scheduling(lambda staff, session, one: _inbox(staff).mark_seen(session, one), _reply),
    "InboxService.mark_unseen": _scheduling(
        lambda staff, session, one: _inbox(staff).mark_unseen(session, one), _seen_reply
    ),
    "FigureService.dashboard": _viewing(lambda staff, session, _: _figures(staff).dashboard(session, TODAY, TODAY)),
    "FigureService.compare": _viewing(lambda staff, session, one: _figures(staff).compare(session, one), _template_id),
    "MannersService.read": _viewing(lambda staff, session, _: _manners(staff).read(session)),
    "MannersService.change": _managing(
        lambda staff, session, _: _manners(staff).change(session, MANNERS), lambda _staff: ""
    ),
}
