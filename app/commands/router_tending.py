"""Who sees to the router, to the telephones' gateway and to the machines: the ward's node starts the one, the router
the others.

The router goes on without the node, and tells everybody that the ward is not heard. Gateway and machines are of no use
without the router, and end with it.
"""

from functools import partial

from app.kernel.clock import Clock
from app.kernel.folders import StationFolders
from app.router.receivers.rows import read_receivers
from app.router.settings import RouterSettings, read_router_settings
from app.router.why_silent import leave_problem
from app.store.restoring import is_prepared
from app.store.store import Store
from app.ward.node.keys import ROUTER_FILE
from app.ward.node.launching import Launch, launch
from app.ward.node.lease import router_lease
from app.ward.node.tending import Tended, Tender, has_beds


def wants_router(store: Store) -> bool:
    """Whether the alarms of this station's ward are to be carried to people: there are beds, and nobody said no."""
    with store.read() as connection:
        wanted = read_router_settings(connection).wanted
    return wanted and has_beds(store)


def router_tender(folders: StationFolders, store: Store, key: bytes, *, with_us: bool) -> Tender:
    """`with_us`: the router ends with this process, as the children of a demo do."""
    what = Launch(("router",), "router.log", ROUTER_FILE, "router.ended", with_us)
    lease = router_lease(store)
    tended = Tended(
        "the router",
        partial(launch, folders, what, key),
        # A restore waits until nobody has the store open.
        lambda: wants_router(store) and not is_prepared(folders.store),
        lambda: bool(lease.held_by()),
        "router.runs",
        "router.not_begun",
        partial(leave_problem, folders.home),
    )
    return Tender(tended, store.clock)


def phones_tender(folders: StationFolders, settings: RouterSettings, clock: Clock) -> Tender:
    """The gateway as these settings say; it ends with this process, or where the tender is stopped."""
    given = ("--certificate", settings.certificate, "--key", settings.certificate_key or settings.certificate)
    arguments = (
        *("phones", "--host", settings.host, "--port", str(settings.phones_port)),
        *(("--name", settings.address) if settings.address else ()),
        *(given if settings.certificate else ()),
    )
    what = Launch(arguments, "phones.log", "", "router.phones_ended", with_us=True)
    tended = Tended(
        "the telephones' gateway", partial(launch, folders, what, None), lambda: True, not_begun="router.not_begun"
    )
    return Tender(tended, clock)


def machines_tender(folders: StationFolders, store: Store, key: bytes) -> Tender:
    """The machines that get alarms, as long as there are any; they end with this process."""
    what = Launch(("machines",), "machines.log", "", "router.machines_ended", with_us=True)
    tended = Tended(
        "the machines",
        partial(launch, folders, what, key),
        lambda: _has_machines(store) and not is_prepared(folders.store),
        runs="router_machines.runs",
        not_begun="router.not_begun",
    )
    return Tender(tended, store.clock)


def _has_machines(store: Store) -> bool:
    with store.read() as connection:
        return any(one.kind.is_machine for one in read_receivers(connection))
