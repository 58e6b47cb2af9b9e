"""What a receiver asks of its node (the content of a REQUEST), and what it is told (the content of a REPLY).

The node believes nothing of it but what its tables and rights allow to whoever has signed in at that receiver.
"""

import zlib
from typing import Final

import msgspec

from app.kernel.errors import KnownError
from app.router.words import Capability, DataClass
from app.ward.alarms.limits import VitalLimits


class Capable(msgspec.Struct, frozen=True, tag="capable"):
    """What this receiver can show; said first after each connection, and never more than its admission names."""

    capabilities: tuple[Capability, ...]


class SignIn(msgspec.Struct, frozen=True, tag="sign_in"):
    """A person takes this receiver; the link is encrypted. Answer: `SignedIn`."""

    login: str
    password: str


class SignOut(msgspec.Struct, frozen=True, tag="sign_out"):
    """The person leaves; what was theirs goes on to the next."""


class Unlock(msgspec.Struct, frozen=True, tag="unlock"):
    """The same person is back before a locked screen. Answer: `Done`, or `Refused`."""

    password: str


class Alive(msgspec.Struct, frozen=True, tag="alive"):
    """The sign of life of the person's screen (class B, every 60 s at most); the link says only that a machine runs.
    `locked`: nobody looks at it, so that nothing on it counts as shown."""

    locked: bool = False


class Want(msgspec.Struct, frozen=True, tag="want"):
    """Data on request of one bed, for `seconds` (at most an hour); 0: no longer."""

    bed: str
    data: DataClass
    seconds: float


class AtBedside(msgspec.Struct, frozen=True, tag="at_bedside"):
    """Whoever has signed in stands at this bed."""

    bed: str


class SetLimits(msgspec.Struct, frozen=True, tag="set_limits"):
    """Limits of one vital sign; three steps: the answer `Done` is only *wanted*, see `Beds.settings`. `stay`: of the
    patient whom whoever asks has before them (`Bed.stay`); meant for no other who lies there by now."""

    bed: str
    vital: str
    limits: VitalLimits
    stay: str = ""


class AskBeds(msgspec.Struct, frozen=True, tag="beds"):
    """Which beds there are for this receiver, with what may be asked of each. Answer: `Beds`."""


class AskHistory(msgspec.Struct, frozen=True, tag="history"):
    """The steps of one alarm. Answer: `History`."""

    bed: str
    alarm: str


class Agree(msgspec.Struct, frozen=True, tag="agree"):
    """Whoever has signed in has read the agreement of confidentiality in this language, and accepts it. Answer: `Done`,
    or the `Agreement` in force where it is another by now."""

    version: str
    language: str


Request = Capable | SignIn | SignOut | Unlock | Alive | Want | AtBedside | SetLimits | AskBeds | AskHistory | Agree


class Done(msgspec.Struct, frozen=True, tag="done"):
    """It was done."""


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """It was not: the code and values of a KnownError."""

    code: str
    values: dict[str, str] = {}


class Agreement(msgspec.Struct, frozen=True, tag="agreement"):
    """The agreement of confidentiality that somebody has still to accept, by language (a column of the texts).
    No alarm waits for it. `issued`: a day, as ISO 8601 writes it."""

    version: str
    issued: str
    titles: dict[str, str]
    paragraphs: dict[str, tuple[str, ...]]

    def title(self, language: str) -> str:
        """In that language, else in the first that there is."""
        return self.titles.get(language) or next(iter(self.titles.values()), "")

    def read(self, language: str) -> tuple[str, ...]:
        """What is read, paragraph by paragraph."""
        return self.paragraphs.get(language) or next(iter(self.paragraphs.values()), ())


class SignedIn(msgspec.Struct, frozen=True, tag="signed_in"):
    """Who is signed in, as what (a column of table 14, its label by language), and after how many idle seconds the
    screen locks. `may`: rights of `app/security/roles.py` that count here. `agreement`: still to be accepted."""

    name: str
    user_class: str
    label: dict[str, str]
    may: tuple[str, ...]
    lock_seconds: float
    agreement: Agreement | None = None

    def has_agreed(self, told: "Done | Agreement") -> "SignedIn":
        """As it is once the node has answered an `Agree` so."""
        return msgspec.structs.replace(self, agreement=told if isinstance(told, Agreement) else None)


class Setting(msgspec.Struct, frozen=True):
    """A change of a device's limits on its way; `state`: one of `app.ward.settings_change.model.SettingState`.
    `ago`: seconds since it came so far."""

    bed: str
    vital: str
    limits: VitalLimits
    state: str
    who: str
    ago: float


class Bed(msgspec.Struct, frozen=True):
    """A bed as this receiver may know it: rules by class of data, limits in force, what was asked until when. `stay` is
    another one with every patient."""

    bed: str
    label: str
    rules: dict[DataClass, str]
    limits: dict[str, VitalLimits] = {}
    wanted: dict[DataClass, float] = {}
    holder: str = ""
    stay: str = ""


class Beds(msgspec.Struct, frozen=True, tag="beds"):
    """All of them, and the changes of settings that are on their way. `topics`: of which class of data the reports of
    devices are (a topic that is not named: equipment). `station`: what is granted of devices that stand at no bed.
    `silent`: other nodes that were asked and did not say which beds they have; there may be some."""

    beds: tuple[Bed, ...]
    settings: tuple[Setting, ...] = ()
    topics: dict[str, DataClass] = {}
    station: Bed | None = None
    silent: tuple[str, ...] = ()


class HistoryStep(msgspec.Struct, frozen=True):
    """One step: `ago` seconds; `receiver` and `name` as they are shown (names of staff, never of patients)."""

    ago: float
    step: str
    level: int
    receiver: str = ""
    name: str = ""
    detail: str = ""


class History(msgspec.Struct, frozen=True, tag="history"):
    """The steps in their order."""

    steps: tuple[HistoryStep, ...]


class Told(msgspec.Struct, frozen=True, tag="told"):
    """What became of an answer (accepted, rejected …): `refused` is the code of a KnownError, "" where it counts."""

    refused: str = ""


Reply = Done | Refused | SignedIn | Agreement | Beds | History | Told

_requests: Final = msgspec.msgpack.Decoder(Request)
_replies: Final = msgspec.msgpack.Decoder(Reply)
_encoder: Final = msgspec.msgpack.Encoder()


_PACKED_FROM: Final = 1_024
_PACKED: Final = b"\x78"
"""By what zlib's streams begin, and MessagePack of a reply never does."""
_LONGEST: Final = 4 * 2**20


def to_bytes(one: Request | Reply) -> bytes:
    """As it travels. What is long is packed: the beds of a ward with all their limits are 2 KB each, and travel where
    the alarms do."""
    plain = _encoder.encode(one)
    return plain if len(plain) < _PACKED_FROM or isinstance(one, Request) else zlib.compress(plain, 1)


def read_request(content: bytes) -> Request:
    """What a receiver asks. KnownError router_receiver.request for anything else."""
    try:
        found: Request = _requests.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise KnownError("router_receiver.request") from problem
    return found


def read_answer(content: bytes) -> Reply:
    """What the node says. KnownError router_receiver.content for anything else."""
    try:
        if content[:1] == _PACKED:
            content = zlib.decompressobj().decompress(content, _LONGEST)
        found: Reply = _replies.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, zlib.error) as problem:
        raise KnownError("router_receiver.content") from problem
    return found
