"""Rates, loads, routes and what changed in the network, in words. Pure."""

from collections.abc import Mapping, Sequence

from app.kernel.errors import KnownError
from app.router.budget import BITS_PER_DATAGRAM, GRAPHIC_PER_SECOND
from app.router.node.items import BoxSending, LinkLoad, Network
from ui.errors import words_of
from ui.texts import tr, tr_count
from ui.texts.formats import show_age, show_number

Names = Mapping[str, str]
"""Receiver → its name; a node goes by its own."""
_STEPS = ((1e9, "Gbit/s"), (1e6, "Mbit/s"), (1e3, "kbit/s"))
_NEVER_DISCARDED = 4
"""Priorities 0 to 3."""


def rate_words(bits: float) -> str:
    """ "5,2 Mbit/s"."""
    for size, unit in _STEPS:
        if bits >= size:
            return f"{show_number(bits / size, 0 if bits >= 100 * size else 1)} {unit}"
    return f"{show_number(round(bits))} bit/s"


def formula_words(network: Network) -> str:
    """The formula of 7.15 with this station's own numbers."""
    return tr(
        "router_network.formula",
        caregivers=show_number(network.caregivers),
        beds=show_number(network.beds),
        per_second=show_number(GRAPHIC_PER_SECOND),
        graphic=_count(network.graphic),
        others=_count(network.others),
        bits=show_number(BITS_PER_DATAGRAM),
        needed=rate_words(network.needed_bits),
    )


def _count(number: float) -> str:
    return show_number(int(number)) if number == int(number) else show_number(number, 1)


def given_words(network: Network) -> str:
    """What the link gives, and what is missing or left."""
    if network.given_bits is None:
        return tr("router_network.given_unknown")
    spare = network.given_bits - network.needed_bits
    key = "router_network.given_spare" if spare >= 0 else "router_network.given_short"
    return tr(key, given=rate_words(network.given_bits), rest=rate_words(abs(spare)))


def name_of(link: LinkLoad, names: Names) -> str:
    """What a link leads to."""
    return names.get(link.to, link.to) if link.kind == "receiver" else link.to


def standing_words(link: LinkLoad) -> str:
    """Whether it is up."""
    return tr("router_network.up" if link.up else "router_network.down")


def weight_words(link: LinkLoad) -> str:
    """The time there and back, where it is known."""
    return tr("router_network.milliseconds", weight=link.weight) if link.weight is not None else ""


def discarded_words(discarded: Sequence[int]) -> str:
    """ "720 (prior. 6)", the largest first; empty where nothing was."""
    lost = sorted(((count, number) for number, count in enumerate(discarded) if count), reverse=True)
    return ", ".join(
        tr("router_network.discarded", count=show_number(count), priority=number) for count, number in lost
    )


def lost_alarms(discarded: Sequence[int]) -> int:
    """Alarms and answers that were discarded; there must be none."""
    return sum(discarded[:_NEVER_DISCARDED])


def routes_words(network: Network, node: str) -> list[str]:
    """The routes to a node, best first: "1ª: Posto A → Central"."""
    found = next((one.routes for one in network.routes if one.node == node), ())
    return [
        tr("router_network.route", number=number, way=" → ".join(route)) for number, route in enumerate(found, start=1)
    ]


def receiver_words(link: LinkLoad, names: Names) -> str:
    """What goes to a receiver and what was discarded on the way, in full."""
    load = rate_words(link.bits_per_s)
    lost = discarded_words(link.discarded) or tr("router_network.nothing_discarded")
    return tr("router_network.receiver_says", name=name_of(link, names), load=load, discarded=lost)


def box_words(sending: BoxSending) -> str:
    """How many records of the black box wait, since when, and what is in the way; else when the centre said so."""
    if sending.waiting:
        oldest = show_age(sending.oldest_ago or 0.0)
        words = tr_count("router_network.box_waits", sending.waiting, oldest=oldest)
    elif sending.reached_ago is not None:
        words = tr("router_network.box_sent", answered=show_age(sending.reached_ago))
    else:
        words = tr("router_network.box_empty")
    if sending.problem:
        words = f"{words} {words_of(KnownError(sending.problem, **sending.values)).together}"
    return f"▲ {words}" if box_is_wrong(sending) else words


def box_is_wrong(sending: BoxSending) -> bool:
    """What does not pass by itself; a line that is down does, and a station may have no centre at all."""
    return sending.problem not in ("", "sync.not_enrolled", "sync.unreachable", "sync.server_failed")


def changes_between(before: Network, after: Network, names: Names) -> list[str]:
    """What became different: links that went and came, and nodes that are reached another way."""
    said = []
    were = {(one.kind, one.to): one for one in before.links}
    for link in after.links:
        old = were.pop((link.kind, link.to), None)
        if old is None or old.up != link.up:
            key = "router_network.link_came" if link.up else "router_network.link_went"
            if old is not None or link.up:
                said.append(tr(key, name=name_of(link, names)))
    said += [tr("router_network.link_went", name=name_of(link, names)) for link in were.values() if link.up]
    routes = {one.node: one.routes for one in before.routes}
    for one in after.routes:
        old_best = routes.get(one.node, ())[:1]
        if old_best and one.routes[:1] != old_best:
            way = " → ".join(one.routes[0]) if one.routes else tr("router_network.no_way")
            said.append(tr("router_network.led_round", name=one.node, way=way))
    return said
