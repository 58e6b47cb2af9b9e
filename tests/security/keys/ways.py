"""Keyrings that behave and misbehave, and small helpers for the tests of the keys."""

import threading

import keyring.backend
import keyring.backends.null
import pytest
from keyring.errors import PasswordDeleteError

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.security.keys.keyring import Backend, SystemKeyring, backend_name
from app.security.keys.passphrase import PassphraseCost
from app.security.keys.slots import KeySlots

PASSPHRASE = "quatro palavras bem compridas"


CHEAP = PassphraseCost(memory_kib=8192, passes=1)


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that forgets when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library's own constructor has no annotations
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]


class HangingKeyring(MemoryKeyring):
    """A message bus that never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait(30)
        return None


class FailingKeyring(MemoryKeyring):
    """A desktop that refuses, and is so kind as to repeat the secret."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"refused: {password}")


class ForgetfulKeyring(MemoryKeyring):
    """One that says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return


def port(backend: Backend, timeout: float = 5.0) -> SystemKeyring:
    return SystemKeyring(lambda: backend, frozenset({backend_name(backend)}), timeout)


def again(slots: KeySlots, backend: Backend | None = None) -> KeySlots:
    """The same file as another process sees it, perhaps on another desktop."""
    clock = FakeClock()
    return KeySlots(slots.path, clock, SeededIds(clock, 2), port(backend) if backend else None, CHEAP)


def code_of(call: object, *arguments: object) -> str:
    with pytest.raises(KnownError) as caught:
        call(*arguments)  # type: ignore[operator]  # a bound method of the test
    return caught.value.code
