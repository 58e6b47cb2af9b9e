"""Messages of the demo unit in every state: two campaigns, rules, replies. Told senders stand in for the providers.

Made by the services themselves at the hours when it happened; everything fictitious. Which message comes to what is
read off the person's number, so that the same demo is made every time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select

from app.clinic.people.model import CONSENT_TEXT_VERSION
from app.demo.network import MovedClock
from app.demo.placed import ZONE
from app.demo.sinks import HOST
from app.kernel.actor import PROGRAM
from app.reminders.campaigns import CampaignService, NewCampaign
from app.reminders.channels.interface import Attempted, Feedback, FeedbackKind, Outcome, Outgoing
from app.reminders.channels.registry import describe
from app.reminders.composing import Composing, Unit
from app.reminders.criteria import Condition
from app.reminders.hearing import Hearing
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.sending import Sending
from app.reminders.request_content import RequestContent, RequestKind
from app.reminders.rule_service import NewRule
from app.reminders.services import Reminders, make_reminders
from app.reminders.template_service import TemplateVersion
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import consent, message, person, pregnancy, public_request
from app.sync.enrolling import EnrollingService

EMAIL, SMS = "email", "http_gateway"
BOTH: Final = (SMS, EMAIL)
_EARLIER: Final = timedelta(days=9)
_SOON: Final = timedelta(days=2)
_REPLIES: Final = (
    "Obrigada pelo aviso, vou sim.",
    "Posso mudar para quinta-feira de manhã?",
    "SAIR",
    "Não moro mais em Natal, agora estou em Caicó.",
)
_TEXTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "Lembrete de consulta": (
        "Sua consulta",
        "Olá, {{first_name}}. Sua consulta na {{unit_name}} é em {{visit_date}}. Se não puder vir, responda.",
        "Hello, {{first_name}}. Your visit at {{unit_name}} is on {{visit_date}}. If you cannot come, answer.",
    ),
    "Consulta perdida": (
        "Sentimos sua falta",
        "{{first_name}}, sua consulta na {{unit_name}} era em {{visit_date}}. Venha assim que puder.",
        "{{first_name}}, your visit at {{unit_name}} was on {{visit_date}}. Come as soon as you can.",
    ),
    "Vacina VSR, semana 28": (
        "Vacina contra o VSR",
        "{{first_name}}, você chega à semana {{gestational_weeks}}: é hora da vacina contra o VSR na {{unit_name}}.",
        "{{first_name}}, you reach week {{gestational_weeks}}: time for the RSV vaccine at {{unit_name}}.",
    ),
}
_GROUP: Final = (
    "Olá, {{first_name}}. A roda de gestantes da {{unit_name}} é nesta sexta, às 14h. Você vem?",
    "{{first_name}}, guardamos um lugar para você na roda de gestantes desta sexta, às 14h, na {{unit_name}}.",
)
_NEWCOMER: Final = RequestContent(
    full_name="Jussara Sintética do Amparo",
    birth_date=date(1997, 8, 14),
    phone="+5584988880077",
    email="jussara@example.org",
    language="pt_BR",
    agreed=("email", "whatsapp"),
    text_version=CONSENT_TEXT_VERSION,
)


@dataclass(frozen=True)
class SinkPorts:
    """Where the demo's providers listen on this machine (app/demo/sinks.py)."""

    mail: int = 2525
    sms: int = 2526


