"""Further protocols of bedside devices: each file of this folder is one, under its own name.

A file has `open_input(clock, address, tls) -> DeviceInput`; nothing else names it. How to write one:
docs/how-to-add-a-device-protocol.md.
"""

import importlib
import pkgutil
import re
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from app.kernel.clock import Clock
from app.kernel.errors import KnownError

if TYPE_CHECKING:
    # The settings of every station read the ports here; a station without a ward loads no arrays.
    from app.ward.inputs import DeviceInput

OpenInput = Callable[[Clock, tuple[str, int], ssl.SSLContext | None], "DeviceInput"]
LAST_PORT: Final = 65_535
_SETTING: Final = re.compile(r"(\w+)=(\d{1,5})")


def protocols() -> tuple[str, ...]:
    """The names that there are, in order."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__)))


def opener(name: str) -> OpenInput:
    """What makes the input of one of `protocols()`."""
    return cast("OpenInput", importlib.import_module(f"{__name__}.{name}").open_input)


def read_further_ports(text: str) -> dict[str, int]:
    """`pigeon=4850 dove=4851`: which of the protocols listen at which port, as it is kept in the settings.

    KnownError `ward_inputs.further_ports` with the wrong part as `value`, and the names that are `known`.
    """
    ports: dict[str, int] = {}
    for part in text.split():
        found = _SETTING.fullmatch(part)
        if found is None or found[1] not in protocols() or found[1] in ports or not 1 <= int(found[2]) <= LAST_PORT:
            raise KnownError("ward_inputs.further_ports", value=part, known=", ".join(protocols()) or "–")
        ports[found[1]] = int(found[2])
    return ports
