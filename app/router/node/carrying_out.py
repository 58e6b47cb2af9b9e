"""The delivery's orders as messages to receivers, and what the links tell of them back to the delivery."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.router.contents import AlarmNote, Content, Holds, StandingNote
from app.router.delivery.delivery import Delivery
from app.router.delivery.model import Ask, BoardLine, Occasion, Standing, Tell, Withdraw
from app.router.distribution.distributing import Distribution
from app.router.distribution.items import alarm_class
from app.router.links.hub import Hub
from app.router.node.packing import About, Packer
from app.router.node.people import People
from app.router.node.picture import WardPicture, parts_of
from app.router.node.sent import NOTHING, Sent, SentMessages
from app.router.words import Capability

STANDING_PRIORITY: Final = 3
"""Returns from the receivers (table 18)."""
_SAID: Final = (Occasion.ACCEPTED, Occasion.PRESENT, Occasion.GOES_ON)
"""What is no new word about the alarm, but about who has it."""


class CarryingOut:
    """Of one loop. `users`: account → display name."""

    def __init__(
        self,
        hub: Hub,
        packer: Packer,
        picture: WardPicture,
        delivery: Delivery,
        distribution: Distribution,
        people: People,
        users: Callable[[], Mapping[str, str]],
    ) -> None:
        self._hub, self._packer, self._picture, self._users = hub, packer, picture, users
        self._delivery, self._distribution, self._people = delivery, distribution, people
        self._sent = SentMessages()

    def ask(self, order: Ask, at: float) -> None:
        """Call these receivers; who turns out not to be there is out of reach at once."""
        sees = {one: self._distribution.may_see_name(one, order.bed) for one in order.receivers}
        for named in (True, False):
            receivers = [one for one in order.receivers if sees[one] is named]
            self._send_note(order, receivers, named, True, order.attempt, at)

    def tell(self, order: Tell, at: float) -> None:
        """Tell everybody who is granted the alarms of this bed, but who is just being called.

        Who has shown the call and not answered is still asked.
        """
        called = self._delivery.called(order.bed, order.alarm)
        data = alarm_class(order.priority)
        audience = self._distribution.audience(order.bed, data, Capability.TEXT, at)
        for named, names in ((True, audience.named), (False, audience.blank)):
            receivers = [one for one in names if one not in order.besides]
            if order.occasion in _SAID:
                self._send_standing(order, receivers, at)
                continue
            for asks in (True, False):
                chosen = [one for one in receivers if (one in called) is asks]
                self._send_note(order, chosen, named, asks, 1, at)

    def withdraw(self, order: Withdraw, at: float) -> None:
        """Take it off these lists; who is not there has none."""
        line = self._delivery.line(order.bed, order.alarm)
        standing = line.standing if line is not None else Standing.ENDED
        note = StandingNote(order.bed, order.alarm, standing, withdrawn=True)
        self._send(order, STANDING_PRIORITY, note, list(order.receivers), "", at)

    def alarm_of(self, number: int) -> tuple[str, str] | None:
        """Bed and alarm that a message was about."""
        found = self._sent.about(number)
        return None if found is NOTHING else (found.bed, found.alarm)

    def sent(self, receiver: str, numbers: Iterable[int], at: float) -> None:
        """They left for it."""
        for number in numbers:
            bed, alarm, follows = self._sent.about(number)
            if follows:
                self._delivery.sent(bed, alarm, number, receiver, at)
            else:
                self._delivery.telling_sent(bed, number, receiver, at)

    def shown(self, receiver: str, numbers: Iterable[int], at: float) -> list[tuple[str, str]]:
        """They stand on its screen; bed and alarm of each of which that is new."""
        found = []
        for number in numbers:
            bed, alarm, follows = self._sent.about(number)
            if not follows:
                self._delivery.telling_shown(bed, number, receiver)
            elif self._delivery.shown(bed, alarm, number, receiver, at):
                found.append((bed, alarm))
        return found

    def name(self, user: str) -> str:
        """The display name of an account."""
        return self._users().get(user, "")

    def _send_note(
        self, order: Ask | Tell, receivers: list[str], named: bool, asks: bool, attempt: int, at: float
    ) -> None:
        if not receivers:
            return
        line = self._delivery.line(order.bed, order.alarm)
        if line is None:
            # It has ended, and so has the telling of it.
            return
        person = self._picture.person(order.bed) if named else ""
        note = self._note(order, line, person, asks, attempt, at)
        self._send(order, order.priority, note, receivers, person, at)

    def _send_standing(self, order: Tell, receivers: list[str], at: float) -> None:
        line = self._delivery.line(order.bed, order.alarm)
        if not receivers or line is None:
            return
        ended = line.standing is Standing.ENDED
        note = StandingNote(order.bed, order.alarm, line.standing, self._holders(line, at), ended)
        self._send(order, STANDING_PRIORITY, note, receivers, "", at)

    def _send(
        self, order: Ask | Tell | Withdraw, priority: int, content: Content, receivers: list[str], name: str, at: float
    ) -> None:  # fmt: skip
        follows = priority != STANDING_PRIORITY
        number = self._picture.number(order.bed)
        about = About(order.bed, number, order.alarm, alarm_class(order.priority))
        message = self._packer.message(priority, about, content, at, name)
        self._sent.put(message.number, Sent(order.bed, order.alarm, follows), at)
        absent = self._hub.offer(message, receivers)
        queued = [one for one in receivers if one not in absent]
        if follows:
            self._delivery.queued(order.bed, order.alarm, message.number, queued, at)
        else:
            self._delivery.telling(order.bed, message.number, queued, priority, at)
        for receiver in () if isinstance(order, Withdraw) else absent:
            if not self._people.is_expected(receiver):
                self._delivery.unreachable(receiver, at)

    def _note(
        self, order: Ask | Tell, line: BoardLine, person: str, asks: bool, attempt: int, at: float
    ) -> AlarmNote:  # fmt: skip
        seen = self._picture.alarm(order.bed, order.alarm)
        code, subject = parts_of(order.alarm)
        alarm = seen.alarm if seen is not None else None
        began = seen.began if seen is not None else self._delivery.history(order.bed, order.alarm)[0].at
        return AlarmNote(
            bed=order.bed,
            label=self._picture.place(order.bed),
            alarm=order.alarm,
            code=alarm.code if alarm is not None else code,
            subject=alarm.subject if alarm is not None else subject,
            priority=line.priority,
            lethal=alarm is not None and alarm.lethal,
            occasion=order.occasion,
            asks=asks and order.occasion is not Occasion.ENDED,
            standing=line.standing,
            attempt=attempt,
            began=max(0.0, at - began),
            lasting=line.lasting and line.standing is not Standing.ENDED,
            continuing=line.continuing,
            deviation=alarm.deviation if alarm is not None else None,
            text=alarm.text if alarm is not None else "",
            person=person,
            holders=self._holders(line, at),
        )

    def _holders(self, line: BoardLine, at: float) -> tuple[Holds, ...]:
        return tuple(Holds(self.name(one.user), max(0.0, at - one.since)) for one in line.holders)
