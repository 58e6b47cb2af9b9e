"""One e-mail as bytes, ready for the line: what never changes is written once, so that a message costs microseconds.

Source: RFC 5322 (form), RFC 2047 (headers beyond ASCII), RFC 2045 (quoted-printable), RFC 2369 and RFC 8058 (way out by
one click), RFC 3834 (Auto-Submitted). Addresses: the usual form of RFC 5321, without quoted local parts.
"""

import re
from base64 import b64encode
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from app.reminders.channels.interface import Outgoing

_LOCAL: Final = re.compile(r"[0-9A-Za-z.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN: Final = re.compile(r"(?=.{4,253}\Z)(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\.)+[0-9A-Za-z-]{2,63}")
_WAY_OUT: Final = re.compile(r"https://[0-9A-Za-z._~:/?#@!$&'*+,;=%-]{1,900}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_PLAIN_HEADER: Final = re.compile(r"[ -~]{0,60}")
_SPECIAL: Final = frozenset('<>"().,:;@[]\\')
_BYTES_IN_A_WORD: Final = 39
"""Of UTF-8: 52 signs of base64 and 12 around them, so that "Subject: " still fits into a line of 76 (RFC 2047, 2)."""


def clean_address(text: str) -> str | None:
    """The address in ASCII; None where it is none that a server may be given."""
    local, _, domain = text.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return None
    good = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and ".." not in local
    return f"{local}@{domain}" if good and not (local.startswith(".") or local.endswith(".")) else None


def clean_way_out(text: str) -> str | None:
    """A link that a header may carry; None where it is none."""
    return text if _WAY_OUT.fullmatch(text) else None


@dataclass(frozen=True)
class Letterhead:
    """Who writes. Addresses are cleaned ones; `domain` names the messages."""

    sender: str
    sender_name: str
    reply_to: str
    domain: str

    def prepared(self) -> bytes:
        """The headers that all messages share."""
        name = header_words(self.sender_name, phrase=True)
        lines = [
            f"From: {name}\r\n <{self.sender}>" if name else f"From: <{self.sender}>",
            *([f"Reply-To: <{self.reply_to}>"] if self.reply_to else []),
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            # Keeps the answering machines of other servers quiet.
            "Auto-Submitted: auto-generated",
        ]
        return "\r\n".join(lines).encode("ascii") + b"\r\n"


def letter(prepared: bytes, domain: str, message: Outgoing, to: str, way_out: str, now: datetime) -> bytes:
    """The whole message up to the last line end, dots doubled (RFC 5321, 4.5.2); the final dot is not in it.

    `to`, `way_out`: cleaned ones, the latter "" where there is none; `message_id` has been checked.
    """
    head = (
        f"To: <{to}>\r\nSubject: {header_words(message.subject)}\r\nDate: {format_datetime(now)}\r\n"
        f"Message-ID: <{message.message_id}@{domain}>\r\n"
    )
    if way_out:
        head += f"List-Unsubscribe: <{way_out}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return head.encode("ascii") + prepared + b"\r\n" + _body(message.text)


def _body(text: str) -> bytes:
    # With a line end at the end the encoder sees that lines end in CR LF, and keeps to it when it breaks long ones.
    whole = _LINE_END.sub("\r\n", text).rstrip("\r\n") + "\r\n"
    encoded = b2a_qp(whole.encode(errors="replace"), istext=True)
    return b"." + encoded.replace(b"\n.", b"\n..") if encoded.startswith(b".") else encoded.replace(b"\n.", b"\n..")


def header_words(text: str, phrase: bool = False) -> str:
    """A header's value: on one line nothing can begin another header; what is not plain ASCII as encoded words, in a
    `phrase` (a name before an address) also what has a meaning there."""
    clean = _CONTROL.sub(" ", text).strip()
    special = phrase and set(clean) & _SPECIAL
    if _PLAIN_HEADER.fullmatch(clean) and "=?" not in clean and not special:
        return clean
    return "\r\n ".join(f"=?utf-8?B?{b64encode(piece).decode()}?=" for piece in _pieces(clean))


def _pieces(text: str) -> list[bytes]:
    """UTF-8 in pieces that each hold whole signs."""
    pieces, begun = [], bytearray()
    for sign in text:
        raw = sign.encode(errors="replace")
        if len(begun) + len(raw) > _BYTES_IN_A_WORD:
            pieces.append(bytes(begun))
            begun.clear()
        begun += raw
    return [*pieces, bytes(begun)] if begun else pieces
