"""What the router's process tells the windows of this machine. Each item stands for itself and comes again.

Times are seconds before the moment at which the item was made (`ago`), or from then on (`within`): monotonic clocks of
two processes need not agree. Names are those of staff; of patients there is none.
"""

from typing import Final

import msgspec

from app.router.delivery.model import Standing, Trouble
from app.router.words import Capability
from app.ward.alarms.model import Deviation


class BoardHolder(msgspec.Struct, frozen=True):
    """Who has an alarm, since when, and at which receiver ("ward", "bedside" where at none)."""

    user: str
    name: str
    receiver: str
    ago: float


class BoardEntry(msgspec.Struct, frozen=True):
    """One line of the alarm board: who has it, for how long, which step comes next (`next_targets` of table 17 with the
    names that these mean now, `next_within` seconds)."""

    bed: str
    label: str
    alarm: str
    code: str
    subject: str
    priority: int
    standing: Standing
    began_ago: float
    since_ago: float
    level: int
    levels: int
    lasting: bool
    continuing: bool
    calling: tuple[str, ...] = ()
    """Names of those who are called now; of a machine or post its own."""
    holders: tuple[BoardHolder, ...] = ()
    next_targets: tuple[str, ...] = ()
    next_names: tuple[str, ...] = ()
    next_within: float | None = None
    deviation: str = ""
    """As the wall writes it: "SpO2 84 < 90"."""
    attempt: int = 0
    """Which call of this level it is, of `attempts` at most (0: without a bound); 0 where nobody is called."""
    attempts: int = 0
    beyond: Deviation | None = None
    """The same as `deviation`, for words in the language of the window."""


class Board(msgspec.Struct, frozen=True, tag="board"):
    """All alarms on their way, the most urgent first; told at once when it changes, and every two seconds."""

    entries: tuple[BoardEntry, ...]


class ReceiverState(msgspec.Struct, frozen=True):
    """One admitted receiver. `heard_ago` None: not since this start. `waiting`: datagrams queued, by priority."""

    receiver: str
    name: str
    kind: str
    """One of window, phone, http, relay, paper, alarm_manager."""
    user: str = ""
    user_name: str = ""
    connected: bool = False
    locked: bool = False
    heard_ago: float | None = None
    capabilities: tuple[Capability, ...] = ()
    waiting: tuple[int, ...] = ()


class TroubleState(msgspec.Struct, frozen=True):
    """A technical alarm of the path that stands."""

    trouble: Trouble
    ago: float
    bed: str = ""
    alarm: str = ""
    receiver: str = ""


class BedHolder(msgspec.Struct, frozen=True):
    """Whose bed it is by the hand-overs; shown on the wall. `on_duty` False: it was not handed over."""

    bed: str
    user: str
    name: str
    on_duty: bool


class BoxSending(msgspec.Struct, frozen=True):
    """How the black box reaches the record centre. `problem`: the code of an error and what belongs into its words,
    "" where all is well (`sync.not_enrolled`: there is no centre); `reached_ago` None: not since this start."""

    waiting: int = 0
    oldest_ago: float | None = None
    problem: str = ""
    values: dict[str, str] = {}
    reached_ago: float | None = None


class Paths(msgspec.Struct, frozen=True, tag="paths"):
    """Receivers, technical alarms, and whose the beds are; every two seconds."""

    receivers: tuple[ReceiverState, ...]
    troubles: tuple[TroubleState, ...]
    beds: tuple[BedHolder, ...]
    ward_heard: bool
    recording: bool
    """The black box records; False: it is full and set to stop, or its disk failed."""
    sending: BoxSending = BoxSending()


class LinkLoad(msgspec.Struct, frozen=True):
    """One way from this node: to a neighbour node or a receiver. `weight` in ms; bit/s over the last seconds."""

    to: str
    kind: str
    """Either node or receiver."""
    up: bool
    weight: int | None = None
    bits_per_s: float = 0.0
    discarded: tuple[int, ...] = ()
    """Datagrams since the start, by priority 0 to 9; 0 to 3 stay 0."""


class NodeRoutes(msgspec.Struct, frozen=True):
    """The disjoint routes to one node, the best first; each a row of names from this node to that."""

    node: str
    routes: tuple[tuple[str, ...], ...]


class Network(msgspec.Struct, frozen=True, tag="network"):
    """Links, routes, and the budget of the formula with this station's own numbers; every two seconds."""

    node: str
    links: tuple[LinkLoad, ...]
    routes: tuple[NodeRoutes, ...]
    edges: tuple[tuple[str, str, int], ...]
    """All links that this node knows of in the network, with their weights."""
    needed_bits: float
    emergency_bits: float
    given_bits: float | None
    verdict: str
    """A word of `router.budget_<verdict>`."""
    beds: int
    caregivers: int
    graphic: float
    others: float


RouterItem = Board | Paths | Network

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(RouterItem)


def to_frame(item: RouterItem) -> bytes:
    """One item as it travels to the windows of this machine."""
    return _encoder.encode(item)


def from_frame(frame: bytes) -> RouterItem:
    """What `to_frame` made; ValueError for anything else."""
    try:
        found: RouterItem = _decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise ValueError(str(problem)) from problem
    return found
