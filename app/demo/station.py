"""A whole demo station in a folder of its own: keys, store, staff and the synthetic women."""

from app.bootstrap import FirstStart, Ports, create_station, open_station, unlock_silently
from app.clinic.risk.loader import default_rule_base
from app.demo.fill import fill_store
from app.demo.unit import ADMINISTRATOR_LOGIN, DEMO_PROFILE, demo_administrator, make_staff
from app.kernel.errors import BugError, KnownError
from app.kernel.folders import StationFolders
from app.security import account_rows
from app.security.accounts import AccountService
from app.settings import StationProfile
from app.station import Station
from app.store.opening import open_store


def make_demo_station(
    folders: StationFolders, ports: Ports, profile: StationProfile = DEMO_PROFILE, seed: int = 2017
) -> Station:
    """Make, fill and open it; its key lies in a file beside it, so that no question is asked.

    Same clock, identifiers and seed: same records. Raises KnownError store.already_exists where something is there.
    """
    key_file = folders.home / "demo.key"
    first = FirstStart(profile, demo_administrator(), key_file=key_file)
    create_station(folders, first, ports).station.close()
    key = unlock_silently(folders, ports).key
    if key is None:
        raise KnownError("keys.no_slot_left")
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        with store.read() as connection:
            administrator = account_rows.by_login(connection, ADMINISTRATOR_LOGIN)
        if administrator is None:
            raise BugError("the first start made no administrator")
        staff = make_staff(AccountService(store, ports.passwords), administrator, ports.clock.now())
        fill_store(store, default_rule_base(), staff, seed)
    finally:
        store.close()
    return open_station(folders, key, ports)
