"""The methods that decide which store sends for a unit, as the test of rights calls them."""

from collections.abc import Mapping

from app.reminders.grant_service import GrantService
from app.security.roles import Action
from app.sync.enrolling import EnrollingService
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff


def _grants(staff: Staff) -> GrantService:
    return GrantService(staff.store, EnrollingService(staff.store).open_line)


GRANT_CALLS: Mapping[str, ServiceCall] = {
    "GrantService.ask": ServiceCall(
        Action.MANAGE_CHANNELS,
        lambda staff, session, _: _grants(staff).ask(session),
        other_refusals=frozenset({"sync.not_enrolled"}),
    ),
    "GrantService.give_back": ServiceCall(
        Action.MANAGE_CHANNELS,
        lambda staff, session, _: _grants(staff).give_back(session),
        other_refusals=frozenset({"grant.not_here"}),
    ),
}
