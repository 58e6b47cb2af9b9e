"""What a letter in the mailbox is: a bounce, a complaint, a machine's answer, or a person who writes back. Pure.

Source: RFC 3464 (delivery status notifications), RFC 3463 (their status codes), RFC 5965 (complaints), RFC 3834 (how
machines mark their answers).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Final

from app.reminders.channels.interface import Feedback, FeedbackKind
from app.reminders.channels.reading import MESSAGE_ID, bare

_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_PASSING: Final = frozenset({(2, 2), (2, 4)})
"""5.2.2 mailbox full, 5.2.4 mailing list cannot expand: the address itself is good (RFC 3463, 3.3)."""
_OF_THE_ADDRESS: Final = frozenset({1, 2})
"""Subjects of a status: 1 address, 2 mailbox. The others (system, network, protocol, content, policy) are not hers."""
_MACHINES: Final = ("mailer-daemon", "postmaster")
_ABSENT: Final = re.compile(
    r"(auto:|auto(matic)?[- ]?reply|resposta autom[aá]tica|fora do escrit[oó]rio|out of (the )?office)", re.IGNORECASE
)
_QUOTING: Final = re.compile(
    r"^(>|-{2,}\s*(original message|mensagem original)|_{10,}|(em|no dia|on)\b.{0,300}(escreveu|wrote):?\s*$)",
    re.IGNORECASE,
)
_BROKEN_QUOTING: Final = re.compile(r"^(em|no dia|on)\s.{4,200}$", re.IGNORECASE)
_END_OF_QUOTING: Final = re.compile(r"(escreveu|wrote):?\s*$", re.IGNORECASE)
_LONGEST_REPLY: Final = 4000


@dataclass(frozen=True)
class Ours:
    """How our own messages are known. `return_path`: the address that bounces come to, "" without one."""

    return_path: str
    domain: str

    def in_address(self, text: str) -> str | None:
        """The message id in an address `path+id@domain`, wherever in the text it stands."""
        local, _, domain = self.return_path.rpartition("@")
        form = rf"(?<![\w.+-]){re.escape(local)}\+({MESSAGE_ID.pattern})@{re.escape(domain)}(?![\w.-])"
        found = re.search(form, text, re.IGNORECASE) if local else None
        return found[1] if found else None

    def in_names(self, text: str) -> str | None:
        """The message id in the name of a letter, `<id@domain>`."""
        found = re.search(rf"<({MESSAGE_ID.pattern})@{re.escape(self.domain)}>", text, re.IGNORECASE)
        return found[1] if found else None


def read_letter(raw: bytes, ours: Ours, reference: str) -> Sequence[Feedback]:
    """The news in one letter; none where it is a machine's chatter."""
    letter = message_from_bytes(raw)
    kind = letter.get_content_type()
    report = str(letter.get_param("report-type", "")).lower()
    named = _named(letter, ours)
    when = _date(letter)
    if kind == "multipart/report" and report == "delivery-status":
        found = _delivery_status(letter)
    elif kind == "multipart/report" and report == "feedback-report":
        found = _complaint(letter)
    elif _from_machine(letter):
        found = _unformed_bounce(letter) if named else None
    elif _is_automatic(letter):
        found = None
    else:
        found = _Found(FeedbackKind.REPLY, parseaddr(_decoded(letter, "From"))[1], "", written(_text(letter)))
    if found is None:
        return ()
    return (Feedback(found.kind, when, named, None, found.address, found.code, found.text, reference),)


@dataclass(frozen=True)
class _Found:
    kind: FeedbackKind
    address: str = ""
    code: str = ""
    text: str = ""


def classed(status: str) -> FeedbackKind:
    """Hard where the address or mailbox is for good not there; soft for all else, which says nothing about it."""
    found = _STATUS.fullmatch(status)
    if not found or found[1] != "5":
        return FeedbackKind.BOUNCED_SOFT
    subject, detail = int(found[2]), int(found[3])
    hard = subject in _OF_THE_ADDRESS and (subject, detail) not in _PASSING
    return FeedbackKind.BOUNCED_HARD if hard else FeedbackKind.BOUNCED_SOFT


