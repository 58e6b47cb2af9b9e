"""What the check of the chain and the panel of one row ask of their section."""

from typing import Protocol

from ui.administration.audit.filters import PersonChoice
from ui.administration.host import SectionHost


class AuditHost(SectionHost, Protocol):
    """`AuditSection`; `zone` is the unit's time zone (IANA)."""

    zone: str

    def only_account(self, account_id: str) -> None:
        """Only what this account did."""
        ...

    def only_person(self, person: PersonChoice) -> None:
        """Only what concerns this person."""
        ...

    def show_around(self, number: int) -> None:
        """The rows up to a little after this number."""
        ...
