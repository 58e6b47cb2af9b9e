"""The interface for treatments, `/api/treatments/…`: what other systems read and schedule, by tokens with a role."""

import json
from collections.abc import Callable
from typing import Annotated, Final, TypeVar
from uuid import UUID, uuid5

from fastapi import FastAPI, Path, Query

from app.central.clients import Client, ClientRole, Clients
from app.central.desks import Desk, Desks
from app.central.public.record import PublicRecord
from app.central.registering_wire import RegistrationMade, RegistrationRequest
from app.central.treatment_reading import logs, metrics, registrations
from app.central.treatment_wire import (
    BulkAnswer,
    BulkRequest,
    LogsAnswer,
    MetricsAnswer,
    RegistrationsAnswer,
    ScheduleAnswer,
    SchedulesAnswer,
    TemplateAnswer,
    TemplateRequest,
    TemplatesAnswer,
    of_campaign,
    of_preview,
)
from app.central.wire import REFUSED, Refusal, Responses, Token
from app.kernel.clock import Clock, local_date, usual_zone
from app.kernel.errors import KnownError
from app.privacy.consent_texts import ConsentTextService
from app.reminders.template_model import to_stored
from app.reminders.template_service import TemplateVersion
from app.security.roles import Role
from app.security.session import Session, Status

ROOT: Final = "/api/treatments"
_NAMESPACE: Final = UUID("5b8a3c1e-7d40-5d8e-9f53-3a1c2be7a6d1")
_MOST: Final = 200
_STANDS_FOR: Final = {
    ClientRole.READ: Role.NURSE,
    ClientRole.SCHEDULE: Role.NURSE,
    ClientRole.MANAGE: Role.COORDINATOR,
}
_RESPONSES: Final[Responses] = {
    **REFUSED,
    403: {"model": Refusal, "description": "The token's role does not allow it."},
    404: {"model": Refusal, "description": "The server has no copy of the unit, or there is no such thing."},
    409: {"model": Refusal, "description": "A station sends for the unit; or the key was used for something else."},
    422: {"model": Refusal, "description": "A value is not as expected: field, value, expected."},
    429: {"model": Refusal, "description": "Too many calls of this token."},
}
After = Annotated[str, Query(max_length=36, description="the `next` of the page before")]
Size = Annotated[int, Query(ge=1, le=_MOST)]
Answer = TypeVar("Answer")
Work = Callable[[Desk, Session], Answer]


class Treatments:
    """Every call: who, may she, how often, done, written down."""

    def __init__(self, clients: Clients, desks: Desks, clock: Clock) -> None:
        self._clients = clients
        self._desks = desks
        self._clock = clock
        self._record = PublicRecord(desks.engine, clock, desks.ids)

    def call(self, token: str, needed: ClientRole, route: str, work: Work[Answer]) -> Answer:
        """What the work gives. `route`: method and path as written. KnownError `central.not_you`, `too_often`,
        `not_allowed`, `no_copy`, and the work's own."""
        client = self._clients.who(token)
        outcome = "failed"
        try:
            self._clients.require(client, needed)
            desk = self._desks.find(client.unit)
            if desk is None:
                raise KnownError("central.no_copy", unit=client.unit)
            answer = work(desk, self._session(client))
            outcome = "done"
            return answer
        except KnownError as refused:
            outcome = refused.code
            raise
        finally:
            method, _, path = route.partition(" ")
            self._clients.note(client, method, path, outcome)

    def schedule(self, token: str, asked: BulkRequest) -> BulkAnswer:
        """Bulk by criteria. KnownError as `call`, `campaigns.*`, `criteria.bad`, `grant.not_here`, `central.no_key`."""

        def work(desk: Desk, session: Session) -> BulkAnswer:
            new = asked.to_new()
            # Consent and records as they are now, not as of the last round.
            desk.sync()
            if asked.dry_run:
                return of_preview(desk.reminders.campaigns.preview(session, new))
            if not asked.key:
                raise KnownError("central.no_key", field="key", value="", expected="1–80")
            known_as = str(uuid5(_NAMESPACE, f"{session.account_id}/{asked.key}"))
            made = desk.reminders.campaigns.confirm(session, new, known_as)
            desk.sync()
            left_out = dict(made.left_out)
            return BulkAnswer(dry_run=False, count=made.chosen, left_out=left_out, moved={}, schedule=made.id)

        return self.call(token, ClientRole.SCHEDULE, f"POST {ROOT}/bulk_schedule/", work)

    def register(self, token: str, asked: RegistrationRequest) -> RegistrationMade:
        """A request for the unit's nurse, as from the public page. KnownError as `call`, `central.bad_registration`,
        `central.key_used`."""

        def work(desk: Desk, session: Session) -> RegistrationMade:
            texts = _consent_texts(desk)
            if asked.agreed and asked.consent_text not in texts:
                # The unit may have written it a moment ago.
                desk.sync()
                texts = _consent_texts(desk)
            content = asked.to_content(session.name, local_date(self._clock.now(), usual_zone()), texts)
            known_as = f"{session.account_id}/{asked.key}"
            self._record.ask_registration(desk.unit, known_as, content)
            request, kept = self._record.registration(known_as)
            if kept != content.to_stored():
                raise KnownError("central.key_used", field="key", value=asked.key[:40])
            return RegistrationMade(request=request)

        return self.call(token, ClientRole.SCHEDULE, f"POST {ROOT}/registrations/", work)

    def _session(self, client: Client) -> Session:
        stands_for = _STANDS_FOR[client.role]
        now = self._clock.now()
        return Session(client.id, client.name, client.name, stands_for, Status.ACTIVE, "pt_BR", now)


