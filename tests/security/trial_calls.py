"""How each service method of messages to oneself is called for the test of rights."""

from collections.abc import Mapping

from app.kernel.clock import usual_zone
from app.reminders.channel_service import ChannelService
from app.reminders.composing import Unit
from app.reminders.template_service import TemplateService
from app.reminders.trial_service import TrialService
from app.security.roles import Action
from app.security.secrets import Secrets
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff

TEXT = {"variants": [{"texts": {"pt_BR": {"body": "Olá, {{first_name}}.", "subject": ""}}}]}


def _trials(staff: Staff) -> TrialService:
    templates = TemplateService(staff.store, lambda: Unit("UBS Fictícia"), usual_zone)
    return TrialService(staff.store, ChannelService(staff.store, Secrets(b"k" * 32)), templates)


TRIAL_CALLS: Mapping[str, ServiceCall] = {
    "TrialService.of_channel": ServiceCall(
        Action.MANAGE_CHANNELS,
        lambda staff, session, _: _trials(staff).of_channel(session, "email", "ana@example.org", "Oi", "Teste"),
        other_refusals=frozenset({"channels.bad_setting"}),
    ),
    "TrialService.of_text": ServiceCall(
        Action.MANAGE_TEMPLATES,
        lambda staff, session, _: _trials(staff).of_text(session, TEXT, "x", "A", "pt_BR", "email", "ana@example.org"),
        other_refusals=frozenset({"trials.not_synthetic"}),
    ),
}
