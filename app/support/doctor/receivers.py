"""Who would get an alarm now: asked of the running router, which tells it every two seconds; nobody is named."""

import threading
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.support.doctor.finding import Finding, Grade

if TYPE_CHECKING:
    from app.router.node.items import Paths

_SECONDS: Final = 5.0
_ROUTER: Final = "router.json"
_PEOPLE: Final = ("window", "phone")


def receivers(folders: StationFolders) -> Iterator[Finding]:
    """Nothing where no router has left its address; one that does not speak is told among the programs."""
    if (folders.home / _ROUTER).exists():
        paths = _paths(folders)
        if paths is not None:
            yield from judged(paths)


def judged(paths: "Paths") -> Iterator[Finding]:
    """Machines are always there; of people's receivers one at least has to be."""
    gone = Counter(one.kind for one in paths.receivers if one.kind not in _PEOPLE and not one.connected)
    if gone:
        values = {"count": gone.total(), "kinds": ", ".join(sorted(gone))}
        yield Finding("receivers", Grade.BAD, "receivers_machines", values)
    people = [one for one in paths.receivers if one.kind in _PEOPLE]
    there = sum(1 for one in people if one.connected)
    signed = sum(1 for one in people if one.connected and one.user)
    found: dict[str, object] = {"count": len(people), "there": there, "signed": signed}
    if not signed:
        # Also where there is none at all: a router without anybody to call is no way to a person.
        yield Finding("receivers", Grade.BAD, "receivers_nobody", found)
    else:
        yield Finding("receivers", Grade.GOOD, "receivers", found)
    if paths.troubles:
        yield Finding("receivers", Grade.ATTENTION, "receivers_troubles", {"count": len(paths.troubles)})
    if not paths.recording:
        yield Finding("receivers", Grade.BAD, "black_box_stopped")


def _paths(folders: StationFolders) -> "Paths | None":
    from app.router.node.items import Board, Paths, RouterItem, from_frame  # noqa: PLC0415 - brings ZeroMQ
    from app.ward.node.following import LinkFollower, Spoken  # noqa: PLC0415 - brings ZeroMQ
    from app.ward.node.keys import ROUTER_FILE, read_link  # noqa: PLC0415 - most stations route no alarms

    told, newest = threading.Event(), list[Paths]()

    def take(item: RouterItem) -> None:
        if isinstance(item, Paths):
            newest.append(item)
            told.set()

    spoken = Spoken[RouterItem](from_frame, lambda item: isinstance(item, Board), "router.silent")
    follower = LinkFollower(lambda: read_link(folders.home, ROUTER_FILE), take, SystemClock(), spoken)
    follower.start()
    try:
        told.wait(_SECONDS)
    finally:
        follower.stop()
    return newest[-1] if newest else None
