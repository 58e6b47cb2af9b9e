"""People at random stations who decide what disagrees."""

from app.kernel.errors import KnownError
from app.sync.conflicts import open_conflicts
from app.sync.deciding import Choice, decide
from tests.sync.simulation import SimulatedStation

EXPECTED = frozenset(("conflicts.not_settled", "conflicts.undo_merge_first", "conflicts.allergies_listed"))


def decide_something(station: SimulatedStation) -> str | None:
    """One decision at random, if there is anything to decide; the event that it was about."""
    with station.store.read() as connection:
        waiting = open_conflicts(connection)
    if not waiting:
        return None
    one = station.source.choice(waiting)
    try:
        with station.store.write(station.actor) as writing:
            decide(writing, one.event_id, station.source.choice(list(Choice)), "conversei com a equipe")
    except KnownError as error:
        if error.code not in EXPECTED:
            raise
        return None
    return one.event_id


def decide_everything(station: SimulatedStation) -> None:
    """Until nothing is open here."""
    for _ in range(200):
        if station.counts().conflicts == 0:
            return
        decide_something(station)
    raise AssertionError("what was decided did not stay decided")
