"""The network in the administration: joining it, and what it is once joined."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.sync.enrolling import StationEnrolment
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.network.join_form import JoinForm
from ui.network.joined import JoinedCard
from ui.shell.context import UiContext
from ui.start.wizard.decided import SetByAdministration
from ui.texts import tr
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row


class AsAdministrator:
    """Joins by the right of whoever is signed in."""

    def __init__(self, context: UiContext) -> None:
        self._context = context

    def look(self, address: str) -> str:
        """The fingerprint shown at an address."""
        return self._context.station.enrolling.look(address)

    def join(self, address: str, code: str, fingerprint: str) -> StationEnrolment:
        """Join."""
        return self._context.station.enrolling.join(self._context.session, address, code, fingerprint)


class NetworkSection(SectionPage):
    """Not joined: the form. Joined: the facts, the way to the page, and joining again where the server asks for it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("network.join_title"), tr("network.join_about"))
        self.states = States(lines=5)
        self.form: JoinForm | None = None
        self.joined: JoinedCard | None = None
        content = QWidget()
        self._inside = column(content, gap=4)
        self.states.full.addWidget(Scroll(content))
        self.body.addWidget(self.states, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read again whether this station is in a network; a form that somebody fills in stays."""
        if self.form is None or not self.form.begun():
            self.loads(self.states, self.context.station.enrolling.current, self._show)

    def _show(self, enrolment: StationEnrolment | None) -> None:
        clear(self._inside)
        self.form = self.joined = None
        if enrolment is None:
            decided = self.context.station.enrolling.decided
            steps = tr("network.join_steps" if decided is None else "network.join_steps_decided")
            self._show_form(tr("network.join_heading"), steps, minor=False)
        else:
            self._show_joined(enrolment)
        self._inside.addStretch(1)
        self.states.show_full()

    def _show_form(self, heading: str, about: str, *, minor: bool) -> None:
        card = Card(margin=5, gap=4)
        card.body.addWidget(Text(heading, "heading"))
        card.body.addWidget(Text(about, "muted", wrap=True))
        self.form = JoinForm(AsAdministrator(self.context), self._joined, minor=minor)
        decided = self.context.station.enrolling.decided
        if decided is not None:
            card.body.addWidget(SetByAdministration(tr("network.server_decided", address=decided.address)))
            self.form.follow(decided.address, decided.code, decided.asked)
        card.body.addWidget(self.form)
        self._inside.addWidget(card)

    def _show_joined(self, enrolment: StationEnrolment) -> None:
        card = Card(margin=5, gap=4)
        card.body.addWidget(Text(tr("network.joined_title"), "heading"))
        self.joined = JoinedCard(enrolment, self.context.station.profile.cnes, self.context.station.sync)
        card.body.addWidget(self.joined)
        buttons = row(gap=2)
        open_page = partial(self.context.navigate, "network", None)
        buttons.addWidget(PrimaryButton(tr("network.open_page"), on_press=open_page))
        self.again = SecondaryButton(tr("network.join_again"), on_press=self._again)
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        card.body.addLayout(buttons)
        self._inside.addWidget(card)

    def _again(self) -> None:
        self.again.hide()
        stretch = self._inside.takeAt(self._inside.count() - 1)
        del stretch
        self._show_form(tr("network.join_again"), tr("network.join_again_about"), minor=True)
        self._inside.addStretch(1)
        if self.form is not None:
            self.form.setFocus()

    def _joined(self, enrolment: StationEnrolment) -> None:
        self._show(enrolment)
        if self.joined is not None:
            sync, session = self.context.station.sync, self.context.session
            self.joined.round.ended.connect(lambda _error: self.context.network_changed())
            self.joined.begin(partial(sync.synchronise, session))
