"""The page behind the chip: how it stands with the server, what was refused, what waits, and the USB stick."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from app.sync.bundles.format import SUFFIX
from app.sync.enrolling import StationEnrolment
from app.sync.service import SyncStatus
from ui.bridge import Op
from ui.errors import words_of
from ui.network.full_page import FullPage
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.shell.roomy import upright
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.page_stack import PageStack
from ui.widgets.skeleton import Skeleton

_LOOK_MILLISECONDS: Final = 2_000
STICK: Final = "stick"
PARTS: Final = ("standing", "refused", "parked", STICK)
"""What may be named on arriving."""


@dataclass(frozen=True)
class Seen:
    """What the page shows, read together."""

    enrolment: StationEnrolment | None
    status: SyncStatus


class NetworkScreen(PlaceWidget):
    """Loading, alone, wrong or in a network; looks again every two seconds while somebody is here."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._asking = False
        self._wanted: str | None = None
        self._folder: Path | None = None
        self.stack = PageStack()
        self.full = FullPage(context, self.look)
        self.wrong = Banner()
        self._loading, self._alone, self._failed = QWidget(), QWidget(), QWidget()
        loading = column(self._loading, gap=0, margin=6)
        loading.addWidget(Skeleton(6))
        loading.addStretch(1)
        column(self._alone, gap=0).addWidget(self._empty())
        failed = column(self._failed, gap=0, margin=6)
        failed.addWidget(self.wrong)
        failed.addStretch(1)
        for page in (self._loading, self._alone, self._failed, self.full):
            self.stack.addWidget(page)
        column(self, gap=0).addWidget(upright(self.stack))
        self.timer = QTimer(self)
        self.timer.setInterval(_LOOK_MILLISECONDS)
        self.timer.timeout.connect(self.look)

    def _empty(self) -> EmptyState:
        self.join: PrimaryButton | None = None
        step = "network.alone_next"
        if self._context.may(Action.CHANGE_SETTINGS):
            step = "network.alone_next_administrator"
            self.join = PrimaryButton(
                tr("network.join_open"), on_press=partial(self._context.navigate, "administration", "network")
            )
        return EmptyState("hard-drive", tr("network.alone_title"), tr(step), self.join)

    @property
    def state(self) -> str:
        """`loading`, `alone`, `wrong` or `full`."""
        names = {self._loading: "loading", self._alone: "alone", self._failed: "wrong", self.full: "full"}
        return next(name for page, name in names.items() if page is self.stack.currentWidget())

    def arrive(self, subject: str | None) -> None:
        """`subject`: one of `PARTS`, to open it at once; or the path of a file that another station wrote."""
        bundle = Path(subject) if subject and subject.endswith(SUFFIX) else None
        self._wanted = STICK if bundle else subject if subject in PARTS else None
        self._folder = bundle.parent if bundle else None
        self.look()
        self.timer.start()

    def leave(self) -> None:
        self.timer.stop()

    def step_back(self) -> bool:
        return self.state == "full" and self.full.step_back()

    def first_focus(self) -> QWidget | None:
        return self.full.synchronise if self.state == "full" else self.join

    def look(self) -> None:
        """Read it in a worker; while an answer is out, nothing more is asked."""
        if self._asking:
            return
        self._asking = True
        Op(self, self._read).on_success(self._show).on_failure(self._show_wrong).on_end(self._answered).start()

    def _read(self) -> Seen:
        station = self._context.station
        return Seen(station.enrolling.current(), station.sync.status())

    def _answered(self) -> None:
        self._asking = False

    def _show(self, seen: Seen) -> None:
        before = self.state
        if seen.enrolment is None:
            self.stack.setCurrentWidget(self._alone)
        else:
            self.full.show_status(seen.status, seen.enrolment)
            self.stack.setCurrentWidget(self.full)
            if self._wanted is not None:
                self.full.open_part(self._wanted)
        self._wanted = None
        focus = self.first_focus()
        if self._folder is not None and self.state == "full":
            clicked, self._folder = self._folder, None
            self.full.stick.use(clicked)
            self.full.stick.hold_keyboard()
        elif before == "loading" and focus is not None and self.isVisible():
            focus.setFocus()

    def _show_wrong(self, error: Exception) -> None:
        words = words_of(error)
        again = (tr("common.try_again"), self.look)
        self.wrong.show_message("error", words.title, words.next_step, action=again, closable=False)
        self.stack.setCurrentWidget(self._failed)
