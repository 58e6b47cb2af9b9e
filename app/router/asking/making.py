"""The asking of a router over the store of its station and the ward's node of its machine."""

from collections.abc import Callable

import msgspec
import zmq

from app.kernel.errors import KnownError
from app.router.asking.accounts import ReceiverAccounts
from app.router.asking.asking import SetWardLimits, asking_of
from app.router.keeping.steps import StoreSteps
from app.router.node.ports import MakeAsking
from app.security.passwords import Passwords
from app.store.store import Store
from app.ward.alarms.limits import VitalLimits
from app.ward.node.commands import Command
from app.ward.node.following import ask_over
from app.ward.node.keys import NodeLink

_SILENT = "ward.node_silent"


def asking_over(
    store: Store, find_ward: Callable[[], NodeLink | None], passwords: Passwords | None = None
) -> MakeAsking:
    """`find_ward` finds the node that limits are asked of."""
    return asking_of(
        ReceiverAccounts(store, passwords),
        limits_over(find_ward),
        StoreSteps(store).last_run,
        lambda: store.clock.now().timestamp(),
    )


def limits_over(find_ward: Callable[[], NodeLink | None]) -> SetWardLimits:
    """The ward's own limits and, where it can be asked, the device's; raises what the node refuses."""

    def set_limits(who: str, bed: str, vital: str, limits: VitalLimits) -> None:
        link = find_ward()
        if link is None:
            raise KnownError(_SILENT)
        values = {"vital": vital, "limits": msgspec.to_builtins(limits)}
        with zmq.Context() as context:
            ask_over(context, link, Command("change_limits", who, bed, values), _SILENT)

    return set_limits
