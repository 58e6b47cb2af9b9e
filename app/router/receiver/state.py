"""`ReceiverState`: everything that a receiver knows, whatever shows it (a window, a phone's page). Pure: time comes in.

state.take(link.read(), now)        what came; `Came` tells whoever shows it what to do besides showing it
link.shown(state.painted(rows, …))  only what was painted before a person's eyes is told as shown
state.sent(link.request(to_bytes(one)), one, now)   for each of `state.due(now)`, and whatever a person asks
state.answer_to(key, response)      the message's number; then state.answered(key, response, link.answer(…), now)
"""

from collections.abc import Iterable, Sequence
from typing import Final

from app.kernel.errors import KnownError
from app.router.contents import AlarmNote, StandingNote, TroubleNote
from app.router.links.client import Delivered, FromNode, LinkChanged, Replied
from app.router.queues.limits import FIRST_DISCARDABLE
from app.router.receiver.came import Answer, Called, Came, Refusal
from app.router.receiver.model import AlarmKey, Row, answers_to
from app.router.receiver.reading import AlarmReader
from app.router.receiver.rows import AlarmRows
from app.router.receiver.signals import Signals
from app.router.requests import (
    Agree,
    Agreement,
    Alive,
    AskBeds,
    Beds,
    Capable,
    Done,
    Refused,
    Reply,
    Request,
    SignedIn,
    SignIn,
    SignOut,
    Told,
    Unlock,
    read_answer,
)
from app.router.words import Capability, Response

ALIVE_SECONDS: Final = 20.0
"""A person's screen says that it lives; asked for are 60 s at most."""
BEDS_SECONDS: Final = 30.0
"""How often the beds are asked for; while a change of limits is on its way each `SETTING_SECONDS`."""
SETTING_SECONDS: Final = 1.5
NOBODY: Final = "router.nobody_signed_in"
"""What the node answers where it knows of nobody at this receiver."""
_ON_THEIR_WAY: Final = ("wanted", "taken")


