"""How long the ward's node keeps what it records: as the unit or the policy says, and nothing goes that is on hold."""

from collections.abc import Callable
from pathlib import Path

from app.privacy.holds import held_stays
from app.privacy.terms import Counts, counts_in_force
from app.store.store import Store
from app.ward.recording.folder import DAY
from app.ward.recording.keeping import Keeping


def ward_keeping(store: Store, of_stay: Callable[[str], Path], fixed: Counts, budget: int) -> Keeping:
    """As it stands now. `of_stay`: where a stay's files lie; `fixed`: what the policy says; `budget`: in bytes a stay.
    Raises as a store that cannot be read."""
    with store.read() as connection:
        counts, held = counts_in_force(connection, fixed), held_stays(connection, store.clock.now())
    signals, minutes = counts["ward_signals"] * float(DAY), counts["ward_trends"] * float(DAY)
    return Keeping(signals, minutes, budget, held=frozenset(of_stay(one) for one in held))
