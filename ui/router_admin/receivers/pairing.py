"""A new receiver: what it is and may show, then the code that is typed there, large, with the time that is left."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.kernel.clock import Clock
from app.router.receivers.model import USUAL, Kind
from app.router.service import PairingCode
from app.router.words import Capability
from app.sync.joining import in_groups
from ui.administration.host import SectionHost
from ui.administration.inline_form import InlineForm
from ui.router_admin.receivers.words import code_words
from ui.texts import tr
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox

_LOOK_MS = 250
_SOON = 60


class Capabilities(QWidget):
    """What a receiver may be sent; text always, else no alarm could reach it."""

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self, gap=2)
        self.boxes = {one: CheckBox(tr(f"router_receivers_page.can_{one.value}")) for one in Capability}
        for one, box in self.boxes.items():
            flow.addWidget(box)
            if one is Capability.TEXT:
                box.setEnabled(False)
        self.setFocusProxy(self.boxes[Capability.GRAPHICS])

    def value(self) -> frozenset[Capability]:
        """Those that are ticked, and text."""
        return frozenset(one for one, box in self.boxes.items() if box.isChecked()) | {Capability.TEXT}

    def set_value(self, chosen: frozenset[Capability]) -> None:
        """Tick these."""
        for one, box in self.boxes.items():
            box.setChecked(one in chosen or one is Capability.TEXT)


class NewReceiver(InlineForm):
    """`made` is given the code, the name and the kind."""

    def __init__(self, host: SectionHost, made: Callable[[PairingCode, str, Kind], object]) -> None:
        where = {"router_receivers.name": "name", "router_receivers.text": "capabilities"}
        super().__init__(tr("router_receivers_page.make_code"), self._submit, where=where)
        self._host, self._made = host, made
        self.kind = ChoiceChips(
            [(one, tr(f"router_receivers.kind_{one}")) for one in (Kind.WINDOW, Kind.PHONE)], optional=False
        )
        self.kind.set_value(Kind.WINDOW)
        self.kind.changed.connect(self._propose)
        self.add("kind", Field(tr("router_receivers_page.kind"), self.kind))
        self.name = TextField()
        self.add("name", Field(tr("router_receivers_page.name"), self.name, hint=tr("router_receivers_page.name_hint")))
        self.capabilities = Capabilities()
        self.add("capabilities", Field(tr("router_receivers_page.can"), self.capabilities))
        self._propose(Kind.WINDOW)

    def _propose(self, kind: object) -> None:
        if isinstance(kind, Kind):
            self.capabilities.set_value(USUAL[kind])

    def _submit(self) -> None:
        kind = self.kind.value()
        if not self.require_filled("name") or not isinstance(kind, Kind):
            return
        name, context = self.name.value(), self._host.context
        call = partial(
            context.station.router.pairing_code, context.session, name, kind.value, self.capabilities.value()
        )
        self.wait()
        self._host.does(call, lambda code: self._made(code, name, kind), self.fail)


class CodeView(QWidget):
    """The code until it is used or its time is over; `how`: what to do with it; `anew` asks for another one."""

    def __init__(
        self,
        code: PairingCode,
        how: str,
        clock: Clock,
        anew: Callable[[], object],
        done: Callable[[], object],
    ) -> None:
        super().__init__()
        self._code, self._clock = code, clock
        self.is_over = False
        layout = column(self, gap=4)
        self.how = Text(how, wrap=True)
        layout.addWidget(self.how)
        self.address = Text(code.address, "code", wrap=True)
        self.address.setAccessibleName(tr("router_receivers_page.address_spoken", address=code.address))
        layout.addWidget(self.address)
        if code.fingerprint:
            groups = " ".join(in_groups(code.fingerprint))
            layout.addWidget(Text(tr("router_receivers_page.fingerprint", fingerprint=groups), "small", wrap=True))
        self.code = Text(code_words(code.code), "display")
        self.code.setAccessibleName(tr("router_receivers_page.code_spoken", code=" ".join(code.code)))
        layout.addWidget(self.code)
        self.left = Text("", "strong", wrap=True)
        layout.addWidget(self.left)
        layout.addWidget(Text(tr("router_receivers_page.once"), "small", wrap=True))
        self.again = PrimaryButton(tr("router_receivers_page.another_code"), on_press=anew)
        self.again.hide()
        layout.addWidget(self.again)
        self.done = SecondaryButton(tr("common.close"), on_press=done)
        layout.addWidget(self.done)
        layout.addStretch(1)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """How long it is still valid."""
        if self.is_over:
            return
        seconds = round((self._code.until - self._clock.now()).total_seconds())
        if seconds <= 0:
            self._end(tr("router_receivers_page.code_over"), "error")
            self.again.show()
            return
        minutes, rest = divmod(seconds, 60)
        words = tr("router_receivers_page.code_left", left=f"{minutes}:{rest:02}")
        if self.left.text() != words:
            self.left.setText(words)
            self.left.set_role("warn" if seconds <= _SOON else "strong")

    def came_in(self, name: str) -> None:
        """The receiver is there: the code has done its work."""
        if not self.is_over:
            self._end(tr("router_receivers_page.came_in", name=name), "accent")

    def gave_up(self, words: str) -> None:
        """Nobody can use it any more, and why."""
        if not self.is_over:
            self._end(words, "error")
            self.again.show()

    def _end(self, words: str, role: str) -> None:
        self.is_over = True
        self._timer.stop()
        self.code.hide()
        self.address.hide()
        self.how.hide()
        self.left.set_role(role)
        self.left.setText(words)
