"""A router that tells what a scene wants it to tell, over the station's own link, and gives a code for a receiver."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import zmq

from app.router.node.items import RouterItem, to_frame
from app.ward.node.commands import Answer, Command
from app.ward.node.keys import ROUTER_FILE, NodeLink, forget_link, write_link
from app.ward.node.serving import CommandsIn, FeedOut, authenticator
from ui.commands.screenshots.stage import Stage

Tell = Callable[[RouterItem], None]
_CODE: Final = {"code": "K7QMRT4XWZPA", "seconds": 300.0, "address": "192.0.2.20:7412"}


@contextmanager
def told_router(stage: Stage) -> Iterator[Tell]:
    """Tell an item and wait until the window has it."""
    station = stage.station
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    link = NodeLink.fresh()
    door = authenticator(context, link)
    feed, commands = FeedOut(context, link, to_frame), CommandsIn(context, link)
    commands.start(_answer)
    write_link(station.folders.home, NodeLink(feed.port, commands.port, link.node, link.window), ROUTER_FILE)
    station.router.follow()

    def tell(item: RouterItem) -> None:
        before = station.router.version()

        def heard() -> bool:
            feed.publish(item)  # Again and again: whoever connects hears only what is said afterwards.
            return station.router.version() > before

        stage.until(heard, f"the router's {type(item).__name__}")

    try:
        yield tell
    finally:
        forget_link(station.folders.home, ROUTER_FILE)
        station.router.stop()
        commands.stop()
        feed.close()
        door.stop()
        context.destroy(linger=0)


def _answer(command: Command) -> Answer:
    return Answer("", dict(_CODE)) if command.name == "pairing_code" else Answer("router.silent")
