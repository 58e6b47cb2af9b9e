"""The router for whoever looks after the machines: its tables, receivers with a code, the network, the settings."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

import msgspec
from zmq.utils import z85

from app.router.machines.model import MachineKind, MachineSettings
from app.router.neighbours import Neighbour
from app.router.node.items import Board, BoxSending, LinkLoad, Network, NodeRoutes, Paths, ReceiverState
from app.router.tables.reading import default_contents
from app.security.roles import Role
from app.ward.node.settings import WHOLE_NETWORK
from ui.administration.page import AdministrationPage
from ui.commands.screenshots.router_feed import told_router
from ui.commands.screenshots.stage import Stage
from ui.router_admin.machines.section import MachinesSection
from ui.router_admin.neighbours.forms import ShowCodeForm
from ui.router_admin.neighbours.section import NeighboursSection
from ui.router_admin.network.page import NetworkMap
from ui.router_admin.receivers.pairing import NewReceiver
from ui.router_admin.receivers.section import ReceiversSection
from ui.router_admin.tables.section import TablesSection
from ui.widgets.number_field import NumberField

_NONE: Final = (0,) * 10
_NETWORK: Final = Network(
    node="central-a",
    links=(
        LinkLoad("central-b", "node", up=True, weight=3, bits_per_s=420_000.0, discarded=_NONE),
        LinkLoad("central-c", "node", up=True, weight=6, bits_per_s=90_000.0, discarded=_NONE),
        LinkLoad("receptor-1", "receiver", up=True, weight=4, bits_per_s=64_000.0, discarded=_NONE),
        LinkLoad(
            "receptor-2", "receiver", up=True, weight=9, bits_per_s=31_000.0, discarded=(*_NONE[:6], 720, 0, 0, 0)
        ),
    ),
    routes=(
        NodeRoutes("central-b", (("central-a", "central-b"), ("central-a", "central-c", "central-b"))),
        NodeRoutes("central-c", (("central-a", "central-c"), ("central-a", "central-b", "central-c"))),
    ),
    edges=(("central-a", "central-b", 3), ("central-a", "central-c", 6), ("central-b", "central-c", 4)),
    needed_bits=4_800_000.0,
    emergency_bits=38_000.0,
    given_bits=5_400_000.0,
    verdict="tight",
    beds=20,
    caregivers=8,
    graphic=2.0,
    others=6.0,
)

_MACHINES: Final = (
    (MachineKind.RELAY, "192.0.2.31:502"),
    (MachineKind.PAPER, "192.0.2.32:9100"),
    (MachineKind.ALARM_MANAGER, "192.0.2.33:2575"),
)
_MACHINE_NAMES: Final = {
    "pt_BR": ("Luz do corredor", "Tiras do posto", "Central do hospital"),
    "en": ("Corridor light", "Slips of the post", "The hospital's manager"),
}
_LISTED: Final = tuple(
    f"{name} 192.0.2.{at}:7413:7414 {z85.encode(bytes([at]) * 32).decode()}"
    for at, name in enumerate(("central-b", "central-c", "central-d"), 21)
)
_MESHED: Final = msgspec.structs.replace(
    _NETWORK,
    links=(
        _NETWORK.links[0],
        LinkLoad("central-c", "node", up=False, discarded=_NONE),
        LinkLoad("central-d", "node", up=False, discarded=_NONE),
    ),
    routes=(_NETWORK.routes[0], NodeRoutes("central-c", (("central-a", "central-b", "central-c"),))),
)
_QUIET: Final = Board(())
"""No alarm on its way: what says that the router is heard."""
_PATHS: Final = Paths((), (), (), ward_heard=True, recording=True, sending=BoxSending(reached_ago=20.0))
_CUT_OFF: Final = BoxSending(1_204, 11_000.0, "sync.unreachable", {"address": "https://central:8443"}, 11_020.0)


def tables(stage: Stage) -> None:
    """The calls; a figure that leaves no time for the answer; who receives what; the versions of one table."""
    with stage.at_hospital() as station:
        contents = default_contents()
        contents["priorities"]["row"][1]["period"] = 4
        reason = {"pt_BR": "Dois andares", "en": "Two floors"}[stage.flow.preferences.language]
        edited = {"priorities": contents["priorities"]}
        station.router_tables.edit(stage.session(Role.ADMINISTRATOR), edited, reason=reason)
        page = _section(stage, "router_tables")
        assert isinstance(page, TablesSection)
        stage.shoot("router-tables-calls")
        interval = next(one.control for one in page.cells if one.place.endswith("interval"))
        assert isinstance(interval, NumberField)
        interval.set_value(Decimal("0.05"))
        stage.until(lambda: page.foot.isVisible(), "what was changed")
        stage.shoot("router-tables-refused")
        page.foot.undo_button.click()
        page.open_subject("distribution")
        stage.shoot("router-tables-distribution")
        page.open_subject("priorities")
        page.open_versions()
        stage.settle()
        stage.shoot("router-tables-versions")


def receivers(stage: Stage) -> None:
    """Before the first, a new one, and its code."""
    with stage.at_hospital(), told_router(stage) as tell:
        page = _section(stage, "receivers")
        tell(_QUIET)
        assert isinstance(page, ReceiversSection)
        page.look()
        stage.shoot("router-receivers")
        page.open_new()
        (form,) = page.findChildren(NewReceiver)
        form.name.setText(
            {"pt_BR": "Receptor do grupo A", "en": "Receiver of group A"}[stage.flow.preferences.language]
        )
        stage.shoot("router-receiver-new")
        form.submit()
        stage.settle()
        stage.shoot("router-receiver-code")


def machines(stage: Stage) -> None:
    """Before the first; three of them, one that does not answer; how one is reached."""
    with stage.at_hospital() as station, told_router(stage) as tell:
        page = _section(stage, "machines")
        assert isinstance(page, MachinesSection)
        stage.shoot("router-machines-none")
        names = _MACHINE_NAMES[stage.flow.preferences.language]
        session = stage.session(Role.ADMINISTRATOR)
        kept = [
            station.machines.add(session, name, MachineSettings(kind, address))
            for name, (kind, address) in zip(names, _MACHINES, strict=True)
        ]
        states = tuple(
            ReceiverState(one.receiver, one.name, one.kind.value, connected=at > 0) for at, one in enumerate(kept)
        )
        tell(Paths(states, (), (), ward_heard=True, recording=True))
        page.refresh()
        stage.settle()
        page.open_subject(kept[-1].receiver)
        stage.settle()
        stage.shoot("router-machines")


def neighbours(stage: Stage) -> None:
    """Before the first, what is typed, a code; three of them, one opened."""
    with stage.at_hospital() as station, told_router(stage) as tell:
        tell(_QUIET)
        session = stage.session(Role.ADMINISTRATOR)
        page = _section(stage, "neighbours")
        assert isinstance(page, NeighboursSection)
        stage.shoot("router-neighbours-none")
        page.open_join()
        stage.shoot("router-neighbour-join")
        page.open_code()
        (form,) = page.findChildren(ShowCodeForm)
        form.name.setText("central-a")
        form.submit()
        stage.until(partial(_has_code, page), "the code")
        stage.shoot("router-neighbour-code")
        settings = replace(station.router_settings.settings(session), host=WHOLE_NETWORK, address="192.0.2.20")
        station.router_settings.change(session, settings)
        for line in _LISTED:
            station.neighbours.put_back(session, Neighbour(line.split()[0], "", "", line))
        page = _section(stage, "neighbours")
        assert isinstance(page, NeighboursSection)
        tell(_MESHED)
        page.look()
        page.open_subject("central-c")
        stage.settle()
        stage.shoot("router-neighbours")


def _has_code(page: NeighboursSection) -> bool:
    return page.code is not None


def network(stage: Stage) -> None:
    """The network as it stands, and after a link was lost; how alarms are sent."""
    with stage.at_hospital(), told_router(stage) as tell:
        page = _section(stage, "router_network")
        tell(_QUIET)
        tell(_PATHS)
        tell(_NETWORK)
        assert isinstance(page, NetworkMap)
        page.look()
        stage.shoot("router-network")
        broken = LinkLoad("central-b", "node", up=False, discarded=_NONE)
        led_round = NodeRoutes("central-b", (("central-a", "central-c", "central-b"),))
        tell(msgspec.structs.replace(_PATHS, sending=_CUT_OFF))
        tell(
            msgspec.structs.replace(
                _NETWORK,
                links=(broken, *_NETWORK.links[1:]),
                routes=(led_round, *_NETWORK.routes[1:]),
                edges=_NETWORK.edges[1:],
            )
        )
        page.look()
        stage.shoot("router-network-led-round")
        page.leave()
        _section(stage, "router")
        stage.shoot("router-settings")


def _section(stage: Stage, key: str) -> object:
    place = stage.enter(Role.ADMINISTRATOR, "administration", key).current()
    assert isinstance(place, AdministrationPage)
    return place.page


SCENES: Final = (
    ("router-tables", tables),
    ("router-receivers", receivers),
    ("router-machines", machines),
    ("router-neighbours", neighbours),
    ("router-network", network),
)
