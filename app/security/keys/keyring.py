"""The desktop's keyring, asked in a thread with a time-out: a hanging message bus must not hang the station.

Only back ends of the operating systems are used. The `keyring` library would silently adopt any other that is
installed, among them some that write the secret to a plain file.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.kernel.errors import KnownError

SERVICE = "Plantao"
TIMEOUT_SECONDS = 3.0
ALLOWED_BACKENDS = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
    }
)

Result = TypeVar("Result")


class Backend(Protocol):
    """What this program uses of a back end of the `keyring` library."""

    def get_password(self, service: str, username: str, /) -> str | None: ...
    def set_password(self, service: str, username: str, password: str, /) -> None: ...
    def delete_password(self, service: str, username: str, /) -> None: ...


@dataclass(frozen=True)
class KeyringProbe:
    """What `doctor` and the wizard show: the back end's name, and why it cannot be used (None: it can)."""

    backend: str
    problem: KnownError | None


def system_backend() -> Backend:
    """What the `keyring` library found on this desktop."""
    import keyring  # noqa: PLC0415 - looks for back ends, which takes its time

    return keyring.get_keyring()


class SystemKeyring:
    """The secrets that this program keeps in the desktop's keyring.

    Every method raises KnownError keys.keyring_missing(backend), keys.keyring_timeout(seconds) or
    keys.keyring_failed(reason), where `reason` is the kind of failure, never its text.
    """

    def __init__(
        self,
        find_backend: Callable[[], Backend] = system_backend,
        allowed: frozenset[str] = ALLOWED_BACKENDS,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._find_backend = find_backend
        self._allowed = allowed
        self._timeout = timeout

    def read(self, name: str) -> str | None:
        """The secret kept under this name, or None."""
        return self._ask(lambda backend: backend.get_password(SERVICE, name))

    def write(self, name: str, secret: str) -> None:
        """Keep a secret and make sure that it comes back."""

        def keep(backend: Backend) -> bool:
            backend.set_password(SERVICE, name, secret)
            return backend.get_password(SERVICE, name) == secret

        if not self._ask(keep):
            raise KnownError("keys.keyring_failed", reason="not kept")

    def delete(self, name: str) -> None:
        """Forget a secret; one that is not there is forgotten already."""

        def forget(backend: Backend) -> None:
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)

        self._ask(forget)

    def probe(self) -> KeyringProbe:
        """Whether the keyring answers; asks for a secret that does not exist and writes nothing."""
        try:
            return KeyringProbe(self._ask(_answering), None)
        except KnownError as error:
            return KeyringProbe(str(error.values.get("backend", "")), error)

    def _ask(self, question: Callable[[Backend], Result]) -> Result:
        answers: list[Result] = []
        failures: list[Exception] = []

        def work() -> None:
            try:
                answers.append(question(self._backend()))
            except Exception as error:  # back ends raise whatever their desktop raises; the caller's thread sorts it
                failures.append(error)

        thread = threading.Thread(target=work, name="keyring", daemon=True)
        thread.start()
        thread.join(self._timeout)
        if answers:
            return answers[0]
        if not failures:
            raise KnownError("keys.keyring_timeout", seconds=self._timeout)
        if isinstance(failures[0], KnownError):
            raise failures[0]
        # The failure itself is not chained: its text or its locals might hold the secret.
        raise KnownError("keys.keyring_failed", reason=type(failures[0]).__name__)

    def _backend(self) -> Backend:
        found = self._find_backend()
        chained: list[Backend] = list(getattr(found, "backends", [])) or [found]
        for one in chained:
            if backend_name(one) in self._allowed:
                return one
        raise KnownError("keys.keyring_missing", backend=backend_name(found))


def backend_name(backend: Backend) -> str:
    """Module and class, as in the allow list."""
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"


def _answering(backend: Backend) -> str:
    backend.get_password(SERVICE, "probe")
    return backend_name(backend)
