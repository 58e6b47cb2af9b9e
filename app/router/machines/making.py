"""From settings to a machine that can act: one line for each kind."""

import secrets
from typing import Final

from app.kernel.clock import Clock
from app.router.machines.alarm_manager import AlarmManager
from app.router.machines.alarm_manager import Words as LineWords
from app.router.machines.http_call import HttpCall
from app.router.machines.model import MachineKind, MachineSettings
from app.router.machines.outlet import Outlet
from app.router.machines.relay import Relay
from app.router.machines.slip import Slip
from app.router.machines.slip import Words as SlipWords
from app.ward.alarms.conditions import conditions
from app.ward.alarms.words import Kind

_PREFIX_BYTES: Final = 4


def make_outlet(settings: MachineSettings, name: str, line: LineWords, slip: SlipWords, clock: Clock) -> Outlet:
    """`line`, `slip`: an alarm in the words of whoever reads them; no name of a patient."""
    match settings.kind:
        case MachineKind.HTTP:
            return HttpCall(settings, name, clock)
        case MachineKind.RELAY:
            return Relay(settings)
        case MachineKind.PAPER:
            return Slip(settings, slip, clock)
        case MachineKind.ALARM_MANAGER:
            prefix = secrets.token_hex(_PREFIX_BYTES).upper()
            return AlarmManager(settings, line, clock, _is_technical, prefix)


def _is_technical(code: str) -> bool:
    found = conditions().get(code)
    return found is not None and found.kind is Kind.TECHNICAL
