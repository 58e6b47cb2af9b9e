"""How each service method of sync and of bundles is called for the test of rights."""

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from app.kernel.errors import KnownError
from app.security.roles import Action
from app.sync.bundles.identity import BundleIdentity
from app.sync.bundles.service import BundleService
from app.sync.deciding import Choice
from app.sync.service import SyncService
from tests.security.account_calls import ServiceCall
from tests.security.staff import Staff

NO_NETWORK = frozenset({"sync.not_enrolled"})


def _no_line() -> NoReturn:
    raise KnownError("sync.not_enrolled")


def _identity() -> BundleIdentity:
    return _no_line()


def _sync(staff: Staff) -> SyncService:
    return SyncService(staff.store, lambda: False, _no_line)


def _bundles(staff: Staff) -> BundleService:
    return BundleService(staff.store, _identity)


SYNC_CALLS: Mapping[str, ServiceCall] = {
    "SyncService.synchronise": ServiceCall(
        Action.SYNCHRONISE,
        lambda staff, session, _: _sync(staff).synchronise(session),
        other_refusals=NO_NETWORK,
    ),
    "SyncService.conflicts": ServiceCall(
        Action.DECIDE_CONFLICT, lambda staff, session, _: _sync(staff).conflicts(session)
    ),
    "SyncService.disagreements": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, _: _sync(staff).disagreements(session)
    ),
    "SyncService.conflicts_of": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, _: _sync(staff).conflicts_of(session, "x")
    ),
    "SyncService.open_counts": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, _: _sync(staff).open_counts(session, ["x"])
    ),
    "SyncService.past": ServiceCall(Action.VIEW_PERSON, lambda staff, session, _: _sync(staff).past(session)),
    "SyncService.past_of": ServiceCall(
        Action.VIEW_PERSON, lambda staff, session, _: _sync(staff).past_of(session, "x")
    ),
    "SyncService.decide": ServiceCall(
        Action.DECIDE_CONFLICT,
        lambda staff, session, _: _sync(staff).decide(session, "x", Choice.STANDS, "teste"),
        other_refusals=frozenset({"conflicts.already_decided"}),
    ),
    "SyncService.rejected": ServiceCall(
        Action.DECIDE_CONFLICT, lambda staff, session, _: _sync(staff).rejected(session)
    ),
    "SyncService.parked": ServiceCall(Action.DECIDE_CONFLICT, lambda staff, session, _: _sync(staff).parked(session)),
    "SyncService.retry": ServiceCall(
        Action.DECIDE_CONFLICT,
        lambda staff, session, _: _sync(staff).retry(session, "x"),
        other_refusals=frozenset({"conflicts.not_rejected"}),
    ),
    "BundleService.look": ServiceCall(
        Action.SYNCHRONISE,
        lambda staff, session, _: _bundles(staff).look(session, Path("no-such-stick")),
        other_refusals=NO_NETWORK,
    ),
    "BundleService.unreadable": ServiceCall(
        Action.SYNCHRONISE,
        lambda staff, session, _: _bundles(staff).unreadable(session, Path("no-such-stick")),
        other_refusals=frozenset({"bundle.no_folder"}),
    ),
    "BundleService.export": ServiceCall(
        Action.SYNCHRONISE,
        lambda staff, session, _: _bundles(staff).export(session, Path("no-such-stick")),
        other_refusals=NO_NETWORK,
    ),
    "BundleService.take_in": ServiceCall(
        Action.SYNCHRONISE,
        lambda staff, session, _: _bundles(staff).take_in(session, Path("no-such-file")),
        other_refusals=frozenset({"bundle.not_read"}),
    ),
    "BundleService.carried": ServiceCall(
        Action.SYNCHRONISE, lambda staff, session, _: _bundles(staff).carried(session)
    ),
    "BundleService.hand_back": ServiceCall(
        Action.SYNCHRONISE, lambda staff, session, _: _bundles(staff).hand_back(session, Path("no-such-stick"))
    ),
}