def write_messages(
    store: Store, clock: MovedClock, key: bytes, staff: Mapping[Role, Session], ports: SinkPorts, now: datetime
) -> None:
    """All of it; `clock` is the store's own, and `key` its key."""
    clock.put(now - _EARLIER)
    line = EnrollingService(store).open_line
    reminders = make_reminders(store, key, lambda: Unit("UBS Demonstração"), lambda: ZONE, line)
    _agree_to_sms(store)
    _set_up(reminders, staff[Role.ADMINISTRATOR], ports)
    coordinator = staff[Role.COORDINATOR]
    texts = {name: _template(reminders, coordinator, name, *words) for name, words in _TEXTS.items()}
    group = _group_template(reminders, coordinator)
    at = clock.now() + timedelta(minutes=1)
    _campaign(reminders.campaigns, coordinator, "Roda de gestantes", group, (16, 32), at)
    clock.put(at)
    _send(store, reminders)
    clock.put(at + timedelta(hours=2))
    _hear(store)
    clock.put(now)
    _rules(reminders, coordinator, texts)
    vaccine = texts["Vacina VSR, semana 28"]
    _campaign(reminders.campaigns, coordinator, "Vacina VSR: quem já pode", vaccine, (28, 34), now + _SOON)
    _ask(store)


def _agree_to_sms(store: Store) -> None:
    """Two of three who have a telephone."""
    wanted = select(person.c.id).where(person.c.phone.is_not(None), person.c.synthetic == 1, person.c.number % 3 > 0)
    with store.write(PROGRAM) as writing:
        said = {"channel": "sms", "given": 1, "source": "desk", "text_version": CONSENT_TEXT_VERSION}
        people = writing.connection.execute(wanted.order_by(person.c.number)).scalars().all()
        writing.append_many(consent, [{"person_id": one, **said} for one in people])


def _set_up(reminders: Reminders, administrator: Session, ports: SinkPorts) -> None:
    email = {"host": HOST, "port": str(ports.mail), "security": "none", "sender": "ubs@example.org"}
    reminders.channels.save(administrator, EMAIL, email, {}, active=True)
    gateway = {"address": f"http://{HOST}:{ports.sms}/messages"}
    reminders.channels.save(administrator, SMS, gateway, {}, active=True)


def _template(
    reminders: Reminders, coordinator: Session, name: str, subject: str, portuguese: str, english: str
) -> TemplateVersion:
    texts = {"pt_BR": {"subject": subject, "body": portuguese}, "en": {"subject": subject, "body": english}}
    return reminders.templates.save(coordinator, name, {"variants": [{"texts": texts, "weight": 1}]})


def _group_template(reminders: Reminders, coordinator: Session) -> TemplateVersion:
    variants: list[dict[str, Any]] = [
        {"texts": {"pt_BR": {"subject": "Roda de gestantes", "body": body}}, "weight": 1} for body in _GROUP
    ]
    return reminders.templates.save(coordinator, "Roda de gestantes", {"variants": variants})


def _campaign(
    campaigns: CampaignService,
    coordinator: Session,
    name: str,
    text: TemplateVersion,
    weeks: tuple[int, int],
    at: datetime,
) -> None:
    criteria = (Condition("gestational_week", least=weeks[0], most=weeks[1]),)
    new = NewCampaign(name, text.id, criteria, BOTH, at, timedelta(hours=24))
    # A demo with very few women may have nobody in these weeks.
    if campaigns.preview(coordinator, new).planned:
        campaigns.confirm(coordinator, new)


def _rules(reminders: Reminders, coordinator: Session, texts: Mapping[str, TemplateVersion]) -> None:
    day, hour = timedelta(days=1), time(9)
    asked: Sequence[tuple[str, str, int, timedelta, str]] = (
        ("7 dias antes da consulta", "next_visit", 0, -7 * day, "Lembrete de consulta"),
        ("No dia seguinte à consulta perdida", "missed_visit", 0, day, "Consulta perdida"),
        ("Vacina VSR na semana 28", "gestational_week", 28, timedelta(0), "Vacina VSR, semana 28"),
    )
    for name, anchor, week, offset, text in asked:
        new = NewRule(name, anchor, week, hour, offset, 2 * day, texts[text].template_id, BOTH)
        reminders.rules.save(coordinator, new)


