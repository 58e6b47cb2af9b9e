"""`simulate`: a ward that does not exist, sent to a listener over HL7 or datagrams, or only counted."""

import argparse
import json
import secrets
import signal
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

from app.interop.simulator.datagram_lines import DatagramEncoding
from app.interop.simulator.hl7_lines import Hl7Encoding
from app.interop.simulator.plans import Plan, check_beds, load_plan, same_for_all, ward_codes
from app.interop.simulator.scenarios import load_scenario, scenario_codes
from app.interop.simulator.sending import Encoding, Sender
from app.interop.simulator.ward import USUAL_SEED, SimulatedWard
from app.kernel import parent
from app.kernel.clock import Clock, SystemClock
from app.kernel.errors import KnownError
from app.ward.signals import DeviceMessage

_LOOK_SECONDS: Final = 0.05
_SPREAD_SECONDS: Final = 2.5
_BEDS_OF_THE_SMALL: Final = 49
_DESCRIPTION: Final = f"""\
A simulated ward: bedside monitors, pumps, ventilators, rooms and the building, from one seed.

Without --hl7 or --datagrams nothing is sent: what would be is counted (with --seconds, to see what a scenario does).
Everything sent is marked as simulated; it is for trying out and teaching, and never a patient's.

Wards: {", ".join(ward_codes())}, or a file. Scenarios: {", ".join(scenario_codes())}, or a file.
How to write one: docs/simulator.md.

Exit status: 0 done, 1 nobody was reached, or a message was refused, 2 wrong usage."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "simulate", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--ward", metavar="WARD", help="which bed follows which scenario (default: by --beds)")
    what.add_argument("--scenario", metavar="SCENARIO", help="the same for every bed, one shortly after the other")
    parser.add_argument("--beds", type=int, metavar="N", help="how many (default: as the ward has, else 49)")
    parser.add_argument("--seed", type=int, default=USUAL_SEED, metavar="N", help=f"default: {USUAL_SEED}")
    to = parser.add_mutually_exclusive_group()
    to.add_argument("--hl7", metavar="HOST:PORT", help="send HL7 v2.6 over MLLP")
    to.add_argument("--datagrams", metavar="HOST:PORT", help="send the 48-byte datagrams")
    parser.add_argument(
        "--tls", metavar="FILE", help='encrypt; FILE (PEM) says whom to trust, "system" the system\'s own'
    )
    parser.add_argument("--seconds", type=float, metavar="N", help="end after so long (default: when interrupted)")
    parser.add_argument("--json", action="store_true", help="the summary as JSON")
    parent.add_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Play and send until the time is over or Ctrl+C; 0 where all that was sent was taken."""
    clock = SystemClock()
    plan = chosen_plan(arguments)
    sender = _sender(arguments, clock)
    ward = SimulatedWard(clock, plan, seed=arguments.seed)
    began, used = clock.monotonic(), time.process_time()
    counts: Counter[str] = Counter()
    with _until_interrupted() as wanted:
        parent.end_with_parent(arguments, wanted)
        _play(ward, sender, counts, clock, wanted, arguments.seconds)
    summary: dict[str, Any] = {
        "ward": plan.code,
        "beds": len(plan.beds),
        "seed": arguments.seed,
        "simulated": True,
        "seconds": round(clock.monotonic() - began, 1),
        "said": dict(sorted(counts.items())),
    }
    if sender is not None:
        tally = sender.stop()
        sender.check_reached()
        summary |= {name: getattr(tally, name) for name in _TOLD} | {"refused": dict(tally.refused)}
    summary["cpu_seconds"] = round(time.process_time() - used, 2)
    _tell(summary, as_json=arguments.json)
    return 1 if summary.get("refused") or summary.get("waiting") else 0


_TOLD: Final = (
    "sent",
    "sent_bytes",
    "acknowledged",
    "lost",
    "waiting",
    "without_form",
    "connections",
    "attempts_failed",
)


def chosen_plan(arguments: argparse.Namespace) -> Plan:
    """The ward that was asked for; KnownError where it is not known or cannot be."""
    if arguments.beds is not None:
        check_beds(arguments.beds)
    if arguments.scenario:
        return same_for_all(load_scenario(arguments.scenario), arguments.beds or _BEDS_OF_THE_SMALL, _SPREAD_SECONDS)
    plan = load_plan(arguments.ward or ("icu-120" if (arguments.beds or 0) > _BEDS_OF_THE_SMALL else "icu-49"))
    return plan.limited(arguments.beds) if arguments.beds is not None else plan


def _play(
    ward: SimulatedWard,
    sender: Sender | None,
    counts: Counter[str],
    clock: Clock,
    wanted: threading.Event,
    seconds: float | None,
) -> None:
    if sender is not None:
        sender.start()
    end = None if seconds is None else clock.monotonic() + seconds

    def hand_over(messages: list[DeviceMessage]) -> None:
        counts.update(type(message).__name__ for message in messages)
        if sender is not None:
            sender.send(messages)

    while not wanted.is_set() and (end is None or clock.monotonic() < end):
        for device, order in sender.orders() if sender is not None else ():
            ward.tell(device, order)
        hand_over(ward.advance())
        wanted.wait(_LOOK_SECONDS)
    hand_over(ward.leaving())


def _sender(arguments: argparse.Namespace, clock: Clock) -> Sender | None:
    target = arguments.hl7 or arguments.datagrams
    if target is None:
        return None
    encoding: Encoding = Hl7Encoding(clock, secrets.token_hex(4)) if arguments.hl7 else DatagramEncoding()
    return Sender(_address(target), encoding, _tls(arguments.tls), arguments.seed)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise KnownError("simulator.address_refused", value=text)
    return host.strip("[]"), int(port)


def _tls(file: str | None) -> ssl.SSLContext | None:
    if file is None:
        return None
    if file == "system":
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=str(Path(file)))
    except (OSError, ssl.SSLError) as error:
        raise KnownError("simulator.certificate_refused", file=file, reason=str(error)) from error


@contextmanager
def _until_interrupted() -> Iterator[threading.Event]:
    """Set by Ctrl+C and by the system's request to end: the devices then leave in order."""
    wanted = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        wanted.set()

    if threading.current_thread() is not threading.main_thread():
        yield wanted
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield wanted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(summary: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(summary))
        return
    for name, value in summary.items():
        shown = ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else value
        print(f"{name:<16}{shown if shown != '' else '-'}")
