"""Messages for the tests of HL7, and the samples of real devices where they are at hand."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.interop.hl7.reading import Reading, read
from app.ward.signals import Observation

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "hl7"
HEADER = (
    "MSH|^~\\&|MON^0030E60000000001^EUI-64|MAKER|||20260302110000+0000||ORU^R01^ORU_R01|7|P|2.6|||AL|NE||UNICODE UTF-8"
)
ALERT_HEADER = HEADER.replace("R01", "R40")
PATIENT = "PID|||4711^^^^MR||Teste^Sintético"
BED = "PV1||I|UTI^^L07"
ORDER = "OBR|1||1|69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|||20260302105959+0000"
PULSE = "OBX|1|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.1.1.1|72|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R"


def sample(number: int) -> bytes:
    """The bytes of one sample of a real device; the test is skipped where the folder is absent."""
    found = sorted(SAMPLES.glob(f"{number:02d}_*.hl7"))
    if not found:
        pytest.skip("the samples of real devices (shared/data/hl7) are not here")
    return found[0].read_bytes()


def message(*lines: str, header: str = HEADER, codec: str = "utf-8") -> bytes:
    """An observation of one patient in one bed, with these OBX."""
    return "\r".join([header, PATIENT, BED, ORDER, *lines, ""]).encode(codec)


def alert(*lines: str, header: str = ALERT_HEADER, order: str = "OBR|1|A1|A1|196616^MDC_EVT_ALARM^MDC") -> bytes:
    """An alarm of one patient in one bed, with these OBX."""
    return "\r".join([header, PATIENT, BED, order, *lines, ""]).encode()


def numeric(code: str, value: str, unit: str, rest: Sequence[str] = ("", "", "", "", "R")) -> str:
    """One OBX of type NM; `rest` begins with OBX-7."""
    return "|".join(["OBX", "1", "NM", code, "1.1.1.1", value, unit, *rest])


def read_whole(raw: bytes) -> Reading:
    """One message, as it comes from a device at 10.0.0.5 at the second 100."""
    return read(raw, 100.0, "10.0.0.5:4444")


def observation(*lines: str, header: str = HEADER) -> Observation:
    """What a message with these OBX says; a failure where it is refused."""
    value = read_whole(message(*lines, header=header)).value
    assert isinstance(value, Observation)
    return value


def refusals(raw: bytes) -> list[tuple[str, str]]:
    """Code and place of everything that was not taken of a message."""
    return [(one.code, one.where) for one in read_whole(raw).refusals(0.0, "")]
