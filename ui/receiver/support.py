"""Support at a receiver, which has no station: its own log, failures and bundle, and that it stopped suddenly."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.router.receiver.linked import LinkedReceiver
from app.support.crashes import put_away, unseen
from ui.support.failure_band import FailureBand
from ui.texts import tr

if TYPE_CHECKING:
    from ui.receiver.support_page import SupportPage

_NAME = "receiver-support"


class ReceiverSupport:
    """Of one receiver; `logs`: where its process writes. Whoever sits at this computer may read it: it names nobody."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.lines: Callable[[], Sequence[str]] = tuple
        """How the receiver stands, each in words, for the bundle."""

    def band(self, of: QWidget) -> FailureBand:
        """At the next start: that the window stopped suddenly, until somebody has put it away."""
        closer = partial(self.open, of, "crashes")
        seen = partial(put_away, self.logs)
        return FailureBand(partial(unseen, self.logs), seen, tr("receiver.crash_safe"), closer, narrow=True)

    def open(self, of: QWidget, part: str = "logs") -> "SupportPage":
        """In a window of its own beside the receiver's."""
        # Loaded when it is wanted: a receiver that only brings alarms has no tables and no lists.
        from ui.receiver.support_page import PARTS, SupportPage, of_receiver  # noqa: PLC0415 - as said

        window = of.window()
        page = window.findChild(SupportPage, _NAME)
        if page is None:
            page = SupportPage(window, of_receiver(self))
            page.setObjectName(_NAME)
        page.tabs.choose(PARTS.index(part))
        page.refresh()
        page.show()
        page.activateWindow()
        return page


def make_way(window: QWidget) -> None:
    """An alarm calls: nothing of this may lie over it."""
    page = window.findChild(QWidget, _NAME)
    if page is not None:
        page.hide()


def standing_lines(receiver: LinkedReceiver | None, sound_missing: bool | None, failures: int) -> list[str]:
    """How a receiver stands: of the person nothing but whether there is one."""
    if receiver is None:
        return [tr("receiver.report_not_paired")]
    state = receiver.state
    unreadable = [tr("receiver.unreadable", count=state.unreadable)] if state.unreadable else []
    return [
        tr("receiver.linked" if state.connected else "receiver.tray_lost"),
        tr("receiver.report_signed_in" if state.signed is not None else "receiver.report_nobody"),
        tr("receiver.sound_missing" if sound_missing else "receiver.report_sound"),
        tr("receiver.report_failures", count=failures),
        *unreadable,
    ]
