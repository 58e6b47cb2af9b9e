"""What a node tells a receiver, as frames would bring it; synthetic people."""

from collections.abc import Iterable
from itertools import count

from app.router.chains import chained
from app.router.contents import AlarmNote, Content, Holds, to_value
from app.router.datagram import Datagram, MessageType, next_message, pack
from app.router.delivery.model import Occasion, Standing
from app.router.links.client import Delivered, FromNode, LinkChanged, Replied
from app.router.receiver.came import Came
from app.router.receiver.state import ReceiverState
from app.router.requests import Reply, Request, SignedIn, SignIn, to_bytes
from app.router.words import Capability
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound

ANA = SignedIn("Ana Synthetic", "executive_nurse", {"pt_BR": "Enfermeira", "en": "Nurse"}, ("answer_alarms",), 120.0)


def note(
    alarm: str = "spo2_low",
    *,
    bed: str = "bed-7",
    priority: int = 0,
    asks: bool = True,
    occasion: Occasion = Occasion.BEGAN,
    standing: Standing = Standing.CALLING,
    began: float = 2.0,
    holders: tuple[Holds, ...] = (),
    person: str = "M.S.",
) -> AlarmNote:
    """An alarm of a simulated bed."""
    low = Deviation("spo2", 84.0, 90.0, Bound.LOW)
    return AlarmNote(
        bed,
        f"Leito {bed[-1]}",
        alarm,
        alarm.partition(":")[0],
        "",
        priority,
        priority == 0,
        occasion,
        asks,
        standing,
        1,
        began,
        occasion is not Occasion.ENDED,
        deviation=low if alarm == "spo2_low" else None,
        person=person,
        holders=holders,
    )


def packed(content: Content, number: int, priority: int) -> bytes:
    """The datagrams of one message."""
    kind = MessageType.ALARM if priority < 4 else MessageType.INTRODUCTION
    head = Datagram(priority, "52998224725", "CPF", number, kind, bytes(8))
    return b"".join(pack(one) for one in chained(head, to_value(content)))


class Told:
    """A state and the node that it believes in; `now` goes on by hand."""

    def __init__(self, *, signed: bool = True) -> None:
        self.now = 1_000.0
        self.state = ReceiverState((Capability.TEXT, Capability.GRAPHICS, Capability.SOUND))
        self._next = 1
        self._sequences = count(1)
        self.link(True)
        if signed:
            self.reply(SignIn("ana", "synthetic"), ANA)

    def take(self, *found: FromNode) -> list[Came]:
        return self.state.take(list(found), self.now)

    def link(self, connected: bool) -> list[Came]:
        return self.take(LinkChanged(connected, self.now))

    def tell(self, content: Content, priority: int | None = None) -> int:
        """Bring one message; its number."""
        urgent = priority if priority is not None else getattr(content, "priority", 3)
        number, data = self._next, packed(content, self._next, urgent)
        self._next = next_message(self._next, len(data) // 48)
        self.came = self.take(Delivered(urgent, data, self.now))
        return number

    def reply(self, request: Request, reply: Reply) -> list[Came]:
        sequence = next(self._sequences)
        self.state.sent(sequence, request, self.now)
        return self.take(Replied(sequence, to_bytes(reply), self.now))

    def paint(self, keys: Iterable[tuple[str, str]] | None = None) -> list[int]:
        """Everything, or these, is before a person's eyes."""
        rows = self.state.rows.all()
        seen = [(row.key, row.version) for row in rows if keys is None or row.key in keys]
        return self.state.painted(seen, self.now, troubles=True)
