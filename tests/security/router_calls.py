"""How each service method of the router is called for the test of rights."""

from collections.abc import Callable, Mapping

from app.kernel.folders import StationFolders
from app.router.receivers.model import Kind
from app.router.receivers.service import ReceiverService
from app.router.service import RouterService
from app.router.settings import RouterSettings, RouterSettingsService
from app.router.tables.reading import default_contents
from app.router.tables.service import RouterTablesService
from app.router.words import Capability, Response
from app.security.roles import Action, Role
from app.security.session import Session
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff
from tests.store_fixtures import TEST_KEY

_NO_ROUTER = frozenset({"router.silent"})
_STOPPED = {"discards": {**default_contents()["discards"], "when_full": "stop"}}


def _machine(staff: Staff) -> str:
    receivers = ReceiverService(staff.store, TEST_KEY)
    return receivers.add_machine(staff.session(Role.ADMINISTRATOR), "Luz", Kind.RELAY, "", {}, {}).receiver


def _edited(staff: Staff) -> str:
    RouterTablesService(staff.store).edit(staff.session(Role.ADMINISTRATOR), _STOPPED)
    return "discards"


def _nothing(_staff: Staff) -> str:
    return ""


def _asks(
    call: Callable[[RouterService, Session, str], object], action: Action, prepare: Callable[[Staff], str] = _nothing
) -> ServiceCall:
    def called(staff: Staff, session: Session, one: str) -> None:
        home = StationFolders(staff.store.path.parent)
        router = RouterService(home, staff.store.clock, ReceiverService(staff.store, TEST_KEY))
        try:
            call(router, session, one)
        finally:
            router.stop()

    return ServiceCall(action, called, prepare, other_refusals=_NO_ROUTER)


def _receivers(call: Callable[[ReceiverService, Session, str], object]) -> ServiceCall:
    return ServiceCall(
        Action.CHANGE_SETTINGS,
        lambda staff, session, one: call(ReceiverService(staff.store, TEST_KEY), session, one),
        _machine,
    )


def _tables(
    call: Callable[[RouterTablesService, Session], object], action: Action, prepare: Callable[[Staff], str] = _nothing
) -> ServiceCall:
    return ServiceCall(action, lambda staff, session, _: call(RouterTablesService(staff.store), session), prepare)


ROUTER_CALLS: Mapping[str, ServiceCall] = {
    "RouterService.answer": _asks(
        lambda router, session, _: router.answer(session, "b", "a", Response.ACCEPTED), Action.ANSWER_ALARMS
    ),
    "RouterService.at_bedside": _asks(lambda router, session, _: router.at_bedside(session, "b"), Action.ANSWER_ALARMS),
    "RouterService.pairing_code": _asks(
        lambda router, session, _: router.pairing_code(session, "X", "window", [Capability.TEXT]),
        Action.CHANGE_SETTINGS,
    ),
    "RouterService.revoke": _asks(
        lambda router, session, one: router.revoke(session, one), Action.CHANGE_SETTINGS, _machine
    ),
    "RouterService.history": _asks(lambda router, session, _: router.history(session, "b", "a"), Action.VIEW_WARD),
    "ReceiverService.receivers": _receivers(lambda receivers, session, _: receivers.receivers(session)),
    "ReceiverService.rename": _receivers(lambda receivers, session, one: receivers.rename(session, one, "Sala")),
    "ReceiverService.allow": _receivers(
        lambda receivers, session, one: receivers.allow(session, one, [Capability.TEXT, Capability.SOUND])
    ),
    "ReceiverService.place": _receivers(lambda receivers, session, one: receivers.place(session, one, None)),
    "ReceiverService.revoke": _receivers(lambda receivers, session, one: receivers.revoke(session, one)),
    "ReceiverService.reach": _receivers(lambda receivers, session, one: receivers.reach(session, one, {"coil": 2})),
    "ReceiverService.add_machine": _receivers(
        lambda receivers, session, _: receivers.add_machine(session, "Campainha", Kind.RELAY, "", {}, {})
    ),
    "RouterTablesService.tables": _tables(lambda tables, session: tables.tables(session), Action.VIEW_WARD),
    "RouterTablesService.versions": _tables(lambda tables, session: tables.versions(session), Action.CHANGE_SETTINGS),
    "RouterTablesService.contents": _tables(lambda tables, session: tables.contents(session), Action.CHANGE_SETTINGS),
    "RouterTablesService.history": _tables(
        lambda tables, session: tables.history(session, "discards"), Action.CHANGE_SETTINGS
    ),
    "RouterTablesService.check": _tables(lambda tables, session: tables.check(session, {}), Action.CHANGE_SETTINGS),
    "RouterTablesService.edit": _tables(
        lambda tables, session: tables.edit(session, {"discards": default_contents()["discards"]}),
        Action.CHANGE_SETTINGS,
    ),
    "RouterTablesService.to_default": _tables(
        lambda tables, session: tables.to_default(session, "discards"), Action.CHANGE_SETTINGS, _edited
    ),
    "RouterSettingsService.settings": ServiceCall(
        Action.CHANGE_SETTINGS, lambda staff, session, _: RouterSettingsService(staff.store).settings(session)
    ),
    "RouterSettingsService.change": ServiceCall(
        Action.CHANGE_SETTINGS,
        lambda staff, session, _: RouterSettingsService(staff.store).change(session, RouterSettings(phones=True)),
    ),
}
