"""What another system says of somebody who wants to be registered, and what it is answered."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from app.clinic.people.model import Channel, NewPerson
from app.clinic.people.validation import check_stranger
from app.kernel.errors import KnownError
from app.reminders.attributes import LANGUAGES
from app.reminders.request_content import NEEDS, RequestContent

_TOLD: Final = 10
"""Versions of the text that a refusal names: the latest."""


class RegistrationRequest(BaseModel):
    """Somebody who wants to be registered, as she said it to the system that calls."""

    full_name: str = Field(max_length=200)
    birth_date: date
    phone: str = Field(default="", max_length=40, description="with its area, as it is dialled in Brazil, or E.164")
    email: str = Field(default="", max_length=254)
    language: str = Field(default=LANGUAGES[0], description=f"one of {', '.join(LANGUAGES)}")
    agreed: list[str] = Field(default=[], max_length=len(Channel), description=f"of {', '.join(sorted(NEEDS))}")
    consent_text: str = Field(
        default="", max_length=20, description="the version of the unit's text that she agreed to"
    )
    key: str = Field(min_length=1, max_length=80, description="the same key and content again register nobody again")

    def to_content(self, sent_by: str, today: date, texts: Sequence[str]) -> RequestContent:
        """Checked as on the public page; `texts`: the versions of the consent's text that the unit has, the latest
        first. KnownError `central.bad_registration` (field, value, expected)."""
        entered = NewPerson(self.full_name, self.birth_date, phone=self.phone, email=self.email)
        checked = check_stranger(entered, today)
        for problem in checked.problems:
            if not problem.confirmable:
                raise bad(problem.field, str(getattr(entered, problem.field)), problem.code)
        if not (checked.person.phone or checked.person.email):
            raise bad("phone", self.phone, "phone, email")
        if self.language not in LANGUAGES:
            raise bad("language", self.language, ", ".join(LANGUAGES))
        self._check_agreed(texts)
        return RequestContent(
            phone=checked.person.phone,
            email=checked.person.email,
            full_name=checked.person.full_name,
            birth_date=checked.person.birth_date,
            language=self.language,
            agreed=tuple(sorted(set(self.agreed))),
            text_version=self.consent_text if self.agreed else "",
            sent_by=sent_by,
        )

    def _check_agreed(self, texts: Sequence[str]) -> None:
        for one in self.agreed:
            if one not in NEEDS:
                raise bad("agreed", one, ", ".join(sorted(NEEDS)))
            if not getattr(self, NEEDS[Channel(one)]).strip():
                raise bad(NEEDS[Channel(one)], "", f"agreed: {one}")
        if self.agreed and self.consent_text not in texts:
            raise bad("consent_text", self.consent_text, ", ".join(texts[:_TOLD]))


class RegistrationMade(BaseModel):
    """`request`: its id; a person at the unit registers her, or does not."""

    request: str


def bad(field: str, value: str, expected: str) -> KnownError:
    """A refusal that names the field."""
    return KnownError("central.bad_registration", field=field, value=value[:40], expected=expected)