def _delivery_status(letter: Message) -> _Found | None:
    """The first recipient's block: each of our messages has one recipient."""
    for part in letter.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            action = str(block.get("Action", "")).split("(")[0].strip().lower()
            address = str(block.get("Final-Recipient", "")).rpartition(";")[2].strip()
            if action == "delivered":
                return _Found(FeedbackKind.DELIVERED, address)
            if action == "failed":
                status = _STATUS.search(str(block.get("Status", "")))
                code = status[0] if status else ""
                told = str(block.get("Diagnostic-Code", "")).partition(";")[2] or code
                return _Found(classed(code), address, code, bare(told, (address,)))
    # "delayed", "relayed", "expanded": the server goes on trying, or has handed over without knowing more.
    return None


def _blocks(part: Message) -> list[Message]:
    content = part.get_payload()
    return [one for one in content if isinstance(one, Message)] if isinstance(content, list) else []


def _complaint(letter: Message) -> _Found | None:
    """She told her provider that this was unwanted: that is a way out too."""
    for part in letter.walk():
        if part.get_content_type() == "message/feedback-report":
            kinds = [str(one.get("Feedback-Type", "")) for one in _blocks(part)]
            if any(one.strip().lower() == "abuse" for one in kinds):
                return _Found(FeedbackKind.OPT_OUT, code="abuse")
    return None


def _unformed_bounce(letter: Message) -> _Found:
    """A server that writes in prose: its words hold a status at best."""
    text = _text(letter)
    status = _STATUS.search(text)
    return _Found(classed(status[0]) if status else FeedbackKind.BOUNCED_SOFT, code=status[0] if status else "")


def _from_machine(letter: Message) -> bool:
    sender = parseaddr(_decoded(letter, "From"))[1].partition("@")[0].lower()
    return sender.startswith(_MACHINES)


def _is_automatic(letter: Message) -> bool:
    marked = str(letter.get("Auto-Submitted", "no")).split(";")[0].strip().lower() != "no"
    old_marks = any(name in letter for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    precedence = str(letter.get("Precedence", "")).strip().lower() in ("auto_reply", "bulk", "junk", "list")
    no_sender = str(letter.get("Return-Path", "-")).strip() == "<>"
    return marked or old_marks or precedence or no_sender or bool(_ABSENT.match(_decoded(letter, "Subject").strip()))


def _named(letter: Message, ours: Ours) -> str | None:
    """The address that it came to tells most; then what it answers; then the headers of ours that it brings back."""
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To"):
        for value in letter.get_all(name, []):
            if found := ours.in_address(str(value)):
                return found
    for name in ("In-Reply-To", "References"):
        if found := ours.in_names(str(letter.get(name, ""))):
            return found
    for part in letter.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = "\n".join(str(one.get("Message-ID", "")) for one in _blocks(part)) or _payload(part)
            if found := ours.in_names(inner):
                return found
    return None


def _text(letter: Message) -> str:
    for part in letter.walk():
        if part.get_content_type() == "text/plain" and part.get_filename() is None:
            return _payload(part)
    return ""


def _payload(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):  # an encoding that nobody knows, or whose name is none
        return content.decode("utf-8", errors="replace")


def written(text: str) -> str:
    """What the person wrote herself, without the message that she answers."""
    kept: list[str] = []
    lines = text.splitlines()
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        stripped = line.strip()
        # Programs break the line «Em … escreveu:» in two.
        broken = _BROKEN_QUOTING.match(stripped) and _END_OF_QUOTING.search(following.strip())
        if _QUOTING.match(stripped) or broken or line.rstrip() == "--":
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()[:_LONGEST_REPLY]


def _decoded(letter: Message, name: str) -> str:
    raw = next((str(value) for key, value in letter.raw_items() if key.lower() == name.lower()), "")
    # Some programs write UTF-8 where encoded words belong.
    raw = raw.encode(errors="surrogateescape").decode(errors="replace")
    try:
        return str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        return raw


def _date(letter: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(letter.get("Date", "")))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