def _send(store: Store, reminders: Reminders) -> None:
    """One hand, so that the same demo is made every time."""
    ways = reminders.channels.ways(store.clock)
    for way in ways.by_code.values():
        way.bucket.per_second = way.bucket.size = way.bucket.tokens = 1e6
    compose = Composing(lambda: Unit("UBS Demonstração"), lambda: ZONE)
    senders = {code: _Told(code) for code in BOTH}
    Sending(Outbox(store, "demo", compose, lambda: 0.0), ways, senders, store.clock, hands=1).run_until_idle()


class _Told:
    """Takes most messages; refuses some for good; of a few nobody knows."""

    def __init__(self, code: str) -> None:
        self._code = code

    def send(self, message: Outgoing) -> Attempted:
        """By the last digits of the telephone, or the length of the mail address."""
        drawn = int(message.to[-2:]) if message.to[-2:].isdigit() else len(message.to)
        if drawn % 29 == 7:
            return Attempted(Outcome.FINAL, "422", "number not in service")
        if drawn % 37 == 11:
            return Attempted(Outcome.UNKNOWN, "line_broke", "")
        return Attempted(Outcome.ACCEPTED, "200", "queued", f"{self._code}-{message.message_id[-12:]}")

    def listen(self) -> Sequence[Feedback]:
        """Nothing: what is heard is written below."""
        return ()

    def test(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to close."""


def _hear(store: Store) -> None:
    """Most arrive, many are read, some answer, one of them with the word that ends it."""
    wanted = (
        select(message.c.provider_id, message.c.channel, message.c.variant, person.c.phone, person.c.email)
        .join(person, person.c.id == message.c.person_id)
        .where(message.c.status == "sent")
        .order_by(message.c.id)
    )
    with store.read() as connection:
        sent = connection.execute(wanted).all()
    answers = iter(_REPLIES)
    for code in BOTH:
        news: list[Feedback] = []
        for place, one in enumerate(row for row in sent if row.channel == code):
            about: Callable[..., Feedback] = _about(one.provider_id, store.clock.now())
            if place % 12:
                news.append(about(FeedbackKind.DELIVERED))
            if place % (2 if one.variant == "B" else 3) == 1:
                news.append(about(FeedbackKind.READ))
            if place % 17 == 4 and (text := next(answers, "")):
                address = one.email if code == EMAIL else one.phone
                news.append(about(FeedbackKind.REPLY, address=address, text=text, reference=f"reply-{place}"))
        Hearing(store).hear(describe(code), news)


def _ask(store: Store) -> None:
    """What came from the public pages: another telephone, somebody new, somebody who is registered already."""
    who = select(person.c.id, person.c.full_name, person.c.birth_date, person.c.phone).join(
        pregnancy, pregnancy.c.person_id == person.c.id
    )
    with store.write(PROGRAM) as writing:
        known = writing.connection.execute(
            who.where(person.c.phone.is_not(None)).order_by(person.c.number, pregnancy.c.id).limit(2)
        ).all()
        asked = [
            (
                RequestKind.REGISTRATION,
                None,
                RequestContent(
                    full_name=one.full_name,
                    birth_date=date.fromisoformat(one.birth_date),
                    phone=one.phone,
                    language="pt_BR",
                    agreed=("whatsapp",),
                    text_version=CONSENT_TEXT_VERSION,
                ),
            )
            for one in known[1:]
        ]
        for one in known[:1]:
            asked.append(
                (RequestKind.CONTACT, one.id, RequestContent(phone="+5584988880042", email="nova@example.org"))
            )
        asked.append((RequestKind.REGISTRATION, None, _NEWCOMER))
        rows = [{"kind": kind.value, "person_id": whose, "content": what.to_stored()} for kind, whose, what in asked]
        writing.append_many(public_request, rows)


def _about(provider_id: str, at: datetime) -> Callable[..., Feedback]:
    def made(kind: FeedbackKind, **more: str) -> Feedback:
        return Feedback(kind, at, provider_id=provider_id, **more)

    return made
