"""Why something from outside was not taken; each has its text in `resources/texts/error_ward.toml`."""

import re
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """The codes of `app.ward.signals.Refusal`."""

    NOT_A_MESSAGE = "hl7_not_a_message"
    HEADER_CUT = "hl7_header_cut"
    ENCODING_CHARACTERS = "hl7_encoding_characters"
    CHARACTER_SET = "hl7_character_set"
    MESSAGE_TYPE = "hl7_message_type"
    VERSION = "hl7_version"
    TWO_PATIENTS = "hl7_two_patients"
    NOTHING_USABLE = "hl7_nothing_usable"
    NOT_A_NUMBER = "value_not_a_number"
    IMPOSSIBLE_VALUE = "value_impossible"
    UNIT = "unit_unknown"
    SAMPLES = "wave_samples"
    SAMPLING_RATE = "wave_rate"
    SCALE = "wave_scale"
    FACET = "alert_word_unknown"
    PHASE = "alert_phase_unknown"
    EVENT_MISSING = "alert_event_missing"
    TOO_LARGE = "message_too_large"
    FRAMING = "bytes_between_messages"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    TOO_SLOW = "connection_too_slow"
    IDLE = "connection_idle"
    ONLY_RUBBISH = "connection_only_rubbish"
    NOT_READING = "connection_not_reading"
    ENCRYPTION = "connection_not_encrypted"
    INTERNAL = "input_fault"
    DATAGRAM_LENGTH = "datagram_length"
    DATAGRAM_PRIORITY = "datagram_priority"
    DATAGRAM_TYPE = "datagram_type"
    DATAGRAM_TEXT = "datagram_text"
    DATAGRAM_NUMBER = "datagram_number"
    DATAGRAM_END = "datagram_end"
    DATAGRAM_CHAIN = "datagram_chain"
    DATAGRAM_VALUE = "datagram_value"


_NUMBER: Final = re.compile(r"[-+]?\d[\d.eE+-]{0,23}", re.ASCII)
_CODE: Final = re.compile(r"MDCX?_[A-Z0-9_]{1,60}")


def shown(text: str) -> str:
    """`text` where it can only be a number or a code of the standard; else how long it is.

    A refusal is kept and read by people who may not see the patient's data, and in a broken message a name can stand
    in any field.
    """
    if _NUMBER.fullmatch(text) or _CODE.fullmatch(text):
        return text
    return f"({len(text)} characters)"
