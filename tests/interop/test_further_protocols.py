"""A further protocol is one file in `app/interop/protocols/`: found by its name, chosen by name and port."""

import argparse
import socket
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.commands.node_options import made_inputs, with_options
from app.interop import protocols
from app.interop.listening import TcpInput
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.ward.node.settings import NodeSettings, check_node_settings
from app.ward.signals import Numeric, Observation, Source
from tests.interop.listeners import Device, listening, wait_for

PIGEON = """
from app.interop.listening import TcpInput
from app.ward.signals import Numeric, Observation, Source

def open_input(clock, address, tls):
    return TcpInput("pigeon", PigeonConversation, clock, address, tls)

class PigeonConversation:
    under_way = 0
    def __init__(self, peer, deliver, refuse):
        self.deliver, self.kept = deliver, b""
    def opened(self, write):
        pass
    def take(self, data, now):
        *lines, self.kept = (self.kept + data).split(b"\\n")
        for line in lines:
            device, bed, value = line.decode("ascii").split(";")
            self.deliver(Observation(Source(device, bed), now, (Numeric("heart_rate", float(value)),)))
        return b""
    def tick(self, now):
        pass
    def end(self, now):
        pass
"""


@pytest.fixture
def pigeon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "pigeon.py").write_text(PIGEON, encoding="utf-8")
    monkeypatch.setattr(protocols, "__path__", [str(tmp_path)])
    yield
    sys.modules.pop(f"{protocols.__name__}.pigeon", None)


def chosen(ports: str) -> NodeSettings:
    named = {one.name: None for one in fields(NodeSettings)}
    return with_options(NodeSettings(hl7_port=0), argparse.Namespace(**{**named, "further_ports": ports}))


@pytest.mark.usefixtures("pigeon")
def test_what_a_device_says_in_it_arrives_though_its_lines_are_cut(fake_clock: FakeClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    *_, last = made_inputs(chosen(f"pigeon={port}"), fake_clock)
    assert isinstance(last, TcpInput)
    with listening(last) as heard, Device(port) as device:
        device.send(b"P1;UTI-0")
        device.send(b"3;82\nP1;UTI-03;83\n")
        wait_for(lambda: len(heard.messages) == 2)
    first, second = heard.messages
    assert isinstance(first, Observation)
    assert isinstance(second, Observation)
    assert first.source == Source("P1", "UTI-03")
    assert [first.numerics, second.numerics] == [(Numeric("heart_rate", 82.0),), (Numeric("heart_rate", 83.0),)]
    assert heard.refusals == []


@pytest.mark.usefixtures("pigeon")
@pytest.mark.parametrize("wrong", ["dove=4851", "pigeon", "pigeon=0", "pigeon=65536", "pigeon=4850 pigeon=4851"])
def test_a_name_or_port_that_cannot_be_is_refused_with_the_names_that_there_are(wrong: str) -> None:
    with pytest.raises(KnownError) as caught:
        check_node_settings(NodeSettings(further_ports=wrong))
    assert (caught.value.code, caught.value.values["known"]) == ("ward_inputs.further_ports", "pigeon")
    assert str(caught.value.values["value"]) in wrong


@pytest.mark.usefixtures("pigeon")
def test_two_ways_in_cannot_share_a_port() -> None:
    with pytest.raises(KnownError) as caught:
        check_node_settings(NodeSettings(hl7_port=4850, further_ports="pigeon=4850"))
    assert caught.value.code == "ward_inputs.ports_equal"
