"""The machines of this station as people see, try and change them; who gets which alarm stands in the tables."""

from dataclasses import replace

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.machines.model import MachineSettings, check_machine
from app.router.machines.stored import own_secret, reached_by, secrets_of, settings_of, shown_secret
from app.router.receivers.model import Kind, StoredReceiver
from app.router.receivers.service import ReceiverService
from app.security.roles import Action
from app.security.secrets import Secrets
from app.security.session import Session, require
from app.store.store import Store


class MachineService:
    """Whoever changes settings changes machines; renaming and revoking are the receivers' own."""

    def __init__(self, store: Store, store_key: bytes, receivers: ReceiverService, clock: Clock) -> None:
        self._store, self._secrets, self._receivers, self._clock = store, Secrets(store_key), receivers, clock

    def settings(self, session: Session, one: StoredReceiver) -> MachineSettings:
        """How it is reached, without what it shows. KnownError router_machines.unreadable."""
        require(session, Action.CHANGE_SETTINGS)
        return settings_of(one)

    def add(self, session: Session, name: str, settings: MachineSettings) -> StoredReceiver:
        """Admit one. KnownErrors as `check_machine` and `ReceiverService.add_machine`."""
        from app.router.links.admitted import fresh_pair  # noqa: PLC0415 - most stations never load ZeroMQ

        check_machine(settings)
        own = fresh_pair()
        kind = Kind(settings.kind.value)
        return self._receivers.add_machine(
            session, name, kind, own.public, reached_by(settings), secrets_of(settings, own.secret)
        )

    def change(self, session: Session, receiver: str, settings: MachineSettings) -> StoredReceiver:
        """Reach it otherwise; an empty `secret` stays as it was. KnownErrors as `add`, router_receivers.unknown."""
        require(session, Action.CHANGE_SETTINGS)
        check_machine(settings)
        with self._store.read() as connection:
            kept = own_secret(connection, self._secrets, receiver)
            shown = settings.secret or shown_secret(connection, self._secrets, receiver)
        filled = replace(settings, secret=shown)
        return self._receivers.reach(session, receiver, reached_by(filled), secrets_of(filled, kept))

    def test(self, session: Session, settings: MachineSettings, receiver: str = "") -> None:
        """Whether it could act now, without acting; from a worker thread. `receiver`: whose secret counts where
        `settings` has none. KnownErrors as `check_machine`, router_machines.failed with `why` and `detail`."""
        require(session, Action.CHANGE_SETTINGS)
        check_machine(settings)
        if receiver and not settings.secret:
            with self._store.read() as connection:
                settings = replace(settings, secret=shown_secret(connection, self._secrets, receiver))
        from app.router.machines.making import make_outlet  # noqa: PLC0415 - HTTP and HL7 are loaded with it
        from app.router.machines.outlet import OutletFailure  # noqa: PLC0415 - numpy is loaded with it

        outlet = make_outlet(settings, "test", lambda _row: "", lambda _row, _began: ("",), self._clock)
        try:
            outlet.probe()
        except OutletFailure as failure:
            raise KnownError("router_machines.failed", why=failure.why, detail=failure.detail) from failure
        finally:
            outlet.close()
