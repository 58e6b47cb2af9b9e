"""What is read when consent is asked for: the text that the program brings is version 1; a unit may write its own.

Each version stays for ever, so that a consent always leads to the words that were read. Versions travel to the unit's
other stations like its other settings.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from app.clinic.people.model import CONSENT_TEXT_VERSION
from app.kernel.canonical import canonical_json
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.kernel.languages import LANGUAGES
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import account, unit_setting

CODE: Final = "consent_text"
LONGEST: Final = 1500


@dataclass(frozen=True)
class ConsentText:
    """One version. `words` by language; empty: the text that the program brings (`person.consent_text_<version>`)."""

    version: str
    words: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    at: datetime | None = None

    @property
    def is_shipped(self) -> bool:
        """Whether the program brings it."""
        return not self.words


class ConsentTextService:
    """Over one store. Reading is free to every session: the text is read aloud."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def current(self) -> ConsentText:
        """The text in force."""
        return self.versions()[0]

    def versions(self) -> tuple[ConsentText, ...]:
        """Every version, the one in force first, the shipped one last."""
        with self._store.read() as connection:
            return (*_written(connection), ConsentText(CONSENT_TEXT_VERSION))

    def change(self, session: Session, words: Mapping[str, str]) -> ConsentText:
        """A new version, in every language. KnownError privacy.consent_text_missing, .consent_text_long(most)."""
        require(session, Action.MANAGE_CONSENTS)
        said = {language: words.get(language, "").strip() for language in LANGUAGES}
        if not all(said.values()):
            raise KnownError("privacy.consent_text_missing")
        if any(len(one) > LONGEST for one in said.values()):
            raise KnownError("privacy.consent_text_long", most=LONGEST)
        with self._store.write(session.actor) as writing:
            before = _written(writing.connection)
            if before and before[0].words == said:
                return before[0]
            # Two stations that write at once must not call two texts by one name.
            version = f"{len(before) + 2}-{writing.new_id()[-4:]}"
            value = canonical_json({"version": version, "words": said})
            at = writing.after(_last(writing.connection))
            writing.append(unit_setting, {"code": CODE, "value": value, "recorded_at": at})
            writing.audit("consent_text_changed", "station", CODE, version=version)
            return _written(writing.connection)[0]


def _last(connection: Connection) -> str | None:
    wanted = select(unit_setting.c.recorded_at).where(unit_setting.c.code == CODE)
    last: str | None = connection.execute(wanted.order_by(unit_setting.c.recorded_at.desc())).scalars().first()
    return last


def _written(connection: Connection) -> tuple[ConsentText, ...]:
    wanted = (
        select(unit_setting, account.c.display_name)
        .outerjoin(account, account.c.id == unit_setting.c.recorded_by)
        .where(unit_setting.c.code == CODE)
        .order_by(unit_setting.c.recorded_at.desc(), unit_setting.c.id.desc())
    )
    found = []
    for row in connection.execute(wanted):
        told = json.loads(row.value)
        by = row.display_name or row.recorded_by
        found.append(ConsentText(str(told["version"]), dict(told["words"]), by, from_text(row.recorded_at)))
    return tuple(found)
