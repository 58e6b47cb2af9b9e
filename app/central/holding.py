"""Records on hold at the server: while one stands, no erasure that a station confirmed touches what is held here.

A station that has not heard of a hold yet confirms and erases by its own lights; what it says of that comes here too.
The holds came by the same way (`record_hold`), so the journal itself says whether one stands. It is read as stations do
(`app.privacy.holds`): whoever was merged with her is held with her, and one who lifts it lifts it for all.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Engine, select

from app.central.database import writing
from app.central.erasing import confirmed_among, empty_journal, erase_known
from app.central.held import is_held
from app.central.merged import ids_of, living_id
from app.central.own_events import lock_place
from app.central.tables import event as event_table
from app.kernel.clock import Clock, to_text


def erase_due(engine: Engine, clock: Clock) -> int:
    """Clean what was confirmed while a hold stood that has ended by its day since: no event tells of that. How many
    rows were changed."""
    with engine.connect() as connection:
        waiting = _waiting(connection, to_text(clock.now()))
    if not waiting:
        return 0
    with writing(engine).begin() as connection:
        lock_place(connection)
        changed = erase_known(connection, waiting, to_text(clock.now()))
    if changed:
        empty_journal(engine)
    return changed


def _waiting(connection: Connection, at: str) -> list[str]:
    """Whoever was once on hold, is no more, and whose erasure is confirmed."""
    table = event_table
    ever = select(table.c.person_id).where(table.c.entity == "record_hold", table.c.person_id.is_not(None)).distinct()
    people = _with_merged(connection, connection.execute(ever).scalars().all())
    return [one for one in confirmed_among(connection, people) if not is_held(connection, one, at)]


def _with_merged(connection: Connection, people: Iterable[str]) -> set[str]:
    return {each for one in people for each in (one, *ids_of(connection, living_id(connection, one)))}
