"""Which equipment of the building belongs to this ward: in the station's settings, so it never travels elsewhere."""

from sqlalchemy import Connection

from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.writing import Writing
from app.ward.beds.rows import read_beds
from app.ward.infrastructure.model import MOST_INFRASTRUCTURE, InfrastructureDevice, checked, from_json, to_json

_KEY = "ward_infrastructure"


def read_infrastructure(connection: Connection) -> tuple[InfrastructureDevice, ...]:
    """In the order in which they were set up."""
    return from_json(read_setting(connection, _KEY))


class InfrastructureService:
    """Reading needs `view_ward`, changing `manage_beds`; the node takes each change up within a second."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def devices(self, session: Session) -> tuple[InfrastructureDevice, ...]:
        """What was set up."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            return read_infrastructure(connection)

    def keep(self, session: Session, device: InfrastructureDevice) -> None:
        """Watch it from now on, or as it is described now where it is watched already.

        KnownError as `checked`, ward.device_at_bed (with its bed), ward.infrastructure_too_many.
        """
        require(session, Action.MANAGE_BEDS)
        chosen = checked(device)
        with self._store.write(session.actor) as writing:
            known = read_infrastructure(writing.connection)
            names = [one.device for one in known]
            if chosen.device in names:
                kept = tuple(chosen if one.device == chosen.device else one for one in known)
            else:
                _stands_at_no_bed(writing, chosen.device)
                kept = (*known, chosen)
            if len(kept) > MOST_INFRASTRUCTURE:
                raise KnownError("ward.infrastructure_too_many", most=MOST_INFRASTRUCTURE)
            if kept != known:
                write_setting(writing, _KEY, to_json(kept))
                writing.audit("ward_infrastructure_kept", "station", _KEY, **to_json([chosen])[0])

    def remove(self, session: Session, device: str) -> None:
        """It is watched no longer. KnownError ward.device_not_placed."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            known = read_infrastructure(writing.connection)
            left = tuple(one for one in known if one.device != device)
            if left == known:
                raise KnownError("ward.device_not_placed", device=device)
            write_setting(writing, _KEY, to_json(left))
            writing.audit("ward_infrastructure_removed", "station", _KEY, device=device)


def _stands_at_no_bed(writing: Writing, device: str) -> None:
    for bed in read_beds(writing.connection):
        if bed.occupant is not None and any(one.device == device for one in bed.occupant.devices):
            raise KnownError("ward.device_at_bed", device=device, bed=bed.label)
