"""Who sends a message: device, bed and patient, as far as it says."""

import re
from collections.abc import Sequence
from typing import Final

from app.interop.hl7.nomenclature import facts
from app.interop.hl7.wire import Message, RefusedError, Segment
from app.interop.refusals import Why
from app.ward.signals import Source

_LONGEST: Final = 64
_UNIVERSAL: Final = ("EUI-64", "UUID", "URN", "ISO", "UID")
_TOP: Final = re.compile(r"\d+\.0\.0\.0")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def clean(text: str, longest: int = _LONGEST) -> str:
    """Text for a screen: no control characters, one line, bounded."""
    return _CONTROL.sub(" ", text).strip()[:longest]


def source_of(message: Message, peer: str) -> Source:
    """The source of everything in the message; Refused where it names two patients or two beds.

    The device, by what identifies it best: equipment identifier (OBX-18) of the whole device, EUI-64 in OBR-3, EUI-64
    in MSH-3; and where there is none, the sender's name with bed and address, so that two monitors of one name on one
    ward never become one.
    """
    patient, beds = _patient(message), {_bed(one) for one in message.all("PV1")} - {""}
    if len(beds) > 1:
        raise RefusedError(Why.TWO_PATIENTS, "PV1-3")
    bed = next(iter(beds), "")
    device = _device(message) or _by_name(message, bed, peer)
    return Source(clean(device), clean(bed), clean(patient), _is_not_a_patient(message))


def _patient(message: Message) -> str:
    """PID-3: the medical record number where the types are said, else the first."""
    found = {_identifier(one) for one in message.all("PID")} - {""}
    if len(found) > 1:
        raise RefusedError(Why.TWO_PATIENTS, "PID-3")
    return next(iter(found), "")


def _identifier(segment: Segment) -> str:
    used = segment.used
    every = [[used.plain(part).strip() for part in one.split(used.component)] for one in segment.repetitions(3)]
    named = [one for one in every if one[0] not in ("", '""')]
    preferred = [one for one in named if len(one) > 4 and one[4].upper() == "MR"]
    return (preferred or named or [[""]])[0][0]


def _bed(segment: Segment) -> str:
    """PV1-3: the bed (third component); before it room and point of care where they stand there too."""
    used = segment.used
    parts = segment.field(3).split(used.repetition)[0].split(used.component)[:3]
    words = [" ".join(used.plain(word).strip() for word in one.split(used.subcomponent)).strip() for one in parts]
    return "/".join(one for one in words if one and one != '""')


def _device(message: Message) -> str:
    equipment = [one for one in message.all("OBX") if one.field(18)]
    for segment in equipment:
        if (_TOP.fullmatch(segment.field(4))) and (found := _entity(segment.components(18))):
            return found
    order, header = message.first("OBR"), message.header
    for parts in (order.components(3), header.components(3)):
        if found := _typed(parts, ("EUI-64",)):
            return found
    for segment in equipment:
        if found := _typed(segment.components(18), _UNIVERSAL):
            return found
    return ""


def _entity(parts: Sequence[str]) -> str:
    return _typed(parts, _UNIVERSAL) or next((one for one in parts if one), "")


def _typed(parts: Sequence[str], kinds: Sequence[str]) -> str:
    """What stands before the word that says of which kind it is; devices leave out the components between."""
    for place, one in enumerate(parts):
        if one.upper() in kinds:
            return next((part for part in reversed(parts[:place]) if part), "")
    return ""


def _by_name(message: Message, bed: str, peer: str) -> str:
    header = message.header
    name = "/".join(one for one in (header.component(3, 1), header.component(4, 1)) if one)
    # The port is another one at every connection.
    host = peer.rpartition(":")[0] or peer
    return "@".join(one for one in ("/".join(word for word in (name, bed) if word)[:40], host) if one)


def _is_not_a_patient(message: Message) -> bool:
    rules = facts()["not_a_patient"]
    if message.header.component(11, 1).upper() in rules["processing"]:
        return True
    flagged = (one for one in message.all("OBX") if one.field(8))
    return any(flag.strip().upper() in rules["flags"] for one in flagged for flag in one.repetitions(8))
