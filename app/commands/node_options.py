"""What `node` makes of its options and of the settings of the station: its inputs."""

import argparse
from collections.abc import Iterator
from dataclasses import fields, replace

from app.interop.datagrams import DatagramInput
from app.interop.hl7.mllp import MllpInput
from app.interop.protocols import opener, read_further_ports
from app.interop.recordings import RecordingInput
from app.kernel.clock import Clock
from app.ward.inputs import DeviceInput
from app.ward.node.settings import NodeSettings, check_encryption, encryption_of


def with_options(settings: NodeSettings, arguments: argparse.Namespace) -> NodeSettings:
    """The settings, but for what was named on the command line. KnownError ward_inputs.…"""
    named = {one.name: getattr(arguments, one.name) for one in fields(NodeSettings)}
    chosen = replace(settings, **{name: value for name, value in named.items() if value is not None})
    check_encryption(chosen)
    read_further_ports(chosen.further_ports)
    return chosen


def made_inputs(settings: NodeSettings, clock: Clock) -> Iterator[DeviceInput]:
    """The listeners, not begun. KnownError ward.certificate_unreadable."""
    tls = encryption_of(settings)
    yield MllpInput(clock, (settings.host, settings.hl7_port), tls)
    if settings.datagram_port is not None:
        yield DatagramInput(clock, (settings.host, settings.datagram_port), tls)
    for name, port in read_further_ports(settings.further_ports).items():
        yield opener(name)(clock, (settings.host, port), tls)


def replayed(arguments: argparse.Namespace, clock: Clock) -> Iterator[DeviceInput]:
    """The record that is to be played, where one is."""
    if arguments.replay is not None:
        yield RecordingInput(arguments.replay, clock, arguments.replay_bed, endless=True)
