"""What a station takes from the machine; each replaceable."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.kernel.clock import Clock, SystemClock
from app.kernel.folders import StationFolders
from app.kernel.ids import Ids, TimeOrderedIds
from app.policy.model import Policy
from app.security.keys.keyring import SystemKeyring
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.slots import KeySlots
from app.security.passwords import Passwords
from app.ward.node.tending import StartedNode


@dataclass(frozen=True)
class Ports:
    """Where the time, the identifiers, the key ring and the cost of passwords come from."""

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids | None = None
    keyring: SystemKeyring | None = None
    passphrase_cost: PassphraseCost = field(default_factory=PassphraseCost)
    passwords: Passwords | None = None
    background: bool = True
    """Whether the daily backup and its like run inside this process."""
    start_node: Callable[[StationFolders, bytes], StartedNode] | None = None
    """Starts the ward's node over the station with this key; None: whoever wants one starts it themselves."""

    policy: Policy | None = None
    """What the machine's administration fixes."""
    policy_file: Path | None = None
    """Where that stands, whether it could be read or not."""

    def made_ids(self) -> Ids:
        """The identifiers' source."""
        return self.ids or TimeOrderedIds(self.clock)


def key_slots(folders: StationFolders, ports: Ports) -> KeySlots:
    """The ways to the key of this station's store."""
    return KeySlots(folders.key_slots, ports.clock, ports.made_ids(), ports.keyring, ports.passphrase_cost)
