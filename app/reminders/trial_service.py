"""One message to whoever sets up a channel or writes a text, to see it arrive: it is about nobody and leaves no row in
the outbox, only in the trail."""

from collections.abc import Mapping
from typing import Any, Final

from app.clinic.people.model import NewPerson
from app.clinic.people.validation import check_contact
from app.kernel.errors import KnownError
from app.reminders.channel_service import ChannelService
from app.reminders.channels.interface import Attempted, Description, Outgoing
from app.reminders.channels.registry import describe
from app.reminders.template_service import TemplateService
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store

_TYPED: Final = ("email", "phone")
"""Kinds of address. A chat has none that anybody could type."""
LONGEST_TEXT: Final = 1000


def can_be_tried(description: Description) -> bool:
    """Whether a message can be sent to an address that somebody types, in words of one's own."""
    return description.address in _TYPED and not description.needs_approved_template


class TrialService:
    """Sends from this station, whoever sends for its unit: nobody but the one who asked gets it."""

    def __init__(self, store: Store, channels: ChannelService, templates: TemplateService) -> None:
        self._store = store
        self._channels = channels
        self._templates = templates

    def of_channel(self, session: Session, code: str, to: str, subject: str, text: str) -> Attempted:
        """A few words by a channel as it is saved, on or off. KnownError trials.bad_email, trials.bad_phone (value),
        trials.not_by_this (channel), channels.unknown, bad_setting, secrets.not_ours."""
        require(session, Action.MANAGE_CHANNELS)
        return self._send(session, code, to, subject, text[:LONGEST_TEXT])

    def of_text(
        self,
        session: Session,
        content: Mapping[str, Any],
        person_id: str,
        variant: str,
        language: str,
        code: str,
        to: str,
    ) -> Attempted:
        """A text as it is being written, filled for a synthetic person. KnownError as `of_channel` and
        `TemplateService.render`, trials.not_on (channel), trials.not_synthetic."""
        require(session, Action.MANAGE_TEMPLATES)
        if person_id not in {one for one, _ in self._templates.example_people(session)}:
            raise KnownError("trials.not_synthetic")
        if code not in {one.code for one in self._channels.active(session)}:
            raise KnownError("trials.not_on", channel=code)
        filled = self._templates.render(session, content, person_id, variant, language)
        return self._send(session, code, to, filled.subject, filled.body)

    def _send(self, session: Session, code: str, to: str, subject: str, text: str) -> Attempted:
        description = describe(code)
        if not can_be_tried(description):
            raise KnownError("trials.not_by_this", channel=code)
        address = _checked(description.address, to)
        sender = self._channels.open(code)
        try:
            came = sender.send(Outgoing(self._store.ids.new(), address, subject, text))
        finally:
            sender.close()
        with self._store.write(session.actor) as writing:
            writing.audit("trial_sent", "channel", code, outcome=came.outcome.value, code=came.code)
        return came


def _checked(kind: str, to: str) -> str:
    checked = check_contact(NewPerson(email=to) if kind == "email" else NewPerson(phone=to))
    if checked.problems or not to.strip():
        raise KnownError(f"trials.bad_{kind}", value=to.strip()[:60])
    return checked.person.email if kind == "email" else checked.person.phone
