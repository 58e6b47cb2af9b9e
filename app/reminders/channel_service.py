"""Which channels are set up on this station: their settings, their sealed secrets, whether they answer."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from app.kernel.canonical import canonical_json
from app.kernel.clock import Clock, from_text
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.reminders.channels import telegram
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
_TESTED: Final = "channel_test_{}"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ChannelTest:
    """The last test of a channel as it is set up now. `error`: its code, and `setting` the one that it names; None: it
    answered."""

    at: datetime
    error: str | None = None
    setting: str | None = None


@dataclass(frozen=True)
class ChannelSetup:
    """One channel as it is set up. `values` without secrets; `kept`: names of the secrets that are sealed here.

    `tested`: None where it was not tested since its settings were changed.
    """

    description: Description
    active: bool
    values: Mapping[str, str]
    kept: frozenset[str]
    tested: ChannelTest | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The settings that it cannot do without and does not have, in the order of the description."""
        settings = (one for one in self.description.settings if one.required)
        return tuple(one.name for one in settings if not (self.values.get(one.name) or one.name in self.kept))


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

    def active(self, session: Session) -> tuple[Description, ...]:
        """Those that messages can go out by now: what rules and campaigns may offer, without a word of the settings."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            setups = (self._setup(connection, code) for code in CHANNELS)
            return tuple(one.description for one in setups if one.active)

    def bot_name(self, session: Session) -> str:
        """How the unit's bot on Telegram is called, "" where nobody has said; for the links that people are shown."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            return self._setup(connection, telegram.DESCRIPTION.code).values["bot_name"]

    def save(
        self, session: Session, code: str, values: Mapping[str, str], secrets: Mapping[str, str], *, active: bool
    ) -> ChannelSetup:
        """Settings, and the secrets that were typed anew; a secret left out stays as it is, an empty one is taken away.
        What is not active may be unfinished. KnownError channels.unknown, channels.bad_setting (channel, setting)."""
        require(session, Action.MANAGE_CHANNELS)
        description = describe(code)
        plain = {one.name: values.get(one.name, one.default).strip()[:_LONGEST] for one in _plain(description)}
        with self._store.write(session.actor) as writing:
            if secrets or plain != dict(self._setup(writing.connection, code).values):
                write_setting(writing, _TESTED.format(code), None)
            for one in description.settings:
                if one.kind is SettingKind.SECRET and one.name in secrets:
                    self._secrets.keep(writing, _name(code, one.name), secrets[one.name])
            if active:
                open_channel(code, plain, self._secrets.read(writing.connection, _name(code, ""))).close()
            write_setting(writing, _KEY.format(code), {"active": active, "values": plain})
            writing.audit("channel_changed", "channel", code, active=active)
            return self._setup(writing.connection, code)

    def test(self, session: Session, code: str) -> None:
        """Reach the provider without sending; what came of it is kept. KnownError as `Sender.test`."""
        require(session, Action.MANAGE_CHANNELS)
        before = self.mark()
        try:
            sender = self.open(code)
            try:
                sender.test()
            finally:
                sender.close()
        except KnownError as error:
            self._keep_test(session, code, before, error)
            raise
        self._keep_test(session, code, before, None)

    def _keep_test(self, session: Session, code: str, before: str, error: KnownError | None) -> None:
        told = {"error": error.code, "setting": error.values.get("setting")} if error else {"error": None}
        with self._store.write(session.actor) as writing:
            # A test may take a while: what was set up anew meanwhile was not tested.
            if self._mark(writing.connection) == before:
                write_setting(writing, _TESTED.format(code), {**told, "at": writing.at})
                writing.audit("channel_tested", "channel", code, error=told["error"] or "")

    def open(self, code: str) -> Sender:
        """For the program: ready to send. KnownError channels.unknown, bad_setting, secrets.not_ours."""
        with self._store.read() as connection:
            setup = self._setup(connection, code)
            secrets = self._secrets.read(connection, _name(code, ""))
        return open_channel(code, setup.values, secrets)

    def secrets_of(self, code: str) -> Mapping[str, str]:
        """For the program: what a provider's calls are checked with. KnownError secrets.not_ours."""
        with self._store.read() as connection:
            return self._secrets.read(connection, _name(code, ""))

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
                _logger.warning("the channel %s cannot be used: %s", Word(code), error.code)
        return found

    def mark(self) -> str:
        """For the program: differs as soon as any channel was set up anew, by whichever process."""
        with self._store.read() as connection:
            return self._mark(connection)

    def ways(self, clock: Clock) -> Ways:
        """For the program: the active channels, each with a full bucket."""
        with self._store.read() as connection:
            setups = [self._setup(connection, code) for code in CHANNELS]
        at = clock.monotonic()
        active = [one for one in setups if one.active]
        return Ways({one.description.code: Way(one.description, Bucket.full(pace(one), at)) for one in active})

    def _mark(self, connection: Connection) -> str:
        settings = [read_setting(connection, _KEY.format(code)) for code in CHANNELS]
        return canonical_json({"settings": settings, "secrets": self._secrets.marks(connection)})

    def _setup(self, connection: Connection, code: str) -> ChannelSetup:
        description = describe(code)
        raw: Any = read_setting(connection, _KEY.format(code)) or {}
        values = {one.name: one.default for one in _plain(description)} | dict(raw.get("values", {}))
        kept = self._secrets.names(connection, _name(code, ""))
        return ChannelSetup(description, bool(raw.get("active")), values, kept, _read_test(connection, code))


def pace(one: ChannelSetup) -> float:
    """Messages a second: as set, else as the provider usually allows."""
    return float(one.values.get("per_second") or one.description.per_second)


def _read_test(connection: Connection, code: str) -> ChannelTest | None:
    raw: Any = read_setting(connection, _TESTED.format(code))
    return ChannelTest(from_text(raw["at"]), raw["error"], raw.get("setting")) if raw else None


def _plain(description: Description) -> list[Setting]:
    return [one for one in description.settings if one.kind is not SettingKind.SECRET]


def _name(code: str, setting: str) -> str:
    return f"channel/{code}/{setting}"
