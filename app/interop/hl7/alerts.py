"""ORU^R40 (IHE PCD-04): an alarm that a device raised, with its seven facets; and the watchdog."""

from typing import Final

from app.interop.hl7.nomenclature import event_of, facet_of, facts, vital_of, waveform_of
from app.interop.hl7.numbers import Trouble, place, read_numeric
from app.interop.hl7.observations import device_time
from app.interop.hl7.origin import clean, source_of
from app.interop.hl7.wire import Message, RefusedError, Segment
from app.interop.refusals import Why, shown
from app.ward.signals import DeviceAlert, Numeric, Phase, SignOfLife

WATCHDOG: Final = ("MDC_EVT_ACTIVE", "258047")
ALARM: Final = ("MDC_EVT_ALARM", "196616")
_WORDS: Final = {
    "phase": {one.value for one in Phase},
    "state": {"inactive", "active", "latched"},
    "inactivation": {"enabled", "audio-paused", "audio-off", "alarm-paused", "alarm-off", "alert-acknowledged"},
    "priority": {"ph", "pm", "pl", "pn"},
    "kind": {"sp", "st", "sa"},
}
_LONGEST_TEXT: Final = 200


def read_alert(message: Message, received_at: float, peer: str) -> tuple[DeviceAlert | SignOfLife, list[Trouble]]:
    """The alert or the watchdog, and what in it was not understood; Refused where it says no event or no phase.

    An unknown word in another facet empties that facet alone: an alarm is not thrown away for it.
    """
    source = source_of(message, peer)
    facets, event, measured = _sorted(message)
    if event is None:
        raise RefusedError(Why.EVENT_MISSING, "OBX-3")
    words: dict[str, str] = {}
    troubles: list[Trouble] = []
    for name in ("phase", "state", "inactivation", "priority", "kind"):
        word, trouble = _word(name, facets.get(name), event)
        words[name] = word
        troubles += [trouble] if trouble is not None else []
    code = _event_code(event)
    if code in WATCHDOG:
        return SignOfLife(source, received_at, words["state"] == "inactive"), troubles
    phase = _phase(words, facets)
    numeric, trouble = _measured(measured)
    troubles += [trouble] if trouble is not None else []
    alert = DeviceAlert(
        source,
        received_at,
        alert=_alert(message) or f"{code}/{numeric.vital}",
        event=code,
        text=_text(event) or (_text(facets["text"]) if "text" in facets else ""),
        phase=phase,
        state=words["state"],
        inactivation=words["inactivation"],
        priority=words["priority"].upper(),
        kind=words["kind"].upper(),
        vital=numeric.vital or _vital(facets.get("source")),
        value=numeric.value,
        limits=numeric.limits,
        device_time=device_time(message),
    )
    return alert, troubles


def _sorted(message: Message) -> tuple[dict[str, Segment], Segment | None, Segment | None]:
    """The facets by name, the OBX of the event, and that of the measured number."""
    facets: dict[str, Segment] = {}
    rest: list[Segment] = []
    measured = None
    for segment in message.all("OBX"):
        if (facet := facet_of(segment.code(3), segment.used.component)) is not None:
            facets.setdefault(facet, segment)
        elif vital_of(segment.code(3), segment.used.component) is not None:
            measured = measured or segment
        elif segment.field(2) and segment.field(3):
            rest.append(segment)
    return facets, _event(rest), measured


def _event(rest: list[Segment]) -> Segment | None:
    """What the alarm is about: the first code of an event, else what stands in the place of one (OBX-4 ends with .1).

    Makers have codes of their own, and an alarm is not thrown away because its code is not in the standard's list.
    """
    coded = (one for one in rest if _is_event(event_of(one.code(3), one.used.component)))
    placed = (one for one in rest if one.field(4).endswith(".1"))
    return next(coded, None) or next(placed, None)


def _is_event(code: str) -> bool:
    if code.isdigit() and len(code) < 10:
        return 3 * 65536 <= int(code) < 4 * 65536
    return "_EVT_" in code


def _event_code(segment: Segment) -> str:
    """What happened; where OBX-3 says only "alarm", OBX-5 says which."""
    separator = segment.used.component
    own = next((one for one in segment.components(3) if one), "")
    code = event_of(segment.code(3), separator) or clean(own)
    return event_of(segment.code(5), separator) or code if code in ALARM else code


def _text(segment: Segment) -> str:
    """The device's own words: OBX-5, or the original text (component 9) of a code that stands there."""
    parts = segment.components(5)
    if segment.field(2).strip().upper() in ("CWE", "CNE", "CE") or len(parts) > 1:
        plain = [one for one in (parts[8:9] + parts[1:2]) if one and not one.upper().startswith(("MDC_", "MDCX_"))]
        return clean(plain[0] if plain else "", _LONGEST_TEXT)
    return clean(parts[0], _LONGEST_TEXT)


def _word(name: str, segment: Segment | None, event: Segment) -> tuple[str, Trouble | None]:
    """The facet's word in lower case; from the flags of the event (OBX-8: `A~PL~ST`) where it has no OBX."""
    known = _WORDS[name]
    if segment is None:
        flags = [one.strip().lower() for one in event.repetitions(8)]
        return next((one for one in flags if one in known and name in ("priority", "kind")), ""), None
    spelled = facts()["words"]
    said = [one.strip().lower() for rep in segment.repetitions(5) for one in rep.split(segment.used.component)]
    words = [spelled.get(one, one) for one in said if one]
    found = next((one for one in words if one in known), None)
    if found is not None or not words:
        return found or "", None
    return "", Trouble(Why.FACET, f"{place(segment, 5)} = {shown(words[0])}, {name}")


def _phase(words: dict[str, str], facets: dict[str, Segment]) -> Phase:
    """The phase; where the facet is missing, its state tells at least whether the alarm is over."""
    if words["phase"]:
        return Phase(words["phase"])
    said = facets.get("phase")
    if said is not None and said.component(5, 1):
        raise RefusedError(Why.PHASE, f"{place(said, 5)} = {shown(said.component(5, 1))}")
    return Phase.END if words["state"] == "inactive" else Phase.START


def _measured(segment: Segment | None) -> tuple[Numeric, Trouble | None]:
    read = read_numeric(segment) if segment is not None else None
    if read is None:
        return Numeric("", None), None
    _, numeric, trouble = read
    return numeric, trouble


def _vital(segment: Segment | None) -> str:
    """The vital sign or waveform that the source facet names."""
    if segment is None:
        return ""
    separator = segment.used.component
    found, wave = vital_of(segment.code(5), separator), waveform_of(segment.code(5), separator)
    return found.vital.code if found is not None else wave.code if wave is not None else ""


def _alert(message: Message) -> str:
    """What holds the messages of one alert together: OBR-29 (its first message), else OBR-3 (this one)."""
    order = message.first("OBR")
    used = order.used

    def entities(number: int) -> list[str]:
        parts = order.field(number).split(used.repetition)[0].split(used.component)
        return [used.plain(one.split(used.subcomponent)[0]).strip() for one in parts]

    parent, own = [*entities(29), ""], entities(3)
    return clean(parent[1] or parent[0] or own[0])
