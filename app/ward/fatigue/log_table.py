"""The log of alarms as rows of a table; bed and stay say whom it is about, no patient's name stands in it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.ward.alarms.conditions import conditions
from app.ward.alarms.model import Alarm, Change
from app.ward.alarms.wording import condition_text
from app.ward.catalogue import vital_signs
from app.ward.fatigue.reading import LoggedChange, known_label

Words = Callable[[str, Mapping[str, object]], str]
"""(text key, values) → the text in the language of the reader."""

COLUMNS: Final = (
    "at", "bed", "stay", "what", "priority", "lethal", "before", "after", "why", "who", "vital", "value", "limit",
)  # fmt: skip
_NOT_ALARMS: Final = ("silence", "limits", "device")
_SILENCED: Final = {
    "on": "activation_on",
    "audio_off": "activation_audio_off",
    "audio_paused": "activation_audio_paused",
    "alarms_paused": "activation_alarm_paused",
    "off": "activation_alarm_off",
}
"""What the log says of a bed's silence → its text."""


def log_rows(
    read: Iterable[LoggedChange], labels: Mapping[str, str], words: Words, language: str, zone: str
) -> list[list[str]]:
    """The headings, then one row for each change in its order; moments are those of the clinic."""
    place = ZoneInfo(zone)
    rows = [[words(f"ward_log.column_{name}", {}) for name in COLUMNS]]
    for stay, change in read:
        at = datetime.fromtimestamp(change.at, UTC).astimezone(place).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        alarm = change.after if isinstance(change.after, Alarm) else None
        rows.append(
            [
                at,
                known_label(labels, change.bed),
                stay,
                _what(change, alarm, words, language),
                *_urgency(alarm, words),
                _state(change.what, change.was, words, language),
                _state(change.what, change.becomes, words, language),
                words(f"ward_alarms.why_{change.why}", {}),
                change.who,
                *_deviation(alarm, language),
            ]
        )
    return rows


def _what(change: Change, alarm: Alarm | None, words: Words, language: str) -> str:
    code, _, subject = change.what.partition(":")
    if code in _NOT_ALARMS:
        return words(f"ward_log.what_{code}", {"subject": _label(subject, language)})
    if code == "setting":
        device, _, vital = subject.rpartition("/")
        return words("ward_log.what_setting", {"subject": _label(vital, language), "device": device})
    if code not in conditions():
        return change.what
    sentence = condition_text(code, subject, alarm.text if alarm is not None else "")
    return words(sentence.key, {name: _label(value, language) for name, value in sentence.values.items()})


def _urgency(alarm: Alarm | None, words: Words) -> tuple[str, str]:
    if alarm is None:
        return "", ""
    said = words("common.yes" if alarm.lethal else "common.no", {})
    return words(f"ward_alarms.priority_{alarm.priority.name.lower()}", {}), said


def _state(what: str, state: str, words: Words, language: str) -> str:
    """The word of the log in words: "on:high" of an alarm, "audio_paused" of a bed, "left" of a device."""
    if what == "silence":
        return ", ".join(_silenced(part, words, language) for part in state.split(" "))
    if what.startswith("device:"):
        return words(f"ward_log.device_{state}", {})
    if what.startswith("limits:"):
        return ""
    if what.startswith("setting:"):
        return "" if state == "none" else words(f"ward_settings.state_{state}", {})
    presence, _, priority = state.partition(":")
    if presence == "none":
        return words("ward_alarms.presence_off", {})
    said = words("ward_alarms.sign_message" if presence == "message" else f"ward_alarms.presence_{presence}", {})
    return f"{said} ({words(f'ward_alarms.priority_{priority}', {})})"


def _silenced(state: str, words: Words, language: str) -> str:
    state, _, code = state.partition(":")
    said = words(f"ward_alarms.{_SILENCED[state]}", {})
    if not code:
        return said
    sentence = condition_text(code)
    return f"{said}: {words(sentence.key, {name: _label(value, language) for name, value in sentence.values.items()})}"


def _deviation(alarm: Alarm | None, language: str) -> tuple[str, str, str]:
    one = alarm.deviation if alarm is not None else None
    if one is None:
        return "", "", ""
    return _label(one.vital, language), f"{one.value:g}", "" if one.limit is None else f"{one.limit:g}"


def _label(code: str, language: str) -> str:
    signs = vital_signs()
    return signs[code].label[language] if code in signs else code
