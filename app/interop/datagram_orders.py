"""What goes to a device in datagrams, and how it answers: questions for a sign of life, and other limits.

Each order is a chain whose words begin with the device's own identifier, since several share a connection:
`device;life` (type 8) and `device;change;HR50;120` (type 9). Answers, in the device's stream: `change;step;reason`
(type 9). A mapping of this program's: no monitor that is sold understands it.
"""

from typing import Final

from app.interop.datagram_values import letters, read_fields, vitals_by_letters, write_fields
from app.interop.hl7.origin import clean
from app.router.chains import Assembler, chained
from app.router.datagram import SIZE, VALUE_SIZE, Datagram, Fault, MessageType, next_message, pack, unpack
from app.ward.catalogue import vital_signs
from app.ward.signals import DeviceOrder, LifeQuestion, LimitsOrder, OrderStep, SettingAnswer, Source

_LIFE: Final = "life"
_SETTING_PRIORITY: Final = 3
LONGEST_CHANGE: Final = 40


class OrderWriter:
    """Writes orders for the devices of one connection; numbers its own datagrams."""

    def __init__(self) -> None:
        self._next = 1

    def write(self, device: str, patient: tuple[str, str], order: DeviceOrder) -> bytes:
        """The datagrams; `patient` is number and origin under which the device introduced itself."""
        if isinstance(order, LifeQuestion):
            kind, priority, words = MessageType.QUESTION, order.priority, [device, _LIFE]
        else:
            kind, priority = MessageType.SETTING, _SETTING_PRIORITY
            words = [device, order.change, letters()[order.vital] + _limit(order.low), _limit(order.high)]
        head = Datagram(priority, patient[0], patient[1], self._next, kind, bytes(VALUE_SIZE))
        parts = list(chained(head, write_fields(words)))
        self._next = next_message(parts[-1].message)
        return b"".join(pack(one) for one in parts)


class OrderReader:
    """A device's side: bytes in, (device, order) out; what is no order is passed over."""

    def __init__(self) -> None:
        self._kept, self._chains = b"", Assembler()

    def take(self, data: bytes, now: float = 0.0) -> list[tuple[str, DeviceOrder]]:
        """The orders that are whole by now."""
        data, found = self._kept + data, []
        whole = len(data) // SIZE * SIZE
        for at in range(0, whole, SIZE):
            try:
                chain = self._chains.add(unpack(data[at : at + SIZE]), now)
                if chain is not None:
                    found.append(_read_order(chain.head.kind, chain.head.priority, chain.text))
            except (Fault, ValueError, KeyError):
                continue
        self._kept = data[whole:]
        return found


def write_answer(answer: SettingAnswer) -> bytes:
    """The value of a chain of type 9 that a device sends."""
    return write_fields([answer.change, answer.step.value, answer.reason])


def read_answer(text: bytes, source: Source, now: float) -> SettingAnswer:
    """A device's answer; ValueError where it is none."""
    change, step, reason = read_fields(text)
    if not 0 < len(change) <= LONGEST_CHANGE:
        raise ValueError("an answer to nothing")
    return SettingAnswer(source, now, change, OrderStep(step), clean(reason, 200))


def _read_order(kind: int, priority: int, text: bytes) -> tuple[str, DeviceOrder]:
    device, *words = read_fields(text)
    if kind == MessageType.QUESTION and words == [_LIFE]:
        return device, LifeQuestion(priority)
    if kind != MessageType.SETTING:
        raise ValueError(kind)
    change, first, high = words
    vital = vitals_by_letters()[first[:2]]
    return device, LimitsOrder(change, vital, _bound(vital, first[2:]), _bound(vital, high))


def _limit(value: float | None) -> str:
    return "" if value is None else f"{value!r}"


def _bound(vital: str, text: str) -> float | None:
    if not text:
        return None
    value = float(text)
    lowest, highest = vital_signs()[vital].possible
    if not lowest <= value <= highest:
        raise ValueError(text)
    return value