class ReceiverState:
    """One receiver. `capabilities`: what whoever shows it can show."""

    def __init__(self, capabilities: Sequence[Capability]) -> None:
        self.rows = AlarmRows()
        self.signals = Signals()
        self.capabilities = tuple(capabilities)
        self.connected = False
        self.changed_at = 0.0
        """When the link came or went last."""
        self.signed: SignedIn | None = None
        self.locked = False
        self.hidden = False
        """The screen is switched off, or shows something else: as locked, but who signed in need not prove it again."""
        self.beds: Beds = Beds(())
        self.beds_at = float("-inf")
        self._reader = AlarmReader()
        self._requests: dict[int, Request] = {}
        self._answers: dict[int, tuple[AlarmKey, Response]] = {}
        self._touched_at = float("-inf")
        self._alive_at = self._asked_beds_at = float("-inf")
        self._is_capable = False
        self._told_locked = False
        self._leaves = False

    @property
    def unreadable(self) -> int:
        """Messages of 0 to 3 that could not be read, so that nobody saw them: to be told to a person."""
        return self._reader.unreadable

    # ---- what comes

    def take(self, found: Sequence[FromNode], now: float) -> list[Came]:
        """What one `ReceiverLink.read` gave, alarms first."""
        came: list[Came] = []
        # A link that is back is told behind what came over it, one that went behind what came before.
        for one in sorted(found, key=lambda each: not (isinstance(each, LinkChanged) and each.connected)):
            if isinstance(one, LinkChanged):
                self._link(one)
                came.append(one)
            elif isinstance(one, Replied):
                self._reply(one, came)
            elif one.priority >= FIRST_DISCARDABLE:
                self.signals.take(one.datagrams, one.at)
            else:
                self._alarms(one, came)
        self._reader.give_up(now)
        return came

    def tick(self, now: float) -> None:
        """What time alone does: lock, and remove what is over."""
        self.rows.tick(now)
        if self.signed is not None and not self.locked and now - self._touched_at >= self.signed.lock_seconds:
            self.lock()

    # ---- what a person does

    def touched(self, now: float) -> None:
        """Somebody is before the screen."""
        self._touched_at = now

    def lock(self) -> None:
        """Nobody looks any more: nothing counts as shown from now on."""
        self.locked = self.signed is not None

    def may_show(self) -> bool:
        """Whether what is painted now is before the eyes of whoever has signed in."""
        return self.signed is not None and not self.unseen

    @property
    def unseen(self) -> bool:
        """Nothing that is painted now is before anybody's eyes."""
        return self.locked or self.hidden

    @property
    def unanswered(self) -> int:
        """Requests and answers to alarms of which the node has not yet said what became of them."""
        return len(self._requests) + len(self._answers)

    def asking(self) -> int:
        """How many alarms ask for this person."""
        return sum(row.asks for row in self.rows.all())

    def answers(self, row: Row) -> tuple[Response, ...]:
        """What may be said to an alarm now."""
        return answers_to(row) if self.connected and self.may_show() else ()

    def answer_to(self, key: AlarmKey, response: Response) -> int:
        """The number to answer. KnownError receiver.not_connected, .not_shown, .not_now: nothing is to be sent."""
        row = self.rows.get(key)
        if not self.connected:
            raise KnownError("receiver.not_connected")
        if row is None or not row.shown or not self.may_show():
            raise KnownError("receiver.not_shown")
        if response not in answers_to(row):
            raise KnownError("receiver.not_now")
        return row.number

    def answered(self, key: AlarmKey, response: Response, sequence: int, now: float) -> None:
        """The answer left with this sequence. KnownError receiver.not_connected for 0: it did not."""
        if not sequence:
            raise KnownError("receiver.not_connected")
        self._answers[sequence] = key, response
        self.rows.answered(key, response, now)

    def painted(self, seen: Iterable[tuple[AlarmKey, int]], now: float, *, troubles: bool = False) -> list[int]:
        """These rows (key and version) were painted on a screen that is not hidden; the numbers to tell as shown.

        Empty while nobody has signed in, the screen is locked, or the node is not heard.
        """
        if not self.connected or not self.may_show():
            return []
        return self.rows.painted(seen, now, troubles=troubles)

    # ---- what is to be asked

    def due(self, now: float) -> list[Request]:
        """What this receiver has to say by itself, in this order; each is to be sent and then given to `sent`."""
        if not self.connected:
            return []
        found: list[Request] = [] if self._is_capable else [Capable(self.capabilities)]
        if self._leaves:
            found.append(SignOut())
        if self.signed is not None:
            if now - self._alive_at >= ALIVE_SECONDS or self.unseen is not self._told_locked:
                found.append(Alive(self.unseen))
            # Whose beds are not known is asked again before the person gives up.
            often = self.beds_at == float("-inf") or bool(self.beds.silent)
            often = often or any(one.state in _ON_THEIR_WAY for one in self.beds.settings)
            if now - self._asked_beds_at >= (SETTING_SECONDS if often else BEDS_SECONDS):
                found.append(AskBeds())
        return found

    def can(self, capabilities: Sequence[Capability]) -> None:
        """What it can show from now on, such as a loudspeaker that came or went."""
        if tuple(capabilities) != self.capabilities:
            self.capabilities = tuple(capabilities)
            self._is_capable = False

    def begins_with_nobody(self) -> None:
        """Whoever was here when this receiver ended last is here no more: the node is told as soon as it is heard."""
        self._leaves = True

    def leave(self) -> None:
        """The person goes: at once here, and at the node as soon as it can be told."""
        self._leaves = self.signed is not None
        self.signed_out()

    def ask_beds_soon(self) -> None:
        """What was known of the beds has just changed."""
        self._asked_beds_at = float("-inf")

    def sent(self, sequence: int, request: Request, now: float) -> None:
        """A request left with this sequence. KnownError receiver.not_connected for 0: it did not."""
        if not sequence:
            raise KnownError("receiver.not_connected")
        self._requests[sequence] = request
        if isinstance(request, Capable):
            self._is_capable = True
        elif isinstance(request, Alive):
            self._alive_at, self._told_locked = now, request.locked
        elif isinstance(request, AskBeds):
            self._asked_beds_at = now
        elif isinstance(request, SignOut):
            self._leaves = False
            self.signed_out()

    def signed_out(self) -> None:
        """Nobody has this receiver; nothing of what was there is for the next."""
        self.signed, self.locked, self.rows.name = None, False, ""
        self.beds, self.beds_at = Beds(()), float("-inf")
        self.rows.clear()
        self.signals.forget()

    # ---- inside

    def _link(self, change: LinkChanged) -> None:
        self.connected, self.changed_at = change.connected, change.at
        self._requests.clear()
        self._answers.clear()
        self._reader.begin_anew()
        self._is_capable = False
        self._alive_at = self._asked_beds_at = float("-inf")
        if change.connected:
            self.rows.heard_again(change.at)
        else:
            self.rows.interrupted()

    def _alarms(self, one: Delivered, came: list[Came]) -> None:
        for content, number in self._reader.take(one.datagrams, one.at):
            match content:
                case AlarmNote():
                    self._alarm(content, number, one.at, came)
                case StandingNote():
                    self.rows.standing(content, number, one.at)
                case TroubleNote():
                    self.rows.trouble(content, number)

    def _alarm(self, note: AlarmNote, number: int, at: float, came: list[Came]) -> None:
        before = self.rows.get((note.bed, note.alarm))
        row = self.rows.alarm(note, number, at)
        if row.asks and (before is None or not before.asks or note.priority < before.note.priority):
            came.append(Called(row))

    def _reply(self, one: Replied, came: list[Came]) -> None:
        if one.to_sequence in self._answers:
            key, response = self._answers.pop(one.to_sequence)
            code = self._refusal(one.content)
            self.rows.told(key, code)
            if code:
                came.append(Refusal(key, response, code))
            return
        request = self._requests.pop(one.to_sequence, None)
        if request is None:
            return
        reply = _read(one.content)
        self._keep(request, reply, one.at)
        came.append(Answer(request, reply))

    def _refusal(self, content: bytes) -> str:
        reply = _read(content)
        if isinstance(reply, Told):
            return reply.refused
        return reply.code if isinstance(reply, Refused) else "router_receiver.content"

    def _keep(self, request: Request, reply: Reply, at: float) -> None:
        match request, reply:
            case SignIn(), SignedIn():
                self.signed, self.locked, self.rows.name = reply, False, reply.name
                self._touched_at = at
                self._alive_at = self._asked_beds_at = float("-inf")
            case Unlock(), Done():
                self.locked = False
                self._touched_at = at
            case Agree(), Done() | Agreement() if self.signed is not None:
                self.signed = self.signed.has_agreed(reply)
            case AskBeds(), Beds():
                self.beds, self.beds_at = reply, at
                known = {"", *(one.bed for one in reply.beds)}
                self.signals.forget([bed for bed in self.signals.notes if bed not in known])
            case _, Refused(code=code) if code == NOBODY and self.signed is not None:
                # Another role, or a node that knows nobody: nothing is sent to whoever thinks to be signed in.
                self.signed_out()


def _read(content: bytes) -> Reply:
    try:
        return read_answer(content)
    except KnownError as problem:
        return Refused(problem.code)
