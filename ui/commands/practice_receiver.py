"""A receiver's window of the practice: it belongs to the practice's own ward, and can belong to no other."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QWidget

from app.demo.routed_ward import PlayedReceiver
from app.demo.unit import DEMO_PASSWORD
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.router.links.pairing import Paired
from app.router.receiver.keeping import KeptPairing
from app.router.receiver.sound import ReceiverSound
from app.security.keys.keyring import SystemKeyring
from app.support.doctor.processes import RECEIVER
from app.ward.sound.speaker import SystemSpeaker
from ui.receiver.entry import SignInPage
from ui.receiver.window import ReceiverWindow
from ui.start.preferences import Preferences
from ui.texts import tr
from ui.widgets.labels import Text
from ui.widgets.layouts import row


class PracticeReceiver(ReceiverWindow):
    """Knows one router, by the key that this practice made for it a moment ago; there is no way to another.

    A real router has another key and has not admitted this one: it would not even be greeted.
    """

    def __init__(
        self,
        own: PlayedReceiver,
        folders: StationFolders,
        preferences: Preferences,
        sound: ReceiverSound | None = None,
        ended: Callable[[], object] = lambda: None,
    ) -> None:
        self._own = own
        folder, clock = folders.home / RECEIVER, SystemClock()
        looks = Preferences.load(folder)
        looks.theme, looks.scale, looks.language = preferences.theme, preferences.scale, preferences.language
        self.playing = sound or ReceiverSound(SystemSpeaker(), clock)
        kept = KeptPairing(folder, SystemKeyring())
        super().__init__(looks, kept, clock, self.playing, ended)
        self.band = Text(tr("practice.receiver_band"), wrap=True)
        self.setMenuWidget(_band(self.band))

    def start(self) -> None:
        """Connect and show it."""
        self.playing.start()
        self.begin(Paired(self._own.receiver, self._own.own, self._own.node))
        self.show()

    def is_connected(self) -> bool:
        """Whether the practice's router has greeted it."""
        return self.receiver is not None and self.receiver.state.connected

    def own_name(self) -> str:
        return tr("practice.receiver_window")

    def end(self) -> None:
        super().end()
        self.playing.stop()

    def _show(self, page: QWidget, kind: str) -> None:
        if isinstance(page, SignInPage):
            page.again.hide()
            page.practise.hide()
            page.hint.setText(tr("practice.receiver_hint"))
            page.login.setText(self._own.login)
            page.password.line.setText(DEMO_PASSWORD)
            # All is filled in, and Enter goes on from here; the button cannot be pressed before the link is there, and
            # would hand the keyboard on to the language.
            page.setFocusProxy(page.password)
        super()._show(page, kind)

    def _pair_again(self) -> None:
        """To no other station, whoever asks."""

    def _language_chosen(self, code: str) -> None:
        super()._language_chosen(code)
        self.band.setText(tr("practice.receiver_band"))


def _band(words: Text) -> QFrame:
    """As the station's, in a window half as wide."""
    band = QFrame()
    band.setProperty("look", "demo")
    line = row(band, gap=2, margin=1, sides=4)
    line.addWidget(words, 1)
    return band
