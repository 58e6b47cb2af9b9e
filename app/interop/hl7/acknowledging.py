"""The answer to a message: HL7 v2.6, enhanced mode, accept acknowledgement (CA, CE, CR) with ERR for what is refused.

It is built from the bytes that came, never from a parsed message, so that a message which cannot be parsed is answered
too. The sender's own bytes are given back unchanged in whatever character set they are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.interop.hl7.numbers import Trouble
from app.interop.hl7.stamps import write_stamp
from app.interop.refusals import Why

_LONGEST_FIELD: Final = 227
_TYPES: Final = ("R01", "R40")
_ERRORS: Final = {
    # HL7 table 0357, and what stands for "reject" (the message as such) and not for "error" (this one).
    Why.NOT_A_MESSAGE: ("CR", "100", "Segment sequence error"),
    Why.HEADER_CUT: ("CE", "101", "Required field missing"),
    Why.ENCODING_CHARACTERS: ("CR", "102", "Data type error"),
    Why.CHARACTER_SET: ("CR", "103", "Table value not found"),
    Why.MESSAGE_TYPE: ("CR", "200", "Unsupported message type"),
    Why.VERSION: ("CR", "203", "Unsupported version id"),
    Why.TOO_LARGE: ("CR", "207", "Application internal error"),
    Why.INTERNAL: ("CE", "207", "Application internal error"),
    Why.EVENT_MISSING: ("CE", "101", "Required field missing"),
    Why.PHASE: ("CE", "103", "Table value not found"),
}
_OTHER: Final = ("CE", "102", "Data type error")
_IN_APPLICATION_MODE: Final = {"CA": "AA", "CE": "AE", "CR": "AR"}


@dataclass(frozen=True)
class _Header:
    """What is needed of an MSH, however little of it came."""

    separator: str
    marks: str
    fields: list[str]

    def field(self, number: int) -> str:
        return self.fields[number - 1][:_LONGEST_FIELD] if number <= len(self.fields) else ""


def acknowledge(raw: bytes, refused: Trouble | None, now: datetime, control: str) -> bytes | None:
    """The acknowledgement without its frame; None where the sender asked for none (MSH-15), or sent one itself.

    `control` is this message's own id (MSH-10). A sender that asks for an application acknowledgement alone (MSH-15
    NE, MSH-16 not) gets AA, AE or AR.
    """
    header = _header(raw)
    code, number, words = ("CA", "", "") if refused is None else _ERRORS.get(refused.why, _OTHER)
    accept, application = header.field(15).upper(), header.field(16).upper()
    if header.field(9)[:3].upper() == "ACK" or not _is_wanted(accept, application, good=refused is None):
        return None  # two sides that acknowledge acknowledgements never stop
    if accept == "NE":
        code = _IN_APPLICATION_MODE[code]
    s = header.separator
    event = header.field(9)[4:7]
    kind = f"ACK^{event}^ACK" if event in _TYPES else "ACK"
    lines = [
        s.join(
            [
                *("MSH" + s + header.marks, header.field(5), header.field(6), header.field(3), header.field(4)),
                *(write_stamp(now), "", kind.replace("^", header.marks[0]), control, header.field(11) or "P", "2.6"),
                *("", "", "NE", "NE", "", header.field(18)),
            ]
        ),
        s.join(["MSA", code, header.field(10)]),
    ]
    if refused is not None:
        lines.append(_error(header, refused, number, words))
    return "".join(line.rstrip(s) + "\r" for line in lines).encode("latin-1")


def _error(header: _Header, refused: Trouble, number: str, words: str) -> str:
    """ERR: where (ERR-2), which (ERR-3, table 0357), how grave (ERR-4), and this program's own code (ERR-5)."""
    s, c = header.separator, header.marks[0]
    segment, _, rest = refused.where.partition("-")
    field = rest.split(" ", 1)[0].split("^", 1)[0].rstrip(",")
    name, _, repeated = segment.partition("[")
    place = c.join([name[:3], repeated.rstrip("]") if repeated.rstrip("]").isdigit() else "1", field])
    return s.join(["ERR", "", place, c.join([number, words, "HL70357"]), "E", c.join([refused.why.value, "", "L"])])


def _is_wanted(accept: str, application: str, *, good: bool) -> bool:
    if accept == "ER":
        return not good
    if accept == "SU":
        return good
    return accept != "NE" or application not in ("", "NE")


def _header(raw: bytes) -> _Header:
    """As much of an MSH as came; what is not usable as a delimiter is replaced by the standard's own."""
    text = raw.decode("latin-1").lstrip("\r\n\t \x00").removeprefix("\xef\xbb\xbf")
    line = text.replace("\n", "\r").split("\r", 1)[0]
    if not line.startswith("MSH") or len(line) < 8:
        return _Header("|", "^~\\&", [])
    separator, parts = line[3], line[4:].split(line[3])
    marks = parts[0]
    if len(marks) not in (4, 5) or len({separator, *marks}) != len(marks) + 1 or not _usable(separator + marks):
        return _Header("|", "^~\\&", [])
    return _Header(separator, marks[:4], [separator, *parts])


def _usable(text: str) -> bool:
    return all(" " < one <= "~" and not one.isalnum() for one in text)
