"""The new version as the window meets it: who may act hears of it, until it is installed or put aside."""

from typing import Final

from sqlalchemy import Connection

from app.fleet.errand import OFFERED
from app.fleet.versions import Offer, is_newer, offer_of
from app.kernel.version import program_version
from app.security.roles import Action, allowed
from app.security.session import Session, Status, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store

_PUT_ASIDE: Final = "offer_put_aside"


class UpdateService:
    """Tells; installing is done by people, with the package that they have checked."""

    def __init__(self, store: Store, version: str | None = None) -> None:
        self._store = store
        self.version = version or program_version()

    def news(self, session: Session) -> Offer | None:
        """What is newer than this program and was not put aside; for those who may change the station alone."""
        if session.status is not Status.ACTIVE or not allowed(session.role, Action.CHANGE_SETTINGS):
            return None
        with self._store.read() as connection:
            offer = self._newer(connection)
            aside = read_setting(connection, _PUT_ASIDE)
        return None if offer is None or aside == offer.key else offer

    def offered(self, session: Session) -> Offer | None:
        """What is newer than this program, put aside or not."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.read() as connection:
            return self._newer(connection)

    def put_aside(self, session: Session, offer: Offer) -> None:
        """Not again until something else is offered; in the trail."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.write(session.actor) as writing:
            write_setting(writing, _PUT_ASIDE, offer.key)
            writing.audit("update_put_aside", "station", offer.version)

    def _newer(self, connection: Connection) -> Offer | None:
        offer = offer_of(read_setting(connection, OFFERED))
        return offer if offer is not None and is_newer(offer.version, self.version) else None
