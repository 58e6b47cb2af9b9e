"""What the people service takes and gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Sex(StrEnum):
    """Sex as the registers of SUS hold it."""

    FEMALE = "female"
    MALE = "male"
    INTERSEX = "intersex"


class Channel(StrEnum):
    """A way to reach a person, each with a consent of its own."""

    EMAIL = "email"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    PHONE = "phone"
    TELEGRAM = "telegram"


class ConsentSource(StrEnum):
    """Where a consent was given or taken back."""

    DESK = "desk"
    PUBLIC_PAGE = "public_page"
    REPLY = "reply"
    OTHER_SYSTEM = "other_system"


@dataclass(frozen=True)
class NewPerson:
    """A person as typed: texts may be empty or unformatted; `app.clinic.people.validation` says what is wrong.

    `no_document_reason` justifies a person without CPF and CNS, `no_mother_reason` an unknown mother's name.
    `municipality_code` has the seven IBGE digits; `municipality_name` is needed only for one outside our list.
    """

    full_name: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    mother_name: str = ""
    no_mother_reason: str = ""
    social_name: str = ""
    cpf: str = ""
    cns: str = ""
    no_document_reason: str = ""
    phone: str = ""
    email: str = ""
    municipality_code: str = ""
    municipality_name: str = ""
    synthetic: bool = False


CONSENT_TEXT_VERSION = "1"
"""The version of the text that is shown when a consent is asked; raise it with every change of that text."""


@dataclass(frozen=True)
class NewConsent:
    """A consent given or refused; `text_version` names the text that was shown."""

    channel: Channel
    given: bool
    source: ConsentSource = ConsentSource.DESK
    text_version: str = CONSENT_TEXT_VERSION


@dataclass(frozen=True)
class Consent:
    """One entry of the consent history; `by` is the account's name."""

    channel: Channel
    given: bool
    source: ConsentSource
    text_version: str
    at: datetime
    by: str


@dataclass(frozen=True)
class PersonRecord:
    """One registered person. `cpf` and `cns` are digits, `phone` is E.164; None where there is none.

    `consents` is the latest answer for each channel that was ever asked.
    """

    id: str
    full_name: str
    social_name: str | None
    mother_name: str | None
    no_mother_reason: str | None
    birth_date: date
    sex: Sex
    cpf: str | None
    cns: str | None
    no_document_reason: str | None
    phone: str | None
    email: str | None
    municipality_code: str
    municipality_name: str
    synthetic: bool
    registered_at: datetime
    consents: Mapping[Channel, Consent]

    @property
    def shown_name(self) -> str:
        """The social name where there is one: it is how the person is called (Decreto 8.727/2016)."""
        return self.social_name or self.full_name


@dataclass(frozen=True)
class PersonHit:
    """One line of a search result; `matched` says through what: name, mother, cpf, cns, birth_date."""

    person_id: str
    full_name: str
    social_name: str | None
    mother_name: str | None
    birth_date: date
    sex: Sex
    cpf: str | None
    cns: str | None
    municipality_name: str
    synthetic: bool
    matched: tuple[str, ...] = ()

    @property
    def shown_name(self) -> str:
        """The social name where there is one."""
        return self.social_name or self.full_name


@dataclass(frozen=True)
class SearchResult:
    """The best hits, best first; `more`: at least one further person fits."""

    hits: tuple[PersonHit, ...]
    more: bool


class Strength(StrEnum):
    """How surely two entries are one person: `SAME` shares a document, `STRONG` must be looked at before saving."""

    SAME = "same"
    STRONG = "strong"
    POSSIBLE = "possible"


@dataclass(frozen=True)
class LikelyDuplicate:
    """Somebody already registered who may be the person being typed, with the evidence's codes, strongest first.

    Codes: same_cpf, same_cns, same_birth_date, swapped_birth_date, close_birth_date, same_name, similar_name,
    same_mother, similar_mother, same_phone; the text of each is `people.evidence_<code>`.
    """

    person: PersonHit
    evidence: tuple[str, ...]
    strength: Strength


@dataclass(frozen=True)
class FieldChange:
    """One change of one demographic field; values as stored, `by` is the account's name.

    `elsewhere`: another station made it. `lost`: it disagreed with another one, which stands (docs/sync.md).
    """

    field: str
    old: str | None
    new: str | None
    reason: str | None
    at: datetime
    by: str
    elsewhere: bool = False
    lost: bool = False
