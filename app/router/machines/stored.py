"""A machine as the store keeps it: how it is reached in plain values, its key and what it shows sealed apart."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from app.kernel.errors import KnownError
from app.router.machines.model import MachineKind, MachineSettings, check_machine
from app.router.receivers.model import StoredReceiver
from app.router.receivers.rows import read_receivers
from app.router.receivers.service import SECRET_PREFIX
from app.security.secrets import Secrets

if TYPE_CHECKING:
    from app.ward.node.keys import KeyPair

_KEY, _SHOWN = "key", "shown"
_PLAIN: Final = tuple(one.name for one in fields(MachineSettings) if one.name not in ("kind", "secret"))


@dataclass(frozen=True)
class Machine:
    """One machine that gets alarms."""

    receiver: str
    name: str
    settings: MachineSettings
    own: "KeyPair"


def reached_by(settings: MachineSettings) -> dict[str, Any]:
    """What is kept open: everything but the secret."""
    plain = asdict(settings)
    return {name: plain[name] for name in _PLAIN}


def secrets_of(settings: MachineSettings, own_secret: str) -> dict[str, str]:
    """What is sealed."""
    return {_KEY: own_secret, _SHOWN: settings.secret}


def settings_of(one: StoredReceiver, secret: str = "") -> MachineSettings:
    """How it is reached. KnownError as `check_machine`, router_machines.unreadable for what another version kept."""
    try:
        known = {name: one.reached_by[name] for name in _PLAIN if name in one.reached_by}
        settings = MachineSettings(MachineKind(one.kind.value), secret=secret, **known)
        check_machine(settings)
    except (TypeError, ValueError, AttributeError) as problem:
        raise KnownError("router_machines.unreadable", name=one.name) from problem
    return settings


def read_machines(connection: Connection, secrets: Secrets) -> tuple[tuple[Machine, ...], tuple[KnownError, ...]]:
    """Those that can be run, and why others cannot."""
    from app.ward.node.keys import KeyPair  # noqa: PLC0415 - most stations never load ZeroMQ

    sealed = secrets.read(connection, SECRET_PREFIX)
    found, problems = list[Machine](), list[KnownError]()
    for one in read_receivers(connection):
        if not one.kind.is_machine:
            continue
        try:
            kept: Mapping[str, str] = json.loads(sealed.get(one.receiver) or "{}")
            settings = settings_of(one, kept.get(_SHOWN, ""))
            found.append(Machine(one.receiver, one.name, settings, KeyPair(one.public_key, kept[_KEY])))
        except KeyError:
            problems.append(KnownError("router_machines.unreadable", name=one.name))
        except KnownError as problem:
            problems.append(problem)
    return tuple(found), tuple(problems)


def own_secret(connection: Connection, secrets: Secrets, receiver: str) -> str:
    """The CURVE secret of one machine. KnownError router_machines.unreadable."""
    try:
        kept: Mapping[str, str] = json.loads(secrets.read(connection, SECRET_PREFIX + receiver).get("", ""))
        return kept[_KEY]
    except (KeyError, ValueError) as problem:
        raise KnownError("router_machines.unreadable", name=receiver) from problem


def shown_secret(connection: Connection, secrets: Secrets, receiver: str) -> str:
    """What one machine shows; "" where it shows nothing."""
    kept = json.loads(secrets.read(connection, SECRET_PREFIX + receiver).get("", "") or "{}")
    return str(kept.get(_SHOWN, ""))
