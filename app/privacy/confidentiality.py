"""The agreement of confidentiality: everybody reads and accepts it at the first sign-in, and again with a new text."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, select

from app.kernel.canonical import sha256_hex
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import confidentiality

FILE: Final = Path(__file__).resolve().parents[2] / "resources" / "privacy" / "confidentiality.toml"
_DEFAULT: Final = "pt_BR"


@dataclass(frozen=True)
class AgreementText:
    """The text in force; `titles` and `paragraphs` by language."""

    version: str
    issued: date
    titles: Mapping[str, str]
    paragraphs: Mapping[str, tuple[str, ...]]

    def title(self, language: str) -> str:
        """In that language, else in Portuguese."""
        return self.titles.get(language, self.titles[_DEFAULT])

    def read(self, language: str) -> tuple[str, ...]:
        """What is read, paragraph by paragraph."""
        return self.paragraphs.get(language, self.paragraphs[_DEFAULT])


@dataclass(frozen=True)
class Agreed:
    """That somebody accepted a version, when, and in which language it was read."""

    account_id: str
    version: str
    language: str
    at: datetime


@cache
def agreement_text(file: Path = FILE) -> AgreementText:
    """As the file has it."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    languages = sorted(raw["title"])
    return AgreementText(
        version=str(raw["version"]),
        issued=raw["date"],
        titles=MappingProxyType(dict(raw["title"])),
        paragraphs=MappingProxyType({one: tuple(part[one] for part in raw["paragraphs"]) for one in languages}),
    )


class ConfidentialityService:
    """Who accepted what. Windows without somebody signed in (the wall, a kiosk of the ward) and processes that act for
    the program alone have no account, and nobody who could agree."""

    def __init__(self, store: Store, file: Path = FILE) -> None:
        self._store = store
        self._file = file

    def to_accept(self, session: Session) -> AgreementText | None:
        """The text that this account has still to accept; None where it accepted the one in force."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        text = agreement_text(self._file)
        with self._store.read() as connection:
            mine = _of(connection, session.account_id)
        return None if any(one.version == text.version for one in mine) else text

    def accept(
        self, session: Session, version: str, language: str, place: Mapping[str, str] = MappingProxyType({})
    ) -> Agreed:
        """Accept the text in force; `place`: where, for the trail, unless it is the station's own window. KnownError
        privacy.other_version where the text is another by now."""
        require(session, Action.VIEW_OWN_ACCOUNT)
        text = agreement_text(self._file)
        if version != text.version:
            raise KnownError("privacy.other_version", version=text.version)
        # What was read, whatever a receiver calls its language.
        language = language if language in text.titles else _DEFAULT
        read = "\n".join((text.title(language), *text.read(language)))
        row = {"account_id": session.account_id, "version": version, "language": language}
        with self._store.write(session.actor) as writing:
            if not any(one.version == version for one in _of(writing.connection, session.account_id)):
                writing.append(confidentiality, {**row, "text_sha256": sha256_hex(read)})
                writing.audit("confidentiality_agreed", "account", session.account_id, version=version, **place)
            return next(one for one in _of(writing.connection, session.account_id) if one.version == version)

    def accepted(self, session: Session, account_id: str) -> tuple[Agreed, ...]:
        """What an account accepted, the latest first: the own one, or anybody's for whoever sees accounts."""
        own = account_id == session.account_id
        require(session, Action.VIEW_OWN_ACCOUNT if own else Action.VIEW_ACCOUNTS)
        with self._store.read() as connection:
            return _of(connection, account_id)


def _of(connection: Connection, account_id: str) -> tuple[Agreed, ...]:
    wanted = select(confidentiality).where(confidentiality.c.account_id == account_id)
    rows = connection.execute(wanted.order_by(confidentiality.c.recorded_at.desc(), confidentiality.c.id.desc()))
    return tuple(Agreed(row.account_id, row.version, row.language, from_text(row.recorded_at)) for row in rows)
