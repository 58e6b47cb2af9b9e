"""Who receives a message, answered from tables 14 and 15. What is not explicitly granted is not sent."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.kernel.errors import KnownError
from app.router.distribution.model import Attending, Audience, Destination, Request, Row
from app.router.messages import Message, Receiver
from app.router.tables.model import Names, Tables, UserClass
from app.router.tables.reading import MACHINE
from app.router.words import Capability, DataClass, Rule

LONGEST_REQUEST: Final = 3600.0
"""Seconds after which whoever still wants data has to ask again."""

_Key = tuple[str, DataClass, Capability]


class Distribution:
    """The receivers that are there, and what each is granted. Answers are remembered until something changes."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._receivers: dict[str, Receiver] = {}
        self._patients: dict[str, str] = {}
        self._attending: dict[tuple[str, str], str] = {}
        self._requests: dict[tuple[str, str, DataClass], Request] = {}
        self._known: dict[_Key, tuple[Audience, float]] = {}
        self.laid_out = False
        """Whether the ward has said who lies where."""

    def use(self, tables: Tables) -> None:
        """Go on with edited tables; requests that they do not allow any more end."""
        self._tables = tables
        self._drop(lambda one: self._rule(one.receiver, one.bed, one.data) is Rule.ON_REQUEST)

    def occupy(self, patients: Mapping[str, str]) -> None:
        """Who lies in which bed now. What was asked about a bed ends with its patient's stay in it."""
        self.laid_out = True
        self._patients = {bed: patient for bed, patient in patients.items() if patient}
        self._drop(lambda one: self._patients.get(one.bed, "") == one.patient)

    def attend(self, statuses: Iterable[Attending]) -> None:
        """Table 15 as it stands now; a doctor and patient that it does not name have nothing to do with each other."""
        self._attending = {(one.user, one.patient): one.user_class for one in statuses}
        self._drop(lambda one: self._rule(one.receiver, one.bed, one.data) is Rule.ON_REQUEST)

    def arrive(self, receiver: Receiver) -> None:
        """A receiver is there, or somebody else has signed in at it; then nothing of what was asked there holds."""
        before = self._receivers.get(receiver.receiver)
        self._receivers[receiver.receiver] = receiver
        same = before is not None and before.user == receiver.user and before.user_class == receiver.user_class
        self._drop(lambda one: same or one.receiver != receiver.receiver)

    def leave(self, receiver: str) -> None:
        """It is not there any more, and what it had asked for is forgotten."""
        self._receivers.pop(receiver, None)
        self._drop(lambda one: one.receiver != receiver)

    def receiver(self, receiver: str) -> Receiver | None:
        """A receiver that is there."""
        return self._receivers.get(receiver)

    def receivers(self) -> tuple[Receiver, ...]:
        """All that are there, in the order in which they came."""
        return tuple(self._receivers.values())

    def request(self, receiver: str, bed: str, data: DataClass, at: float, seconds: float) -> Request:
        """Grant what was asked for, until it expires; asking again makes it last longer.

        KnownError `router_distribution.not_granted` where the tables do not say "on request" (with `data`), also for
        an unknown receiver, so that nobody learns what there is; `.too_long` (with `longest`).
        """
        if self._rule(receiver, bed, data) is not Rule.ON_REQUEST:
            raise KnownError("router_distribution.not_granted", data=data.value)
        if not 0 < seconds <= LONGEST_REQUEST:
            raise KnownError("router_distribution.too_long", longest=LONGEST_REQUEST, seconds=seconds)
        one = Request(receiver, bed, self._patients.get(bed, ""), data, at + seconds)
        self._requests[receiver, bed, data] = one
        self._forget_bed(bed)
        return one

    def withdraw(self, receiver: str, bed: str, data: DataClass) -> None:
        """It is no longer wanted."""
        if self._requests.pop((receiver, bed, data), None) is not None:
            self._forget_bed(bed)

    def requests(self, at: float) -> tuple[Request, ...]:
        """Those that still hold; what has expired is forgotten."""
        self._requests = {key: one for key, one in self._requests.items() if one.until > at}
        return tuple(self._requests.values())

    def audience(self, bed: str, data: DataClass, capability: Capability, at: float) -> Audience:
        """Who receives a message of this kind about this bed now (`bed` empty: about none)."""
        known = self._known.get((bed, data, capability))
        if known is not None and at < known[1]:
            return known[0]
        named: list[str] = []
        blank: list[str] = []
        until = math.inf
        for receiver in self._receivers.values():
            user_class = self._class_of(receiver, bed)
            if user_class is None or capability not in receiver.capabilities:
                continue
            rule = user_class.rule(data)
            if rule is Rule.ON_REQUEST:
                asked = self._requests.get((receiver.receiver, bed, data))
                if asked is None or asked.until <= at:
                    continue
                until = min(until, asked.until)
            elif rule is not Rule.BROADCAST:
                continue
            (blank if user_class.names is Names.NONE else named).append(receiver.receiver)
        answer = Audience(tuple(named), tuple(blank))
        self._known[bed, data, capability] = (answer, until)
        return answer

    def may_be_called(self, receiver: str, bed: str, data: DataClass, capability: Capability) -> bool:
        """Whether the escalation may send it an alarm: what is on request for its user counts as asked for here,
        because a person wrote it into the escalation; what is not granted stays so."""
        one = self._receivers.get(receiver)
        return one is not None and capability in one.capabilities and self._rule(receiver, bed, data) is not Rule.NONE

    def may_see_name(self, receiver: str, bed: str) -> bool:
        """Whether the name field of a message about this bed is filled for this receiver."""
        one = self._receivers.get(receiver)
        user_class = self._class_of(one, bed) if one is not None else None
        return user_class is not None and user_class.names is not Names.NONE

    def destinations(self, message: Message, at: float) -> tuple[Destination, ...]:
        """Table 23 for one message."""
        response = self._tables.deadlines[message.priority].response
        audience = self.audience(message.bed, message.data, message.needs, at)
        return tuple(Destination(message.number, receiver, response) for receiver in audience.everybody)

    def rows(self, bed: str) -> tuple[Row, ...]:
        """Table 16 for the patient of one bed: every receiver with what it is granted of each class of data."""
        found = []
        for data in DataClass:
            for one in self._receivers.values():
                user_class = self._class_of(one, bed)
                if user_class is not None and user_class.rule(data) is not Rule.NONE:
                    found.append(Row(data, user_class.code, one.user, one.receiver, user_class.rule(data)))
        return tuple(found)

    def _class_of(self, receiver: Receiver, bed: str) -> UserClass | None:
        """What the receiver's user is to the patient of this bed; None: nothing."""
        code = MACHINE if receiver.machine else receiver.user_class
        if code == MACHINE and not receiver.machine:
            return None
        user_class = self._tables.classes.get(code)
        if user_class is None or not user_class.by_patient:
            return user_class
        patient = self._patients.get(bed)
        if patient is None:
            return None
        with_patient = self._tables.classes.get(self._attending.get((receiver.user, patient), ""))
        # Table 15 makes nobody more than a doctor of the patient.
        return with_patient if with_patient is not None and with_patient.by_patient else None

    def _rule(self, receiver: str, bed: str, data: DataClass) -> Rule:
        one = self._receivers.get(receiver)
        user_class = self._class_of(one, bed) if one is not None else None
        return user_class.rule(data) if user_class is not None else Rule.NONE

    def _drop(self, keep: Callable[[Request], bool]) -> None:
        """Something changed for all beds: forget the answers, and the requests that do not hold any more."""
        self._requests = {key: one for key, one in self._requests.items() if keep(one)}
        self._known.clear()

    def _forget_bed(self, bed: str) -> None:
        for key in [key for key in self._known if key[0] == bed]:
            del self._known[key]
