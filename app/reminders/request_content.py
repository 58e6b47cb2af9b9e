"""What somebody typed on a public page, as it travels to the unit: canonical JSON. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.clinic.people.model import Channel
from app.kernel.canonical import canonical_json

NEEDS: Final = {Channel.EMAIL: "email", Channel.WHATSAPP: "phone", Channel.SMS: "phone", Channel.PHONE: "phone"}
"""Channel → the field without which a consent for it is of no use."""
_TEXTS: Final = ("phone", "email", "full_name", "language", "text_version", "sent_by")


class RequestKind(StrEnum):
    """What is asked; labels: texts `requests.kind_<value>`."""

    REGISTRATION = "registration"
    CONTACT = "contact"


@dataclass(frozen=True)
class RequestContent:
    """As checked by the page: `phone` E.164, "" where nothing was said. `agreed`: consents that she gave with it
    (`app.clinic.people.model.Channel`), having read the text of `text_version`. `sent_by`: another system that sent it
    for her; "" where she wrote it herself."""

    phone: str = ""
    email: str = ""
    full_name: str = ""
    birth_date: date | None = None
    language: str = ""
    agreed: tuple[str, ...] = ()
    text_version: str = ""
    sent_by: str = ""

    def to_stored(self) -> str:
        """Only what was said."""
        row: dict[str, object] = {name: value for name, value in vars(self).items() if value}
        if self.birth_date is not None:
            row["birth_date"] = self.birth_date.isoformat()
        if self.agreed:
            row["agreed"] = sorted(self.agreed)
        return canonical_json(row)


def from_stored(text: str) -> RequestContent:
    """What was stored; a field that is not understood is left out: the row came from outside."""
    try:
        read = json.loads(text)
    except ValueError:
        read = {}
    if not isinstance(read, dict):
        read = {}
    texts = {name: _text(read.get(name)) for name in _TEXTS}
    return RequestContent(**texts, birth_date=_date(read.get("birth_date")), agreed=_texts(read.get("agreed")))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(one for one in value if isinstance(one, str))


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        return None
