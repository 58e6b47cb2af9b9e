"""The agreement of confidentiality, read before the first look at anything; there is no way around it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.bridge import Op
from ui.errors import words_of
from ui.start.frame import StartFrame
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.privacy.confidentiality import AgreementText
    from app.security.session import Session
    from app.station import Station


_LEFT_ALONE_MS: Final = 600_000
"""Time to read it. Whoever goes away is signed out: nobody else is to accept it in that name."""


class AgreementPage(StartFrame):
    """`accepted` goes on; `left` goes back to the sign-in, signed out."""

    def __init__(
        self,
        station: "Station",
        session: "Session",
        text: "AgreementText",
        accepted: Callable[[], object],
        left: Callable[[], object],
    ) -> None:
        super().__init__(tagline=station.profile.unit_name)
        self._station, self._session, self._text = station, session, text
        self._accepted, self._left = accepted, left
        language = chosen_language()
        self.setAccessibleName(text.title(language))
        self.head(text.title(language), tr("privacy.agreement_about"))
        for paragraph in text.read(language):
            self.body.addWidget(Text(paragraph, wrap=True))
        issued = show_date(text.issued)
        self.body.addWidget(Text(tr("privacy.agreement_version", version=text.version, date=issued), "small"))
        self.banner = Banner()
        self.body.addWidget(self.banner)
        self.accept_button = PrimaryButton(tr("privacy.agreement_accept"), icon_name="check", on_press=self.accept)
        self.leave_button = QuietButton(tr("privacy.agreement_leave"), on_press=self.leave)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=2)
        flow.addWidget(self.accept_button)
        flow.addWidget(self.leave_button)
        self.body.addWidget(buttons)
        self.setFocusProxy(self.accept_button)
        self.alone = QTimer(self, interval=_LEFT_ALONE_MS, singleShot=True)
        self.alone.timeout.connect(self.leave)
        self.alone.start()

    def accept(self) -> None:
        """Write it down, then go on."""
        self.alone.stop()
        self.accept_button.setEnabled(False)
        service, version = self._station.privacy.confidentiality, self._text.version
        call = partial(service.accept, self._session, version, chosen_language())
        Op(self, call).on_success(lambda _agreed: self._accepted()).on_failure(self._refused).start()

    def leave(self) -> None:
        """Not now: nobody is signed in then."""
        self.alone.stop()
        Op(self, partial(self._station.sign_in.sign_out, self._session)).on_end(self._left).start()

    def _refused(self, error: Exception) -> None:
        self.alone.start()
        self.accept_button.setEnabled(True)
        self.banner.show_message("error", words_of(error).together)
