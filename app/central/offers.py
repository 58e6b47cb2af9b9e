"""The version of the program that the network is told of; it is put out by hand, and no station takes it by itself."""

import json
from dataclasses import asdict

from sqlalchemy import Connection, Engine, delete, insert, select

from app.central.database import writing
from app.central.tables import offered_version
from app.fleet.versions import FILE_NAME, MOST_NOTE, MOST_PACKAGES, Offer, is_digest, numbers_of
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.policy.model import CHANNELS


class Offers:
    """One for each channel."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def put_out(self, channel: str, version: str, note: str, packages: dict[str, str]) -> Offer:
        """In the place of what was offered there before.

        KnownError `central.bad_version`, `bad_note`, `bad_package`, `bad_channel`.
        """
        _require_channel(channel)
        if numbers_of(version) is None:
            raise KnownError("central.bad_version", value=version[:40])
        if len(note) > MOST_NOTE:
            raise KnownError("central.bad_note", count=len(note), most=MOST_NOTE)
        for name, digest in packages.items():
            if not FILE_NAME.fullmatch(name) or not is_digest(digest):
                raise KnownError("central.bad_package", value=f"{name}={digest}"[:120])
        if len(packages) > MOST_PACKAGES:
            raise KnownError("central.bad_package", value=str(len(packages)))
        offer = Offer(version, note.strip(), packages, to_text(self._clock.now()))
        row = {**asdict(offer), "packages": json.dumps(packages, sort_keys=True)}
        with writing(self._engine).begin() as connection:
            connection.execute(delete(offered_version).where(offered_version.c.channel == channel))
            connection.execute(insert(offered_version).values(channel=channel, **row))
        return offer

    def withdraw(self, channel: str) -> bool:
        """Whether something had been offered; stations that heard of it forget it with their next round."""
        _require_channel(channel)
        with writing(self._engine).begin() as connection:
            gone = connection.execute(delete(offered_version).where(offered_version.c.channel == channel))
            return gone.rowcount > 0

    def offered(self, channel: str) -> Offer | None:
        """What stations of the channel are told."""
        _require_channel(channel)
        with self._engine.connect() as connection:
            return _read(connection).get(channel)

    def list(self) -> dict[str, Offer]:
        """Channel → what is offered there."""
        with self._engine.connect() as connection:
            return _read(connection)


def newest_offered(connection: Connection) -> str | None:
    """The version of the usual channel: an older one in use is worth a word."""
    found = _read(connection).get(CHANNELS[0])
    return None if found is None else found.version


def _read(connection: Connection) -> dict[str, Offer]:
    rows = connection.execute(select(offered_version)).mappings()
    return {
        row["channel"]: Offer(row["version"], row["note"], json.loads(row["packages"]), row["offered_at"])
        for row in rows
    }


def _require_channel(channel: str) -> None:
    if channel not in CHANNELS:
        raise KnownError("central.bad_channel", value=channel[:40], expected=", ".join(CHANNELS))
