"""The commands of the router's process about receivers; those of windows were checked against the rights before."""

from collections.abc import Mapping
from typing import Any

from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.router.node.commands import SlowAct
from app.router.receivers.admission import Admission
from app.router.receivers.model import Kind
from app.router.words import Capability
from app.ward.node.commands import Command, Values


def receiver_acts(admission: Admission) -> Mapping[str, SlowAct]:
    """By the name of the command."""

    def pairing_code(command: Command) -> dict[str, Any]:
        """{label, kind, capabilities}: {code, seconds, address}."""
        values = command.values
        shown = [Capability(one) for one in values["capabilities"]]
        made = admission.code(_by(command), str(values["label"]), Kind(values["kind"]), shown)
        return {"code": made.code, "seconds": made.seconds, "address": made.address}

    def pair_phone(command: Command) -> dict[str, Any]:
        """{code, name}: {receiver, secret}; asked by the telephones' gateway."""
        receiver, own = admission.pair_phone(str(command.values["code"]), str(command.values["name"]))
        return {"receiver": receiver, "secret": own.secret}

    def revoke(command: Command) -> None:
        """{receiver}."""
        admission.revoke(_by(command), str(command.values["receiver"]))

    def hub(_command: Command) -> dict[str, Any]:
        """Nothing: {host, alarms_port, bulk_port, public}, for receivers of this machine."""
        where = admission.hub()
        return {
            "host": where.host,
            "alarms_port": where.alarms_port,
            "bulk_port": where.bulk_port,
            "public": where.public,
        }

    def admitted(command: Command) -> dict[str, Any]:
        """{public}: {admitted}; a telephone that was removed is told so by its gateway."""
        return {"admitted": admission.is_admitted(str(command.values["public"]))}

    acts: dict[str, SlowAct] = {
        "pairing_code": pairing_code,
        "pair_phone": pair_phone,
        "revoke": revoke,
        "hub": hub,
        "admitted": admitted,
    }
    return {name: _understood(act) for name, act in acts.items()}


def _understood(act: SlowAct) -> SlowAct:
    """A window of another version, or a phone that brings rubbish, is told so."""

    def checked(command: Command) -> Values | None:
        try:
            return act(command)
        except (KeyError, TypeError, ValueError) as problem:
            raise KnownError("router_receivers.not_understood") from problem

    return checked


def _by(command: Command) -> Actor:
    return Actor(command.who, str(command.values["name"]))