def _consent_texts(desk: Desk) -> list[str]:
    """The versions that the unit has, the one in force first."""
    return [one.version for one in ConsentTextService(desk.store).versions()]


def add_treatments(app: FastAPI, treatments: Treatments) -> None:
    """The routes; their tokens are made by `central api-token`."""
    _add_reading(app, treatments)
    _add_schedules(app, treatments)
    _add_templates(app, treatments)


def _add_reading(app: FastAPI, treatments: Treatments) -> None:
    @app.get(f"{ROOT}/registrations/", summary="People who can be written to", responses=_RESPONSES)
    def people(token: Token, after: After = "", size: Size = 50) -> RegistrationsAnswer:
        """People of the unit with addresses, what they agreed to and their attributes, by id."""

        def work(desk: Desk, _session: Session) -> RegistrationsAnswer:
            with desk.store.read() as connection:
                return registrations(connection, after, size)

        return treatments.call(token, ClientRole.READ, f"GET {ROOT}/registrations/", work)

    @app.post(f"{ROOT}/registrations/", summary="Ask that somebody be registered", responses=_RESPONSES)
    def register(asked: RegistrationRequest, token: Token) -> RegistrationMade:
        """A request that reaches the unit's stations with their next round; a person there decides about it."""
        return treatments.register(token, asked)

    @app.get(f"{ROOT}/logs/", summary="What was tried", responses=_RESPONSES)
    def tried(token: Token, after: After = "", size: Size = 50) -> LogsAnswer:
        """One immutable row for each attempt, oldest first, whoever sent it."""

        def work(desk: Desk, _session: Session) -> LogsAnswer:
            with desk.store.read() as connection:
                return logs(connection, after, size)

        return treatments.call(token, ClientRole.READ, f"GET {ROOT}/logs/", work)

    @app.get(f"{ROOT}/metrics/", summary="Figures", responses=_RESPONSES)
    def figures(token: Token) -> MetricsAnswer:
        """How many attempts came to what, what was heard, and how the server's own outbox stands."""

        def work(desk: Desk, _session: Session) -> MetricsAnswer:
            with desk.store.read() as connection:
                return metrics(connection)

        return treatments.call(token, ClientRole.READ, f"GET {ROOT}/metrics/", work)


def _add_schedules(app: FastAPI, treatments: Treatments) -> None:
    @app.post(f"{ROOT}/bulk_schedule/", summary="Schedule by criteria", responses=_RESPONSES)
    def bulk(asked: BulkRequest, token: Token) -> BulkAnswer:
        """One message for everybody who fits; with `dry_run` who that would be, who not and why, and one example."""
        return treatments.schedule(token, asked)

    @app.get(f"{ROOT}/schedules/", summary="What was scheduled by criteria", responses=_RESPONSES)
    def schedules(token: Token, size: Size = 50) -> SchedulesAnswer:
        """Campaigns of the unit, the latest first, whoever made them."""

        def work(desk: Desk, session: Session) -> SchedulesAnswer:
            return SchedulesAnswer(items=[of_campaign(one) for one in desk.reminders.campaigns.list(session, size)])

        return treatments.call(token, ClientRole.READ, f"GET {ROOT}/schedules/", work)

    @app.post(f"{ROOT}/schedules/{{schedule}}/cancel/", summary="Call a schedule back", responses=_RESPONSES)
    def cancel(schedule: Annotated[str, Path(max_length=36)], token: Token) -> ScheduleAnswer:
        """What has not gone out is called back; what is on its way at this moment cannot be."""

        def work(desk: Desk, session: Session) -> ScheduleAnswer:
            return of_campaign(desk.reminders.campaigns.cancel(session, schedule))

        return treatments.call(token, ClientRole.SCHEDULE, f"POST {ROOT}/schedules/{{schedule}}/cancel/", work)


def _add_templates(app: FastAPI, treatments: Treatments) -> None:
    @app.get(f"{ROOT}/templates/", summary="Templates", responses=_RESPONSES)
    def templates(token: Token) -> TemplatesAnswer:
        """The latest version of each template that is not retired."""

        def work(desk: Desk, session: Session) -> TemplatesAnswer:
            return TemplatesAnswer(items=[_template(one) for one in desk.reminders.templates.list(session)])

        return treatments.call(token, ClientRole.READ, f"GET {ROOT}/templates/", work)

    @app.post(f"{ROOT}/templates/", summary="Write a template", responses=_RESPONSES)
    def write(asked: TemplateRequest, token: Token) -> TemplateAnswer:
        """A new template, or a new version of one; stations have it with their next round."""

        def work(desk: Desk, session: Session) -> TemplateAnswer:
            made = desk.reminders.templates.save(session, asked.name, asked.content, asked.replaces)
            desk.sync()
            return _template(made)

        return treatments.call(token, ClientRole.MANAGE, f"POST {ROOT}/templates/", work)


def _template(one: TemplateVersion) -> TemplateAnswer:
    content = json.loads(to_stored(one.content))
    return TemplateAnswer(id=one.id, template=one.template_id, number=one.number, name=one.name, content=content)
