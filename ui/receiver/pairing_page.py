"""The first start: which station this receiver belongs to, by its address and a code that is read from its screen."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from app.router.links.admitted import fresh_pair
from app.router.links.pairing import CODE_LENGTH, Paired, grouped, pair
from app.router.receiver.keeping import KeptPairing
from ui.bridge import Op
from ui.errors import words_of
from ui.receiver.support import ReceiverSupport
from ui.start.language_line import LanguageLine
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.text_fields import TextField

_HIGHEST_PORT: Final = 65_535


class PairingPage(QWidget):
    """`paired(pairing)` once a station has admitted this receiver and its key is kept."""

    def __init__(
        self,
        kept: KeptPairing,
        paired: Callable[[Paired], object],
        language_chosen: Callable[[str], object],
        support: ReceiverSupport | None = None,
    ) -> None:
        super().__init__()
        self._kept, self._paired = kept, paired
        inside = QWidget()
        form = column(inside, gap=4, margin=5)
        form.addWidget(Text(tr("receiver.pairing"), "title", wrap=True))
        form.addWidget(Text(tr("receiver.pairing_hint"), "muted", wrap=True))
        if support is not None:
            form.addWidget(support.band(self))
        self.banner = Banner()
        form.addWidget(self.banner)
        self.address = TextField(placeholder=tr("receiver.address_example"))
        self.code = TextField(placeholder="XXXX-XXXX-XXXX")
        self.fields = {
            "address": Field(tr("receiver.address"), self.address, hint=tr("receiver.address_hint")),
            "code": Field(tr("receiver.code"), self.code, hint=tr("receiver.code_hint")),
        }
        for field in self.fields.values():
            form.addWidget(field)
        self.connect_ = PrimaryButton(tr("receiver.pair"), on_press=self.try_pairing)
        form.addWidget(self.connect_)
        form.addStretch(1)
        layout = column(self, gap=0)
        layout.addWidget(Scroll(inside, width=None), 1)
        foot = row(gap=2, sides=3)
        if support is not None:
            foot.addWidget(QuietButton(tr("support.title"), on_press=partial(support.open, self)))
        foot.addStretch(1)
        foot.addWidget(LanguageLine(language_chosen, sides=0))
        layout.addLayout(foot)
        self.address.returnPressed.connect(self.code.setFocus)
        self.code.returnPressed.connect(self.try_pairing)
        self.code.editingFinished.connect(lambda: self.code.setText(grouped(self.code.value())))
        self.setFocusProxy(self.address)

    def try_pairing(self) -> None:
        """Say what is missing; where nothing is, ask the station."""
        if not self.connect_.isEnabled():
            return
        found, code = _address(self.address.value()), grouped(self.code.value())
        self.fields["address"].set_error(None if found else tr("receiver.address_wrong"))
        complete = len(code.replace("-", "")) == CODE_LENGTH
        self.fields["code"].set_error(None if complete else tr("receiver.code_wrong", letters=CODE_LENGTH))
        if found is None or not complete:
            (self.code if found else self.address).setFocus()
            return
        self._wait(waiting=True)
        host, port = found
        kept = self._kept

        def ask() -> Paired | None:
            done = pair(host, port, code, fresh_pair())
            if done is not None:
                kept.keep(done)
            return done

        Op(self, ask).on_success(self._answered).on_failure(self._failed).start()

    def _answered(self, found: Paired | None) -> None:
        self._wait(waiting=False)
        if found is not None:
            self._paired(found)
            return
        self.banner.show_message("error", tr("receiver.not_paired"), tr("receiver.not_paired_next"))
        self.code.setFocus()
        self.code.selectAll()

    def _failed(self, error: Exception) -> None:
        self._wait(waiting=False)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    def _wait(self, *, waiting: bool) -> None:
        self.banner.hide()
        self.connect_.setEnabled(not waiting)
        self.connect_.set_text(tr("receiver.pairing_waits") if waiting else tr("receiver.pair"))


def _address(text: str) -> tuple[str, int] | None:
    """Host and port of "HOST:PORT"; None where it is not written so."""
    host, _, port = text.strip().rpartition(":")
    host = host.strip("[] ")
    if not host or not port.isdigit() or not 0 < int(port) <= _HIGHEST_PORT:
        return None
    return host, int(port)
