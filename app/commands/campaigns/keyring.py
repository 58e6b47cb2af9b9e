"""`campaign keyring`: the desktop's keyring is gone, emptied, hangs, or holds another key. The records stay openable.

Each time: what the start is told, that passphrase and printed code still open, that nothing on the disk was changed,
and that the way can be set up anew.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.bootstrap import key_slots
from app.commands.campaigns.home import KEY_FILE, PASSPHRASE, PORTS, Home, make_home
from app.commands.campaigns.plan import Outcome, Plan
from app.kernel.errors import KnownError
from app.security.keys.keyring import TIMEOUT_SECONDS, SystemKeyring, backend_name
from app.security.keys.slots import KeySlots

_SLACK_SECONDS: Final = 2.0


class Desktop:
    """A keyring of a desktop, in memory. `hangs`: its message bus never answers; `fails`: it is locked."""

    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}
        self.hangs, self.fails = False, False
        self._never = threading.Event()

    def get_password(self, service: str, username: str, /) -> str | None:
        """What is kept."""
        self._behave()
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep it."""
        self._behave()
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str, /) -> None:
        """Forget it."""
        self._behave()
        self.secrets.pop((service, username), None)

    def _behave(self) -> None:
        if self.hangs:
            self._never.wait()
        if self.fails:
            raise RuntimeError("locked")


class Elsewhere(Desktop):
    """A back end that is not one of an operating system's own."""


def run(plan: Plan) -> Outcome:
    """Every way in which it can fail, one after the other."""
    home, found, desktop = make_home(plan.folder / "station", plan.seed, women=1), Outcome(), Desktop()
    (home.folders.home / KEY_FILE).unlink()
    slots = slots_over(home, desktop)
    slots.add_keyring(home.key)
    found.promise(slots.unlock_silently().key == home.key, "a keyring that answers does not open the station")
    kept = dict(desktop.secrets)
    cases = 0
    for name, expected in CASES.items():
        desktop.secrets, desktop.hangs, desktop.fails = dict(kept), False, False
        one = _prepared(name, home, desktop)
        found.figures[name] = _tried(name, expected, home, one, found)
        cases += 1
    desktop.secrets, desktop.hangs, desktop.fails = {}, False, False
    slots.add_keyring(home.key)
    found.promise(slots.unlock_silently().key == home.key, "the keyring cannot be set up anew")
    found.figures["cases"] = cases
    return found


CASES: Final = {
    "emptied": "keys.keyring_empty",
    "another_key": "keys.keyring_changed",
    "locked": "keys.keyring_failed",
    "hangs": "keys.keyring_timeout",
    "gone": "keys.keyring_missing",
}


def slots_over(home: Home, desktop: Desktop) -> KeySlots:
    """The ways to the key with this desktop."""
    allowed = frozenset({backend_name(Desktop())})
    return key_slots(home.folders, replace(PORTS, keyring=SystemKeyring(lambda: desktop, allowed)))


def _prepared(name: str, home: Home, desktop: Desktop) -> KeySlots:
    match name:
        case "emptied":
            desktop.secrets = {}
        case "another_key":
            desktop.secrets = dict.fromkeys(desktop.secrets, "00" * 32)
        case "locked":
            desktop.fails = True
        case "hangs":
            desktop.hangs = True
        case _:
            return slots_over(home, Elsewhere())
    return slots_over(home, desktop)


def _tried(name: str, expected: str, home: Home, slots: KeySlots, found: Outcome) -> str:
    """What the start is told; the promises of this case."""
    before = (home.folders.store.read_bytes(), home.folders.key_slots.read_bytes())
    began = time.monotonic()
    silent = slots.unlock_silently()
    took = time.monotonic() - began
    codes = [note.code for note in silent.notes]
    found.promise(silent.key is None, f"{name}: the station opened all the same")
    found.promise(expected in codes, f"{name}: told {codes}, not {expected}")
    found.promise(took <= TIMEOUT_SECONDS + _SLACK_SECONDS, f"{name}: the start waited {took:.1f} s")
    ways: dict[str, Callable[[], bytes]] = {
        "passphrase": lambda: slots.unlock_with_passphrase(PASSPHRASE),
        "recovery code": lambda: slots.unlock_with_recovery_code(home.recovery),
    }
    for way, opens in ways.items():
        try:
            found.promise(opens() == home.key, f"{name}: the {way} gives another key")
        except KnownError as refused:
            found.promise(False, f"{name}: the {way} does not open: {refused.code}")
    after = (home.folders.store.read_bytes(), home.folders.key_slots.read_bytes())
    found.promise(after == before, f"{name}: files were changed by looking")
    return f"{', '.join(codes)}; {took:.1f} s"
