"""Which channels are set up on this station: their settings, their sealed secrets, whether they answer."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from app.kernel.canonical import canonical_json
from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Description, Sender, Setting, SettingKind
from app.reminders.channels.registry import CHANNELS, describe, open_channel
from app.reminders.outbox.ways import Way, Ways
from app.reminders.pace import Bucket
from app.security.roles import Action
from app.security.secrets import Secrets
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store

_LONGEST: Final = 2000
_KEY: Final = "channel_{}"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ChannelSetup:
    """One channel as it is set up. `values` without secrets; `kept`: names of the secrets that are sealed here."""

    description: Description
    active: bool
    values: Mapping[str, str]
    kept: frozenset[str]


class ChannelService:
    """The channels of one station; what is set up here never travels."""

    def __init__(self, store: Store, secrets: Secrets) -> None:
        self._store = store
        self._secrets = secrets

    def list(self, session: Session) -> tuple[ChannelSetup, ...]:
        """All that there are, set up or not."""
        require(session, Action.MANAGE_CHANNELS)
        with self._store.read() as connection:
            return tuple(self._setup(connection, code) for code in CHANNELS)

    def save(
        self, session: Session, code: str, values: Mapping[str, str], secrets: Mapping[str, str], *, active: bool
    ) -> ChannelSetup:
        """Settings, and the secrets that were typed anew; a secret left out stays as it is, an empty one is taken away.
        What is not active may be unfinished. KnownError channels.unknown, channels.bad_setting (channel, setting)."""
        require(session, Action.MANAGE_CHANNELS)
        description = describe(code)
        plain = {one.name: values.get(one.name, one.default).strip()[:_LONGEST] for one in _plain(description)}
        with self._store.write(session.actor) as writing:
            for one in description.settings:
                if one.kind is SettingKind.SECRET and one.name in secrets:
                    self._secrets.keep(writing, _name(code, one.name), secrets[one.name])
            if active:
                open_channel(code, plain, self._secrets.read(writing.connection, _name(code, ""))).close()
            write_setting(writing, _KEY.format(code), {"active": active, "values": plain})
            writing.audit("channel_changed", "channel", code, active=active)
            return self._setup(writing.connection, code)

    def test(self, session: Session, code: str) -> None:
        """Reach the provider without sending. KnownError as `Sender.test`."""
        require(session, Action.MANAGE_CHANNELS)
        sender = self.open(code)
        try:
            sender.test()
        finally:
            sender.close()

    def open(self, code: str) -> Sender:
        """For the program: ready to send. KnownError channels.unknown, bad_setting, secrets.not_ours."""
        with self._store.read() as connection:
            setup = self._setup(connection, code)
            secrets = self._secrets.read(connection, _name(code, ""))
        return open_channel(code, setup.values, secrets)

    def open_all(self) -> dict[str, Sender]:
        """For the program: every active channel, ready to send. A channel whose seal is foreign is left out and logged:
        the others go on."""
        with self._store.read() as connection:
            active = [code for code in CHANNELS if self._setup(connection, code).active]
        found: dict[str, Sender] = {}
        for code in active:
            try:
                found[code] = self.open(code)
            except KnownError as error:
                _logger.warning("the channel %s cannot be used: %s", code, error.code)
        return found

    def mark(self) -> str:
        """For the program: differs as soon as any channel was set up anew, by whichever process."""
        with self._store.read() as connection:
            settings = [read_setting(connection, _KEY.format(code)) for code in CHANNELS]
            return canonical_json({"settings": settings, "secrets": self._secrets.marks(connection)})

    def ways(self, clock: Clock) -> Ways:
        """For the program: the active channels, each with a full bucket."""
        with self._store.read() as connection:
            setups = [self._setup(connection, code) for code in CHANNELS]
        at = clock.monotonic()
        active = [one for one in setups if one.active]
        return Ways({one.description.code: Way(one.description, Bucket.full(pace(one), at)) for one in active})

    def _setup(self, connection: Connection, code: str) -> ChannelSetup:
        description = describe(code)
        raw: Any = read_setting(connection, _KEY.format(code)) or {}
        values = {one.name: one.default for one in _plain(description)} | dict(raw.get("values", {}))
        return ChannelSetup(
            description, bool(raw.get("active")), values, self._secrets.names(connection, _name(code, ""))
        )


def pace(one: ChannelSetup) -> float:
    """Messages a second: as set, else as the provider usually allows."""
    return float(one.values.get("per_second") or one.description.per_second)


def _plain(description: Description) -> list[Setting]:
    return [one for one in description.settings if one.kind is not SettingKind.SECRET]


def _name(code: str, setting: str) -> str:
    return f"channel/{code}/{setting}"
